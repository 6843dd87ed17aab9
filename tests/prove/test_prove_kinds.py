"""Why a test failed: an interface that the fix adds, or behaviour. And what of a file is a test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from proving import Shop

from lockstitch.git.repository import Repository
from lockstitch.prove import mixed, sources
from lockstitch.prove.added import Added, added
from lockstitch.prove.job import Failure
from lockstitch.prove.kinds import missing
from lockstitch.prove.undo import entries

OLD = """\
import os

LIMIT = 3


class Cart:
    size = 1

    def __init__(self, prices):
        self.prices = prices

    def total(self, voucher=0):
        local = sum(self.prices)
        return local
"""
NEW = """\
import os
import re as regex

LIMIT = 3
OTHER: int = 4


class Cart:
    size = 1
    __slots__ = ("prices", "owner", "card")

    def __init__(self, prices, owner=None):
        self.prices = prices
        self.owner = owner

    def total(self, voucher=0, *, cents=False):
        other_local = sum(self.prices)
        return other_local - voucher

    def gift(self, **words):
        return words.pop("wrapping")


if True:
    def late():
        return 1
"""


@pytest.fixture
def names(shop: Shop) -> Added:
    shop.start({"src/shop/cart.py": OLD, "src/shop/cart.js": "export const a = 1\n"})
    shop.save("Mend it", {"src/shop/cart.py": NEW, "src/shop/fresh.py": "", "src/shop/cart.js": "export const b = 1\n"})
    repository = Repository(str(shop.root))
    return added(repository, entries(repository, "HEAD^", "HEAD"))


def test_names_that_are_new(names: Added) -> None:
    assert names.names >= {
        "regex",
        "OTHER",
        "owner",
        "card",
        "cents",
        "gift",
        "words",
        "wrapping",
        "late",
        "fresh",
        "b",
    }
    assert not names.names & {"os", "LIMIT", "Cart", "size", "prices", "total", "voucher", "local", "other_local", "a"}
    assert names.parameters["total"] == {"self", "voucher", "cents"}
    assert "Cart" in names.parameters


@pytest.mark.parametrize(
    ("kind", "message", "lacks"),
    [
        ("AttributeError", "'Cart' object has no attribute 'gift'", "the attribute gift"),
        ("AttributeError", "module 'shop.cart' has no attribute 'late'", "the attribute late"),
        (
            "AttributeError",
            "<module 'shop.cart' from '/x.py'> does not have the attribute 'late'",
            "the attribute late",
        ),
        ("NameError", "name 'OTHER' is not defined", "the name OTHER"),
        ("ImportError", "cannot import name 'late' from 'shop.cart' (/x/cart.py)", "the import late"),
        ("NoSuchMethodError", "'int Cart.gift()'", "NoSuchMethodError: 'int Cart.gift()'"),
        ("ModuleNotFoundError", "No module named 'other'", "a module (No module named 'other')"),
        ("TypeError", "Cart.total() got an unexpected keyword argument 'cents'", "the argument cents"),
        ("TypeError", "gift() got an unexpected keyword argument 'wrapping'", "the argument wrapping"),
        (
            "TypeError",
            "Cart.__init__() takes 2 positional arguments but 3 were given",
            "the changed signature of Cart()",
        ),
        ("TypeError", "total() takes 1 positional argument but 2 were given", "the changed signature of total()"),
        ("AttributeError", "'NoneType' object has no attribute 'gift'", ""),
        ("AttributeError", "'Cart' object has no attribute 'prices'", ""),
        ("AttributeError", "something of its own", ""),
        ("NameError", "name 'missing' is not defined", ""),
        ("UnboundLocalError", "cannot access local variable 'local'", ""),
        ("ImportError", "cannot import name 'Cart' from partially initialized module 'shop.cart'", ""),
        ("TypeError", "unsupported operand type(s) for +: 'int' and 'str'", ""),
        ("TypeError", "other() takes 1 positional argument but 2 were given", ""),
        ("TypeError", "f() got an unexpected keyword argument 'prices'", ""),
        ("AssertionError", "name 'OTHER' is not defined", ""),
        ("KeyError", "'gift'", ""),
    ],
)
def test_what_a_failure_shows(names: Added, kind: str, message: str, lacks: str) -> None:
    assert missing(Failure(kind, message, (kind, "Exception")), lambda: names) == lacks


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("NameError", "name 'regex' is not defined"),
        ("AttributeError", "'Cart' object has no attribute 'owner'"),
        ("TypeError", "total() got an unexpected keyword argument 'cents'"),
        ("TypeError", "total() takes 1 positional argument but 2 were given"),
    ],
)
def test_what_the_product_itself_asks_for_is_the_defect_at_work(names: Added, kind: str, message: str) -> None:
    product = "def f(cart):\n    regex.match(cart.owner, total(1, cents=2))\n"
    failure = Failure(kind, message, (kind, "Exception"))
    assert missing(failure, lambda: names)
    assert not missing(failure, lambda: names, product)
    assert missing(failure, lambda: names, "def f(cart):\n    return ownership(cents_, subtotal, regexes)\n")


def test_a_name_that_moves_is_new_where_it_comes(shop: Shop) -> None:
    shop.start({"src/shop/a.py": "def gift():\n    return 1\n", "src/shop/b.py": "A = 1\n"})
    shop.save("Move it", {"src/shop/a.py": "A = 1\n", "src/shop/b.py": "A = 1\n\n\ndef gift():\n    return 1\n"})
    repository = Repository(str(shop.root))
    moved = added(repository, entries(repository, "HEAD^", "HEAD"))
    assert missing(Failure("AttributeError", "module 'shop.b' has no attribute 'gift'"), lambda: moved)


def test_a_kind_is_known_by_its_bases(names: Added) -> None:
    own = Failure("UnknownColumn", "no attribute 'gift'", ("UnknownColumn", "AttributeError", "Exception"))
    assert missing(own, lambda: names) == "the attribute gift"


def test_a_side_that_cannot_be_parsed_has_no_names(shop: Shop) -> None:
    shop.start({"src/shop/a.py": "print 'old'\n", "src/shop/b.py": "def gift():\n    return 1\n"})
    shop.save("Move it", {"src/shop/a.py": "def total():\n    return 1\n", "src/shop/b.py": "print 'new'\n"})
    repository = Repository(str(shop.root))
    found = added(repository, entries(repository, "HEAD^", "HEAD"))
    assert "total" in found.names
    assert "gift" not in found.names


def test_the_source_of_a_failure_is_told_where_it_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("raise OSError\n")
    text = sources.raised_in(tmp_path, lambda path: path.startswith("src/"))
    told = {name: text(Failure("OSError", frames=((str(tmp_path / name), "f"),))) for name in ("src/a.py", "src/b.py")}
    assert told == {"src/a.py": "raise OSError\n", "src/b.py": ""}
    assert text(Failure("OSError", frames=((str(tmp_path / "src/a.py"), "f"), ("/usr/lib/b.py", "g")))) == ""
    assert text(Failure("OSError")) == ""


PYTHON = """\
def total():
    {doc}
    return {value}


