"""The proof ledger speaks of what lies here today.

What it finds: a proof whose test or whose fix changed since it was tried, whose test is gone, or whose record no ledger
holds. Where a record must be proven and a stale proof is all it has, `unproven-fix` says so, as an error.

Why: a stale proof proves nothing, and looks as if it did.

Mend: run `lockstitch prove --stale` and commit the proof ledger; take the lines of what is gone out of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Location, Matrix, Rule, SettledProof, Trace
from lockstitch.settings import Level

RULE = Rule("stale-proof", "a proof does not hold any more", __doc__, severity="warning", needs=("records", "proofs"))


def check(matrix: Matrix) -> Iterator[Finding]:
    ledger = Location(matrix.config.proofs)
    for trace in matrix.judged:
        if stale := [each for each in trace.proofs if each.state == "stale" and not _told(trace, each)]:
            message = f"{trace.record.id}: proof is stale: {stale[0].why}{_more(len(stale))}"
            hint = f"run lockstitch prove {trace.record.id}, and take lines of tests that are gone out of the ledger"
            yield Finding(RULE.id, "broken", message, record=trace.record.id, location=ledger, hint=hint)
    gone = [] if matrix.faulty("records") else [proof.record for proof in matrix.orphans]
    for record in dict.fromkeys(gone):
        message = f"{record} has a proof and no record{_more(gone.count(record))}"
        hint = "write its record, correct its id, or take its lines out of the proof ledger"
        yield Finding(RULE.id, "broken", message, record=record, location=ledger, hint=hint)


def _told(trace: Trace, each: SettledProof) -> bool:
    """Whether `unproven-fix` finds the same."""
    return each.counts and trace.required == Level.PROVEN and trace.level < Level.PROVEN


def _more(count: int) -> str:
    return f" (and {count - 1} more)" if count > 1 else ""
