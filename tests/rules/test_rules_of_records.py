"""The rules about records: each fires on its gap, and is silent on everything else."""

from collections.abc import Callable
from typing import Any

import pytest

from lockstitch.errors import Fault
from lockstitch.model import (
    Baseline,
    BaselineEntry,
    Commit,
    Finding,
    Fix,
    Input,
    Location,
    Stray,
)
from lockstitch.rules import RULES
from lockstitch.settings import Config, Level

Make = Callable[..., Any]


def found(rule: str, matrix: Any) -> list[Finding]:
    return list(RULES[rule].check(matrix))


def test_untested_defect_names_record_place_and_next_step(make_matrix: Make, make_trace: Make) -> None:
    (finding,) = found("untested-defect", make_matrix(traces=(make_trace(Level.NONE),)))
    assert (finding.verdict, finding.record, str(finding.location)) == ("broken", "SHOP-1", "defects.yml:3")
    assert "SHOP-1 is fixed and no test is linked" in finding.message
    assert '@pytest.mark.defect("SHOP-1")' in finding.hint


def test_untested_defect_offers_the_weak_mention(make_matrix: Make, make_trace: Make, make_test: Make) -> None:
    trace = make_trace(Level.NONE, tests=(make_test("passed", "weak"),), claimed=True)
    (finding,) = found("untested-defect", make_matrix(traces=(trace,)))
    assert finding.hint.startswith("tests/test_x.py::test_a mentions it")
    assert "claimed fixed by this change" in finding.message


@pytest.mark.parametrize("level", [Level.LINKED, Level.PASSED, Level.EXERCISED])
def test_untested_defect_is_silent_with_a_link(make_matrix: Make, make_trace: Make, level: Level) -> None:
    assert not found("untested-defect", make_matrix(traces=(make_trace(level),)))


@pytest.mark.parametrize("scope", ["open", "rejected", "no test owed", "not in this history", "before since"])
@pytest.mark.parametrize("rule", ["untested-defect", "failing-regression-test", "idle-regression-test", "unproven-fix"])
def test_nothing_is_asked_of_a_record_out_of_scope(make_matrix: Make, make_trace: Make, scope: str, rule: str) -> None:
    for level in Level:
        assert not found(rule, make_matrix(traces=(make_trace(level, scope=scope, required=Level.PROVEN),)))


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("failed", "failed in junit.xml: assert 1 == 2"),
        ("error", "ended with an error in junit.xml: assert 1 == 2"),
        ("skipped", "was skipped in junit.xml: assert 1 == 2"),
        ("xfailed", "expected to fail (xfail): a known open bug is no regression test in junit.xml"),
        ("flaky", "is flaky"),
        ("absent", "is in no report: it did not run"),
    ],
)
def test_failing_regression_test_says_how(
    make_matrix: Make, make_trace: Make, make_test: Make, outcome: str, words: str
) -> None:
    trace = make_trace(Level.LINKED, tests=(make_test(outcome, line=12),))
    (finding,) = found("failing-regression-test", make_matrix(traces=(trace,)))
    assert finding.verdict == "broken"
    assert words in finding.message
    assert finding.location == Location("tests/test_x.py", 0 if outcome == "absent" else 12)
    assert "pytest 'tests/test_x.py::test_a'" in finding.hint


def test_an_ambiguous_test_is_unknown(make_matrix: Make, make_trace: Make, make_test: Make) -> None:
    trace = make_trace(Level.LINKED, tests=(make_test("ambiguous"),))
    (finding,) = found("failing-regression-test", make_matrix(traces=(trace,)))
    assert finding.verdict == "unknown"


def test_a_failure_beside_a_passing_test_is_told_a_skip_is_not(
    make_matrix: Make, make_trace: Make, make_test: Make
) -> None:
    tests = (make_test("passed"), make_test("failed", id="t.py::b"), make_test("skipped", id="t.py::c"))
    (finding,) = found("failing-regression-test", make_matrix(traces=(make_trace(Level.LINKED, tests=tests),)))
    assert "t.py::b" in finding.message


