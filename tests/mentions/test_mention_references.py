"""How ids are written, and what only looks like one."""

from __future__ import annotations

import pytest

from lockstitch.mentions.references import find, repositories, repository_of
from lockstitch.mentions.words import Vocabulary

SHOP = Vocabulary(prefixes=("story",), stems=("shop",))


def keys(text: str, vocabulary: Vocabulary = SHOP) -> list[str]:
    """`tracker|key|repository` of every id, in order."""
    return [f"{r.tracker}|{r.key}|{r.repository}" for r in find(text, vocabulary) if r.tracker != "-"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#13784", ["|13784|"]),
        ("(#7)", ["|7|"]),
        ("GH 31989", ["gh|31989|"]),
        ("GH#31989 and gh-12", ["gh|31989|", "gh|12|"]),
        ("GH issue #11618", ["issue|11618|"]),
        ("GitHub issue #6439", ["issue|6439|"]),
        ("Issue: 123", ["issue|123|"]),
        ("issue # 21793", ["issue|21793|"]),
        ("issues 6341, 7135 and #9", ["issue|6341|", "issue|7135|", "|9|"]),
        ("[ticket:3366] and :ticket:`5497`", ["ticket|3366|", "ticket|5497|"]),
        ("bpo-31728", ["bpo|31728|"]),
        ("https://bugs.python.org/issue31728", ["bpo|31728|"]),
        ("https://github.com/Owner/Repo/issues/12#issuecomment-1", ["issue|12|owner/repo"]),
        ("https://gitlab.example/a/b/c/-/issues/12", ["issue|12|gitlab.example/a/b/c"]),
        ("https://bugs.example/show_bug.cgi?id=12", ["bug|12|bugs.example"]),
        ("https://jira.example/browse/SHOP-12", ["shop|12|"]),
        ("owner/repo#12", ["|12|owner/repo"]),
        ("numpy#12", ["|12|numpy"]),
        ("SHOP-12, shop-13", ["shop|12|", "shop|13|"]),
        ("story 12", ["story|12|"]),
        ("ABC-12", ["abc|12|"]),
    ],
)
def test_ids_are_found_as_people_write_them(text: str, found: list[str]) -> None:
    assert keys(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "PR #12, #13 and #14",
        "PR 22628",
        "pull request #12",
        "https://github.com/owner/repo/pull/12",
        "https://github.com/owner/repo/commit/1234567",
        "https://example.org/page#12",
        "UTF-8, SHA-256, ISO-8859 and CVE-2020-1234",
        "color: #123456; background #333",
        "#fff000 #00ff00",
        "case #2, step #3 and line #20",
        "issue 3.5 and bug 100%",
        "issue 12x",
        "version 12, 101 shorter, 2026",
        "&#123; x##12 a#12b",
        "pandas-12 is no key",
        "",
    ],
)
def test_false_friends_are_no_ids(text: str) -> None:
    assert keys(text) == []


def test_a_prefix_beats_the_list_of_what_is_no_tracker() -> None:
    assert keys("UTF-8", Vocabulary(stems=("utf",))) == ["utf|8|"]


@pytest.mark.parametrize(
    ("url", "repository"),
    [
        ("https://github.com/Owner/repo.git", "owner/repo"),
        ("git@github.com:owner/repo.git", "owner/repo"),
        ("ssh://git@github.com:22/owner/repo", "owner/repo"),
        ("https://user:word@gitlab.example/a/b/c.git/", "gitlab.example/a/b/c"),
        ("/srv/git/repo.git", ""),
        ("../repo", ""),
        ("", ""),
    ],
)
def test_a_remote_names_a_repository(url: str, repository: str) -> None:
    assert repository_of(url) == repository


def test_a_records_address_names_its_repository() -> None:
    assert repositories("https://github.com/o/r/issues/12") == {"o/r"}
    assert repositories("https://github.com/o/r/pull/12") == set()
    assert repositories("https://jira.example/browse/SHOP-12") == set()


def test_a_long_line_does_not_take_long() -> None:
    for text in ("https://a/" * 20_000, "issue " * 50_000, "#1 " * 30_000, "a-" * 50_000, "\n" * 100_000 + "1"):
        find(text, SHOP)
