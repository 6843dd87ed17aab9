"""The features in the terminal, and in `lockstitch explain`: how their lines are covered, and by which tests."""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch import lines
from lockstitch.model import ChangedFile, Report, Trace
from lockstitch.renderers import features
from lockstitch.renderers.escape import visible
from lockstitch.renderers.layout import BLANK, Line, Span, Style, cells, pad, paragraph

WIDTH = 100
ROWS = 20
"""Features that are shown without `--verbose`."""
TESTS = 3
"""Tests of one feature that are named without `--verbose`, linked to it or not."""
STYLES: dict[features.State, Style] = {"held": "good", "short": "bad", "unknown": "unknown"}


def drawn(report: Report, verbose: bool, width: int) -> Iterator[Line]:
    """The table; no line where no feature is judged."""
    rows = features.rows(report)
    if not rows:
        return
    yield (Span("features", "heading"),)
    yield from paragraph(Span("  "), features.standing(report), width, "strong")
    shown = rows if verbose else rows[:ROWS]
    column = max(cells(visible(row.trace.record.id, 30)) for row in shown)
    for row in shown:
        yield BLANK
        yield from _row(row, column, verbose, width)
    if len(rows) > len(shown):
        yield (Span(f"  {len(rows) - len(shown)} more; --verbose shows all", "quiet"),)


def _row(row: features.Row, column: int, verbose: bool, width: int) -> Iterator[Line]:
    record = row.trace.record
    name = pad(visible(record.id, 30), column)
    mark = Span(f"  {features.GLYPHS[row.state]} {name}  ", STYLES[row.state])
    yield from paragraph(mark, visible(record.title, 300) or "(no title)", width, "strong")
    lead = Span(" " * (column + 6))
    yield from paragraph(lead, row.lines, width)
    for test in features.shown(row, len(row.linked) + len(row.others) if verbose else TESTS):
        yield from paragraph(Span(f"{lead.text}· ", "quiet"), visible(test, 600), width, "quiet")


def explained(trace: Trace, report: Report) -> Iterator[Line]:
    """The same of one feature, with every line, and every test that is not linked to it."""
    row = features.row(trace, report)
    yield from paragraph(Span("  "), row.lines, WIDTH)
    held = report.matrix.features.get(trace.record.id)
    for file in held.files if held else ():
        yield from _file(file)
    for test in row.others:
        yield from paragraph(Span("  ran it besides  "), visible(f"{test.id}: {test.ran}", 600), WIDTH)


def _file(file: ChangedFile) -> Iterator[Line]:
    told = [
        f"{name} {lines.shown(held)}"
        for name, held in (
            ("covered", file.covered),
            ("uncovered", file.uncovered),
            ("unmeasured", file.unmeasured),
            ("excluded", file.excluded),
            ("branches left on", lines.of(file.partial)),
        )
        if held
    ]
    words = "; ".join(told) or file.detail or file.state
    yield from paragraph(Span(f"  {visible(file.path, 300)}  "), visible(words, 2000), WIDTH)
