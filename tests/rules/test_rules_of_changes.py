"""The rules about the change: each fires on its gap, and is silent on everything else."""

from collections.abc import Callable
from typing import Any

import pytest

from lockstitch import lines
from lockstitch.errors import Fault
from lockstitch.model import Branch, ChangedFile, Exclusion, Finding, Floor, Input, Location
from lockstitch.rules import RULES
from lockstitch.settings import Config

Make = Callable[..., Any]
COVERED = ChangedFile("src/a.py", "measured", covered=lines.of([3, 4]), excluded=lines.of([9]))


def found(rule: str, matrix: Any) -> list[Finding]:
    return list(RULES[rule].check(matrix))


@pytest.fixture
def blind(make_matrix: Make) -> Make:
    """A matrix without any coverage report."""
    none = tuple(i for i in make_matrix().inputs if i.kind != "coverage")
    return lambda **given: make_matrix(inputs=none, **given)


@pytest.fixture
def faulty(make_matrix: Make) -> Make:
    """A matrix whose coverage report could not be read."""
    none = tuple(i for i in make_matrix().inputs if i.kind != "coverage")
    return lambda **given: make_matrix(inputs=(*none, Input("coverage", "c.xml", fault=Fault("is cut"))), **given)


def test_uncovered_statements_are_one_finding_a_file(make_matrix: Make) -> None:
    physical = {7: lines.of([7, 8]), 12: lines.of([12])}
    file = ChangedFile("src/a.py", "measured", lines.of([3]), lines.of([7, 12]), physical=physical)
    (finding,) = found("uncovered-change", make_matrix(changed=(file,)))
    assert finding.message == "2 changed statements are not covered: src/a.py lines 7, 12"
    assert (finding.verdict, finding.location) == ("broken", Location("src/a.py", 7))
    assert finding.lines == lines.of([7, 8, 12])


def test_one_uncovered_statement_of_many_is_a_finding(make_matrix: Make) -> None:
    file = ChangedFile("src/a.py", "measured", lines.span(1, 25_000), lines.of([25_001]))
    (finding,) = found("uncovered-change", make_matrix(changed=(file,)))
    assert finding.message == "1 changed statement is not covered: src/a.py line 25001"


def test_a_partial_branch_names_where_it_never_went(make_matrix: Make) -> None:
    named = {3: Branch(2, 1, frozenset({"exit", "9"})), 4: Branch(4, 1)}
    first, second = found(
        "uncovered-change", make_matrix(changed=(ChangedFile("src/a.py", "measured", 24, partial=named),))
    )
    assert first.message == "1 of 2 branches not taken on a changed line: src/a.py:3 (never to 9, exit)"
    assert second.message == "3 of 4 branches not taken on a changed line: src/a.py:4"
    assert first.lines == 1 << 3


@pytest.mark.parametrize("state", ["unparsed", "stale"])
def test_a_file_that_cannot_be_judged_is_unknown(make_matrix: Make, state: str) -> None:
    file = ChangedFile("src/a.py", state, unmeasured=2, detail="line 3: invalid syntax")  # type: ignore[arg-type]
    (finding,) = found("uncovered-change", make_matrix(changed=(file,)))
    assert (finding.verdict, "invalid syntax" in finding.message) == ("unknown", True)


def test_changed_statements_without_any_report_are_unknown(blind: Make, faulty: Make) -> None:
    file = ChangedFile("src/a.py", "absent", unmeasured=lines.of([1, 2]))
    (finding,) = found("uncovered-change", blind(changed=(file,)))
    assert (finding.verdict, finding.message) == ("unknown", "2 changed statements, but no coverage report was found")
    assert not found("uncovered-change", faulty(changed=(file,)))
    assert not found("unmeasured-change", blind(changed=(file,)))


def test_no_changed_statement_asks_for_no_report(blind: Make) -> None:
    assert not found("uncovered-change", blind(changed=(ChangedFile("a.sql", "foreign"),)))
    assert not found("uncovered-change", blind())


