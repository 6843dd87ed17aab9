"""Month by month: what came, what was fixed and how it is held. The figures are those of `lockstitch trend`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import dropwhile

from lockstitch.model.trend import Month, Series, Trend
from lockstitch.renderers import trend as words
from lockstitch.renderers.html_ import chart
from lockstitch.renderers.html_.chart import Column
from lockstitch.renderers.html_.markup import Html, code, join, row, table, tag, text
from lockstitch.renderers.html_.page import listed, more
from lockstitch.settings import Level

GROUPS = 50
"""Components, or owners, that are shown: the largest."""
LEVELS = tuple("untested" if level is Level.NONE else level.word for level in Level)
HEAD = ("code defects", "incidents", "fixed", *LEVELS, "came back", "days to fix")
"""Of what `words.figures` tells of a month."""


def section(trends: Sequence[Trend]) -> Html:
    """Charts, their figures as a table, and the same by component and by owner."""
    if not trends:
        return tag("p", "This report holds no trend.", class_="quiet")
    first = trends[0]
    beside = listed((text(note, 500) for note in first.notes), "quiet notes")
    if first.whole.total == Month():
        return join([tag("p", "Nothing of these months is on record.", class_="quiet"), beside])
    groups = (_groups(trend) for trend in trends if len(trend.groups) > 1)
    return join([tag("p", words.promise(first.whole), class_="equation"), _whole(first), beside, *groups])


def _whole(trend: Trend) -> Html:
    series = trend.whole
    shown = _shown(series)
    came = [(name, month.defects, month.incidents) for name, month in shown]
    held = [(name, month.fixed.tested, month.fixed.defects - month.fixed.tested) for name, month in shown]
    charts = (
        _chart("Code defects and incidents that came", ("code defects", "incidents"), came),
        _chart("Defects fixed", ("with a test", "without a test"), held),
    )
    rows = [_row(name, month) for name, month in reversed(shown)]
    figures = table(("month", *HEAD), [*rows, _row("all", series.total)], "Month by month", class_="trend")
    source = tag("p", "Days to fix: the median. ", code(f"lockstitch trend --months {len(series.months)}"),
                 " prints the same figures.", class_="quiet")  # fmt: skip
    folded = tag("details", tag("summary", "The figures"), figures, source, class_="figures")
    return join([tag("div", *charts, class_="charts"), folded])


def _shown(series: Series) -> list[tuple[str, Month]]:
    """The months from the first in which anything happened."""
    return list(dropwhile(lambda held: held[1] == Month(), series.months.items()))


def _row(name: str, month: Month, *more: Html) -> Html:
    return row(tag("th", text(name, 60), scope="row"), *map(str, words.figures(month)), *more)


def _chart(title: str, series: Sequence[str], values: Iterable[tuple[str, int, int]]) -> Html:
    columns = [Column(name, tuple(numbers)) for name, *numbers in values]
    sums = ", ".join(f"{name} {sum(c.values[n] for c in columns)}" for n, name in enumerate(series))
    told = f"{title} per month, {columns[0].label} to {columns[-1].label}: {sums}"
    caption = tag("figcaption", tag("b", title), chart.legend(series))
    return tag("figure", caption, chart.columns(columns, series, told))


def _groups(trend: Trend) -> Html:
    """Each component or owner over all shown months, with its defects month by month as a small drawing."""
    title = f"By {trend.by}"
    names = [name for name, _ in _shown(trend.whole)]
    rows = [_row(group.name, group.total, _spark(group, names)) for group in trend.groups[:GROUPS]]
    whole = f"lockstitch trend --months {len(trend.whole.months)} --by {trend.by} --format csv has them all"
    left = more(len(trend.groups) - len(rows), str(trend.by), whole)
    return join(
        [tag("h3", title), table((str(trend.by), *HEAD, "defects by month"), rows, title, class_="trend"), left]
    )


def _spark(series: Series, names: Sequence[str]) -> Html:
    counts = [(name, series.months[name].defects) for name in names]
    told = ", ".join(f"{name}: {count}" for name, count in counts if count) or "none"
    return tag("td", chart.spark([count for _, count in counts], f"Code defects: {told}"))
