"""`--static`: what sources and history alone can say, and that nothing else is claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.renderers import terminal
from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.gate.conftest import Site

TEST = 'def test_total():\n    """Regression test for {}."""\n'
RUN_ONLY = (
    "failing-regression-test",
    "idle-regression-test",
    "unproven-fix",
    "uncovered-change",
    "unmeasured-change",
    "uncovered-feature",
    "lost-coverage",
    "coverage-floor",
    "stray-link",
)


def started(site: Site, *records: str, files: dict[str, str] | None = None) -> Site:
    site.ledger(*(records or ("id: SHOP-12, status: open",)))
    site.commit("Start", {"src/cart.py": "def total():\n    return 1\n", **(files or {})})
    site.branch("feature")
    return site


def test_a_claim_without_a_test_is_refused(site: Site) -> None:
    started(site)
    site.commit("Fixes SHOP-12", {"src/cart.py": "def total():\n    return 2\n"})
    judged = site.check(static=True)
    assert judged.code == 1
    (finding,) = judged.of("untested-defect", "SHOP-12")
    assert "is claimed fixed by this change and no test is linked to it" in finding.message


@pytest.mark.parametrize(
    ("path", "before", "test"),
    [
        ("__tests__/cart.js", "", 'test("adds", () => {});\n'),
        ("src/test/java/CartTest.java", "class CartTest {\n", "@Test\nvoid adds() {}\n}\n"),
        ("cart_test.go", "package cart\n\n", "func TestAdds(t *testing.T) {}\n"),
    ],
)
def test_where_there_is_no_python_the_hint_is_one_that_helps(site: Site, path: str, before: str, test: str) -> None:
    site.ledger("id: SHOP-12")
    site.commit("Start", {path: before + test})
    (finding,) = site.check(static=True, base="none").of("untested-defect")
    assert "pytest" not in finding.hint
    site.write({path: f"{before}// {finding.hint.split(chr(34))[1]}\n{test}"})
    assert site.check(static=True, base="none").code == 0


def test_a_claim_with_a_linked_test_holds(site: Site) -> None:
    started(site, files={"tests/test_cart.py": TEST.format("SHOP-12")})
    site.commit("Fixes SHOP-12", {"src/cart.py": "def total():\n    return 2\n"})
    judged = site.check(static=True)
    assert (judged.code, judged.trace("SHOP-12").level) == (0, Level.LINKED)


def test_a_claim_whose_commit_changes_a_test_holds(site: Site) -> None:
    started(site, files={"tests/test_cart.py": "def test_total():\n    pass\n"})
    site.commit("Fixes SHOP-12", {"tests/test_cart.py": "def test_total():\n    assert total() == 2\n"})
    judged = site.check(static=True)
    (test,) = judged.trace("SHOP-12").tests
    assert (judged.code, test.id, test.links[0].via) == (0, "tests/test_cart.py::test_total", "commit")


@pytest.mark.parametrize(
    "record", ["id: SHOP-12, kind: incident, status: open", "id: SHOP-12, status: rejected", "id: SHOP-13"]
)
def test_a_claim_on_what_is_no_defect_owes_nothing(site: Site, record: str) -> None:
    started(site, record, files={"tests/test_cart.py": TEST.format("SHOP-13")})
    site.commit("Fixes SHOP-12", {"src/cart.py": "def total():\n    return 2\n"})
    assert site.check(static=True).code == 0


def test_records_are_judged_as_in_check_but_only_for_their_link(site: Site) -> None:
    started(
        site, "id: A-1", "id: A-2", "id: A-3, status: open", "id: A-4, resolved: 2020-01-01", "id: A-5, severity: high",
        files={"tests/test_cart.py": TEST.format("A-1, A-5") + "    # see A-2\n"},
    )  # fmt: skip
    judged = site.check("require: {default: passed, severity: {high: proven}}\nsince: 2021-01-01\n", static=True)
    assert [finding.record for finding in judged.of("untested-defect")] == ["A-2"]
    assert [judged.trace(one).scope for one in ("A-3", "A-4")] == ["open", "before since"]
    assert judged.trace("A-5").required == Level.LINKED
    assert judged.of("unproven-fix") == []


def test_reports_are_not_read_and_that_is_said(site: Site) -> None:
    started(site, "id: SHOP-12", files={"tests/test_cart.py": TEST.format("SHOP-12")})
    site.commit("More", {"src/cart.py": "def total():\n    return 2\n"})
    site.write({"junit.xml": "<broken", "coverage.xml": "<broken", ".coverage": "broken"})
    judged = site.check(static=True)
    assert judged.code == 0
    assert {each.kind for each in judged.matrix.inputs} == {"records", "change"}
    assert {name for name, verdict in judged.report.verdicts.items() if verdict == "off"} == set(RUN_ONLY)
    assert all(name in judged.report.notes[0] for name in RUN_ONLY)
    text = terminal.render(judged.report)
    assert "their lines are not judged (--static)" in text
    assert "passed" not in text.replace("passed  exercised", "")


def test_a_full_check_is_not_changed_by_it(site: Site) -> None:
    started(site, "id: SHOP-12", files={"tests/test_cart.py": TEST.format("SHOP-12")})
    judged = site.check()
    assert judged.trace("SHOP-12").gap == "tests/test_cart.py::test_total is in no report"
    assert not any("--static" in note for note in judged.report.notes)


def test_what_cannot_be_known_stays_unknown(site: Site) -> None:
    started(site, "id: SHOP-12", files={"tests/test_cart.py": TEST.format("SHOP-12")})
    assert site.check(static=True, base="nowhere").code == 3


def test_the_baseline_and_waivers_answer_as_in_check(site: Site) -> None:
    started(site, "id: SHOP-12")
    waiver = "{rule: untested-defect, record: SHOP-12, reason: external, owner: shop, until: 2026-12-31}"
    assert site.check(f"waivers: [{waiver}]", static=True).code == 0
    assert site.check("rules: {untested-defect: warning}", static=True).code == 0
    assert site.check(static=True).code == 1


OUT = (
    "@pytest.mark.skip\n{}",
    "@pytest.mark.skip(reason='slow')\n{}",
    "@pytest.mark.skipif(True, reason='slow')\n{}",
    "@pytest.mark.xfail(run=False)\n{}",
    "pytestmark = pytest.mark.skip\n\n\n{}",
    "{}    pytest.skip('slow')\n",
)
IN = (
    "@pytest.mark.skipif(sys.platform == 'win32', reason='posix')\n{}",
    "@pytest.mark.xfail(sys.platform == 'win32', run=False)\n{}",
    "@pytest.mark.xfail\n{}",  # which may pass all the same, and is then shown as passed
    "pytest.importorskip('numpy')\n\n\n{}",
    "{}    if WINDOWS:\n        pytest.skip('slow')\n",
    "@pytest.mark.skip\ndef test_other():\n    pass\n\n\n{}",
)
NAMED = '@pytest.mark.defect("SHOP-12")\ndef test_shop_12():\n    total()\n'


@pytest.mark.defect("LS-95")
@pytest.mark.parametrize("source", OUT)
def test_a_test_that_is_always_skipped_is_none(site: Site, source: str) -> None:
    started(site, "id: SHOP-12", files={"tests/test_cart.py": source.format(NAMED)})
    judged = site.check(static=True)
    (finding,) = judged.of("untested-defect")
    assert (
        "SHOP-12 is fixed and its test tests/test_cart.py::test_shop_12 is skipped on every platform" in finding.message
    )
    assert finding.hint == "let tests/test_cart.py::test_shop_12 run again, or link a test that runs"
    assert (judged.code, judged.trace("SHOP-12").level) == (1, Level.NONE)


@pytest.mark.parametrize("source", IN)
def test_a_test_that_may_run_is_enough(site: Site, source: str) -> None:
    started(site, "id: SHOP-12", files={"tests/test_cart.py": source.format(NAMED)})
    assert site.check(static=True).code == 0


def test_another_linked_test_that_runs_is_enough(site: Site) -> None:
    source = f"@pytest.mark.skip\n{NAMED}\n\n" + TEST.format("SHOP-12")
    started(site, "id: SHOP-12", files={"tests/test_cart.py": source})
    assert site.check(static=True).code == 0


def test_a_feature_a_listed_test_and_other_languages_are_held_to_the_same(site: Site) -> None:
    started(
        site,
        "id: SHOP-12, kind: feature, status: delivered",
        "id: SHOP-13, tests: [tests/test_cart.py]",
        "id: SHOP-14",
        files={
            "tests/test_cart.py": f"pytestmark = pytest.mark.skip\n\n\n{NAMED}",
            "tests/cart.test.js": "describe.skip('SHOP-14', () => {\n  it('adds', () => {\n    x();\n  });\n});\n",
        },
    )
    judged = site.check(static=True)
    assert (
        "its test tests/test_cart.py::test_shop_12 is skipped on every platform" in judged.told("untested-feature")[0]
    )
    assert [finding.record for finding in judged.of("untested-defect")] == ["SHOP-13", "SHOP-14"]


def test_a_full_check_asks_the_report(site: Site) -> None:
    started(site, "id: SHOP-12", files={"tests/test_cart.py": f"@pytest.mark.skip\n{NAMED}"})
    site.junit("tests.test_cart test_shop_12")
    assert site.check().trace("SHOP-12").level == Level.PASSED
