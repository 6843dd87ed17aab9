"""What only failed tests ran is covered for nobody: neither for a change, nor for a floor, nor against a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lockstitch.errors import ReadError
from lockstitch.gate import snapshot
from lockstitch.lines import of

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Site

SOURCE = "def total(a):\n    b = a\n    return b\n\n\ndef count(a):\n    b = [\n        a,\n    ]\n    return b\n"
TESTS = "def test_total():\n    pass\n\n\ndef test_count():\n    pass\n"
NONE = 'records: "none"\n'
FLOOR = NONE + 'coverage_floor: {"src": 100}\n'
TOTAL = "tests.test_shop test_total"
COUNT = "tests.test_shop test_count"
FAILED = f"{COUNT} <failure message='no'/>"
LINES = {"": [1, 6], "tests/test_shop.py::test_total|run": [2, 3], "tests/test_shop.py::test_count|run": [7, 8, 10]}


def ran(site: Site, **more: list[int]) -> None:
    """`more`: lines that a test runs beside its own."""
    tests = {name: [*lines, *more.get(name[-14:-4].lstrip(":"), [])] for name, lines in LINES.items()}
    site.data({name: {"src/shop.py": lines} for name, lines in tests.items()})


def kept(site: Site) -> Path:
    site.commit("Shop", {"src/shop.py": SOURCE, "tests/test_shop.py": TESTS})
    ran(site)
    site.junit(TOTAL, COUNT)
    path = site.root.parent / "snapshot.json.gz"
    path.write_bytes(snapshot.take(site.run(NONE))[1])
    site.branch("feature")
    site.commit("Break a test", {"tests/test_shop.py": TESTS + "    raise ValueError\n"})
    return path


def compared(site: Site, path: Path) -> Judged:
    return site.check(FLOOR, snapshot=str(path))


@pytest.mark.defect("LS-104")
def test_it_is_lost_and_below_the_floor(site: Site) -> None:
    path = kept(site)
    site.junit(TOTAL, FAILED)
    judged = compared(site, path)
    (finding,) = judged.of("lost-coverage")
    assert finding.lines == of([7, 8, 9, 10])
    assert judged.told("coverage-floor") == ["src: 4 of 6 statements covered, 2 fewer than the floor of 100%"]
    (note,) = (note for note in judged.report.notes if "failed" in note)
    assert note == "2 lines that only failed tests ran, as in src/shop.py, count as not covered"


@pytest.mark.defect("LS-104")
def test_it_is_lost_in_another_language_too(site: Site) -> None:
    site.commit("Shop", {"src/a.js": "a();\nb();\n", "tests/test_shop.py": TESTS})
    site.data({"tests.test_shop.test_count": {"src/a.js": [1, 2]}})
    site.lcov({"src/a.js": {1: 1, 2: 1}})
    path = site.root.parent / "snapshot.json.gz"
    both = NONE + "coverage: [lcov.info, .coverage]\n"
    path.write_bytes(snapshot.take(site.run(both))[1])
    site.branch("feature")
    site.commit("More", {"README": "x"})
    assert site.check(both, snapshot=str(path)).told("lost-coverage") == []
    site.junit(FAILED)
    assert [finding.lines for finding in site.check(both, snapshot=str(path)).of("lost-coverage")] == [of([1, 2])]


@pytest.mark.parametrize("cases", [(TOTAL, COUNT), (TOTAL, f"{COUNT} <skipped/>"), (TOTAL,), (TOTAL, FAILED, COUNT)])
def test_nothing_is_taken_off_where_no_test_failed_in_the_end(site: Site, cases: tuple[str, ...]) -> None:
    path = kept(site)
    site.junit(*cases)
    judged = compared(site, path)
    assert (judged.told("lost-coverage"), judged.told("coverage-floor")) == ([], [])
    assert not [note for note in judged.report.notes if "failed" in note]


def test_what_a_test_that_passed_ran_too_stays_covered(site: Site) -> None:
    path = kept(site)
    ran(site, test_total=[7, 9, 10])
    site.junit(TOTAL, FAILED)
    judged = compared(site, path)
    assert (judged.told("lost-coverage"), judged.told("coverage-floor")) == ([], [])


def test_without_contexts_nobody_can_tell(site: Site) -> None:
    path = kept(site)
    site.data({"": {"src/shop.py": [line for lines in LINES.values() for line in lines]}})
    site.junit(TOTAL, FAILED)
    judged = compared(site, path)
    assert (judged.told("lost-coverage"), judged.told("coverage-floor")) == ([], [])


@pytest.mark.defect("LS-104")
@pytest.mark.parametrize("inner", ["<failure message='no'/>", "<error message='no'/>"])
def test_no_snapshot_is_taken_of_a_run_with_a_failed_test(site: Site, inner: str) -> None:
    kept(site)
    site.junit(f"{TOTAL} {inner}", f"{COUNT} {inner}")
    with pytest.raises(ReadError, match=r"tests.test_shop::test_total \(and 1 other test\) failed: such a run covers"):
        snapshot.take(site.run(NONE))


def test_no_snapshot_is_taken_where_the_test_report_cannot_be_read(site: Site) -> None:
    kept(site)
    site.write({"junit.xml": "<testsuites"})
    with pytest.raises(ReadError):
        snapshot.take(site.run(NONE))


@pytest.mark.parametrize("cases", [(TOTAL, f"{COUNT} <skipped/>"), (TOTAL, FAILED, COUNT), None])
def test_a_snapshot_is_taken_where_tests_are_skipped_or_flaky_or_not_reported(
    site: Site, cases: tuple[str, ...] | None
) -> None:
    kept(site)
    (site.root / "junit.xml").unlink()
    if cases:
        site.junit(*cases)
    assert [each.kind for each in snapshot.take(site.run(NONE))[2]] == ["results", "coverage"][not cases :]


BRANCH = "def f(a):\n    if a:\n        a = 1\n    return a\n"
IMPORTED = [(-1, 1), (1, -1)]
TRUE = [(-1, 2), (2, 3), (3, 4), (4, -1)]
FALSE = [(-1, 2), (2, 4), (4, -1)]


def branches(site: Site, false: str) -> None:
    """`test_total` takes one exit of the condition, `false` the other."""
    from coverage import CoverageData

    (site.root / ".coverage").unlink(missing_ok=True)
    data = CoverageData(basename=str(site.root / ".coverage"))
    ran = (("", IMPORTED), ("tests/test_shop.py::test_total|run", TRUE), (false, FALSE))
    for context, arcs in ran:
        data.set_context(context)
        data.add_arcs({str(site.root / "src/shop.py"): arcs})
    data.write()
    data.close()


@pytest.mark.defect("LS-109")
def test_an_exit_that_only_a_failed_test_took_is_not_taken(site: Site) -> None:
    site.commit("Shop", {"src/shop.py": BRANCH, "tests/test_shop.py": TESTS})
    branches(site, "tests/test_shop.py::test_count|run")
    path = site.root.parent / "snapshot.json.gz"
    path.write_bytes(snapshot.take(site.run(NONE))[1])
    site.branch("feature")
    site.commit("Break a test", {"tests/test_shop.py": TESTS + "    raise ValueError\n"})
    site.junit(TOTAL, COUNT)
    assert compared(site, path).told("lost-coverage") == []
    site.junit(TOTAL, FAILED)
    (finding,) = compared(site, path).of("lost-coverage")
    assert "src/shop.py line 2 (2 of 2 then, 1 of 2 now, never to 4)" in finding.message
    branches(site, "tests/test_shop.py::test_total|teardown")
    assert compared(site, path).told("lost-coverage") == []


@pytest.mark.defect("LS-109")
@pytest.mark.parametrize(("case", "partial"), [(COUNT, 0), (FAILED, 1)])
def test_nor_is_it_on_a_changed_line(site: Site, case: str, partial: int) -> None:
    site.commit("Shop", {"src/shop.py": "A = 1\n", "tests/test_shop.py": TESTS})
    site.branch("feature")
    site.commit("Change", {"src/shop.py": BRANCH})
    branches(site, "tests.test_shop.test_count")
    site.junit(TOTAL, case)
    judged = site.check(NONE)
    assert len(judged.told("uncovered-change")) == partial
    assert sorted(judged.file("src/shop.py").partial) == [2][:partial]


@pytest.mark.defect("LS-135")
@pytest.mark.parametrize(
    ("ending", "child", "lost"),
    [("setup", "failure", []), ("setup", "error", [2, 3]), ("teardown", "failure", []), ("run", "failure", [2, 3])],
)
def test_what_a_fixture_ran_is_void_only_where_its_test_ended_in_an_error(
    site: Site, ending: str, child: str, lost: list[int]
) -> None:
    """A fixture of the session stands for all tests, and its lines for the one that came first."""
    site.commit("Shop", {"src/shop.py": SOURCE, "tests/test_shop.py": TESTS})
    site.branch("feature")
    site.commit("Edit", {"src/shop.py": SOURCE.replace("b = a\n    return b\n\n", "b = a + 0\n    return b + 0\n\n")})
    lines = {
        "": [1, 6],
        f"tests/test_shop.py::test_total|{ending}": [2, 3],
        "tests/test_shop.py::test_count|run": [7, 8, 10],
    }
    site.data({context: {"src/shop.py": held} for context, held in lines.items()})
    site.junit(f"{TOTAL} <{child} message='no'/>", COUNT)
    (file,) = site.check(NONE).matrix.changed
    assert (file.covered, file.uncovered) == (of([2, 3]) & ~of(lost), of(lost))
