"""The records on the ladder of evidence, as every output shows them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, TypeAlias, get_args

from lockstitch.model import Report, Trace, TraceScope, telling
from lockstitch.renderers.escape import visible
from lockstitch.renderers.words import plural
from lockstitch.settings import Level

Mark: TypeAlias = Literal["reached", "missing", "unknown", "not asked"]

RUNGS = (Level.LINKED, Level.PASSED, Level.EXERCISED, Level.PROVEN)
GLYPHS: dict[Mark, str] = {"reached": "●", "missing": "✗", "unknown": "?", "not asked": "·"}
LEGEND = "   ".join(f"{glyph} {mark}" for mark, glyph in GLYPHS.items())
NAMED = 5
"""Ids that are named where many are folded to a count."""


def mark(trace: Trace, rung: Level) -> Mark:
    """How one rung of a record stands. A proof does not say which lines ran: that stays unknown below it."""
    if rung is Level.EXERCISED and trace.exercised == "unknown" and trace.level >= Level.PASSED:
        return "unknown"
    if rung <= trace.level:
        return "reached"
    if trace.scope != "judged" or rung > trace.required:
        return "not asked"
    told = telling(trace.proofs) if rung is Level.PROVEN else None
    return "unknown" if told and told.undecided else "missing"


def short(trace: Trace) -> bool:
    """Whether a judged record stands below the rung that is required of it."""
    return trace.level < trace.required


def judged(report: Report) -> list[Trace]:
    """The records in scope, those that fall short first."""
    return sorted(report.matrix.judged, key=short, reverse=True)


def waived(report: Report) -> set[str]:
    """Ids of records about which every finding is waived or baselined."""
    return {w.finding.record for w in report.waived} - {f.record for f in report.findings} - {""}


def gap(trace: Trace, waived: bool) -> str:
    """What the next rung lacks, raw; whether somebody answers for that comes first."""
    return f"waived: {trace.gap}" if waived and short(trace) and trace.gap else trace.gap


def standing(report: Report) -> str:
    """`9 records judged: 6 held as required, 3 short (1 of them waived)`."""
    traces = judged(report)
    fallen = [t for t in traces if short(t)]
    if not traces:
        if report.matrix.delivered:
            return "no defect is judged"
        return "no record is judged" if report.matrix.needs_records else 'no record is asked for: records = "none"'
    pardoned = len({t.record.id for t in fallen} & waived(report))
    beside = f" ({pardoned} of them waived)" if pardoned else ""
    held = len(traces) - len(fallen)
    return f"{plural(len(traces), 'record')} judged: {held} held as required, {len(fallen)} short{beside}"


def folded(report: Report, everything: bool = False) -> list[str]:
    """The records out of scope: one line a scope, with a count, their ids and what put them there."""
    scopes: dict[str, list[Trace]] = {scope: [] for scope in get_args(TraceScope)}
    for trace in report.matrix.traces:
        scopes[trace.scope].append(trace)
    del scopes["judged"]
    return [f"{len(held)} {scope}: {_reasons(held, everything)}" for scope, held in scopes.items() if held]


def _reasons(traces: Collection[Trace], everything: bool) -> str:
    """`SHOP-10, SHOP-50 (not delivered yet); SHOP-45 (not fixed yet)`."""
    reasons: dict[str, list[str]] = {}
    for trace in traces:
        reasons.setdefault(visible(trace.why, 120), []).append(visible(trace.record.id, 40))
    shown = list(reasons.items())[: None if everything else NAMED]
    left = len(traces) - sum(len(ids) for _, ids in shown)
    told = [named(ids, everything) + (f" ({why})" if why else "") for why, ids in shown]
    return "; ".join([*told, f"{left} more"] if left else told)


def named(items: Collection[str], everything: bool) -> str:
    """The items in a row: the first few of them and a count, unless everything is asked for."""
    if everything or len(items) <= NAMED:
        return ", ".join(items)
    return f"{', '.join([*items][:NAMED])} and {len(items) - NAMED} more"
