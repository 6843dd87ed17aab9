"""Every fixed defect has at least one linked test.

What it finds: a defect whose record says fixed (or that a commit of this change claims to fix), whose fix is in this
history, and for which no test speaks: no marker, no property, no test name, no docstring or comment that calls it the
regression test, no entry in the record, and no test that the fixing commit added or changed. A test that only mentions
the defect does not count, and one that is skipped or expected to fail because of it never does. In a static run a test
that is skipped on every platform counts as none, since nothing else would tell that it never runs.

Why: a defect came through once. Without a test nothing stops it from coming back, and nobody will notice.

Mend: write a test that fails without the fix, and link it, for example with `@pytest.mark.defect("SHOP-12")` or by
naming it in the record's `tests:`. A defect that no test can reach gets a waiver with reason, owner and expiry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lockstitch.model import Finding, Matrix, Rule
from lockstitch.settings import Level

RULE = Rule("untested-defect", "a fixed defect has no linked test", __doc__, needs=("records", "change"))


def check(matrix: Matrix) -> Iterator[Finding]:
    for trace in matrix.judged:
        if trace.level == Level.NONE:
            from lockstitch.rules import hints

            record = trace.record
            hint = hints.link(matrix, record)
            if mention := next((test for test in trace.tests if not test.excused), None):
                hint = f"{mention.id} mentions it: if that is its regression test, {hint}"
                if matrix.config.static and mention.outcome == "skipped":
                    hint = f"let {mention.id} run again, or link a test that runs"
            state = "is claimed fixed by this change" if trace.claimed else "is fixed"
            lack = trace.gap if matrix.config.static else "no test is linked to it"
            message = f"{record.id} {state} and {lack}: {record.title}"
            verdict: Literal["broken", "unknown"] = "broken"
            if matrix.shallow and not trace.fix.commits:
                verdict, message = "unknown", f"{message} (its fix may lie before this shallow clone begins)"
                hint = f"fetch the whole history (fetch-depth: 0 for actions/checkout); {hint}"
            elif matrix.faulty("results"):
                verdict, message = "unknown", f"{message} (a test report that may link one cannot be read)"
                hint = f"mend the report first; {hint}"
            yield Finding(RULE.id, verdict, message, record=record.id, location=record.location, hint=hint)