def test_many_failing_tests_of_one_defect_are_counted(make_matrix: Make, make_trace: Make, make_test: Make) -> None:
    tests = tuple(make_test("failed", id=f"t.py::test_{n}") for n in range(8))
    findings = found("failing-regression-test", make_matrix(traces=(make_trace(Level.LINKED, tests=tests),)))
    assert len(findings) == 6
    assert "3 more" in findings[-1].message


def test_a_test_that_is_no_python_file_is_placed_at_its_record(
    make_matrix: Make, make_trace: Make, make_test: Make
) -> None:
    trace = make_trace(Level.LINKED, tests=(make_test("failed", id="shop.CartTest::total"),))
    (finding,) = found("failing-regression-test", make_matrix(traces=(trace,)))
    assert finding.location == Location("defects.yml", 3)


def test_no_report_is_unknown_only_when_a_linked_test_waits_for_it(make_matrix: Make, make_trace: Make) -> None:
    none = tuple(i for i in make_matrix().inputs if i.kind != "results")
    waiting = make_matrix(inputs=none, traces=(make_trace(Level.LINKED), make_trace(Level.LINKED)))
    (finding,) = found("failing-regression-test", waiting)
    assert (finding.verdict, "2 defects have linked tests" in finding.message) == ("unknown", True)
    assert not found("failing-regression-test", make_matrix(inputs=none, traces=(make_trace(Level.NONE),)))
    faulty = (*none, Input("results", "junit.xml", fault=Fault("is cut")))
    assert not found("failing-regression-test", make_matrix(inputs=faulty, traces=(make_trace(Level.LINKED),)))


def test_only_a_link_is_asked_for_where_linked_is_the_rung(
    make_matrix: Make, make_trace: Make, make_test: Make
) -> None:
    trace = make_trace(Level.LINKED, required=Level.LINKED, tests=(make_test("failed"),))
    assert not found("failing-regression-test", make_matrix(traces=(trace,)))


def test_idle_regression_test_points_at_the_fix(make_matrix: Make, make_trace: Make) -> None:
    trace = make_trace(Level.PASSED, required=Level.EXERCISED, exercised="no")
    (finding,) = found("idle-regression-test", make_matrix(traces=(trace,)))
    assert (finding.verdict, finding.location, finding.lines) == ("broken", Location("src/shop.py", 7), 1 << 7)
    assert "tests/test_x.py::test_a passes but runs no line of the fix (4f1c2ab90d)" in finding.message


def test_idle_is_unknown_where_nothing_tells(make_matrix: Make, make_trace: Make) -> None:
    trace = make_trace(Level.PASSED, required=Level.EXERCISED, exercised="unknown", why_unknown="no contexts")
    (finding,) = found("idle-regression-test", make_matrix(traces=(trace,)))
    assert (finding.verdict, "no contexts" in finding.message) == ("unknown", True)
    (finding,) = found("idle-regression-test", make_matrix(traces=(trace._replace(fix=Fix(())),)))
    assert "Fixes SHOP-1" in finding.hint


@pytest.mark.parametrize(
    ("level", "required"),
    [(Level.PASSED, Level.PASSED), (Level.EXERCISED, Level.EXERCISED), (Level.LINKED, Level.EXERCISED)],
)
def test_idle_is_silent_below_and_above(make_matrix: Make, make_trace: Make, level: Level, required: Level) -> None:
    trace = make_trace(level, required=required, exercised="no")
    assert not found("idle-regression-test", make_matrix(traces=(trace,)))


def test_stray_link_speaks_only_of_declared_prefixes(make_matrix: Make) -> None:
    stray = Stray("SHOP-21", "tests/test_x.py::test_a", Location("junit.xml"), True, "SHOP-12")
    (finding,) = found("stray-link", make_matrix(strays=(stray,)))
    assert (finding.record, finding.location, finding.hint) == (
        "SHOP-21", Location("tests/test_x.py"), "did you mean SHOP-12?"
    )  # fmt: skip
    java = stray._replace(test="CartTest::total", nearest="")
    (finding,) = found("stray-link", make_matrix(strays=(java,)))
    assert (finding.location, "write its record" in finding.hint) == (Location("junit.xml"), True)
    assert not found("stray-link", make_matrix(strays=(stray._replace(declared=False),)))


