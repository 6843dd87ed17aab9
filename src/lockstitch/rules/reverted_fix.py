"""A record says fixed only while its fix stands.

What it finds: a defect or a feature whose record says fixed or delivered, and all commits of which were undone by later
ones that say so, and whose lines are gone. Nothing else is asked of it then. A fix that was brought back, by whatever
means, stands.

Why: the defect is back, and its record says that nobody has to look at it. And since nothing else is asked of such a
record, a message that says so would otherwise be enough to take it out of the gate.

Mend: open the record again; where the fix came back under another commit, name that under `commits:`. What a project
owes for the past goes into the baseline (`lockstitch baseline`).
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Matrix, Rule

RULE = Rule(
    "reverted-fix",
    "a record says fixed, and its fix was undone",
    __doc__,
    needs=("records", "change"),
)
WORDS = {"feature": "delivered"}


def check(matrix: Matrix) -> Iterator[Finding]:
    hint = "open the record again, or name the commit that brought it back under commits:"
    for trace in matrix.traces:
        record = trace.record
        if trace.scope == "reverted" and record.status == "done":
            message = f"{record.id} says {WORDS.get(record.kind, 'fixed')}, but {trace.fix.outside}: {record.title}"
            yield Finding(RULE.id, "broken", message, record=record.id, location=record.location, hint=hint)
