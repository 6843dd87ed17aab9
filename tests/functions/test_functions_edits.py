"""What becomes of tests between two states of a file: which edits link a test to their commit, and which do not."""

from __future__ import annotations

import pytest

from lockstitch.functions import Edit, Pair, edited, edits, helpers, nearest, parts

FILE = '''\
import pytest

from shop import total, tax

RATES = [(1, 5), (2, 7)]


def cart(*prices):
    return list(prices)


def many():
    return cart(1, 2)


SUMS = {"few": 3}
FEW = cart(1, 2)


@pytest.fixture
def voucher():
    return 3


def test_total(voucher):
    """The total of a cart."""
    prices = cart(4, 5)
    # without the voucher
    assert total(prices, voucher) == 6


@pytest.mark.parametrize(("price", "rate"), RATES)
def test_tax(price, rate):
    assert tax(price) == rate


@pytest.mark.parametrize("price", [1, 2])
@pytest.mark.slow
def test_no_tax(price):
    with pytest.raises(ValueError):
        tax(-price)


@pytest.mark.xfail(reason="#12")
def test_later():
    assert total(many()) == 4


def test_few():
    assert total(FEW) == SUMS["few"]


class TestCart:
    def setup_method(self):
        self.cart = cart(1)

    def test_one(self):
        assert total(self.cart) == 1
        assert tax(total(self.cart)) == 5

    def test_two(self):
        self.check(2)

    def check(self, count):
        assert len(self.cart) == count
'''


SET_UP = [("TestCart::test_one", "setup_method"), ("TestCart::test_two", "setup_method")]
EVERY = ("test_total", "test_tax", "test_no_tax", "test_later", "test_few", "TestCart::test_one", "TestCart::test_two")


def edit(*replaced: tuple[str, str], text: str = FILE) -> list[tuple[str, str, str]]:
    """(how, test, by) for each edited test, once these pieces have been replaced."""
    after = text
    for old, new in replaced:
        assert old in after
        after = after.replace(old, new)
    return shown(edited([Pair("tests/test_shop.py", "Python", text.encode(), after.encode())]))


def shown(edits: list[Edit]) -> list[tuple[str, str, str]]:
    return [(each.how, each.part.name, each.by) for each in edits]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", marks=pytest.mark.defect("LS-30"), id="nothing"),
        pytest.param('"""The total of a cart."""', '"""Sums a cart up."""', marks=pytest.mark.defect("LS-30")),
        pytest.param('    """The total of a cart."""\n', "", marks=pytest.mark.defect("LS-30")),
        ("# without the voucher", "# with it"),
        ("total(prices, voucher) == 6", "(total(prices,\n                  voucher) == 6)"),
        ("total(prices, voucher) == 6", "total(prices, voucher,) == 6  # noqa"),
        ("    prices = cart(4, 5)\n", "    prices = cart(\n        4,\n        5,\n    )\n\n"),
        ("def test_total(voucher):", "def test_total(voucher: int) -> None:"),
        ("@pytest.mark.slow\n", ""),
        ("@pytest.mark.slow", "@pytest.mark.slow\n@pytest.mark.skipif(OLD, reason='old')"),
        ('("price", "rate"), RATES', "('price', 'rate'), RATES"),
        ("import pytest\n", "import os\nimport pytest\n"),
        ("from shop import total, tax\n", "from shop import (\n    tax,\n    total,\n)\n"),
        ("\n\ndef test_total", '\n\n"""Totals."""\n\n\ndef test_total'),
        ("def many():", "def many_of_them():\n    return 9\n\n\ndef many():"),
        ('reason="#12"', 'reason="#12, #13"'),
        ("class TestCart:", "class TestBasket:"),
        ("def test_total(voucher)", "def test_sum(voucher)"),
        ("def test_no_tax", "@pytest.mark.skip\ndef test_no_tax"),
    ],
)
def test_what_changes_nothing_links_nothing(old: str, new: str) -> None:
    assert edit((old, new)) == []


