"""Tests of other languages in reports: every runner's spelling, and no guess where two fit."""

from __future__ import annotations

import pytest

from lockstitch.gate.titles import asked, settled
from lockstitch.link import Cases, Identity
from lockstitch.model import Link, Location, TestCase

FILES = ["web/cart.test.js", "shop/cart_test.go", "CartTest.java", "tests/test_a.py", "cart_test.cc"]
IDENTITY = Identity(FILES)


def link(test: str) -> Link:
    return Link("A-1", test, "comment", "strong", Location(test.partition("::")[0], 1))


def case(classname: str, name: str, file: str = "") -> TestCase:
    return TestCase(f"{classname}::{name}", name, "passed", classname, file, report="junit.xml")


def found(test: str, *cases: TestCase) -> int:
    """How many of the cases the link finds once it is settled."""
    known = Cases(cases, IDENTITY)
    (one,) = settled((link(test),), known)
    return len(known.find(one.test))


@pytest.mark.parametrize(
    ("test", "there"),
    [
        ("web/cart.test.js::Cart::adds up", case("web/cart.test.js", "Cart > adds up")),
        ("web/cart.test.js::Cart::adds up", case("Cart", "Cart adds up", "web/cart.test.js")),
        ("web/cart.test.js::Cart::adds up", case("cart.test.js", "Cart adds up", "cart.test.js")),
        ("shop/cart_test.go::TestTotal", case("example.com/shop", "TestTotal")),
        ("CartTest.java::CartTest::adds", case("shop.CartTest", "adds")),
        ("cart_test.cc::Cart::Total", case("Cart", "Total", "/ci/cart_test.cc")),
    ],
)
def test_a_test_is_found_as_its_runner_spells_it(test: str, there: TestCase) -> None:
    assert found(test, there, case("other", "other")) == 1


@pytest.mark.parametrize(
    ("test", "there"),
    [
        ("web/cart.test.js::Cart::adds up", case("web/other.test.js", "Cart > adds up")),
        ("web/cart.test.js::Cart::adds up", case("web/cart.test.js", "Cart > adds")),
        ("shop/cart_test.go::TestTotal", case("example.com/pay", "TestTotal")),
        ("cart_test.cc::Cart::Total", case("Cart", "Total", "/ci/pay_test.cc")),
        ("tests/test_a.py::test_b", case("web.cart", "test_b")),
    ],
)
def test_a_case_of_another_file_is_not_taken(test: str, there: TestCase) -> None:
    assert found(test, there) == 0


def test_two_that_fit_are_not_guessed_between() -> None:
    two = (case("Cart", "Cart adds up", "web/cart.test.js"), case("Cart", "adds up", "web/cart.test.js"))
    assert found("web/cart.test.js::Cart::adds up", *two) == 0
    assert found("web/cart.test.js::Cart::adds up", two[0]) == 1


def test_every_spelling_is_asked_for() -> None:
    assert list(asked([link("tests/test_a.py::test_b"), link("tests/test_a.py")])) == [
        "tests/test_a.py::test_b",
        "tests/test_a.py",
    ]
    words = list(asked([link("web/cart.test.js::Cart::adds up")]))
    assert {"web/cart.test.js", "adds up", "Cart adds up", "Cart > adds up"} <= set(words)
