"""Defects and incidents month by month: a chart for a person, JSON (`lockstitch/trend/1`) and CSV for a script."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from lockstitch.model.trend import Month, Series, Trend
from lockstitch.renderers import terminal
from lockstitch.renderers.document import Json, as_json
from lockstitch.renderers.escape import spreadsheet, visible
from lockstitch.renderers.layout import BLANK, Line, Span, cells, cut, pad, paragraph, plain
from lockstitch.renderers.words import plural
from lockstitch.settings import Level

SCHEMA = "lockstitch/trend/1"
BAR = 30
"""Columns of the longest bar."""
SPAN = 3
"""Months that are compared with as many before them."""
GROUPS = 20
"""Groups that a terminal shows."""
SPARKS = "▁▂▃▄▅▆▇█"
COLUMNS = (
    "group", "month", "defects", "incidents", "fixed", *(level.word for level in Level), "came_back", "median_days",
)  # fmt: skip


def text(trend: Trend) -> str:
    """For a terminal."""
    return plain(_lines(trend))


def document(trend: Trend) -> str:
    """For a script."""
    return as_json(
        {
            "schema": SCHEMA,
            "today": trend.today.isoformat(),
            "by": trend.by,
            "whole": _series(trend.whole),
            "groups": [_series(group) for group in trend.groups],
            "notes": list(trend.notes),
        }
    )


def table(trend: Trend) -> str:
    """For a spreadsheet (RFC 4180): a row for each month of all records and of each group."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for series in (trend.whole, *trend.groups):
        for name, month in series.months.items():
            rows.writerow([spreadsheet(series.name), name, *figures(month, "")])
    return written.getvalue()


def figures(month: Month, unknown: str = "–") -> list[int | str]:
    """In the order of `COLUMNS`, from `defects` on; `unknown` stands where no fix tells how long it took."""
    levels = [month.fixed.levels.get(level, 0) for level in Level]
    median = unknown if month.median is None else month.median
    return [month.defects, month.incidents, month.fixed.defects, *levels, month.again, median]


def _series(series: Series) -> dict[str, Json]:
    months: list[Json] = [{"month": name, **_month(month)} for name, month in series.months.items()]
    return {"name": series.name, "months": months, "total": _month(series.total)}


def _month(month: Month) -> dict[str, Json]:
    rungs: dict[str, Json] = {level.word: month.fixed.levels.get(level, 0) for level in Level}
    return {
        "defects": month.defects,
        "incidents": month.incidents,
        "fixed": {"defects": month.fixed.defects, **rungs},
        "came_back": month.again,
        "median_days_to_fix": month.median,
    }


def _lines(trend: Trend) -> Iterator[Line]:
    yield (Span(f"Code defects and incidents by month, as of {trend.today.isoformat()}", "heading"),)
    yield BLANK
    yield from _chart(trend.whole)
    yield BLANK
    yield from _fixes(trend.whole)
    yield BLANK
    yield from paragraph(Span(""), promise(trend.whole), terminal.WIDTH, "strong")
    if trend.by:
        yield BLANK
        yield from _groups(trend)
    if trend.notes:
        yield BLANK
    for note in trend.notes:
        yield from paragraph(Span("  · "), visible(note, 500), terminal.WIDTH, "quiet")


def _chart(series: Series) -> Iterator[Line]:
    """A bar of one kind is as long, beside its number, as one of the other: both share one scale."""
    most = max((n for month in series.months.values() for n in (month.defects, month.incidents)), default=0)
    yield (Span(f"  {'':7}  {pad('code defects', BAR + 6)}incidents", "quiet"),)
    for name, month in series.months.items():
        defects = pad(f"{_bar(month.defects, most, '█')} {month.defects}".lstrip(), BAR + 6)
        incidents = f"{_bar(month.incidents, most, '▒')} {month.incidents}".lstrip()
        yield (Span(f"  {name}  "), Span(defects, "bad"), Span(incidents, "warning"))


def _bar(count: int, most: int, mark: str) -> str:
    """What is not zero has a mark at least."""
    return mark * -(-count * BAR // most) if most else ""


def _fixes(series: Series) -> Iterator[Line]:
    rungs = "".join(f"{'untested' if level is Level.NONE else level.word:>11}" for level in Level)
    yield (Span(f"  {'':7}{'fixed':>7}{rungs}{'came back':>11}{'days to fix':>13}", "quiet"),)
    for name, month in [*series.months.items(), ("all", series.total)]:
        counts = "".join(f"{month.fixed.levels.get(level, 0):>11}" for level in Level)
        days = "–" if month.median is None else str(month.median)
        yield (Span(f"  {name:7}{month.fixed.defects:>7}{counts}{month.again:>11}{days:>13}"),)


def promise(series: Series) -> str:
    """Whether defects approach zero: the last whole months against as many before them; the current one is not over."""
    counts = [month.defects for month in series.months.values()][:-1]
    if len(counts) < 2 * SPAN:
        return f"too few months to compare: the last {SPAN} whole ones are held against the {SPAN} before them"
    late, early = sum(counts[-SPAN:]), sum(counts[-2 * SPAN : -SPAN])
    way = (
        "none, as before" if late == early == 0 else "fewer" if late < early else "more" if late > early else "as many"
    )
    return f"code defects in the last {SPAN} whole months: {late}; in the {SPAN} before: {early} ({way})"


def _groups(trend: Trend) -> Iterator[Line]:
    shown = trend.groups[:GROUPS]
    names = [cut(visible(group.name, 60), 30) for group in shown]
    column = max(map(cells, (trend.by or "", *names)))
    head = f"  {trend.by:<{column}}  {'defects':>7}{'incidents':>11}{'fixed':>7}{'tested':>8}{'came back':>11}"
    yield (Span(f"{head}{'days to fix':>13}  defects by month", "quiet"),)
    for name, group in zip(names, shown, strict=True):
        total = group.total
        counts = (
            f"{total.defects:>7}{total.incidents:>11}{total.fixed.defects:>7}{total.fixed.tested:>8}{total.again:>11}"
        )
        days = "–" if total.median is None else str(total.median)
        line = _spark(month.defects for month in group.months.values())
        yield (Span(f"  {pad(name, column)}  {counts}{days:>13}  {line}"),)
    if len(trend.groups) > len(shown):
        left = plural(len(trend.groups) - len(shown), f"more {trend.by}")
        yield (Span(f"  {left}; --format json or csv has them all", "quiet"),)


def _spark(counts: Iterable[int]) -> str:
    """A month a column; a dot where nothing came."""
    held = list(counts)
    most = max(held, default=0)
    return "".join(SPARKS[-(-count * len(SPARKS) // most) - 1] if count else "·" for count in held)
