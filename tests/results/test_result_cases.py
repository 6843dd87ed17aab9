"""What the readers of results share: ids, bare names, numbers."""

from __future__ import annotations

import pytest

from lockstitch.results.cases import bare, identity, seconds, whole, within


@pytest.mark.parametrize(
    ("classname", "name", "file", "expected"),
    [
        ("tests.test_a", "test_x[a::b]", "tests/test_a.py", "tests/test_a.py::test_x[a::b]"),
        ("tests.test_a.TestC.TestD", "test_x", "tests/test_a.py", "tests/test_a.py::TestC::TestD::test_x"),
        ("", "tests.test_a", "tests/test_a.py", "tests/test_a.py"),
        ("", "test_x", "tests/test_a.py", "tests/test_a.py::test_x"),
        ("test_a.TestC", "test_x", "/home/ci/tests/test_a.py", "/home/ci/tests/test_a.py::TestC::test_x"),
        ("tests.test_a.TestC", "test_x", "tests\\test_a.py", "tests\\test_a.py::TestC::test_x"),
        ("tests.a.b.test_a", "test_x", "tests/a.b/test_a.py", "tests/a.b/test_a.py::test_x"),
        ("tests.test_ab", "test_x", "tests/test_a.py", "tests/test_a.py::tests.test_ab::test_x"),
        ("tests.data.yaml", "case", "tests/data.yaml", "tests/data.yaml::case"),
        ("spec.models.cart_spec", "Cart adds", "./spec/models/cart_spec.rb", "./spec/models/cart_spec.rb::Cart adds"),
        ("tj/cart.test.js", "Cart adds", "tj/cart.test.js", "tj/cart.test.js::Cart adds"),
        ("test", "adds", "/home/ci/n/cart.test.js", "/home/ci/n/cart.test.js::adds"),
        ("Shop.Tests.CartTest", "testA", "tests/CartTest.php", "tests/CartTest.php::Shop.Tests.CartTest::testA"),
        ("CartTest", "testA", "tests/CartTest.php", "tests/CartTest.php::CartTest::testA"),
        ("Cart", "Total", "/home/ci/g.cpp", "/home/ci/g.cpp::Cart::Total"),
        ("shop.CartTest", "wrong(int)[2]", "", "shop.CartTest::wrong(int)[2]"),
        ("example.com/shop", "TestTotal/wrong", "", "example.com/shop::TestTotal/wrong"),
        ("", "alone", "", "alone"),
        ("", "", "", ""),
    ],
)
def test_identity(classname: str, name: str, file: str, expected: str) -> None:
    assert identity(classname, name, file) == expected


def test_a_hostile_path_takes_no_time() -> None:
    assert within("a." * 100_000, "b/" * 1_000_000) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("test_a", "test_a"),
        ("[a] b", ""),
        ("a  (b)", "a"),
        ("a b c", "a b c"),
        ("", ""),
        ("with data set", "with data set"),
    ],
)
def test_bare(name: str, expected: str) -> None:
    assert bare(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5", 0.5),
        ("1,234.568", 1234.568),
        ("12,345,678.9", 12345678.9),
        ("9.8e-05", 9.8e-05),
        (" 3 ", 3.0),
        ("", 0.0),
        ("-1", 0.0),
        ("nan", 0.0),
        ("inf", 0.0),
        ("1e999", 0.0),
        ("0.5s", 0.0),
        ("00:00:01", 0.0),
    ],
)
def test_seconds(text: str, expected: float) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("12", 12), ("", 0), ("-1", 0), ("1.5", 0), ("9" * 9, 999999999), ("9" * 10, 0)]
)
def test_whole(text: str, expected: int) -> None:
    assert whole(text) == expected
