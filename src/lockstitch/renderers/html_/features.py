"""Coverage by feature: the tests that speak of each, how they ended, and how its lines are covered."""

from __future__ import annotations

from lockstitch.model import Trace
from lockstitch.renderers import features
from lockstitch.renderers.explain import DONE
from lockstitch.renderers.html_.markup import Html, code, join, row, table, tag, text
from lockstitch.renderers.html_.page import Page, chip, listed, more
from lockstitch.renderers.words import plural

TONES: dict[features.State, str] = {"held": "good", "short": "bad", "unknown": "unknown"}
MOST = 2000
TESTS = 5
"""Tests of one feature that are named; its own section names all."""


def section(page: Page) -> Html:
    """One row a feature."""
    every = [trace for trace in page.traces if trace.record.kind == "feature"]
    if not every:
        return tag("p", "No record is of the kind feature.", class_="quiet")
    head = ("feature", "title", "status", "owner", "tests", "commits", "lines covered")
    rows = (_row(page, trace) for trace in every[:MOST])
    left = more(len(every) - MOST, "feature", "lockstitch check --format json holds them")
    return join([table(head, rows, "Features and their tests"), left])


def _row(page: Page, trace: Trace) -> Html:
    record = trace.record
    status = text(DONE[record.kind] if record.status == "done" else record.status)
    known = page.features.get(record.id)
    if known:
        status = join([status, text(" "), chip(known.state, TONES[known.state])])
    name = tag("th", page.named(record.id), scope="row")
    told = (text(record.title, 160), status, text(record.owner, 60), _tests(page, trace), str(len(trace.fix.commits)))
    return row(name, *told, _lines(page, trace))


def _tests(page: Page, trace: Trace) -> Html:
    """Its tests by name, where it is judged: those linked to it, and those that ran it besides; else their number."""
    found = page.features.get(trace.record.id)
    if not found:
        return text(f"{len(trace.tests)} linked" if trace.tests else "none")
    tests = (*found.linked, *found.others)
    named = [join([code(test.id, 300), text(f" {test.told}", 100)]) for test in tests[:TESTS]]
    left = [plural(len(tests) - TESTS, "more test")] if len(tests) > TESTS else []
    return listed([*named, *left], "tests") if tests else text("none")


def _lines(page: Page, trace: Trace) -> str:
    """`38 of 44`, of its statements; a dash where none are known."""
    held = page.matrix.features.get(trace.record.id)
    files = held.files if held else ()
    covered, every = sum(file.covered.bit_count() for file in files), sum(file.statements for file in files)
    return f"{covered} of {every}" if every else "–"
