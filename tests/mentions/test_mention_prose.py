"""Claims and bare mentions: what makes a test the test for an id, and what does not."""

from __future__ import annotations

import pytest

from lockstitch.mentions.prose import said
from lockstitch.mentions.words import Vocabulary

SHOP = Vocabulary(stems=("shop",))


def claimed(text: str) -> list[str]:
    return [one.reference.key for one in said(text, SHOP) if one.strength == "strong"]


def named(text: str) -> list[str]:
    return [one.reference.key for one in said(text, SHOP) if one.strength == "weak"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Regression test for #123", ["123"]),
        ('"""Non-regression test for #123."""', ["123"]),
        ("Non regression test for\nhttps://github.com/o/r/issues/123", ["123"]),
        ("regression test: see GH issue 2609", ["2609"]),
        ("Regression test for an issue around recursive symlinks (#7951).", ["7951"]),
        ("Non-regression test to handle issue 9432:", ["9432"]),
        ("regression test for bug reported in #6062", ["6062"]),
        ("Regression tests for #11, SHOP-12 and #13", ["11", "12", "13"]),
        ("regression for #8121", ["8121"]),
        ("Regression: https://github.com/o/r/issues/4451", ["4451"]),
        ("GH 7142 regression test", ["7142"]),
        ("Sorts first.\n\nTest for issue #697", ["697"]),
        ("test #1892 cases when", ["1892"]),
        ("test [ticket:3149]'s way", ["3149"]),
        ("Tests the fix for #11847", ["11847"]),
        ("Reproduces SHOP-12", ["12"]),
        ("Fixes #2419", ["2419"]),
        ("Verifies SHOP-12.", ["12"]),
        ("Test #8283 (fix for #8281), parsing quotes", ["8281"]),
    ],
)
def test_claims_are_strong(text: str, keys: list[str]) -> None:
    assert claimed(text) == keys


@pytest.mark.parametrize(
    "text",
    [
        "GH 31989",
        "sorts by size (#13784)",
        "see #123",
        "Regression test for a change that was introduced in #123",
        "regression caused by #8705",
        "regression from #6503",
        "Regression test for numpy issue #123",
        "Regression test for the order.\n\nSimilar to #123.",
        "Regression test for the order. It broke in #123",
        "logistic regression (#123)",
        "Fixes #2",
        "this is not the actual regression case for #9133",
        "It isn't a regression test for #9133",
        "test of a new feature, a regression for #8996",
        "Regression test for the order. Then sorts (#123)",
        "tests what #123 left out",
        "this fixes what #123 broke",
    ],
)
def test_bare_mentions_and_other_relations_are_weak(text: str) -> None:
    assert claimed(text) == []
    assert len(named(text)) == 1


def test_only_the_first_id_and_its_list_are_claimed() -> None:
    text = "Regression test for #1649 (see also #12367)"
    assert (claimed(text), named(text)) == (["1649"], ["12367"])


@pytest.mark.parametrize(
    "text",
    [
        "test #12",
        "Regression test for PR #123",
        "<!-- Regression test for #123 -->",
        "Regression test for UTF-8",
        "make_regression(100)",
    ],
)
def test_a_claim_on_no_id_says_nothing(text: str) -> None:
    assert list(said(text, SHOP)) == []


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Fixed by: 2cddd5958689bdecdcd8", "explicit"),
        ("fixed in commit 2cddd59", "explicit"),
        ("see commit 2cddd59", "weak"),
        ("introduced in 2cddd59", ""),
        ("fixed in 1234567", ""),
        ("fixed by deadbeef", ""),
    ],
)
def test_a_test_may_name_its_fix_commit(text: str, strength: str) -> None:
    assert "".join(one.strength for one in said(text, SHOP) if one.reference.tracker == "commit") == strength


def test_a_long_text_does_not_take_long() -> None:
    for text in ("regression test for " * 5_000 + "#12", "\n" * 50_000 + "#12", "<!--" * 20_000 + "#12"):
        list(said(text, SHOP))
