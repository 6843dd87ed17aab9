"""The baseline of accepted gaps only shrinks.

What it finds: an entry whose gap is closed, or whose record is gone, and which therefore has to leave the file; and an
entry that this change adds to a baseline which existed before.

Why: a baseline lets a project with old gaps start honest. It must not become the place where new ones are hidden.

Mend: run `lockstitch baseline` and commit the smaller file; test the new defect instead of accepting it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Matrix, Rule

RULE = Rule("stale-baseline", "the baseline holds an entry that it must not", __doc__, needs=("records",))


def check(matrix: Matrix) -> Iterator[Finding]:
    for entry in matrix.baseline.added:
        message = f"{entry.record} ({entry.rule}) was added to the baseline by this change: it may only shrink"
        hint = "test it, or waive it with reason, owner and expiry"
        yield Finding(RULE.id, "broken", message, record=entry.record, location=entry.location, hint=hint)
    for entry in matrix.baseline.closed:
        message = f"{entry.record} ({entry.rule}) is no gap any more and must leave the baseline"
        hint = "run lockstitch baseline and commit the smaller file"
        yield Finding(RULE.id, "broken", message, record=entry.record, location=entry.location, hint=hint)
