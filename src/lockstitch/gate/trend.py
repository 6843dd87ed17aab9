"""Month by month: incidents and defects that came, defects that were fixed and how they are held, and what came back.

A record comes in the month in which it was opened, or, where that is not known, in which it was fixed. A defect came
back where its status says that it was reopened; where it is open and has a day on which it was resolved, or was looked
at after its fix and left open; or where a new one names an older one in its title or labels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from lockstitch import link
from lockstitch.errors import plural
from lockstitch.gate.scene import Run
from lockstitch.gate.whole import whole
from lockstitch.model import Matrix, Record, Trace
from lockstitch.model.entries import Rungs
from lockstitch.model.trend import GROUPS, Group, Month, Series, Trend

NOBODY = {"component": "no component", "owner": "no owner"}
MONTHS = 36
"""Of a report's trends."""


class _Event(NamedTuple):
    """One thing that happened on a day. `fix`: the trace of a defect that was fixed then."""

    day: date
    what: str
    trace: Trace


def trend(run: Run, months: int, by: Group | None = None) -> Trend:
    """The last `months` months, the current one included. Raises `UsageError` for a ledger that cannot be read."""
    return _trend(whole(run), run, months, by)


def reported(run: Run, matrix: Matrix) -> tuple[Trend, ...]:
    """The trends that a report carries, out of its own matrix where that is of the whole history."""
    config = run.config
    if config.static:  # it reads no report, and looks up only the fixes that it needs
        run = run._replace(config=config._replace(static=False, results=(), coverage=()))
    if config.static or config.since or config.scope == "change":
        matrix = whole(run)
    return tuple(_trend(matrix, run, MONTHS, by) for by in GROUPS)


def _trend(matrix: Matrix, run: Run, months: int, by: Group | None) -> Trend:
    names = _names(run.today, months)
    traces = [t for t in matrix.traces if t.record.kind in ("defect", "incident") and t.record.status != "rejected"]
    events = list(_events(traces, matrix, run))
    groups: dict[str, list[_Event]] = defaultdict(list)
    for event in events if by else ():
        groups[_group(event.trace, by, matrix)].append(event)
    series = (_series(name, found, names) for name, found in groups.items())
    shown = (one for one in series if one.total != Month())
    ordered = sorted(shown, key=lambda s: (-s.total.defects - s.total.incidents, s.name))
    notes = tuple(_notes(traces, events, names, matrix))
    return Trend(run.today, by, _series("all", events, names), tuple(ordered), notes, matrix.inputs)


def _names(today: date, months: int) -> list[str]:
    last = today.year * 12 + today.month - 1
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(max(last - months + 1, 12), last + 1)]


def _events(traces: Sequence[Trace], matrix: Matrix, run: Run) -> Iterator[_Event]:
    older = _Older(traces, run)
    for trace in traces:
        came = _came(trace)
        if came:
            yield _Event(came, trace.record.kind, trace)
        if trace.record.kind == "defect":
            if trace.scope == "judged" and trace.record.status == "done" and trace.fixed_on:
                yield _Event(trace.fixed_on, "fixed", trace)
            again = _reopened(trace) or (came if came and older.named(trace.record, came) else None)
            if again:
                yield _Event(min(again, matrix.today), "again", trace)


def _came(trace: Trace) -> date | None:
    return trace.record.opened or trace.fixed_on


def _reopened(trace: Trace) -> date | None:
    """The last day that is known of a defect which was fixed and is open again; None for any other.

    That a commit fixes an open one is not enough: its record may just not have been brought up to date.
    """
    record = trace.record
    fixed = trace.fixed_on
    told = fixed and (record.resolved or (record.reviewed and record.reviewed > fixed))
    if record.status != "open" or not (told or record.reopened):
        return None
    return max((day for day in (fixed, record.opened, record.reviewed) if day), default=None)


class _Older:
    """Whether a record names an older defect."""

    def __init__(self, traces: Sequence[Trace], run: Run) -> None:
        self._came = {t.record.id: _came(t) for t in traces if t.record.kind == "defect"}
        links = run.config.links
        self._ids = link.Ids((trace.record.id for trace in traces), links.patterns, links.prefixes)

    def named(self, record: Record, came: date) -> bool:
        spoken = self._ids.spoken(" ".join((record.title, *record.labels))) - {record.id}
        return any((day := self._came.get(one)) is not None and day < came for one in spoken)


def _group(trace: Trace, by: Group | None, matrix: Matrix) -> str:
    record = trace.record
    if by == "component":
        return record.component or NOBODY[by]
    return record.owner or ", ".join(matrix.owners.get(record.id, ())[:1]) or NOBODY["owner"]


def _series(name: str, events: Iterable[_Event], names: Sequence[str]) -> Series:
    found: dict[str, list[_Event]] = {month: [] for month in names}
    for event in events:
        month = f"{event.day:%Y-%m}"
        if month in found:
            found[month].append(event)
    every = [event for held in found.values() for event in held]
    return Series(name, {month: _month(held) for month, held in found.items()}, _month(every))


def _month(events: Sequence[_Event]) -> Month:
    counts = Counter(event.what for event in events)
    fixed = [event.trace for event in events if event.what == "fixed"]
    days = ((t.fixed_on - t.record.opened).days for t in fixed if t.fixed_on and t.record.opened)
    return Month(
        counts["defect"],
        counts["incident"],
        Rungs(Counter(trace.level for trace in fixed)),
        counts["again"],
        tuple(day for day in days if day >= 0),
    )


def _notes(traces: Sequence[Trace], events: Sequence[_Event], names: Sequence[str], matrix: Matrix) -> Iterator[str]:
    """What the figures rest on, and what they leave out."""
    earlier = {event.trace.record.id for event in events if f"{event.day:%Y-%m}" < names[0]}
    later = {event.trace.record.id for event in events if f"{event.day:%Y-%m}" > names[-1]}
    undated = [t for t in traces if not _came(t)]
    guessed = [t for t in traces if not t.record.opened and t.fixed_on]
    outside = Counter(
        t.scope for t in traces if t.record.kind == "defect" and t.record.status == "done" and t.scope != "judged"
    )
    unclassified = sum(t.record.kind == "unclassified" for t in matrix.traces)
    if not matrix.traces:
        yield "no record was found: name a ledger or a tracker's export with --records"
    last = max((event.day for event in events if event.day <= matrix.today), default=None)
    if last:
        yield f"the newest day on which anything happened is {last.isoformat()}"
    told = (
        (len(guessed), "no day on which it came is known: shown in the month of the fix"),
        (len(undated), "no day at all is known: not shown"),
        (len(earlier), f"came, was fixed or came back before {names[0]}: lockstitch trend --months shows more"),
        (len(later), "has a day in the future: not shown"),
        *((count, f"fixed, and not counted as fixed: {scope}") for scope, count in outside.items()),
        (unclassified, "known neither as defect nor as incident"),
    )
    yield from (f"{plural(count, 'record')}: {words}" for count, words in told if count)
    if matrix.shallow:
        yield "the clone is shallow: fixes before it begins are not known"
    if not matrix.given("results"):
        yield "no test report was read: a test here is linked to the defect; whether it passes is not known"
    yield from (f"not used: {each.fault}" for each in matrix.inputs if each.fault)
