"""A fixed defect that must be proven has a proof.

What it finds: a defect whose required rung is *proven*. This version reads no proofs yet, so that it cannot say whether
the test fails without the fix: the answer is unknown, never fine.

Why: only a test that was red without the fix is known to notice when the fix disappears.

Mend: require `exercised` for now.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Matrix, Rule
from lockstitch.settings import Level

RULE = Rule("unproven-fix", "a defect that must be proven is not", __doc__, needs=("records", "change"))


def check(matrix: Matrix) -> Iterator[Finding]:
    for trace in matrix.judged:
        if trace.required == Level.PROVEN and trace.level == Level.EXERCISED:
            record = trace.record
            message = f"{record.id} must be proven, and this version cannot read proofs"
            hint = 'require = "exercised" is the highest rung that can be judged'
            yield Finding(RULE.id, "unknown", message, record=record.id, location=record.location, hint=hint)
