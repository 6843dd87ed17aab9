"""The look at bytes that spares a parse: it may let through too much, but must never hold back what would link."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lockstitch.link import Ids
from lockstitch.mentions import read
from lockstitch.mentions.dialect import Dialect
from lockstitch.mentions.prefilter import Prefilter
from lockstitch.settings import Links

SHOP = Prefilter(Ids(["SHOP-12", "SHOP-007"]).numbers, ["the-login-bug"], commits=["2cddd5958689bdecdcd8"])
NUMBERED = Prefilter(Ids(["12", "31989"]).numbers, [])


@pytest.mark.parametrize(
    "text",
    [
        "# SHOP-12",
        "def test_shop_12(): ...",
        "testShop12",
        "shop 007",
        "SHOP-7",
        'defect("The-Login-Bug")',
        "# fixed in 2cddd59",
        "# Fix commit: 2cddd5958689bdecdcd8",
    ],
)
def test_a_known_id_is_let_through(text: str) -> None:
    assert SHOP.may_speak(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "def test_12(): ...",
        "total == 12",
        "# SHOP-120",
        "# SHOP-1",
        "# issue 12",
        "workshop(7, 2026)",
        "# fixed in 2cddd60",
        "2cddd59",
        "the login bug",
        "",
    ],
)
def test_other_numbers_are_held_back(text: str) -> None:
    assert not SHOP.may_speak(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "#12",
        "GH 31989",
        "test_gh_31989",
        "mark.issue(12)",
        "/issues/12",
        "issues 1001, 1002, 1003, 1004, 1005, 12",
        "id=12",
    ],
)
def test_a_bare_number_needs_a_sign_or_a_word(text: str) -> None:
    assert NUMBERED.may_speak(text.encode())


@pytest.mark.parametrize("text", ["x = 12", "test_12", "#123", "12", "GH 319890"])
def test_a_bare_number_alone_is_held_back(text: str) -> None:
    assert not NUMBERED.may_speak(text.encode())


WORDS = [
    "SHOP-",
    "shop_",
    "Shop",
    "issue ",
    "issues ",
    "GH",
    "gh-",
    "#",
    "# ",
    "12",
    "7",
    ", ",
    " and ",
    "\n",
    "story ",
    "bug:",
    "(",
]
ENDS = [
    '"',
    ")",
    " ",
    "regression test for ",
    "test_",
    "/issues/",
    "https://github.com/o/r",
    "@mark.defect(",
    "def test",
    "(): pass\n",
]


def test_ids_that_bytes_do_not_fold_let_everything_through() -> None:
    assert Prefilter({}, ["Ärger"]).may_speak("ärger".encode())


@given(
    st.lists(st.sampled_from([*WORDS, *ENDS]), max_size=12).map("".join), st.sampled_from(["py", "js", "java", "phpt"])
)
@example("# issues 3, 12 and 7", "py")
def test_nothing_that_would_link_is_held_back(text: str, ending: str) -> None:
    for known in (["SHOP-12", "SHOP-7"], ["12", "7"], ["GH-12"]):
        ids = Ids(known, prefixes=["story"])
        dialect = Dialect.of(Links(prefixes=("story",)), ["shop"] if "SHOP-12" in known else [])
        found = [one for one in read(f"test_a.{ending}", text, dialect) if one.key.isdigit()]
        if any(ids.numbered(one.tracker, int(one.key)) for one in found):
            assert Prefilter(ids.numbers, [], ["story"]).may_speak(text.encode())
