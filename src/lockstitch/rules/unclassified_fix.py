"""Every id that a commit claims to fix has a record that can be fixed.

What it finds: a commit of this change that says "Fixes X", where no record has the id X. Whether X owes a test cannot
be known: it may be a feature, a pull request or another tracker's issue. And one that says so of a record which is
rejected, and which therefore owes nothing. A warning, not a debt.

Why: a defect that is fixed without a record is counted by nobody, and so is one whose record says that it is none.

Mend: write its record, or correct the id; open the rejected record, if the commit is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Matrix, Rule

RULE = Rule(
    "unclassified-fix",
    "a commit claims to fix an id without a record",
    __doc__,
    severity="warning",
    needs=("records", "change"),
)


def check(matrix: Matrix) -> Iterator[Finding]:
    for word, commit in matrix.unclassified:
        message = f"commit {commit.sha[:10]} claims to fix {word}, which no record has: {commit.subject}"
        yield Finding(RULE.id, "broken", message, record=word, hint="write its record, or correct the id")
    for record in (trace.record for trace in matrix.traces if trace.scope == "rejected" and trace.claimed):
        message = f"a commit of this change claims to fix {record.id}, which is rejected: {record.title}"
        hint = "open the record, if there was something to fix, or correct the id"
        yield Finding(RULE.id, "broken", message, record=record.id, location=record.location, hint=hint)
