"""Links settled against reports and contexts: one repository with a record for every route, judged once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Make, Site

JIRA = "links: {properties: [Jira]}\n"
EXERCISED = "require: exercised\n"
SHOP = """\
LIMIT = 3


def total(prices):
    return sum(prices)


def tax(price):
    return price // 5
"""
TESTS = """\
import pytest


def test_total():
    pass


def test_gh_5_total():
    pass


@pytest.mark.parametrize("price", [5, 10])
def test_tax(price):
    pass


class TestRefund:
    def test_all(self):
        pass

    def test_half(self):
        pass
"""


def marked(name: str, *ids: str, node: str = "") -> str:
    rows = "".join(f'<property name="{name}" value="{value}"/>' for value in ids)
    rows += f'<property name="lockstitch.nodeid" value="{node}"/>' if node else ""
    return f"<properties>{rows}</properties>"


CART = "tests/test_cart.py"
EXPECTED: dict[str, tuple[Level, list[tuple[str, str, str]]]] = {
    "S-1": (Level.PASSED, [(f"{CART}::test_total", "marker", "passed")]),
    "S-2": (Level.PASSED, [(f"{CART}::test_total", "property", "passed")]),
    "S-3": (Level.PASSED, [(f"{CART}::test_total", "property", "passed")]),
    "S-4": (Level.PASSED, [(f"{CART}::test_tax", "record", "passed")]),
    "GH-5": (Level.PASSED, [(f"{CART}::test_gh_5_total", "name", "passed")]),
    "S-6": (Level.PASSED, [(f"{CART}::test_tax[10]", "record", "passed")]),
    "S-7": (Level.LINKED, [(f"{CART}::TestRefund", "record", "failed")]),
    "S-8": (Level.LINKED, [(CART, "record", "failed")]),
    "S-9": (Level.PASSED, [("shop.CartTest#total", "record", "passed")]),
    "S-10": (Level.LINKED, [(f"{CART}::test_gone", "record", "absent")]),
    "S-11": (Level.NONE, []),
    "S-12": (Level.LINKED, [(f"{CART}::test_windows", "record", "failed")]),
    "S-13": (Level.PASSED, [(f"{CART}::test_linux", "record", "passed")]),
    "S-14": (
        Level.LINKED,
        [(f"{folder}/tests/test_same.py::test_a", "record", "ambiguous") for folder in "ab"],
    ),
    "S-15": (Level.LINKED, [(f"{CART}::TestRefund::test_half", "record", "failed")]),
    "S-16": (Level.PASSED, [(f"{CART}::TestRefund::test_all", "record", "passed")]),
    "S-17": (Level.NONE, []),
    "S-18": (Level.LINKED, [(f"{CART}::test_skipped", "record", "skipped")]),
    "S-19": (Level.LINKED, [(f"{CART}::test_known", "record", "xfailed")]),
    "S-20": (Level.LINKED, [(f"{CART}::test_twice", "record", "flaky")]),
    "S-21": (Level.PASSED, [("sub/test_own.py::test_b", "marker", "passed")]),
}  # fmt: skip
"""Record → its level, and its tests: id, via, outcome."""
FAIL = '<failure message="assert 1 == 2"/>'
SKIP = '<skipped message="later"/>'
XFAIL = '<skipped type="pytest.xfail" message="known"/>'


@pytest.fixture(scope="module")
def linked(make_site: Make) -> Site:
    """The ledger, the tests and two reports, one of them of another environment."""
    site = make_site()
    site.commit("Shop", {"src/shop.py": SHOP, CART: TESTS, "java/src/shop/CartTest.java": "class CartTest {}\n"})
    site.commit("More", {"a/tests/test_same.py": "", "b/tests/test_same.py": "", "sub/test_own.py": ""})
    rows = {
        "S-4": f"'{CART}::test_tax'", "S-6": f"'{CART}::test_tax[10]'", "S-7": f"'{CART}::TestRefund'",
        "S-8": f"'{CART}'", "S-9": "'shop.CartTest#total'", "S-10": f"'{CART}::test_gone'",
        "S-12": f"'{CART}::test_windows'", "S-13": f"'{CART}::test_linux'", "S-14": "'test_same.py::test_a'",
        "S-15": f"'{CART}::TestRefund::test_half'", "S-16": f"'{CART}::TestRefund::test_all'",
        "S-18": f"'{CART}::test_skipped'", "S-19": f"'{CART}::test_known'", "S-20": f"'{CART}::test_twice'",
    }  # fmt: skip
    site.ledger(*(f"id: {record}" + (f", tests: [{rows[record]}]" if record in rows else "") for record in EXPECTED))
    site.junit(
        "tests.test_cart test_total "
        + marked("defect", "S-1", node=f"{CART}::test_total").replace("</properties>", "")
        + '<property name="issue" value="S-2"/><property name="JIRA" value="S-3"/><property name="owner" value="S-17"/>'
        + "</properties>",
        "tests.test_cart test_gh_5_total",
        "tests.test_cart test_tax[5]",
        "tests.test_cart test_tax[10]",
        "tests.test_cart.TestRefund test_all",
        f"tests.test_cart.TestRefund test_half {FAIL}",
        "shop.CartTest total",
        "tests.test_cart test_windows",
        "tests.test_cart test_linux",
        "tests.test_same test_a",
        f"tests.test_cart test_skipped {SKIP}",
        f"tests.test_cart test_known {XFAIL}",
        f"tests.test_cart test_twice {FAIL}",
        "tests.test_cart test_twice",
        "test_own test_b " + marked("defect", "S-21", node="test_own.py::test_b"),
    )
    site.junit(f"tests.test_cart test_windows {FAIL}", f"tests.test_cart test_linux {SKIP}", name="junit-windows.xml")
    return site


@pytest.fixture(scope="module")
def judged(linked: Site) -> Judged:
    return linked.check(JIRA)


@pytest.mark.parametrize("record", EXPECTED)
def test_every_route_from_test_to_record(record: str, judged: Judged) -> None:
    trace = judged.trace(record)
    found = [(test.id, test.links[0].via, test.outcome) for test in trace.tests]
    assert (trace.level, found) == EXPECTED[record]


def test_the_findings_are_those_of_the_levels(judged: Judged) -> None:
    def records(rule: str) -> set[str]:
        return {finding.record for finding in judged.of(rule)}

    assert records("untested-defect") == {record for record, (level, _) in EXPECTED.items() if level == Level.NONE}
    assert records("failing-regression-test") == {r for r, (level, _) in EXPECTED.items() if level == Level.LINKED}
    assert {f.verdict for f in judged.of("failing-regression-test", "S-14")} == {"unknown"}
    assert judged.code == 1


def test_a_linked_test_keeps_its_result_in_each_report(judged: Judged) -> None:
    (test,) = judged.trace("S-12").tests
    assert [(case.report, case.outcome) for case in test.cases] == [
        ("junit-windows.xml", "failed"), ("junit.xml", "passed"),
    ]  # fmt: skip


def test_only_accepted_strengths_count(linked: Site) -> None:
    trace = linked.check("links: {accept: [explicit]}\n").trace("GH-5")
    assert (trace.level, [test.links[0].strength for test in trace.tests]) == (Level.NONE, ["strong"])


FIXED = SHOP.replace("sum(prices)", "sum(prices) - 1").replace("LIMIT = 3", "LIMIT = 4")


@pytest.fixture(scope="module")
def repaired(make_site: Make) -> Site:
    """Three fixes: inside a function, of a constant alone, and none that is known."""
    site = make_site()
    site.commit("Shop", {"src/shop.py": SHOP, CART: TESTS, "tests/test_other.py": "def test_b():\n    pass\n"})
    site.commit("Fixes S-1", {"src/shop.py": SHOP.replace("sum(prices)", "sum(prices) - 1")})
    site.commit("Fixes S-2", {"src/shop.py": FIXED})
    test = f"tests: ['{CART}::test_total']"
    site.ledger(f"id: S-1, {test}", f"id: S-2, {test}", f"id: S-3, {test}", f"id: S-4, status: open, {test}")
    site.junit("tests.test_cart test_total", "tests.test_other test_b")
    return site


IMPORT = {"": {"src/shop.py": [1, 4, 8]}}


@pytest.mark.parametrize(
    ("context", "exercised"),
    [
        (f"{CART}::test_total|run", "yes"),
        (f"{CART}::test_total|setup", "yes"),
        ("tests.test_cart.test_total", "yes"),
        ("test_cart.test_total", "yes"),
        (f"{CART}::test_total[1]|run", "yes"),
        ("tests/test_other.py::test_b|run", "no"),
        ("tests.test_other.test_b", "no"),
        ("nightly", "no"),
    ],
)
def test_contexts_as_node_ids_and_as_dotted_names(repaired: Site, context: str, exercised: str) -> None:
    repaired.data({**IMPORT, context: {"src/shop.py": [5]}})
    judged = repaired.check(EXERCISED)
    trace = judged.trace("S-1")
    assert trace.exercised == exercised
    assert bool(judged.of("idle-regression-test", "S-1")) == (exercised == "no")
    (test,) = trace.tests
    assert test.exercised == ({"src/shop.py": 1 << 5} if exercised == "yes" else {})


@pytest.mark.parametrize(("setup", "run"), [(5, 9), (9, 5)])
def test_the_phases_of_a_test_are_one_test(repaired: Site, setup: int, run: int) -> None:
    phases = {f"{CART}::test_total|setup": {"src/shop.py": [setup]}, f"{CART}::test_total|run": {"src/shop.py": [run]}}
    repaired.data({**IMPORT, **phases})
    assert repaired.check(EXERCISED).trace("S-1").exercised == "yes"


def test_a_fix_that_runs_at_import_alone_is_exercised_by_who_imports_it(repaired: Site) -> None:
    repaired.data({**IMPORT, f"{CART}::test_total|run": {"src/shop.py": [5]}})
    trace = repaired.check(EXERCISED).trace("S-2")
    assert (trace.level, trace.exercised) == (Level.EXERCISED, "at import")
    repaired.data({"": {"src/shop.py": [8]}, f"{CART}::test_total|run": {"src/shop.py": [5]}})
    assert repaired.check(EXERCISED).trace("S-2").exercised == "no"


def test_without_a_known_fix_nobody_can_say(repaired: Site) -> None:
    repaired.data({**IMPORT, f"{CART}::test_total|run": {"src/shop.py": [5]}})
    judged = repaired.check(EXERCISED)
    assert (judged.trace("S-3").exercised, judged.trace("S-3").why_unknown) == ("unknown", "no fix commit is known")
    (finding,) = judged.of("idle-regression-test", "S-3")
    assert finding.verdict == "unknown"
    assert judged.code == 3


def test_what_is_not_judged_is_linked_at_most(repaired: Site) -> None:
    trace = repaired.check(EXERCISED).trace("S-4")
    assert (trace.scope, trace.level, len(trace.tests)) == ("open", Level.LINKED, 1)


def test_why_contexts_cannot_tell(repaired: Site) -> None:
    (repaired.root / ".coverage").unlink(missing_ok=True)
    assert repaired.check(EXERCISED).trace("S-1").why_unknown == "no coverage report was read"
    repaired.data({"": {"src/shop.py": [1, 4, 5, 8]}})
    assert repaired.check(EXERCISED).trace("S-1").why_unknown == "the coverage data holds no per-test contexts"
    repaired.data({"": {"src/shop.py": [1]}, "tests.test_cart.test_total": {"tests/test_cart.py": [1]}})
    assert repaired.check(EXERCISED).trace("S-1").exercised == "no"
    repaired.data({"tests.test_cart.test_total": {"tests/test_cart.py": [5]}})
    judged = repaired.check(EXERCISED)
    assert judged.trace("S-1").why_unknown == "no coverage report lists src/shop.py"
    assert {finding.verdict for finding in judged.of("idle-regression-test")} == {"unknown"}


def test_a_rung_that_is_not_required_asks_for_no_contexts(repaired: Site) -> None:
    (repaired.root / ".coverage").unlink(missing_ok=True)
    assert not repaired.check("require: passed\n").of("idle-regression-test")


def test_exercised_is_not_proven(repaired: Site) -> None:
    repaired.data({**IMPORT, f"{CART}::test_total|run": {"src/shop.py": [5]}})
    (finding,) = repaired.check("require: proven\n").of("unproven-fix", "S-1")
    assert finding.verdict == "broken"


def test_contexts_that_two_files_answer_to_are_unknown_never_idle(make_site: Make) -> None:
    site = make_site()
    test = "def test_a():\n    pass\n"
    site.commit(
        "Shop", {"src/shop.py": SHOP, "one/tests/test_same.py": test, "two/tests/test_same.py": test, CART: TESTS}
    )
    site.commit("Fixes S-1", {"src/shop.py": FIXED})
    site.ledger(f"id: S-1, tests: ['{CART}::test_total']")
    site.junit("tests.test_cart test_total")
    site.data({**IMPORT, "test_same.test_a": {"src/shop.py": [5]}})
    trace = site.check(EXERCISED).trace("S-1")
    assert (trace.exercised, "two files" in trace.why_unknown) == ("unknown", True)
    site.data({**IMPORT, "test_same.test_a": {"src/shop.py": [9]}})
    assert site.check(EXERCISED).trace("S-1").exercised == "no"
    site.data({**IMPORT, "test_same.test_a": {"src/shop.py": [5]}, "test_cart.test_total": {"src/shop.py": [5]}})
    assert site.check(EXERCISED).trace("S-1").exercised == "yes"


JAVASCRIPT = "export function vat(n) {\n  return n / 5;\n}\n"


def test_a_fix_in_another_language_is_exercised_by_contexts_line_by_line(make_site: Make) -> None:
    site = make_site()
    site.commit("Shop", {"web/vat.js": JAVASCRIPT, CART: TESTS})
    site.commit("Fixes S-1", {"web/vat.js": JAVASCRIPT.replace("n / 5", "n / 4")})
    site.ledger(f"id: S-1, tests: ['{CART}::test_total']")
    site.junit("tests.test_cart test_total")
    site.data({f"{CART}::test_total|run": {"web/vat.js": [2]}, "": {CART: [1]}})
    assert site.check(EXERCISED).trace("S-1").tests[0].exercised == {"web/vat.js": 1 << 2}
    site.data({f"{CART}::test_total|run": {"web/vat.js": [1]}, "": {CART: [1]}})
    assert site.check(EXERCISED).trace("S-1").exercised == "no"
