"""No defect is handed from team to team.

What it finds: defects whose records list more than `most_teams` teams (one unless configured) under `teams`: all that
had it on their desk. One that is named twice, because it got the defect back, counts twice.

Why: each handover loses a week and half of what was known. A team that builds something and does not run it does not
learn what breaks.

Mend: give the defect to one team that can mend it from build to run, and look at why it could not.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.errors import plural
from lockstitch.model import Finding, Matrix, Rule
from lockstitch.rules import by_file

RULE = Rule(
    "handed-over-defect", "a defect passed through several teams", __doc__, severity="warning", needs=("records",)
)


def check(matrix: Matrix) -> Iterator[Finding]:
    most = matrix.config.most_teams
    gaps = (
        (t.record, f"passed through {len(t.record.teams)} teams, more than {most}: {', '.join(t.record.teams)}")
        for t in by_file.defects(matrix)
        if len(t.record.teams) > most
    )
    step = "let one team own it from build to run; most_teams says how many may have it"
    hint = by_file.Hint(step, step)
    yield from by_file.findings(RULE.id, matrix, gaps, f"passed through more than {plural(most, 'team')}", hint)
