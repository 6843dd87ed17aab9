"""In which functions a change stands, and what of a source is code."""

from __future__ import annotations

import pytest

from lockstitch.functions import around, code, imported
from lockstitch.lines import of

PYTHON = b"""\
LIMIT = 3


class Cart:
    size = 1

    @property
    def total(self):
        def each(price):
            return price

        # why
        return [
    1,
]

    async def pay(self): pass


def tax(price):
    if price:
        rate = 5

    return rate
"""
JAVA = b"class Cart {\n  int size = 1;\n  int total() {\n    return 1;\n  }\n}\n"


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([1], set()),
        ([5], set()),
        ([8], {"total"}),
        ([10], {"each"}),
        ([13], {"total"}),
        ([17], {"pay"}),
        ([20], {"tax"}),
        ([22], {"tax"}),
        ([22, 24, 10], {"tax", "each"}),
        ([500], {"tax"}),
        ([], set()),
    ],
)
def test_python(lines: list[int], names: set[str]) -> None:
    assert around(PYTHON, of(lines)) == names


def test_java() -> None:
    assert [around(JAVA, of([line]), "Java") for line in (2, 4, 6)] == [set(), {"total"}, set()]


def test_an_empty_source() -> None:
    assert around(b"", of([1, 3])) == set()


@pytest.mark.parametrize(
    ("source", "language", "left"),
    [
        (b'a = \'b\' # c\nd = "e\\"f" + g', "Python", [b"a", b"=", b"d", b"=", b"+", b"g"]),
        (b'a = """b\n# c\n""" + d', "Python", [b"a", b"=", b"+", b"d"]),
        (b"a // b\nc /* d\n e */ f '#' g", "Java", [b"a", b"c", b"f", b"g"]),
    ],
)
def test_code(source: bytes, language: str, left: list[bytes]) -> None:
    assert code(source, language).split() == left


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import shop.cart\n", "src/shop/cart.py"),
        ("from shop import pay, cart as c\n", "src/shop/cart.py"),
        ("from shop.cart import (\n    total,\n)\n", "src/shop/cart.py"),
        ("from shop import (\n    pay,\n    cart,\n)\n", "src/shop/cart.py"),
        ("import org.shop.cart.Total;\n", "src/shop/cart.py"),
        ("from shop import pay\n", ""),
        ("from other.cart import shopping\n", ""),
        ("# import shop.cart\nx = 'import shop.cart'\n", ""),
        ("import a.b\n", "src/a/b/__init__.py"),
        ("", ""),
    ],
)
def test_imported(source: str, found: str) -> None:
    assert imported(source, ["src/shop/cart.py", "src/a/b/__init__.py"]) == found
