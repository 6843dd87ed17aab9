"""What the parts of the page share: the report, where each record stands, and how many are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from lockstitch.model import Matrix, Report, Trace
from lockstitch.renderers import features, ladder
from lockstitch.renderers.html_.markup import Html, anchors, code, tag
from lockstitch.renderers.words import plural
from lockstitch.values import NamedTuple

FIRST: tuple[str, ...] = ("short", "waived", "held")
TONES: dict[str, str] = {"short": "bad", "waived": "warn", "held": "good"}

Section: TypeAlias = tuple[str, str, Html]
"""Anchor, name in the navigation, content."""


class Page(NamedTuple):
    """A report made ready: traces with the short ones first, each with its anchor and its state."""

    report: Report
    traces: tuple[Trace, ...]
    anchors: Mapping[str, str]
    waived: frozenset[str]
    features: Mapping[str, features.Row] = MappingProxyType({})
    """What is known of the judged features, by record."""

    @property
    def matrix(self) -> Matrix:
        return self.report.matrix

    def state(self, trace: Trace) -> str:
        """`short`, `waived` or `held` of a judged record, else its scope. A feature is short by its lines, too."""
        if trace.scope != "judged":
            return trace.scope
        row = self.features.get(trace.record.id)
        if not ladder.short(trace) and not (row and row.state == "short"):
            return "held"
        return "waived" if trace.record.id in self.waived else "short"

    def named(self, ident: str) -> Html:
        """A record's id, as a link to its section where it has one."""
        anchor = self.anchors.get(ident)
        return tag("a", code(ident, 100), href=f"#{anchor}") if anchor else code(ident, 100)


def prepared(report: Report) -> Page:
    traces = report.matrix.traces
    rows = {row.trace.record.id: row for row in features.rows(report)}
    page = Page(report, traces, anchors(trace.record.id for trace in traces), frozenset(ladder.waived(report)), rows)
    return page._replace(traces=tuple(sorted(traces, key=lambda trace: _order(page.state(trace)))))


def _order(state: str) -> int:
    return FIRST.index(state) if state in FIRST else len(FIRST)


def chip(words: str, tone: str = "") -> Html:
    return tag("span", words, class_=f"chip {tone}".strip())


def listed(items: Iterable[str], class_: str = "") -> Html:
    return tag("ul", *(tag("li", item) for item in items), class_=class_)


def more(left: int, noun: str, where: str) -> Html:
    """How many of something were left out, and where all of it is; nothing where nothing was."""
    if left <= 0:
        return Html()
    return tag("p", f"{plural(left, f'more {noun}')} left out of this page; {where}", class_="cut")
