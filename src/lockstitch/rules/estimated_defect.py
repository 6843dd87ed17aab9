"""No defect is estimated, and none earns points.

What it finds: defects whose records have `points`. Zero points are none.

Why: points measure what was added for users. A defect takes back what they were promised already; where it earns
points, a team is paid twice for the same thing, and once more for each mistake.

Mend: take `points:` out of the record. What defects cost shows in the points that were not earned meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Matrix, Rule
from lockstitch.rules import by_file

RULE = Rule("estimated-defect", "a defect has points", __doc__, severity="warning", needs=("records",))


def check(matrix: Matrix) -> Iterator[Finding]:
    gaps = (
        (t.record, f"is a defect and is estimated: {t.record.points:g} point{'s' * (t.record.points != 1)}")
        for t in by_file.defects(matrix)
        if t.record.points
    )
    why = "a defect is prioritised, never estimated"
    hint = by_file.Hint(f"take points: out of the record: {why}", f"clear its estimate in the tracker: {why}")
    yield from by_file.findings(RULE.id, matrix, gaps, "are estimated", hint)
