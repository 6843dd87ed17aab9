"""Linked tests that the report shows as passed and that the sources no longer hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.gate import gone
from lockstitch.gate.gone import Gone
from lockstitch.gate.past import UNJUDGED
from lockstitch.gate.scene import Scene
from lockstitch.git.repository import Repository

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Site

TEST = "tests/test_cart.py"
OTHER = "def test_other():\n    pass\n"
PLAIN = f"import helpers\n\n\n{OTHER}\n\ndef test_shop_1():\n    pass\n"
METHOD = "class TestCart(Base):\n    def test_shop_1(self):\n        pass\n\n    def test_other(self):\n        pass\n"
INHERITED = METHOD.replace("    def test_shop_1(self):\n        pass\n\n", "")
UNIT = METHOD.replace("Base", "unittest.TestCase")

pytestmark = pytest.mark.defect("LS-55")


def judged(site: Site, before: str, after: str | None, classname: str = "tests.test_cart", path: str = TEST) -> Judged:
    """A report of `before`, held against `after`; None: the file is deleted."""
    site.ledger("id: SHOP-1")
    site.commit("Tests", {path: before, "tests/helpers.py": "class Base:\n    pass\n"})
    site.junit(f"{classname} test_shop_1", f"{classname} test_other")
    assert site.check().code == 0
    if after is None:
        (site.root / path).unlink()
    else:
        site.write({path: after})
    return site.check()


@pytest.mark.parametrize(
    ("before", "after", "classname"),
    [
        (PLAIN, f"import helpers\n\n\n{OTHER}", "tests.test_cart"),
        (PLAIN, f"{OTHER}\n\n# def test_shop_1():\n#     pass\n", "tests.test_cart"),
        (PLAIN, f'{OTHER}\n\n"""\ndef test_shop_2(): pass\n"""\n', "tests.test_cart"),
        (PLAIN, "", "tests.test_cart"),
        (PLAIN, None, "tests.test_cart"),
        (UNIT, UNIT.replace("test_shop_1", "test_shop_2"), "tests.test_cart.TestCart"),
        (UNIT, f"class TestOther:\n    def test_shop_1(self):\n        pass\n\n\n{OTHER}", "tests.test_cart.TestCart"),
        (METHOD, INHERITED, "tests.test_cart.TestCart"),
    ],
)
def test_a_test_that_was_deleted_holds_nothing(site: Site, before: str, after: str | None, classname: str) -> None:
    found = judged(site, before, after, classname)
    # one of its name in another class is another test, which the report does not hold
    finding = next(one for one in found.of("failing-regression-test", "SHOP-1") if "is in no report" not in one.message)
    assert found.code == 1
    assert "is no longer in its file: the report that shows it as passed is older than the code" in finding.message
    assert "(junit.xml)" in finding.message
    assert finding.hint.endswith("; bring it back, or link another test, and run the tests again")
    site.commit("Delete it")
    assert site.check(base="HEAD~1").code == 1


@pytest.mark.parametrize(
    ("before", "after", "classname"),
    [
        (PLAIN, PLAIN, "tests.test_cart"),
        (PLAIN, PLAIN + "\n\ndef test_more():\n    pass\n", "tests.test_cart"),
        (PLAIN, f"from helpers import made as test_shop_1\n\n\n{OTHER}", "tests.test_cart"),
        (PLAIN, f"test_shop_1 = made()\n\n\n{OTHER}", "tests.test_cart"),
        (PLAIN, f'globals()["test_shop_1"] = made()\n\n\n{OTHER}', "tests.test_cart"),
        (OTHER, OTHER, "tests.test_cart"),  # generated, as pytest-bdd does it
        (METHOD, METHOD, "tests.test_cart.TestCart"),
    ],
)
def test_a_test_that_may_still_be_there_counts(site: Site, before: str, after: str, classname: str) -> None:
    assert judged(site, before, after, classname).code == 0


@pytest.mark.parametrize("made", ["    test_shop_1 = made\n", "\n\nTestCart.test_shop_1 = made\n"])
def test_a_class_that_names_the_test_may_still_make_it(site: Site, made: str) -> None:
    after = UNIT.replace("    def test_shop_1(self):\n        pass\n\n", "") + made
    assert judged(site, UNIT, after, "tests.test_cart.TestCart").code == 0


@pytest.mark.parametrize(
    ("before", "after", "classname"),
    [
        (METHOD, INHERITED, "tests.test_cart.TestCart"),
        (PLAIN, f"from helpers import *\n\n\n{OTHER}", "tests.test_cart"),
    ],
)
def test_a_test_that_moved_to_where_it_is_inherited_or_imported_from(
    site: Site, before: str, after: str, classname: str
) -> None:
    assert judged(site, before, after, classname).code == 1
    site.write({"tests/helpers.py": "class Base:\n    def test_shop_1(self):\n        pass\n"})
    assert site.check().code == 0


def test_a_deleted_file_of_another_language(site: Site) -> None:
    site.ledger("id: SHOP-1")
    site.commit("Tests", {"t/cart.test.js": "test('SHOP-1', () => {});\n"})
    case = '<testcase file="/home/ci/shop/t/cart.test.js" name="SHOP-1 vip"/>'
    site.write({"junit.xml": f"<testsuite>{case}</testsuite>"})
    assert site.check().code == 0
    (site.root / "t/cart.test.js").unlink()
    assert site.check().code == 0  # an absolute path of another machine: nothing tells which file it was
    site.write({"junit.xml": f"<testsuite>{case}</testsuite>".replace("/home/ci/shop/", "")})
    assert site.check().code == 1


def test_one_of_two_tests_is_enough(site: Site) -> None:
    both = PLAIN + "\n\ndef test_shop_1_again():\n    pass\n"
    site.ledger("id: SHOP-1")
    site.commit("Tests", {TEST: both})
    site.junit("tests.test_cart test_shop_1", "tests.test_cart test_shop_1_again")
    site.write({TEST: both.replace("def test_shop_1():", "def test_shop_2():")})
    assert site.check().code == 0


@pytest.mark.defect("LS-134")
def test_the_comments_of_a_file_are_taken_out_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    plain = gone._code
    monkeypatch.setattr(gone, "_code", lambda text: texts.append(text) or plain(text))  # type: ignore[func-returns-value]
    site.commit("Tests", {TEST: "".join(f"def test_shop_{n}():\n    pass\n\n\n" for n in range(1, 6))})
    site.commit("More", {TEST: f"{OTHER}\n\ntest_shop_1 = test_other  # not test_shop_2\n"})
    absent = Gone(Repository(str(site.root)), Scene.of(site.run(base="none"), ()), UNJUDGED)
    assert [n for n in range(1, 7) if f"{TEST}::test_shop_{n}" not in absent] == [1, 2, 6]
    assert len(texts) == 1


def test_a_file_that_could_not_be_imported_is_the_cause(site: Site) -> None:
    site.ledger(f"id: SHOP-1, tests: ['{TEST}::test_shop_1']")
    site.commit("Tests", {TEST: PLAIN})
    error = '<testcase classname="" name="tests.test_cart"><error message="collection failure"/></testcase>'
    site.write({"junit.xml": f'<testsuite name="pytest">{error}</testsuite>'})
    (finding,) = site.check().of("failing-regression-test", "SHOP-1")
    assert "ended with an error in junit.xml: collection failure" in finding.message


def test_without_a_history_nothing_is_gone(site: Site) -> None:
    scene = Scene.of(site.run(base="none"), ())
    absent = Gone(Repository(str(site.root)), scene, UNJUDGED)
    assert [name for name in (TEST, f"{TEST}::test_a", "tests.test_cart::test_a", "x") if name in absent] == []
