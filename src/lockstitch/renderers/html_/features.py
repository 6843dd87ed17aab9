"""Coverage by feature: the tests that speak of each, how they ended, and how its lines are covered."""

from __future__ import annotations

from collections import Counter

from lockstitch.model import Trace
from lockstitch.renderers.explain import DONE
from lockstitch.renderers.html_.markup import Html, join, row, table, tag, text
from lockstitch.renderers.html_.page import Page, more

MOST = 2000


def section(page: Page) -> Html:
    """One row a feature."""
    features = [trace for trace in page.traces if trace.record.kind == "feature"]
    if not features:
        return tag("p", "No record is of the kind feature.", class_="quiet")
    head = ("feature", "title", "status", "owner", "linked tests", "commits", "lines covered")
    rows = (_row(page, trace) for trace in features[:MOST])
    left = more(len(features) - MOST, "feature", "lockstitch check --format json holds them")
    return join([table(head, rows, "Features and their tests"), left])


def _row(page: Page, trace: Trace) -> Html:
    record = trace.record
    outcomes = Counter(test.outcome for test in trace.tests)
    tests = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())) or "none"
    status = DONE[record.kind] if record.status == "done" else record.status
    name = tag("th", page.named(record.id), scope="row")
    told = (text(record.title, 160), status, text(record.owner, 60), tests, str(len(trace.fix.commits)))
    return row(name, *told, _lines(page, trace))


def _lines(page: Page, trace: Trace) -> str:
    """`38 of 44`, of its statements; a dash where none are known."""
    held = page.matrix.features.get(trace.record.id)
    files = held.files if held else ()
    covered, every = sum(file.covered.bit_count() for file in files), sum(file.statements for file in files)
    return f"{covered} of {every}" if every else "–"
