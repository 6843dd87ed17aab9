"""The scoreboard of the whole history: at which rung of the ladder of evidence the fixed defects stand, by year."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from lockstitch.gate import Run
from lockstitch.gate.whole import whole
from lockstitch.model import Ledger, Trace
from lockstitch.model.entries import Gathered, Recent, Rungs, Scoreboard

MONTHS = 6
"""The window of OpenSSF's `regression_tests_added50`."""


def scoreboard(run: Run, gathered: Gathered, since: date | None = None) -> Scoreboard:
    """How the defects of the ledgers and the gathered ones are held, by whatever reports lie there, or none.

    No change is judged.
    """
    matrix = whole(run, (Ledger(gathered.records),), since)
    fixed = [t for t in matrix.traces if t.record.kind == "defect" and t.record.status == "done"]
    judged = [trace for trace in fixed if trace.scope == "judged"]
    first = _months_before(run.today, MONTHS)
    recent = [Recent(day, t) for t in judged if (day := t.fixed_on) and first <= day <= run.today]
    return Scoreboard(
        today=run.today,
        years=_years(judged),
        total=_rungs(judged),
        since=first,
        recent=tuple(sorted(recent, key=lambda one: (one.day, one.trace.record.id), reverse=True)),
        outside=Counter(trace.scope for trace in fixed if trace.scope != "judged"),
        inputs=matrix.inputs,
        shallow=gathered.shallow,
    )


def _years(traces: Iterable[Trace]) -> dict[str, Rungs]:
    found: dict[str, list[Trace]] = defaultdict(list)
    for trace in traces:
        day = trace.fixed_on
        found[str(day.year) if day else "unknown"].append(trace)
    return {year: _rungs(found[year]) for year in sorted(found)}


def _rungs(traces: Iterable[Trace]) -> Rungs:
    return Rungs(Counter(trace.level for trace in traces))


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
