"""The ranking of candidates: what is worth more than what, what is said, and when the first one needs no choice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockstitch.candidates import POINTS, Facts, Fixed, Way, affinity, clear, rank, stem, together

FIX = Fixed(
    ("src/shop/cart.py",),
    frozenset({"total", "tax_of"}),
    frozenset({"voucher_limit"}),
    frozenset({"exhausted"}),
    "Cart ignores vouchers",
)


def order(*facts: Facts, fixed: Fixed = FIX) -> list[str]:
    return [ranked.facts.test for ranked in rank(facts, fixed)]


def facts(test: str = "tests/test_x.py::test_x", way: Way = "changed", **more: Any) -> Facts:
    return Facts(test, way)._replace(**more)


def test_what_the_fix_did_to_the_test_comes_first() -> None:
    ways: tuple[Way, ...] = ("near", "data", "touched", "changed", "added")
    assert order(*(facts(f"t.py::{way}", way) for way in ways)) == [f"t.py::{way}" for way in reversed(ways)]
    assert POINTS["enabled"] == POINTS["added"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"fresh": frozenset({"voucher_limit"})}, {"words": frozenset({"voucher_limit"})}),
        ({"fresh": frozenset({"voucher_limit"})}, {"fresh": frozenset({"exhausted"})}),
        ({"fresh": frozenset({"exhausted"})}, {}),
        ({"words": frozenset({"total"})}, {"words": frozenset({"totals"})}),
        ({"names_id": True}, {"fresh": frozenset({"voucher_limit"})}),
        ({"ran": True}, {}),
        ({}, {"ran": False}),
        ({"outcome": "passed"}, {}),
        ({}, {"outcome": "failed"}),
        ({}, {"off": True}),
        ({"size": 9}, {"size": 1}),
        ({}, {"base": "Base"}),
        ({"imports": "src/shop/cart.py"}, {}),
    ],
)
def test_evidence(better: dict[str, Any], worse: dict[str, Any]) -> None:
    assert order(facts("t.py::b", **worse), facts("t.py::a", **better)) == ["t.py::a", "t.py::b"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("t.py::test_voucher", "t.py::test_voucherless"),
        ("t.py::testIgnoresVoucher", "t.py::test_voucher"),
        ("t.py::test_tax_of", "t.py::test_duty"),
        ("tests/test_cart.py::test_a", "tests/test_pay.py::test_a"),
    ],
)
def test_names(better: str, worse: str) -> None:
    assert order(facts(worse), facts(better)) == [better, worse]


def test_a_test_is_told_once_by_its_best_showing() -> None:
    (found,) = rank([facts(way="touched"), facts(way="added", commit="1234567890ab"), facts()], FIX)
    assert found.evidence == ("added by the fix 1234567890",)


def test_evidence_is_told_in_words() -> None:
    known = facts(
        "tests/test_cart.py::test_total", by="CASES", commit="a" * 40, words=frozenset({"total"}),
        fresh=frozenset({"voucher_limit"}), names_id=True, ran=True, outcome="passed",
    )  # fmt: skip
    (found,) = rank([known], FIX)
    assert found.evidence == (
        "its CASES changed in aaaaaaaaaa",
        "names the id",
        "runs lines of the fix",
        "passed in the reports",
        "uses `voucher_limit`, new in the fix",
        "calls `total`, which the fix changed",
        "its name shares `total` with the record and its fix",
        "tests the module src/shop/cart.py",
    )


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([facts(way="added")], True),
        ([facts(way="changed")], True),
        ([facts(way="touched")], False),
        ([facts(way="near")], False),
        ([facts(way="added", off=True)], False),
        ([facts(way="added", ran=False)], False),
        ([facts("t::a", "added"), facts("t::b", "added")], False),
        ([facts("t::a", "added", names_id=True), facts("t::b", "added")], True),
        ([], False),
    ],
)
def test_clear(known: list[Facts], expected: bool) -> None:
    assert clear(rank(known, FIX)) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tests/test_cart.py", "cart"),
        ("src/cart.py", "cart"),
        ("pkg/cart_test.go", "cart"),
        ("web/cart.test.ts", "cart"),
        ("web/cart.spec.js", "cart"),
        ("src/test/java/CartTest.java", "cart"),
        ("src/test/java/CartTests.java", "cart"),
        ("src/test/java/TestCart.java", "cart"),
        ("tests/test_protest.py", "protest"),
        ("src/contest.py", "contest"),
        ("src/commit.py", "commit"),
        ("tests.py", ""),
    ],
)
def test_stem(path: str, expected: str) -> None:
    assert stem(path) == expected


def test_affinity_needs_a_name() -> None:
    assert affinity("tests/test_cart.py", ["a/pay.py", "a/cart.py"]) == "a/cart.py"
    assert affinity("tests/tests.py", ["tests.py", "test.py"]) == ""


def test_together_holds_what_every_commit_did() -> None:
    both = together([FIX, Fixed(("b.py",), frozenset({"pay"}), frozenset({"x1"}), frozenset({"why"}), "gone")], "told")
    assert both.files == ("src/shop/cart.py", "b.py")
    assert (len(both.functions), len(both.introduced), len(both.mentioned), both.told) == (3, 2, 2, "told")


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(sorted(POINTS))), max_size=12))
def test_every_test_is_ranked_once_and_scores_fall(given_: list[tuple[str, Way]]) -> None:
    ranked = rank([facts(f"t.py::{name}", way) for name, way in given_], FIX)
    assert {each.facts.test for each in ranked} == {f"t.py::{name}" for name, _ in given_}
    assert len(ranked) == len({name for name, _ in given_})
    scores = [each.score for each in ranked]
    assert scores == sorted(scores, reverse=True)
