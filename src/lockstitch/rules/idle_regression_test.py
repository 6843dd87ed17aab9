"""A linked test runs the lines of the fix.

What it finds: a fixed defect that must reach *exercised* and whose passing linked tests run none of the lines that the
fix changed: neither the lines it added, as they stand today, nor the statement or function around a place where it
removed some. It is unknown, never idle, where no line of the fix survives, or where no per-test coverage tells; where a
proof is required, that alone is no finding, for the proof tells more.

Why: a test that is named after a defect and never comes near the fix passes with the fix and without it.

Mend: let the test call the code that was repaired. Per-test data comes from `pytest --cov --cov-context=test` or from
`dynamic_context = test_function` in coverage's configuration.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.lines import first
from lockstitch.model import Finding, Location, Matrix, Rule, Trace
from lockstitch.settings import Level

RULE = Rule(
    "idle-regression-test",
    "a linked test does not run the fix",
    __doc__,
    needs=("records", "results", "coverage", "change"),
)


def check(matrix: Matrix) -> Iterator[Finding]:
    for trace in matrix.judged:
        if trace.required >= Level.EXERCISED and trace.level == Level.PASSED:
            if trace.exercised != "unknown":
                yield _idle(trace)
            elif trace.required < Level.PROVEN:  # else a proof is owed, which needs no contexts: see unproven-fix
                yield _unknown(trace, matrix)


def _unknown(trace: Trace, matrix: Matrix) -> Finding:
    from lockstitch.rules import hints

    record = trace.record
    message = f"{record.id}: cannot say whether its tests run the fix: {trace.why_unknown}"
    hint = "waive it with reason, owner and expiry, or require less of it"
    if "context" in trace.why_unknown or "coverage" in trace.why_unknown:
        hint = "record contexts: pytest --cov --cov-context=test (Python 3.14: with COVERAGE_CORE=ctrace)"
    if not trace.fix.commits:
        hint = f"name the fix: {hints.claim(matrix, record, 'Fixes')}"
    return Finding(RULE.id, "unknown", message, record=record.id, location=record.location, hint=hint)


def _idle(trace: Trace) -> Finding:
    record = trace.record
    test = next(test.id for test in trace.tests if test.outcome == "passed")
    path, lines = next(iter(trace.fix.lines.items()))
    commits = ", ".join(commit.sha[:10] for commit in trace.fix.commits)
    message = f"{record.id}: {test} passes but runs no line of the fix ({commits})"
    hint = "let the test call the repaired code, or link the test that does; a subprocess must be measured to be seen"
    place = Location(path, first(lines))
    return Finding(RULE.id, "broken", message, record=record.id, location=place, hint=hint, lines=lines)