def test_unclassified_incident_is_one_warning_a_file(make_matrix: Make, make_trace: Make) -> None:
    one = make_trace(scope="unclassified")
    many = [one._replace(record=one.record._replace(id=str(n), location=Location("b.json", n))) for n in range(7)]
    first, second = found("unclassified-incident", make_matrix(traces=(one, *many)))
    assert first.message == "nothing says whether a fixed record is a defect, which owes a test, or an incident: SHOP-1"
    assert second.message.endswith(
        "whether 7 fixed records are defects, which owe a test, or incidents: 0, 1, 2, 3, 4 and 2 more"
    )
    assert (str(first.location), str(second.location)) == ("defects.yml", "b.json")
    assert RULES["unclassified-incident"].RULE.severity == "warning"


@pytest.mark.parametrize("scope", ["judged", "open", "rejected", "no test owed", "not in this history", "before since"])
def test_unclassified_incident_is_silent_on_all_others(make_matrix: Make, make_trace: Make, scope: str) -> None:
    assert not found("unclassified-incident", make_matrix(traces=(make_trace(scope=scope),)))
    assert not found("unclassified-incident", make_matrix())


def test_unclassified_fix_names_the_commit(make_matrix: Make) -> None:
    commit = Commit("b" * 40, (), 0, "Fixes #99\n\nbody")
    (finding,) = found("unclassified-fix", make_matrix(unclassified=(("#99", commit),)))
    assert finding.message == "commit bbbbbbbbbb claims to fix #99, which no record has: Fixes #99"
    assert RULES["unclassified-fix"].RULE.severity == "warning"
    assert not found("unclassified-fix", make_matrix())


def test_unusable_input_tells_every_fault(make_matrix: Make) -> None:
    given = make_matrix().inputs
    bad = Input("results", "junit.xml", fault=Fault("is cut", "junit.xml", 7, "run again"))
    bare = Input("change", "change", fault=Fault("no base"))
    first, second = found("unusable-input", make_matrix(inputs=(*given, bad, bare)))
    assert (first.verdict, first.message, first.location, first.hint) == (
        "unknown", "junit.xml: is cut", Location("junit.xml", 7), "run again"
    )  # fmt: skip
    assert (second.message, second.location) == ("no base", None)
    assert not found("unusable-input", make_matrix())


def test_records_are_missed_unless_the_project_says_none(make_matrix: Make) -> None:
    none = tuple(i for i in make_matrix().inputs if i.kind != "records")
    (finding,) = found("unusable-input", make_matrix(inputs=none))
    assert (finding.verdict, 'records = "none"' in finding.hint) == ("unknown", True)
    assert not found("unusable-input", make_matrix(inputs=none, config=Config("/repo", records=())))
    faulty = (*none, Input("records", "defects.yml", fault=Fault("does not exist")))
    assert len(found("unusable-input", make_matrix(inputs=faulty))) == 1


def test_the_baseline_may_only_shrink(make_matrix: Make) -> None:
    one = BaselineEntry("untested-defect", "SHOP-1", Location(".lockstitch/baseline.json", 4))
    added, closed = (
        found("stale-baseline", make_matrix(baseline=b))
        for b in (Baseline((one,), (one,)), Baseline((one,), (), (one,)))
    )
    assert "was added to the baseline by this change" in added[0].message
    assert "must leave the baseline" in closed[0].message
    assert added[0].location == one.location
    assert not found("stale-baseline", make_matrix(baseline=Baseline((one,))))


def test_in_a_shallow_clone_a_defect_without_a_known_fix_is_unknown(make_matrix: Make, make_trace: Make) -> None:
    unseen = make_trace(Level.NONE, fix=Fix(()))
    (finding,) = found("untested-defect", make_matrix(traces=(unseen,), shallow=True))
    assert (finding.verdict, "fetch-depth: 0" in finding.hint) == ("unknown", True)
    (finding,) = found("untested-defect", make_matrix(traces=(make_trace(Level.NONE),), shallow=True))
    assert finding.verdict == "broken"