def test_total():
    assert total() == {wanted}


VALUE = {value}
"""
RUST = """\
fn total() -> i32 {{
    {value}
}}

#[cfg(test)]
mod tests {{
    #[test]
    fn adds() {{
        assert_eq!(total(), {wanted});
    }}
}}

fn last() -> i32 {{ {value} }}
"""


@pytest.mark.parametrize(("path", "text"), [("a.py", PYTHON), ("src/lib.rs", RUST)])
def test_product_and_tests_in_one_file(path: str, text: str) -> None:
    old = text.format(doc='"""Old."""', value=1, wanted=1)
    new = text.format(doc='"""New.\n\n    >>> total()\n    2\n    """', value=2, wanted=2)
    between = text.format(doc='"""New.\n\n    >>> total()\n    2\n    """', value=1, wanted=2)
    assert mixed.spliced(path, old.encode(), new.encode()) == between.encode()


@pytest.mark.parametrize(
    ("old", "new", "between"),
    [
        # product went where a test came
        (
            b"fn a() {}\nfn b() {}\n",
            b"fn a() {}\n#[test]\nfn t() {\n}\n",
            b"fn a() {}\n#[test]\nfn t() {\n}\nfn b() {}\n",
        ),
        # a declaration under the attribute is an item of its own: what follows is product
        (
            b"#[cfg(test)]\nmod tests;\nfn a() { 1 }\n",
            b"#[cfg(test)]\nmod tests;\nfn a() { 2 }\n",
            b"#[cfg(test)]\nmod tests;\nfn a() { 1 }\n",
        ),
    ],
)
def test_what_stands_beside_tests_is_product(old: bytes, new: bytes, between: bytes) -> None:
    assert mixed.spliced("src/lib.rs", old, new) == between


@pytest.mark.parametrize("source", ["A = 1\n", "def (:\n", "", "\0"])
def test_a_file_without_tests_is_product_as_a_whole(source: str) -> None:
    assert mixed.spliced("a.py", b"A = 0\n", source.encode()) is None
