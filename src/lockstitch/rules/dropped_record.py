"""What was judged at the base is judged after this change.

What it finds: a fixed defect or a delivered feature that the base judged and that this change takes out of the count.
Its record is removed, rejected, or made something else; a feature is set back to open; the record names commits that
are not in this history, or a day before `since`; or the configuration is edited so that it is left out (`records`,
`since`, `scope`, `trackers`). So is an open defect that this change claims to fix, and one that is simply removed. A
record that moved to another ledger is still there, and one with a new id and its old title is the same; an open defect
that is rejected or classed anew is triage, and a fixed one that is opened again came back.

Why: it is the shortest way to a green gate, and in the next change nothing shows that a test was ever owed.

Mend: bring the record back, or take the edit of the configuration back. Where it really was no defect, or the feature
itself is gone, waive this with reason, owner and expiry; what the configuration leaves out is waived by its `path`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockstitch.errors import plural
from lockstitch.model import Dropped, Finding, Matrix, Rule

RULE = Rule("dropped-record", "the change takes a record out of the count", __doc__, needs=("records", "change"))
SHOWN = 3
"""Records named of those that one edit of the configuration leaves out."""


def check(matrix: Matrix) -> Iterator[Finding]:
    hint = "bring the record back, or waive this with reason, owner and expiry"
    for each in matrix.dropped:
        if not each.keys:
            message = f"{each.record.id} {each.how}{_by(each)}: {each.record.title}"
            yield Finding(RULE.id, "broken", message, record=each.record.id, location=each.where, hint=hint)
    left_out = [each for each in matrix.dropped if each.keys]
    if left_out:
        yield _left_out(left_out)


def _by(each: Dropped) -> str:
    return f" (commit {each.commit.sha[:10]}: {each.commit.subject})" if each.commit else " (not committed yet)"


def _left_out(found: Sequence[Dropped]) -> Finding:
    """What one edit of the configuration does to any number of records."""
    first = found[0]
    keys = " and ".join(first.keys)
    named = ", ".join(f"{each.record.id} ({each.how})" for each in found[:SHOWN])
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    count = plural(len(found), "record is", "records are")
    message = f"{count} judged no more by the edit of {keys}{_by(first)}: {named}{more}"
    hint = f"take the edit back, or waive this for the path {first.where.path} with reason, owner and expiry"
    return Finding(RULE.id, "broken", message, location=first.where, hint=hint)
