"""Which tests came with a fix, and what they are called today: through renames, moves and merges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.gate.conftest import Make, Site

CODE = "LIMIT = 3\n"
OLD = '''\
import shop


def test_total():
    """The total."""
    prices = [1, 2]
    assert shop.total(prices) == 3


class TestTax:
    def test_tax(self):
        rate = shop.rate()
        assert shop.tax(rate) == 5
'''
NEW = """\


def test_voucher():
    voucher = shop.voucher(3)
    cart = shop.cart(1, 2)
    assert shop.total(cart, voucher) == 0
"""
JAVA = """\
package shop;
class CartTest {
    @Test
    void total() { assertEquals(%d, cart.total()); }
}
"""


def start(site: Site) -> None:
    site.commit("Shop", {"src/shop.py": CODE, "tests/test_shop.py": OLD})


def fixed(site: Site, after: str, message: str = "Fixes F-1") -> str:
    return site.commit(message, {"src/shop.py": CODE.replace("3", "4"), "tests/test_shop.py": after})


def linked(site: Site) -> list[str]:
    site.ledger("id: F-1")
    return [test.id for test in site.check().trace("F-1").tests]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""The total."""', '"""Sums up."""'),
        ("    prices = [1, 2]", "    # all\n    prices = [1, 2]"),
        ("shop.total(prices) == 3", "(shop.total(prices) == 3)"),
        ("import shop\n", "import os\nimport shop\n"),
    ],
)
@pytest.mark.defect("LS-30")
def test_a_test_that_only_looks_different_is_not_linked(site: Site, old: str, new: str) -> None:
    start(site)
    fixed(site, OLD.replace(old, new))
    assert linked(site) == []


@pytest.mark.defect("LS-31")
def test_a_test_that_lost_an_assertion_is_linked(site: Site) -> None:
    after = OLD.replace("        rate = shop.rate()\n", "")
    start(site)
    fixed(site, after)
    assert linked(site) == ["tests/test_shop.py::TestTax::test_tax"]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"tests/test_shop.py": OLD + NEW.replace("test_voucher", "test_gift")}, ["tests/test_shop.py::test_gift"]),
        (
            {"tests/test_shop.py": OLD, "tests/test_cart.py": "import shop\n" + NEW.replace("== 0", "== 1")},
            ["tests/test_cart.py::test_voucher"],
        ),
        (
            {"tests/test_shop.py": OLD + "\n\nclass TestCart:" + NEW.replace("\n", "\n    ").replace("()", "(self)")},
            ["tests/test_shop.py::TestCart::test_voucher"],
        ),
        ({"tests/test_shop.py": OLD, "tests/test_cart.py": NEW, "tests/test_pay.py": NEW}, []),
        ({"tests/test_shop.py": OLD, "tests/test_cart.py": "def test_voucher():\n    assert shop.voucher(3)\n"}, []),
        ({"tests/test_shop.py": OLD + "\n\ndef test_other():\n    assert shop.LIMIT == 4\n"}, []),
        ({"tests/test_shop.py": OLD, "tools/voucher.py": NEW}, []),
    ],
    ids=["renamed", "moved", "into a class", "two answer to it", "another of its name", "gone", "no test file"],
)
@pytest.mark.defect("LS-32")
def test_a_test_that_is_called_otherwise_today(site: Site, files: dict[str, str], names: list[str]) -> None:
    start(site)
    fixed(site, OLD + NEW)
    site.commit("Later", files)
    assert linked(site) == names


def test_what_stood_beside_it_already_is_not_taken_for_it(site: Site) -> None:
    site.commit("Shop", {"src/shop.py": CODE, "tests/test_shop.py": OLD + NEW.replace("voucher():", "twin():")})
    fixed(site, OLD + NEW.replace("voucher():", "twin():") + NEW)
    site.commit("Later", {"tests/test_shop.py": OLD + NEW.replace("voucher():", "twin():")})
    assert linked(site) == []


def test_a_file_of_which_one_side_is_too_large_is_not_all_new(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.commit("Shop", {"src/shop.py": CODE, "tests/test_shop.py": OLD + "# large\n" * 2000})
    fixed(site, OLD)
    monkeypatch.setattr("lockstitch.git.objects.LARGEST", 5000)
    assert linked(site) == []


def test_a_merge_is_all_that_it_brought_in(site: Site) -> None:
    start(site)
    site.branch("fix")
    site.commit("A test", {"tests/test_shop.py": OLD + NEW})
    site.commit("The repair", {"src/shop.py": CODE.replace("3", "4")})
    site.git("switch", "--quiet", "main")
    site.commit("Elsewhere", {"src/other.py": CODE})
    site.git("merge", "--quiet", "--no-ff", "--message=Merge pull request #7", "fix")
    merge = site.git("rev-parse", "HEAD")
    site.ledger(f"id: F-1, commits: [{merge[:10]}]")
    trace = site.check().trace("F-1")
    assert [test.id for test in trace.tests] == ["tests/test_shop.py::test_voucher"]
    assert [*trace.fix.changes] == ["src/shop.py"]


def test_several_commits_back_and_forth(site: Site) -> None:
    """The test came some commits before the repair; the record names both."""
    start(site)
    first = site.commit("Show it", {"tests/test_shop.py": OLD + NEW})
    site.commit("Between", {"src/other.py": CODE})
    second = site.commit("Mend it", {"src/shop.py": CODE.replace("3", "4")})
    site.ledger(f"id: F-1, commits: [{second[:10]}, {first[:10]}]")
    assert [test.id for test in site.check().trace("F-1").tests] == ["tests/test_shop.py::test_voucher"]


def test_the_number_of_a_pull_request_closes_nothing(site: Site) -> None:
    start(site)
    fixed(site, OLD + NEW, "Repair the voucher (#12)")
    site.ledger("id: '12'")
    assert site.check().trace("12").tests == ()


def test_a_java_test_is_found_in_its_report(site: Site) -> None:
    path = "src/test/java/shop/CartTest.java"
    site.commit("Shop", {"src/main/java/shop/Cart.java": "class Cart {}\n", path: JAVA % 1})
    site.commit("Fixes F-1", {"src/main/java/shop/Cart.java": "class Cart { }\n", path: JAVA % 2})
    site.ledger("id: F-1")
    site.junit("shop.CartTest total")
    trace = site.check().trace("F-1")
    assert [(test.id, test.outcome) for test in trace.tests] == [(f"{path}::CartTest::total", "passed")]
    assert trace.level == Level.PASSED


@pytest.fixture(scope="module")
def many(make_site: Make) -> Site:
    site = make_site()
    start(site)
    for n in range(6):
        fixed(site, OLD + NEW.replace("== 0", f"== {n}"), f"Fixes F-{n}")
    return site


def test_processes_do_not_grow_with_the_records(many: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    started: list[object] = []
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(a) or real(*a, **k))  # type: ignore[func-returns-value]
    counts = []
    for records in (1, 6):
        many.ledger(*(f"id: F-{n}" for n in range(records)))
        started.clear()
        many.check()
        counts.append(len(started))
    assert counts[0] == counts[1] > 3