@pytest.mark.defect("LS-30")
def test_a_line_feed_at_the_end_links_nothing() -> None:
    cut = FILE.removesuffix("\n")
    assert shown(edited([Pair("t.py", "Python", cut.encode(), FILE.encode())])) == []
    assert shown(edited([Pair("t.py", "Python", FILE.encode(), FILE.replace("\n", "\r\n").encode())])) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("== 6", "== 7", ("changed", "test_total", "")),
        ("cart(4, 5)\n", "cart(4, 5, 0)\n", ("changed", "test_total", "")),
        ("(voucher):", "(voucher, request):", ("changed", "test_total", "")),
        ('"price", [1, 2]', '"price", [1, 2, 3]', ("changed", "test_no_tax", "")),
        ("(2, 7)", "(2, 8)", ("changed", "test_tax", "RATES")),
        ('"few": 3', '"few": 4', ("changed", "test_few", "SUMS")),
        pytest.param(
            "        assert tax(total(self.cart)) == 5\n", "", ("changed", "TestCart::test_one", ""),
            marks=pytest.mark.defect("LS-31"),
        ),
        pytest.param(
            '@pytest.mark.xfail(reason="#12")\n', "", ("enabled", "test_later", ""), marks=pytest.mark.defect("LS-31")
        ),
        ("    tax(-price)", "    pass\n    tax(-price)", ("changed", "test_no_tax", "")),
        (
            "    with pytest.raises(ValueError):\n        tax(-price)",
            "    with pytest.raises(ValueError):\n        pass\n    tax(-price)",
            ("changed", "test_no_tax", ""),
        ),
        ("class TestCart:", "def test_new():\n    assert total([])\n\n\nclass TestCart:", ("added", "test_new", "")),
        ("def test_total(voucher)", "def test_sum(voucher, cart)", ("changed", "test_sum", "")),
    ],
)  # fmt: skip
def test_what_links(old: str, new: str, found: tuple[str, str, str]) -> None:
    assert edit((old, new)) == [found]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("FEW = cart(1, 2)", "FEW = cart(2, 2)", [("test_few", "FEW")]),
        ("return 3", "return 4", [("test_total", "voucher")]),
        ("    return cart(1, 2)", "    return cart(2, 2)", [("test_later", "many")]),
        ("self.cart = cart(1)", "self.cart = cart(2)", SET_UP),
        ("== count", ">= count", [("TestCart::test_two", "check")]),
        ("list(prices)", "[*prices]", [("test_total", "cart"), ("test_later", "many"), *SET_UP]),
        ("@pytest.fixture\n", "@pytest.fixture(autouse=True)\n", [(name, "voucher") for name in EVERY]),
        ("    return 3", '    """Three."""\n    return 3', []),
    ],
)  # fmt: skip
def test_a_helper_that_changed_is_told_apart(old: str, new: str, found: list[tuple[str, str]]) -> None:
    seen = edit((old, new))
    assert {how for how, _, _ in seen} <= {"touched"}
    assert [(test, by.rpartition("::")[2]) for _, test, by in seen] == found


def test_a_test_that_moves_to_another_file_is_not_new() -> None:
    start, end = FILE.index("def test_total"), FILE.index("@pytest.mark.parametrize")
    moved = FILE[start:end]
    pairs = [
        Pair("tests/test_shop.py", "Python", FILE.encode(), (FILE[:start] + FILE[end:]).encode()),
        Pair("tests/test_cart.py", "Python", b"", moved.encode()),
    ]
    assert edited(pairs) == []
    changed = Pair("tests/test_cart.py", "Python", b"", moved.replace("== 6", "== 7").encode())
    assert shown(edited([pairs[0], changed])) == [("changed", "test_total", "")]
    assert shown(edited([Pair("tests/test_cart.py", "Python", b"", moved.encode())])) == [("added", "test_total", "")]


def test_a_short_test_that_is_renamed_and_laid_out_anew_is_not_new() -> None:
    before, after = (
        b"def test_a():\n    assert f(1, 2)\n",
        b"def test_b():\n    assert f(\n        1,\n        2,\n    )\n",
    )
    assert edited([Pair("t.py", "Python", before, after)]) == []


def test_of_two_alike_neither_is_the_nearest() -> None:
    found = {part.name: part for part in parts(FILE.encode())}
    one = found["TestCart::test_one"]
    assert nearest(one, [found["test_total"], one._replace(name="a")]) == one._replace(name="a")
    assert nearest(one, [one._replace(name="a"), one._replace(name="b")]) is None
    assert nearest(one, [found["test_total"]]) is None


