"""Every delivered feature has a linked test that passes.

What it finds: a feature whose record says delivered (or that a commit of this change claims to deliver), whose commits
are in this history, and for which no test speaks, or none that passed: the routes are those of a defect (marker,
property, test name, docstring or comment, the record's `tests:`, tests that came with its commits). A linked test that
failed speaks against the feature even where another one passed.

A `feat:` commit of the change that belongs to no recorded feature is one of its own (`feat_commits`): what counts for
it are the tests that came with it, or that any commit of the change, or an edit not committed yet, added or changed.
Where tests came that nobody can name (other languages than Python and the JVM's, data), only its lines are asked.

Why: whoever changes the code next cannot know what was promised, unless a test says so.

Mend: link a test, for example with `@pytest.mark.defect("SHOP-10")` or under `tests:` in the record, and run it. What a
project owes for the past goes into the baseline (`lockstitch baseline`), or lies before `since`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lockstitch.lines import first
from lockstitch.model import Finding, Location, Matrix, Rule, Trace
from lockstitch.settings import Level

RULE = Rule(
    "untested-feature", "a delivered feature has no linked test that passed", __doc__, needs=("records", "change")
)
PASSED = "make its tests pass, or run them: only what passed holds a feature"


def check(matrix: Matrix) -> Iterator[Finding]:
    short = [trace for trace in matrix.delivered if trace.level < trace.required]
    blind = not (matrix.given("results") or matrix.faulty("results"))
    unseen = [trace for trace in short if trace.level == Level.LINKED and blind]
    for trace in short:
        if trace not in unseen:
            yield _finding(trace, matrix)
    if unseen:
        from lockstitch.rules import hints

        some = f"{len(unseen)} features have linked tests" if len(unseen) > 1 else "a feature has linked tests"
        yield Finding(RULE.id, "unknown", f"{some}, but no test report was found", hint=hints.results(matrix))


def _finding(trace: Trace, matrix: Matrix) -> Finding:
    from lockstitch.rules import hints

    record = trace.record
    if record.unrecorded:
        return _unrecorded(trace)
    state = "is claimed delivered by this change" if trace.claimed else "is delivered"
    lack = "no test is linked to it" if trace.level == Level.NONE else f"no linked test holds it: {trace.gap}"
    lack = trace.gap if matrix.config.static else lack
    message = f"{record.id} {state} and {lack}: {record.title}"
    hint = _mend(trace, hints.link(matrix, record))
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


def _unrecorded(trace: Trace) -> Finding:
    """Of a `feat:` commit, shown where its code begins."""
    record = trace.record
    subject = f"commit {record.id.removeprefix('feat-')} brings a feature"
    lack, hint = f"no test that came with it holds it: {trace.gap}", PASSED
    if trace.level == Level.NONE:
        lack = f"no test came with it{' in this change' if trace.claimed else ''}"
        hint = "add a test to this change" if trace.claimed else "name the commit in a record, with its tests:"
        hint += "; if the commit belongs to a feature with a record, its message or the record says so"
    verdict: Literal["broken", "unknown"] = "broken"
    if any(test.outcome == "ambiguous" for test in trace.tests):
        verdict = "unknown"
    place = next((Location(path, first(lines)) for path, lines in sorted(trace.fix.lines.items())), None)
    message = f"{subject}, and {lack}: {record.title}"
    return Finding(RULE.id, verdict, message, record=record.id, location=place, hint=hint)


def _mend(trace: Trace, link: str) -> str:
    if trace.level > Level.NONE:
        return PASSED
    mention = next((test for test in trace.tests if not test.excused), None)
    return f"{mention.id} mentions it: if that is its test, {link}" if mention else link
