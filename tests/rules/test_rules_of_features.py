"""The rules about features: each fires on its gap, and is silent on everything else."""

from collections.abc import Callable
from typing import Any

import pytest

from lockstitch import lines
from lockstitch.errors import Fault
from lockstitch.model import Branch, ChangedFile, FeatureCoverage, Finding, Fix, Input, Record
from lockstitch.rules import RULES
from lockstitch.settings import Level

Make = Callable[..., Any]


@pytest.fixture
def made(make_matrix: Make, make_trace: Make) -> Make:
    """A matrix with one feature: `files` are its product files, the rest is the trace's or the matrix's."""

    def make(*files: ChangedFile, level: Level = Level.PASSED, matrix: Any = (), **given: Any) -> Any:
        trace = make_trace(level, **given)
        trace = trace._replace(record=trace.record._replace(id="F-1", kind="feature"))
        held = {"F-1": FeatureCoverage(files)} if trace.fix.commits else {}
        return make_matrix(traces=(trace,), features=held, **dict(matrix))

    return make


def found(rule: str, matrix: Any) -> list[Finding]:
    return list(RULES[rule].check(matrix))


def without(make_matrix: Make, kind: str, fault: bool = False) -> dict[str, Any]:
    left = tuple(i for i in make_matrix().inputs if i.kind != kind)
    return {"inputs": (*left, Input(kind, "x", fault=Fault("is cut"))) if fault else left}  # type: ignore[arg-type]


def test_a_feature_without_a_test_is_a_finding_that_tells_how_to_link_one(made: Make) -> None:
    (finding,) = found("untested-feature", made(level=Level.NONE))
    assert finding.verdict == "broken"
    assert finding.message == "F-1 is delivered and no test is linked to it: Total ignores the voucher"
    assert '@pytest.mark.defect("F-1")' in finding.hint


def test_a_feature_whose_test_did_not_pass_is_a_finding_that_says_so(made: Make, make_test: Make) -> None:
    matrix = made(level=Level.LINKED, gap="test_a was skipped", tests=(make_test("skipped"),))
    (finding,) = found("untested-feature", matrix)
    assert "no linked test holds it: test_a was skipped" in finding.message


def test_two_tests_that_answer_to_the_link_are_unknown(made: Make, make_test: Make) -> None:
    matrix = made(level=Level.LINKED, tests=(make_test("ambiguous"),))
    assert [finding.verdict for finding in found("untested-feature", matrix)] == ["unknown"]


def test_what_a_report_or_the_history_hides_is_unknown(made: Make, make_matrix: Make) -> None:
    cut = made(level=Level.NONE, matrix=without(make_matrix, "results", fault=True))
    assert [finding.verdict for finding in found("untested-feature", cut)] == ["unknown"]
    shallow = made(level=Level.NONE, fix=Fix(()), matrix={"shallow": True})
    for rule in ("untested-feature", "uncovered-feature"):
        (finding,) = found(rule, shallow)
        assert (finding.verdict, "fetch the whole history" in finding.hint) == ("unknown", True)


@pytest.mark.parametrize("level", [Level.PASSED, Level.EXERCISED, Level.PROVEN])
def test_a_feature_with_a_test_that_passed_is_no_finding(made: Make, level: Level) -> None:
    assert found("untested-feature", made(level=level)) == []


@pytest.mark.parametrize("scope", ["open", "rejected", "not in this history", "before since", "no test owed"])
def test_a_feature_that_is_not_judged_is_no_finding(made: Make, scope: str) -> None:
    file = ChangedFile("src/a.py", "measured", uncovered=2)
    matrix = made(file, level=Level.NONE, scope=scope)
    assert found("untested-feature", matrix) + found("uncovered-feature", matrix) == []


def test_a_defect_is_no_feature_and_a_feature_no_defect(made: Make, make_matrix: Make, make_trace: Make) -> None:
    assert found("untested-feature", make_matrix(traces=(make_trace(Level.NONE),))) == []
    assert found("untested-defect", made(level=Level.NONE)) == []


def test_one_uncovered_statement_of_many_and_one_branch_are_findings(made: Make) -> None:
    file = ChangedFile("src/a.py", "measured", lines.span(1, 9_999), 1 << 10_000, partial={7: Branch(4, 1)})
    statement, branch = found("uncovered-feature", made(file))
    assert statement.message == "F-1: 1 of its statements is not covered: src/a.py line 10000"
    assert branch.message == "F-1: 3 branches not taken: src/a.py line 7"
    assert {statement.verdict, branch.verdict} == {"broken"}


def test_the_physical_lines_of_a_statement_are_shown(made: Make) -> None:
    file = ChangedFile("src/a.py", "measured", uncovered=1 << 3, physical={3: lines.span(3, 5)})
    assert [finding.lines for finding in found("uncovered-feature", made(file))] == [lines.span(3, 5)]


@pytest.mark.parametrize("state", ["absent", "measured", "stale", "unparsed"])
def test_what_could_not_be_looked_into_is_unknown(made: Make, state: str) -> None:
    file = ChangedFile("src/a.py", state, unmeasured=6, detail="why")  # type: ignore[arg-type]
    (finding,) = found("uncovered-feature", made(file))
    assert (finding.verdict, "why" in finding.message + finding.hint) == ("unknown", True)


def test_a_feature_without_a_known_commit_is_unknown(made: Make) -> None:
    (finding,) = found("uncovered-feature", made(fix=Fix(())))
    assert finding.verdict == "unknown"
    assert '"Implements F-1" in its commit message' in finding.hint


def test_without_a_coverage_report_it_is_said_once(made: Make, make_matrix: Make) -> None:
    file = ChangedFile("src/a.py", "absent", unmeasured=6)
    (finding,) = found("uncovered-feature", made(file, matrix=without(make_matrix, "coverage")))
    assert (finding.verdict, finding.record) == ("unknown", "")
    assert found("uncovered-feature", made(file, matrix=without(make_matrix, "coverage", fault=True))) == []


@pytest.mark.parametrize(
    "file",
    [
        ChangedFile("src/a.py", "measured", covered=6, partial={}),
        ChangedFile("src/a.py", "measured", excluded=6),
        ChangedFile("src/a.sql", "foreign"),
    ],
)
def test_what_is_covered_excluded_or_foreign_is_no_finding(made: Make, file: ChangedFile) -> None:
    assert found("uncovered-feature", made(file)) == []


def test_a_feature_of_which_nothing_stands_asks_for_no_report(made: Make, make_matrix: Make) -> None:
    assert found("uncovered-feature", made(matrix=without(make_matrix, "coverage"))) == []


def test_the_record_is_named_where_it_stands(made: Make) -> None:
    record: Record = made(level=Level.NONE).traces[0].record
    assert found("untested-feature", made(level=Level.NONE))[0].location == record.location
