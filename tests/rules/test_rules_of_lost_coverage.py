"""lost-coverage and what a snapshot tolerates: fires on a loss, and is silent on everything else."""

from collections.abc import Callable
from typing import Any

import pytest

from lockstitch import lines
from lockstitch.errors import Fault
from lockstitch.model import Branch, ChangedFile, ComparedFile, Comparison, Finding, Input
from lockstitch.rules import RULES

Make = Callable[..., Any]
COMMIT = "4f1c2ab90d" + "0" * 30


def found(matrix: Any, rule: str = "lost-coverage") -> list[Finding]:
    return list(RULES[rule].check(matrix))


def made(*files: ComparedFile, **given: Any) -> Comparison:
    return Comparison("s.gz", COMMIT, files, **given)


def test_one_lost_statement_is_a_finding_with_all_its_lines(make_matrix: Make) -> None:
    file = ComparedFile("src/a.py", lost=1 << 7, physical={7: lines.span(7, 9)})
    (finding,) = found(make_matrix(comparison=made(file)))
    assert finding.message == "1 unchanged statement was covered at 4f1c2ab90d and is not any more: src/a.py line 7"
    assert (finding.verdict, finding.lines) == ("broken", lines.span(7, 9))


def test_what_is_not_measured_any_more_is_a_finding_of_its_own(make_matrix: Make) -> None:
    lost, unmeasured = found(make_matrix(comparison=made(ComparedFile("src/a.py", lost=2, unmeasured=12))))
    assert "2 unchanged statements were covered at 4f1c2ab90d and are not measured any more" in unmeasured.message
    assert (lost.lines, unmeasured.lines) == (2, 12)


def test_a_file_that_cannot_be_judged_is_unknown(make_matrix: Make) -> None:
    (finding,) = found(make_matrix(comparison=made(ComparedFile("src/a.py", unknown="line 3: invalid syntax"))))
    assert (finding.verdict, "invalid syntax" in finding.message) == ("unknown", True)


def test_nothing_to_compare_with_is_unknown_with_its_hint(make_matrix: Make) -> None:
    (finding,) = found(make_matrix(comparison=made(why_unknown="there is no snapshot", hint="make one")))
    assert (finding.verdict, finding.hint) == ("unknown", "make one")
    assert finding.message == "cannot say whether coverage was lost: there is no snapshot"


@pytest.mark.parametrize(
    "file",
    [
        ComparedFile("src/a.py"),
        ComparedFile("src/a.py", gained=6),
        ComparedFile("src/a.py", uncovered=6),
        ComparedFile("src/a.py", uncovered=6, debt=6),
    ],
)
def test_what_was_gained_or_is_new_is_no_loss(make_matrix: Make, file: ComparedFile) -> None:
    assert found(make_matrix(comparison=made(file))) == []


def test_where_nobody_asks_or_a_project_begins_it_is_silent(make_matrix: Make) -> None:
    assert found(make_matrix()) == []
    assert found(make_matrix(comparison=made(why_unknown="there is no snapshot", bootstrap=True))) == []


@pytest.mark.parametrize("kind", ["coverage", "change"])
def test_an_input_that_cannot_be_used_is_told_once(make_matrix: Make, kind: Any) -> None:
    inputs = (*make_matrix().inputs, Input(kind, "x", fault=Fault("is cut")))
    assert found(make_matrix(inputs=inputs, comparison=made(why_unknown="no report"))) == []


def test_debt_is_no_uncovered_change_where_it_is_tolerated(make_matrix: Make) -> None:
    changed = (ChangedFile("src/a.py", "measured", uncovered=14),)
    file = ComparedFile("src/a.py", uncovered=14, debt=6)
    (finding,) = found(make_matrix(changed=changed, comparison=made(file, tolerant=True)), "uncovered-change")
    assert finding.message == "1 changed statement is not covered: src/a.py line 3"
    (finding,) = found(make_matrix(changed=changed, comparison=made(file)), "uncovered-change")
    assert finding.message == "3 changed statements are not covered: src/a.py lines 1-3"
    (finding,) = found(make_matrix(changed=changed, comparison=made(tolerant=True)), "uncovered-change")
    assert finding.lines == 14


def exits(*numbers: int) -> dict[int, tuple[Branch, Branch]]:
    return {n: (Branch(2, 2), Branch(2, 1, frozenset({"9"}))) for n in numbers}


def test_fewer_branches_are_one_finding_a_file_that_names_some_lines(make_matrix: Make) -> None:
    (finding,) = found(make_matrix(comparison=made(ComparedFile("src/a.py", lost_branches=exits(*range(1, 8))))))
    assert finding.message.startswith(
        "fewer branches are taken on unchanged lines than at 4f1c2ab90d: src/a.py "
        "line 1 (2 of 2 then, 1 of 2 now, never to 9), line 2 ("
    )
    assert finding.message.endswith("line 5 (2 of 2 then, 1 of 2 now, never to 9), 2 more lines")
    assert finding.lines == lines.span(1, 7)


def test_branches_that_one_file_measures_no_more_are_told_with_it(make_matrix: Make) -> None:
    files = [ComparedFile(f"src/{n}.py", unmeasured_branches=6) for n in range(2)]
    one, two = found(make_matrix(comparison=made(*files)))
    assert one.message == "the branches of 2 unchanged lines were measured at 4f1c2ab90d and are not any more: src/0.py"
    assert (one.lines, two.location and two.location.path) == (6, "src/1.py")


def test_branches_that_nothing_measures_any_more_are_told_once(make_matrix: Make) -> None:
    files = [ComparedFile(f"src/{n}.py", unmeasured_branches=2) for n in range(7)]
    (finding,) = found(make_matrix(comparison=made(*files, no_branches_now=True)))
    assert finding.message.endswith("src/3.py, src/4.py and 2 more files")
    assert (finding.verdict, "branch = true" in finding.hint) == ("broken", True)


@pytest.mark.parametrize("flags", [{"no_branches_now": True}, {"without_branches": True}])
def test_a_run_or_a_snapshot_without_branches_loses_none(make_matrix: Make, flags: dict[str, bool]) -> None:
    assert not found(make_matrix(comparison=made(ComparedFile("src/a.py", gained=2), **flags)))
