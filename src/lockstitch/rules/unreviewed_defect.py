"""Every open defect is looked at now and then.

What it finds: open defects that nobody looked at for `review_days` days (90 unless configured). The last look is the
later one of the days `opened` and `reviewed`; a day in the future is no look, and a defect without any day was never
looked at.

Why: what was decided about a defect a year ago was decided about another product. A list that nobody reads any more
hides the defects that matter.

Mend: look at it, decide (its priority, or `status: rejected`), and write the day into `reviewed:`. A tracker's export
holds no day of a look: let it hold the day on which each issue was opened, and set `review_days` to what you need.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.errors import plural
from lockstitch.model import Finding, Matrix, Record, Rule
from lockstitch.rules import by_file

RULE = Rule(
    "unreviewed-defect", "an open defect was not looked at for long", __doc__, severity="warning", needs=("records",)
)


def check(matrix: Matrix) -> Iterator[Finding]:
    records = (trace.record for trace in by_file.defects(matrix, open_only=True))
    gaps = ((record, gap) for record in records if (gap := _gap(record, matrix)))
    hint = by_file.Hint(
        "look at it, decide, and write the day into reviewed:",
        "look at it and decide; an export keeps no day of that: raise review_days, or turn this rule off",
    )
    days = matrix.config.review_days
    many = f"are open and were not looked at for {plural(days, 'day')}"
    yield from by_file.findings(RULE.id, matrix, gaps, many, hint)


def _gap(record: Record, matrix: Matrix) -> str:
    days = [day for day in (record.opened, record.reviewed) if day and day <= matrix.today]
    if not days:
        ahead = min((day for day in (record.opened, record.reviewed) if day), default=None)
        told = f"its day {ahead} lies in the future" if ahead else "no day tells when it was opened or last looked at"
        return f"is open, and {told}"
    since = (matrix.today - max(days)).days
    return (
        f"is open and was last looked at on {max(days)}, {since} days ago" if since > matrix.config.review_days else ""
    )
