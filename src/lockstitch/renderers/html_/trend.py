"""Records per month: defects opened and fixed, and incidents beside defects.

The figures are a value of their own, so that they may come from elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from lockstitch.model import Record
from lockstitch.renderers.html_ import chart
from lockstitch.renderers.html_.chart import Column
from lockstitch.renderers.html_.markup import Html, join, row, table, tag
from lockstitch.renderers.words import plural

MONTHS = 36
"""The last of them that are drawn."""


class Month(NamedTuple):
    """What happened in one month: defects opened and fixed, incidents opened."""

    name: str
    """`2026-03`."""
    opened: int = 0
    fixed: int = 0
    incidents: int = 0


class Trend(NamedTuple):
    """Months without a gap, oldest first. `earlier`, `later`: events before the first and after the last; `undated`:
    records without a date."""

    months: tuple[Month, ...]
    earlier: int = 0
    undated: int = 0
    later: int = 0


def of(records: Iterable[Record], today: date) -> Trend:
    """The last `MONTHS` months up to today, from the first in which something happened."""
    counts: dict[str, Counter[str]] = {"opened": Counter(), "fixed": Counter(), "incidents": Counter()}
    undated = 0
    for record in records:
        if record.kind not in ("defect", "incident") or record.status == "rejected":
            continue
        undated += not (record.opened or record.resolved)
        if record.opened:
            counts["opened" if record.kind == "defect" else "incidents"][f"{record.opened:%Y-%m}"] += 1
        if record.kind == "defect" and record.status == "done" and record.resolved:
            counts["fixed"][f"{record.resolved:%Y-%m}"] += 1
    events = sum(counts.values(), Counter())
    names = _names(min(events, default=""), today)
    earlier = sum(n for name, n in events.items() if names and name < names[0])
    later = sum(n for name, n in events.items() if name > f"{today:%Y-%m}")
    months = (Month(name, *(counts[key][name] for key in ("opened", "fixed", "incidents"))) for name in names)
    return Trend(tuple(months), earlier, undated, later)


def _names(first: str, today: date) -> list[str]:
    """The months from `first` to today's, at most `MONTHS` of them."""
    if not first:
        return []
    last = today.year * 12 + today.month - 1
    begin = max(int(first[:4]) * 12 + int(first[5:]) - 1, last - MONTHS + 1)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(begin, last + 1)]


def section(trend: Trend) -> Html:
    """Two charts and their figures as a table."""
    months = trend.months
    left = [f"{plural(trend.undated, 'record')} without a date"] if trend.undated else []
    left += [f"{plural(trend.earlier, 'date')} before {months[0].name}"] if trend.earlier else []
    left += [f"{plural(trend.later, 'date')} in the future"] if trend.later else []
    beside = tag("p", f"Not drawn: {', '.join(left)}.", class_="quiet") if left else Html()
    if not months:
        return join([tag("p", "No record bears a date.", class_="quiet"), beside])
    flow = _chart("Defects opened and fixed", ("opened", "fixed"), [(m.name, m.opened, m.fixed) for m in months])
    came = [(m.name, m.opened, m.incidents) for m in months]
    kinds = _chart("Incidents and defects", ("defects", "incidents"), came)
    if not any(opened or incidents for _, opened, incidents in came):
        kinds = tag("p", "No record of these months says when it was opened.", class_="quiet")
    head = ("month", "defects opened", "defects fixed", "incidents")
    rows = (row(tag("th", month.name, scope="row"), *map(str, month[1:])) for month in reversed(months))
    figures = tag("details", tag("summary", "The figures"), table(head, rows, "Records per month"), class_="figures")
    return join([tag("div", flow, kinds, class_="charts"), beside, figures])


def _chart(title: str, series: Sequence[str], values: Iterable[tuple[str, int, int]]) -> Html:
    columns = [Column(name, tuple(numbers)) for name, *numbers in values]
    sums = ", ".join(f"{sum(c.values[n] for c in columns)} {name}" for n, name in enumerate(series))
    words = f"{title} per month, {columns[0].label} to {columns[-1].label}: {sums}"
    caption = tag("figcaption", tag("b", title), chart.legend(series))
    return tag("figure", caption, chart.columns(columns, series, words))
