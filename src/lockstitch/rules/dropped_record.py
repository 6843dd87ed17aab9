"""A fixed defect stays on record.

What it finds: a defect that the ledger at the base counted and that this change takes out of the count: its record is
removed, set to rejected, or made something else than a defect. Asked of defects that were fixed, and of open ones that
this change claims to fix; an open one that is simply removed counts too, and so do the records of a ledger that
`records` of the configuration does not name any more. A record that moved to another ledger is still
there, and one with a new id and its old title is the same; an open defect that is rejected or classed anew is triage.

Why: it is the shortest way to a green gate, and in the next change nothing shows that a test was ever owed.

Mend: bring the record back. Where it really was no defect, waive this with reason, owner and expiry.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Matrix, Rule

RULE = Rule("dropped-record", "the change takes a defect off the record", __doc__, needs=("records", "change"))


def check(matrix: Matrix) -> Iterator[Finding]:
    hint = "bring the record back, or waive this with reason, owner and expiry"
    for each in matrix.dropped:
        by = f" (commit {each.commit.sha[:10]}: {each.commit.subject})" if each.commit else " (not committed yet)"
        message = f"{each.record.id} {each.how}{by}: {each.record.title}"
        yield Finding(RULE.id, "broken", message, record=each.record.id, location=each.where, hint=hint)