def test_a_new_test_beside_one_alike_is_new() -> None:
    twin = "def test_twin(voucher):\n" + FILE[FILE.index("    prices = cart(4") : FILE.index("@pytest.mark.param")]
    assert edit(("class TestCart:", f"{twin}class TestCart:")) == [("added", "test_twin", "")]


def test_code_for_an_old_python_is_compared_too() -> None:
    old = "def test_a():\n    print 'x'\n    assert total() == 1\n"
    assert edit(("print 'x'", "print  'x'  # so"), text=old) == []
    assert edit(("== 1", "== 2"), text=old) == [("changed", "test_a", "")]


def test_size_and_fresh_lines() -> None:
    old = b"def test_a():\n    one()\n    two()\n"
    (found,) = edited([Pair("t.py", "Python", old, old.replace(b"two()", b"three()\n    four()"))])
    assert (found.size, found.fresh) == (3, b"three()\nfour()")


def test_helpers_of_files_without_tests() -> None:
    before = b"def login(name):\n    return name\n\n\ndef logout():\n    pass\n"
    after = before.replace(b"return name", b"return name.lower()")
    assert helpers([Pair("tests/conftest.py", "Python", before, after)]) == {"login"}
    assert helpers([Pair("tests/conftest.py", "Python", before, before + b"\n# end\n")]) == frozenset()


JAVA = """\
package shop;

public class CartTest extends Base {
    private static final int[][] DATA = {{1, 2}, {3, 4}};

    @Before
    public void setUp() { cart = new Cart(); }

    /** The total; see @Ignore. */
    @Test
    public void testTotal() {
        assertEquals(6, cart.total("a b"));
    }

    @Ignore("later")
    @Test
    public void testTax() {
        for (int[] row : DATA) {
            assertEquals(row[1], cart.tax(row[0]));
        }
    }
}
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("/** The total; see @Ignore. */", "/** Sums up. */", []),
        ("assertEquals(6, cart", "assertEquals(\n            6, cart", []),
        ("package shop;", "package shop;\nimport java.util.List;", []),
        ("@Test\n    public void testTotal", "@Test\n    @Override\n    public void testTotal", []),
        ('"a b"', '"ab"', [("changed", "CartTest::testTotal", "")]),
        ("@Test\n    public void testTotal", "@Test(timeout = 5)\n    public void testTotal", [
            ("changed", "CartTest::testTotal", "")]),
        ('    @Ignore("later")\n', "", [("enabled", "CartTest::testTax", "")]),
        ("{3, 4}", "{3, 5}", [("changed", "CartTest::testTax", "CartTest::DATA")]),
        ("new Cart()", "new Cart(1)", [
            ("touched", "CartTest::testTotal", "CartTest::setUp"),
            ("touched", "CartTest::testTax", "CartTest::setUp"),
        ]),
        ("testTotal", "testSum", []),
    ],
)  # fmt: skip
def test_java(old: str, new: str, found: list[tuple[str, str, str]]) -> None:
    assert old in JAVA
    pair = Pair("src/test/java/shop/CartTest.java", "Java", JAVA.encode(), JAVA.replace(old, new).encode())
    assert shown(edited([pair])) == found


@pytest.mark.defect("LS-134")
def test_a_test_is_taken_apart_once_however_many_it_is_compared_with() -> None:
    source = "".join(
        f"def test_{n}():\n    a = {n}\n    b = {n} + {n}\n    assert a + a == b\n\n\n" for n in range(1500)
    )
    found = parts(source.encode())
    edits._body.cache_clear()
    for part in found[:3]:
        nearest(part, found)
    assert edits._body.cache_info().misses == len(found)


@pytest.mark.parametrize(
    ("other", "share"),
    [
        ("    a = 1\n    a = 1\n    b = 2\n", 1.0),
        ("    a = 1\n    b = 2\n    c = 3\n", 2 / 3),
        ("    a = 1\n    c = 3\n    d = 4\n", 0.0),
    ],
)
def test_equal_lines_count_as_often_as_both_have_them(other: str, share: float) -> None:
    (one,) = parts(b"def test_a():\n    a = 1\n    a = 1\n    b = 2\n")
    (two,) = parts(f"def test_b():\n{other}".encode())
    assert edits.alike(one, two) == edits.alike(two, one) == share
