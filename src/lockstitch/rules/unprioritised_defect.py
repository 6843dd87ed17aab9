"""Every open defect has a priority.

What it finds: open defects whose records name no priority. Where many records of one file lack it, they are one finding
with their number. What is fixed or rejected is not asked: there is nothing left to decide.

Why: a defect competes with everything else for somebody's time. What is not prioritised against the other work is
done by chance, or never.

Mend: decide, and write `priority:` into the record, or set the field in the tracker.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Matrix, Rule
from lockstitch.rules import by_file

RULE = Rule("unprioritised-defect", "an open defect has no priority", __doc__, severity="warning", needs=("records",))


def check(matrix: Matrix) -> Iterator[Finding]:
    gaps = ((t.record, "is open and has no priority") for t in by_file.defects(matrix, open_only=True)
            if not t.record.priority)  # fmt: skip
    decide = "decide when it is its turn, and"
    hint = by_file.Hint(
        f"{decide} write priority: into the record",
        f"{decide} set its priority in the tracker; where that has none, turn this rule off",
    )
    yield from by_file.findings(RULE.id, matrix, gaps, "are open and have no priority", hint)
