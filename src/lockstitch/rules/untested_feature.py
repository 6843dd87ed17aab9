"""Every delivered feature has a linked test that passes.

What it finds: a feature whose record says delivered (or that a commit of this change claims to deliver), whose commits
are in this history, and for which no test speaks, or none that passed: the routes are those of a defect (marker,
property, test name, docstring or comment, the record's `tests:`, tests that came with its commits). A linked test that
failed speaks against the feature even where another one passed.

Why: whoever changes the code next cannot know what was promised, unless a test says so.

Mend: link a test, for example with `@pytest.mark.defect("SHOP-10")` or under `tests:` in the record, and run it. What a
project owes for the past goes into the baseline (`lockstitch baseline`), or lies before `since`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lockstitch.model import Finding, Matrix, Rule, Trace
from lockstitch.rules import tracked
from lockstitch.settings import Level

RULE = Rule(
    "untested-feature", "a delivered feature has no linked test that passed", __doc__, needs=("records", "change")
)


def check(matrix: Matrix) -> Iterator[Finding]:
    short = [trace for trace in matrix.delivered if trace.level < trace.required]
    blind = not (matrix.given("results") or matrix.faulty("results"))
    unseen = [trace for trace in short if trace.level == Level.LINKED and blind]
    for trace in short:
        if trace not in unseen:
            yield _finding(trace, matrix)
    if unseen:
        some = f"{len(unseen)} features have linked tests" if len(unseen) > 1 else "a feature has linked tests"
        hint = "run the tests with a JUnit report (pytest --junitxml=junit.xml), or name it with --results"
        yield Finding(RULE.id, "unknown", f"{some}, but no test report was found", hint=hint)


def _finding(trace: Trace, matrix: Matrix) -> Finding:
    record = trace.record
    state = "is claimed delivered by this change" if trace.claimed else "is delivered"
    lack = "no test is linked to it" if trace.level == Level.NONE else f"no linked test holds it: {trace.gap}"
    lack = trace.gap if matrix.config.static else lack
    message = f"{record.id} {state} and {lack}: {record.title}"
    hint = _mend(trace, matrix)
    verdict: Literal["broken", "unknown"] = "broken"
    if matrix.shallow and not trace.fix.commits:
        verdict, message = "unknown", f"{message} (its commits may lie before this shallow clone begins)"
        hint = f"fetch the whole history (fetch-depth: 0 for actions/checkout); {hint}"
    elif matrix.faulty("results"):
        verdict, message = "unknown", f"{message} (a test report that may tell cannot be read)"
        hint = f"mend the report first; {hint}"
    elif any(test.outcome == "ambiguous" for test in trace.tests):
        verdict = "unknown"
    return Finding(RULE.id, verdict, message, record=record.id, location=record.location, hint=hint)


def _mend(trace: Trace, matrix: Matrix) -> str:
    if trace.level > Level.NONE:
        return "make its tests pass, or run them: only what passed holds a feature"
    link = tracked.link(matrix, trace.record)
    mention = next((test for test in trace.tests if not test.excused), None)
    return f"{mention.id} mentions it: if that is its test, {link}" if mention else link
