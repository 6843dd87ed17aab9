"""The linked tests of a fixed defect ran and passed.

What it finds: a linked test that failed, had an error, was skipped, is expected to fail (xfail), is flaky (differing
outcomes of repeats in one suite), is in no report, was deleted after the report was written, is listed under the name
that its file had before, or answers to two tests of the reports. A failure in any report counts; skipped or absent
counts only where no other linked test of the defect passed. A test that is linked only through the fixing commit counts
against the defect only where none of its tests passed.

Why: a regression test that does not pass holds nothing. A skipped one is worse: it looks as if it did.

Mend: make the test pass, or run it: the message names the report that was read. An unstable test is repaired before it
counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lockstitch.model import Finding, LinkedTest, Location, Matrix, Rule, Trace
from lockstitch.settings import Level

RULE = Rule("failing-regression-test", "a linked test did not pass", __doc__, needs=("records", "results", "change"))
SHOWN = 5
"""Tests of one defect that are named one by one; the others are counted."""
WORDS = {
    "failed": "failed",
    "error": "ended with an error",
    "skipped": "was skipped",
    "xfailed": "is expected to fail (xfail): a known open bug is no regression test",
    "flaky": "is flaky: repeated in one suite, it did not pass each time",
    "absent": "is in no report: it did not run",
    "gone": "is no longer in its file: the report that shows it as passed is older than the code",
    "ambiguous": "is ambiguous: two tests of the reports answer to it",
}


def check(matrix: Matrix) -> Iterator[Finding]:
    traces = [trace for trace in matrix.judged if trace.level == Level.LINKED and trace.required >= Level.PASSED]
    if matrix.given("results"):
        for trace in traces:
            yield from _findings(trace)
    elif traces and not matrix.faulty("results"):
        from lockstitch.rules import hints

        some = f"{len(traces)} defects have linked tests" if len(traces) > 1 else "a defect has linked tests"
        yield Finding(RULE.id, "unknown", f"{some}, but no test report was found", hint=hints.results(matrix))


def _findings(trace: Trace) -> Iterator[Finding]:
    record = trace.record
    one_passed = any(test.outcome == "passed" for test in trace.tests)
    counted = [test for test in trace.tests if (test.against if one_passed else test.outcome != "passed")]
    for test in counted[:SHOWN]:
        link = test.links[0]
        hint = f"linked via {link.via} ({link.where}); {_mend(test)}" if test.today is None else _renamed(test)
        verdict: Literal["broken", "unknown"] = "unknown" if test.outcome == "ambiguous" else "broken"
        place = _place(test, record.location)
        yield Finding(RULE.id, verdict, _message(record.id, test), record=record.id, location=place, hint=hint)
    if len(counted) > SHOWN:
        message = f"{record.id}: {len(counted) - SHOWN} more of its linked tests did not pass"
        yield Finding(RULE.id, "broken", message, record=record.id, location=record.location)


def _renamed(test: LinkedTest) -> str:
    """What to do where the record lists a test by a name of before."""
    place = f"under tests: in the record ({test.links[0].where})"
    return f"it is {test.today} today: write that {place}" if test.today else f"bring it back, or list another {place}"


def _mend(test: LinkedTest) -> str:
    if test.outcome == "gone":
        return "bring it back, or link another test, and run the tests again"
    python = test.id.partition("::")[0].endswith(".py")
    return f"run it: pytest '{test.id}'" if python else "run it, and hand its report in"


def _message(record: str, test: LinkedTest) -> str:
    if test.today is not None:
        return f"{record}: its test {test.id} is listed by a stale id: there is no such file any more"
    message = f"{record}: its test {test.id} {WORDS[test.outcome]}"
    sought = "passed" if test.outcome == "gone" else test.outcome
    case = next((case for case in test.cases if case.outcome == sought), None)
    if case is None:
        return message
    cause = case.message.strip().split("\n", 1)[0]
    if test.outcome == "gone":
        return f"{message} ({case.report})"
    return f"{message} in {case.report}" + (f": {cause}" if cause and test.outcome != "xfailed" else "")


def _place(test: LinkedTest, record: Location) -> Location:
    path = test.id.partition("::")[0]
    line = next((case.line for case in test.cases if case.line), 0)
    return Location(path, line) if path.endswith(".py") and test.today is None else record
