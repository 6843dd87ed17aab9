"""The lines of a fix in the page: each says which linked tests ran it, or why that is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from html_page import classed, named, tree, words

from lockstitch import lines
from lockstitch.model import Commit, FileCoverage, Fix, LinkedTest, Outline, Report, Trace
from lockstitch.renderers.html_ import source
from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.renderers.conftest import Make

PATH = "src/shop/basket.py"


def line_of(path: str, number: int) -> str:
    return f"line {number} of {path}"


def linked(number: int, *ran: int) -> LinkedTest:
    return LinkedTest(f"t.py::test_{number}", (), "passed", exercised={PATH: lines.of(ran)})


def fixed(make: Make, *tests: LinkedTest, short: bool = True, executed: int = 0, missing: int = 0) -> Report:
    """A record whose fix stands in lines 10 to 12, with these tests, and what the file's coverage holds."""
    fix = Fix((Commit("a" * 40, (), 0, "Mend"),), {}, {PATH: lines.span(10, 12)})
    required = Level.PROVEN if short else Level.PASSED
    trace: Trace = make.trace("A-1", Level.PASSED, required=required, fix=fix, tests=tests)
    held = {PATH: FileCoverage(PATH, executed, missing)}
    return make.report(trace, coverage=held, line_of=line_of)


def drawn(report: Report) -> list[tuple[str, str]]:
    """(class, text) of each line shown."""
    (pre,) = classed(named(tree(report), "r-A-1"), "source")
    return [(span.get("class", ""), words(span)) for span in pre]


def test_a_line_says_which_tests_ran_it(make: Make) -> None:
    shown = drawn(fixed(make, linked(1, 10, 11), linked(2, 11), executed=lines.span(1, 12)))
    assert shown == [
        ("", f"9 line 9 of {PATH}"),
        ("ran", f"10 test 1 line 10 of {PATH}"),
        ("ran", f"11 tests 1, 2 line 11 of {PATH}"),
        ("other", f"12 not by a linked test line 12 of {PATH}"),
        ("", f"13 line 13 of {PATH}"),
    ]


def test_a_line_that_many_tests_ran_counts_them(make: Make) -> None:
    shown = drawn(fixed(make, *(linked(number, 10) for number in range(7)), executed=lines.of([10])))
    assert shown[1][1].startswith("10 7 tests: 1, 2, 3, 4 …")


def test_a_line_that_nobody_ran_is_not_one_that_nobody_measured(make: Make) -> None:
    shown = drawn(fixed(make, linked(1, 10), executed=lines.of([10]), missing=lines.of([11])))
    assert [one[0] for one in shown[1:-1]] == ["ran", "never", "maybe"]
    assert "12 not measured" in shown[3][1]


def test_what_a_test_ran_that_is_not_known_is_never_taken_for_nothing(make: Make) -> None:
    blind = LinkedTest("t.py::test_1", (), "passed", exercised=None)
    report = fixed(make, blind, executed=lines.span(10, 12))
    assert [one[0] for one in drawn(report)[1:-1]] == ["maybe"] * 3
    assert "3 lines of the fix, which test runs them is not known" in words(named(tree(report), "r-A-1"))


def test_where_no_test_is_linked_no_linked_test_ran_it(make: Make) -> None:
    report = fixed(make, executed=lines.of([10]), missing=lines.of([11, 12]))
    assert [one[0] for one in drawn(report)[1:-1]] == ["other", "never", "never"]
    assert "3 lines of the fix, 0 run by a linked test" in words(named(tree(report), "r-A-1"))


def test_a_statement_of_several_lines_is_measured_by_any_of_them(make: Make) -> None:
    report = fixed(make, linked(1), executed=lines.of([14]))
    outline = Outline(headers={12: lines.span(12, 14)})
    report = report._replace(matrix=report.matrix._replace(outlines={PATH: outline}))
    assert [one[0] for one in drawn(report)[1:-1]] == ["maybe", "maybe", "other"]


def test_a_healthy_record_shows_the_lines_of_its_fix_alone(make: Make) -> None:
    shown = drawn(fixed(make, linked(1, 10, 11, 12), short=False, executed=lines.span(1, 20)))
    assert [one[0] for one in shown] == ["ran"] * 3


def test_lines_beyond_the_first_are_counted(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST", 1)
    root = tree(fixed(make, linked(1, 10), executed=lines.span(1, 20)))
    assert "2 more lines left out" in words(named(root, "r-A-1"))


def test_a_fix_of_which_no_line_is_left_says_so(make: Make) -> None:
    gone = Fix((Commit("a" * 40, (), 0, "Mend"),), {}, {PATH: 0})
    told = words(named(tree(make.report(make.trace("A-1", fix=gone))), "r-A-1"))
    assert "None of its lines stands in the tree of today" in told


def test_of_a_record_that_is_not_judged_no_line_is_missed(make: Make) -> None:
    gone = Fix((Commit("a" * 40, (), 0, "Mend"),), {}, {PATH: 0})
    told = words(named(tree(make.report(make.trace("A-1", fix=gone, scope="before since"))), "r-A-1"))
    assert "Mend" in told
    assert "None of its lines" not in told


def test_a_gap_between_lines_is_seen_and_indentation_kept() -> None:
    made = source.listing([source.Row(9, "", "", "\tif x:"), source.Row(120, "ran", "test 1", "        y()")], "Lines")
    assert "<i>  9          </i>    if x:\n" in made
    assert "⋮" in made
    assert '<span class="ran"><i>120  test 1  </i>        y()\n</span>' in made
