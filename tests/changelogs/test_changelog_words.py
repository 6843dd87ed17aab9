"""Titles without markup, and the ids that an entry names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockstitch.changelogs import words
from lockstitch.changelogs.dates import day


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Fixed the total.", "Fixed the total"),
        ("Fixed :class:`~shop.Basket` and ``None``.", "Fixed Basket and `None`"),
        ("Fixed :meth:`basket.total() <shop.Basket.total>` again", "Fixed basket.total() again"),
        ("Fixed :py:class:`shop.Basket`", "Fixed shop.Basket"),
        ("{func}`total` is *never* **negative** {pr}`12`", "total is never negative"),
        ("Fixed [the total](https://example.org/a) ([#12](https://github.com/o/r/issues/12))", "Fixed the total"),
        ("`#12 <https://github.com/o/r/issues/12>`_: Fixed the total.\n\nLong story.", "Fixed the total"),
        ("Fixed the total, fixes #12", "Fixed the total"),
        ("Fixed the total (`#12`_, `#13`_). Thanks to A. Developer.", "Fixed the total"),
        ("Fixed `None` (`#12`_)", "Fixed `None`"),
        ("Fixed the total (#12) by @one @two", "Fixed the total"),
        ("Fixed @property of the total", "Fixed @property of the total"),
        ("Fixed what #11 broke in the total (#12)", "Fixed what #11 broke in the total"),
        ("Fixed the total. It was wrong.", "Fixed the total"),
        ("Fixed e.g. the total for v1.2. Thanks", "Fixed e.g. the total for v1.2"),
        ("Fixed\n   two\n   lines", "Fixed two lines"),
        ("a*b and 2 * 3", "a*b and 2 * 3"),
        ("Red \x1b[31m alert\u202e", "Red [31m alert"),
        ("", ""),
        ("#12", ""),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert words.title(text) == title


def test_a_long_title_is_cut_at_a_word() -> None:
    title = words.title("word " * 100)
    assert (len(title) <= words.LONGEST, title.endswith("word…")) == (True, True)


@pytest.mark.parametrize(
    ("text", "ids", "pulls"),
    [
        ("Fixed it (#12)", "12", ""),
        ("Fixed it [#12]", "12", ""),
        ("Fixed it, GH-12 and gh-13.", "12 13", ""),
        ("- fix issue493: do it", "493", ""),
        (":issue:`12`: fixed", "12", ""),
        ("Fixed. :ghissue:`12` :pr:`15`", "12", "15"),
        ("Fixed. {issue}`12` {pr}`15`", "12", "15"),
        ("Fixed. {pr}`15`", "15", "15"),
        ("Fixed :bpo:`12`", "bpo-12", ""),
        ("Fixed https://github.com/o/r/issues/12 in https://github.com/o/r/pull/13", "12", "13"),
        ("Fixed https://gitlab.com/o/g/r/-/issues/12", "12", ""),
        ("Fixed it [SHOP-12]", "SHOP-12", ""),
        ("Fixed it. Thanks to A. Developer (#12)", "12", ""),
        ("* SHOP-12: Fixed it #3. Thanks to #4", "SHOP-12", ""),
        ("Fixed what #1 broke (#12)", "12", ""),
        ("#12: fixed what #1 broke. See #3", "12", ""),
        ("Fixed #12 in passing here", "12", ""),
        # not ours, or no reference at all
        ("Fixed what #1 broke and #2 did not mend at all", "", ""),
        ("Fixed it, see python/cpython#12", "", ""),
        ("Fixed colours such as &#123; and a#12", "", ""),
        ("Fixed [CVE-2024] and (PEP-8)", "", ""),
        ("Fixed it in 3.12", "", ""),
        ("Support Python 3.12 (really)", "", ""),
    ],
)
def test_references(text: str, ids: str, pulls: str) -> None:
    assert words.references(text) == (tuple(ids.split()), tuple(pulls.split()))


def test_urls_of_another_repository_are_not_ours() -> None:
    texts = ["https://github.com/O/r/issues/1", "https://github.com/o/r/pull/2", "https://github.com/x/y/issues/3"]
    assert words.home(texts) == "o/r"
    assert words.references("Fixed (https://github.com/x/y/issues/3)", "o/r").ids == ()
    assert words.references("Fixed (https://github.com/o/R/issues/3)", "o/r").ids == ("3",)


@given(st.text(st.sampled_from("a #12`:<>()[]{}*_.,\n\0-~/^&|é"), max_size=300))
def test_any_text_has_a_short_printable_title_and_plain_ids(text: str) -> None:
    title = words.title(text)
    assert len(title) <= words.LONGEST
    assert title.isprintable()
    assert all(one.removeprefix("bpo-").isdigit() or "-" in one for one in words.references(text).ids)


@pytest.mark.parametrize("piece", ["(", "`", "#1 ", "[a](", ":a:`", "\0", "and ", "``", "http://", "a/b#", " <"])
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    words.title(piece * 50_000)
    words.references(piece * 50_000)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1.2.0 (2026-03-02)", "2026-03-02"),
        ("August 11, 2026", "2026-08-11"),
        ("Sun Oct 12 2008", "2008-10-12"),
        ("released on 2nd March 2026", "2026-03-02"),
        ("Release 0.5.0 (Apr 13, 2024)", "2024-04-13"),
        ("2026/3/2", "2026-03-02"),
        ("2026-02-30", ""),
        ("March 2026", ""),
        ("03.02.2026", ""),
        ("Unreleased", ""),
        ("", ""),
    ],
)
def test_days(text: str, iso: str) -> None:
    found = day(text)
    assert (found.isoformat() if found else "") == iso
