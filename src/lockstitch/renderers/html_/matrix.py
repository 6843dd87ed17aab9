"""The traceability matrix: one row a record, one column a rung."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lockstitch.model import Trace
from lockstitch.renderers import ladder
from lockstitch.renderers.html_.markup import Html, join, row, table, tag, text
from lockstitch.renderers.html_.page import TONES, Page, chip, more
from lockstitch.renderers.words import plural
from lockstitch.values import NamedTuple

ROWS = 20_000
"""Of so many records a browser still draws the table; the first are those that fall short."""
CHOICES = 200
"""Values that a filter offers."""


MARKS: dict[ladder.Mark, str] = {"reached": "y", "missing": "n", "unknown": "u", "not asked": "o"}
"""Mark → class of its cell."""


class _Column(NamedTuple):
    name: str
    cells: Sequence[str]


def section(page: Page) -> Html:
    """The matrix with its controls, which a script brings to life; without one it is a plain table."""
    shown = page.traces[:ROWS]
    if not shown:
        return tag("p", ladder.standing(page.report), class_="quiet")
    columns = _columns(page, shown)
    rungs = [rung.word for rung in ladder.RUNGS]
    head = ["record", "title", *(column.name for column in columns), "requires", *rungs]
    titles = [tag("th", name, scope="col", class_="rung" if name in rungs else "") for name in head]
    rows = (_row(page, trace, [column.cells[n] for column in columns]) for n, trace in enumerate(shown))
    body = table(titles, rows, "Records and how far each is held", id="records")
    where = "lockstitch check --format json holds them"
    return join([_controls(columns, len(shown)), _legend(), body, more(len(page.traces) - ROWS, "record", where)])


def _columns(page: Page, shown: Sequence[Trace]) -> list[_Column]:
    """The state, and each attribute that some record has."""
    records = [trace.record for trace in shown]
    kinds = [record.kind for record in records]
    given = (
        _Column("kind", kinds if len(set(kinds)) > 1 else []),
        _Column("severity", [record.severity for record in records]),
        _Column("owner", [record.owner for record in records]),
        _Column("component", [record.component for record in records]),
    )
    state = _Column("state", [page.state(trace) for trace in shown])
    return [state, *(column for column in given if any(column.cells))]


def _row(page: Page, trace: Trace, attributes: Iterable[str]) -> Html:
    state, *others = attributes
    told = (ladder.mark(trace, rung) for rung in ladder.RUNGS)
    reached = (tag("td", tag("b", mark), class_=f"m {MARKS[mark]}") for mark in told)
    owed = trace.required.word if trace.scope == "judged" else "–"
    cells = (tag("td", text(value, 60)) for value in others)
    name = tag("th", page.named(trace.record.id), scope="row")
    title = tag("td", text(trace.record.title, 160), class_="t")
    return row(name, title, tag("td", chip(state, TONES.get(state, ""))), *cells, owed, *reached)


def _controls(columns: Iterable[_Column], count: int) -> Html:
    search = tag(
        "label", "Search", tag("input", type="search", name="q", autocomplete="off", placeholder="id, title, owner…")
    )
    return tag(
        "form",
        search,
        *(_select(column) for column in columns),
        tag("button", "Reset", type="reset"),
        tag("p", plural(count, "record"), role="status", class_="count"),
        id="filter",
        hidden=True,
        role="search",
        aria_label="Filter the records",
    )


def _select(column: _Column) -> Html:
    values = sorted(filter(None, set(column.cells)), key=str.casefold)
    options = [tag("option", text(value, 60), value=text(value, 60)) for value in values[:CHOICES]]
    if len(values) > CHOICES:
        options.append(tag("option", f"{len(values) - CHOICES} more: search for them", disabled=True))
    return tag("label", column.name, tag("select", tag("option", "all"), *options, name=column.name))


def _legend() -> Html:
    keys = (tag("li", tag("span", class_=f"m {MARKS[mark]}"), mark) for mark in ladder.GLYPHS)
    return tag("ul", *keys, class_="legend marks")
