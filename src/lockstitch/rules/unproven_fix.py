"""A fixed defect that must be proven has a proof.

What it finds: a defect whose required rung is *proven*, whose linked tests passed, and of which the proof ledger holds
no valid proof: a run in which one of these tests failed without the fix and passed with it, on any environment. It is
broken where nothing was tried, where the proof went stale, where the test passes without the fix too (*refuted*), and
where it failed with the fix in place. It is unknown where a try came to nothing (inconclusive, flaky, not run) or where
the ledger or the history at hand does not tell.

Why: only a test that was red without the fix is known to notice when the fix disappears. Of the tests that come with a
fix, a large share passes without it.

Mend: run `lockstitch prove ID` and commit the proof ledger. A refuted test is given an assertion on what the fix
changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lockstitch.model import Finding, Location, Matrix, Rule, SettledProof, Trace, telling
from lockstitch.settings import Level

RULE = Rule("unproven-fix", "a defect that must be proven is not", __doc__, needs=("records", "change", "proofs"))


def check(matrix: Matrix) -> Iterator[Finding]:
    for trace in matrix.judged:
        if trace.required == Level.PROVEN and Level.PASSED <= trace.level < Level.PROVEN:
            yield _finding(trace, matrix)


def _finding(trace: Trace, matrix: Matrix) -> Finding:
    record = trace.record
    told = telling(trace.proofs)
    verdict: Literal["broken", "unknown"] = "broken"
    gap = trace.gap.removesuffix(f"; run lockstitch prove {record.id}")  # which is the hint here
    message, hint = f"{record.id}: {gap}", _hint(trace, told, matrix)
    if matrix.faulty("proofs"):
        verdict, message = "unknown", f"{record.id} must be proven, and the proof ledger cannot be read"
        hint = "mend the ledger first"
    elif matrix.shallow and not trace.fix.commits:
        verdict = "unknown"
        hint = f"fetch the whole history (fetch-depth: 0 for actions/checkout); {hint}"
    elif told and told.undecided:
        verdict = "unknown"
    return Finding(RULE.id, verdict, message, record=record.id, location=_place(trace, told), hint=hint)


def _hint(trace: Trace, told: SettledProof | None, matrix: Matrix) -> str:
    again = f"run lockstitch prove {trace.record.id} and commit the proof ledger"
    if not trace.fix.commits:
        from lockstitch.rules import hints

        return f"name the fix first ({hints.claim(matrix, trace.record, 'Fixes')}); {again}"
    if told is None or told.state == "stale":
        return again
    if told.state == "unchecked":
        return "fetch the whole history (fetch-depth: 0 for actions/checkout)"
    if told.proof.verdict == "refuted":
        return f"let the test assert what the fix changed; then {again}"
    return f"mend what the reason says; then {again}"


def _place(trace: Trace, told: SettledProof | None) -> Location:
    """The test's file where the test is what has to be mended, else the record."""
    path = told.proof.test.partition("::")[0] if told and told.state == "valid" else ""
    return Location(path) if path.endswith(".py") else trace.record.location