@pytest.mark.parametrize("rule", ["uncovered-change", "unmeasured-change", "excluded-change", "coverage-floor"])
def test_covered_and_excluded_statements_and_foreign_files_are_silent(make_matrix: Make, rule: str) -> None:
    assert not found(rule, make_matrix(changed=(COVERED, ChangedFile("q.sql", "foreign"))))


def test_a_file_in_no_report_is_told_with_its_likely_cause(make_matrix: Make) -> None:
    file = ChangedFile("src/new.py", "absent", unmeasured=lines.of([1, 2]), detail="no test imports it")
    (finding,) = found("unmeasured-change", make_matrix(changed=(file,)))
    assert finding.message == "src/new.py has 2 changed statements and is in no coverage report"
    assert (finding.verdict, finding.hint, finding.lines) == ("broken", "no test imports it", lines.of([1, 2]))


def test_a_statement_that_a_report_leaves_out_is_told(make_matrix: Make) -> None:
    file = ChangedFile("src/a.py", "measured", unmeasured=lines.of([5]))
    (finding,) = found("unmeasured-change", make_matrix(changed=(file,)))
    assert finding.message == "1 changed statement not measured: src/a.py line 5"


@pytest.mark.parametrize("state", ["stale", "unparsed"])
def test_what_cannot_be_judged_is_not_called_unmeasured_too(make_matrix: Make, state: str) -> None:
    file = ChangedFile("src/a.py", state, unmeasured=2)  # type: ignore[arg-type]
    assert not found("unmeasured-change", make_matrix(changed=(file,)))


def test_an_exclusion_in_the_change_is_told_with_what_it_hides(make_matrix: Make) -> None:
    pragma = Exclusion(Location("src/a.py", 3), "# pragma: no cover", lines.of([3, 4]))
    omit = Exclusion(Location("pyproject.toml"), "omit = src/*")
    first, second = found("excluded-change", make_matrix(exclusions=(pragma, omit)))
    assert first.message == "# pragma: no cover takes code out of measurement, 2 statements: src/a.py:3"
    assert (first.lines, second.lines) == (1 << 3, 0)
    assert second.message == "omit = src/* takes code out of measurement: pyproject.toml"


@pytest.mark.parametrize(
    ("covered", "total", "floor", "lacking"),
    [(949, 1000, 95, 1), (9490, 10_000, 95, 10), (25_000, 25_001, 100, 1), (0, 3, 50, 2)],
)
def test_a_floor_compares_integers(make_matrix: Make, covered: int, total: int, floor: int, lacking: int) -> None:
    config = Config("/repo", source="pyproject.toml", coverage_floor={"src/": floor})
    (finding,) = found("coverage-floor", make_matrix(config=config, floors={"src/": Floor(covered, total)}))
    assert (
        finding.message == f"src/: {covered} of {total} statements covered, {lacking} fewer than the floor of {floor}%"
    )
    assert (finding.verdict, finding.location) == ("broken", Location("pyproject.toml"))


@pytest.mark.parametrize(("covered", "total", "floor"), [(950, 1000, 95), (1, 1, 100), (0, 5, 0)])
def test_a_floor_that_is_reached_is_silent(make_matrix: Make, covered: int, total: int, floor: int) -> None:
    config = Config("/repo", coverage_floor={"src/": floor})
    assert not found("coverage-floor", make_matrix(config=config, floors={"src/": Floor(covered, total)}))


def test_a_floor_without_anything_below_it_is_unknown(make_matrix: Make, blind: Make, faulty: Make) -> None:
    config = Config("/repo", coverage_floor={"scr/": 90})
    (finding,) = found("coverage-floor", make_matrix(config=config))
    assert (finding.verdict, "no statement lies below it" in finding.message) == ("unknown", True)
    (finding,) = found("coverage-floor", blind(config=config))
    assert "no coverage report was found" in finding.message
    assert not found("coverage-floor", faulty(config=config))


def test_every_rule_has_a_page_and_its_own_name() -> None:
    for name, rule in RULES.items():
        assert rule.RULE.id == name
        assert all(f"\n{part}" in rule.RULE.doc for part in ("What it finds:", "Why:", "Mend:"))
