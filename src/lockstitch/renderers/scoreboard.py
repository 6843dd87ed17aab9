"""The scoreboard of `lockstitch backfill --report`: rungs by year, and OpenSSF's figure with its evidence.

The criterion, in the wording of the OpenSSF Best Practices badge (silver):
https://github.com/coreinfrastructure/best-practices-badge/blob/main/docs/other.md#regression_tests_added50
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model.entries import Recent, Rungs, Scoreboard
from lockstitch.renderers import terminal
from lockstitch.renderers.backfill import SHALLOW
from lockstitch.renderers.document import Json, as_json
from lockstitch.renderers.escape import code, markdown, visible
from lockstitch.renderers.layout import BLANK, Line, Span, cut, paragraph, plain
from lockstitch.renderers.words import plural
from lockstitch.settings import Level

SCHEMA = "lockstitch/scoreboard/1"
CRITERION = "regression_tests_added50"
WORDING = (
    "The project MUST add regression tests to an automated test suite for at least 50% of the bugs fixed within the"
    " last six months."
)
URL = "https://github.com/coreinfrastructure/best-practices-badge/blob/main/docs/other.md#regression_tests_added50"
TESTS = 2
"""Tests of one defect that are named."""
ROWS = 500
"""Rows of evidence in Markdown: a job summary holds 1 MiB."""


def text(board: Scoreboard) -> str:
    """For a terminal."""
    return plain(_lines(board))


def page(board: Scoreboard) -> str:
    """For a job summary or a wiki, in GitHub's Markdown."""
    return "\n".join(_page(board)) + "\n"


def document(board: Scoreboard) -> str:
    """For a script."""
    return as_json(
        {
            "schema": SCHEMA,
            "today": board.today.isoformat(),
            "total": _rungs(board.total),
            "years": {year: _rungs(rungs) for year, rungs in board.years.items()},
            "not_counted": dict(board.outside),
            "openssf": {
                "criterion": CRITERION,
                "wording": WORDING,
                "url": URL,
                "since": board.since.isoformat(),
                "fixed": len(board.recent),
                "tested": _tested(board),
                "verdict": verdict(board),
                "evidence": [_evidence(one) for one in board.recent],
            },
            "shallow": board.shallow,
            "inputs": [
                {"kind": i.kind, "path": i.path, "fault": str(i.fault) if i.fault else None} for i in board.inputs
            ],
        }
    )


def verdict(board: Scoreboard) -> str:
    """`met`, `unmet`, or `not applicable` where no bug was fixed in the six months; compared in whole numbers."""
    if not board.recent:
        return "not applicable"
    return "met" if 2 * _tested(board) >= len(board.recent) else "unmet"


def _tested(board: Scoreboard) -> int:
    return sum(one.tested for one in board.recent)


def _rungs(rungs: Rungs) -> dict[str, Json]:
    return {
        "defects": rungs.defects,
        "tested": rungs.tested,
        **{level.word: rungs.levels.get(level, 0) for level in Level},
    }


def _evidence(one: Recent) -> Json:
    record = one.trace.record
    return {
        "record": record.id,
        "title": record.title,
        "fixed": one.day.isoformat(),
        "commits": [commit.sha for commit in one.trace.fix.commits],
        "level": one.trace.level.word,
        "tests": [test.id for test in one.trace.tests],
    }


def _share(rungs: Rungs) -> str:
    """Whole percent, cut and never rounded up."""
    return f"{100 * rungs.tested // rungs.defects}%" if rungs.defects else "–"


def _sentence(board: Scoreboard) -> str:
    since = board.since.isoformat()
    if not board.recent:
        return f"OpenSSF {CRITERION}: not applicable, for no bug is known to be fixed since {since}"
    counted = f"of {plural(len(board.recent), 'bug')} fixed since {since}, {_tested(board)} came with a regression test"
    return f"OpenSSF {CRITERION}: {verdict(board)}; {counted}"


def _besides(board: Scoreboard) -> Iterator[str]:
    """What the figures rest on, and what they leave out."""
    if board.shallow:
        yield SHALLOW
    if not any(i.kind == "results" and not i.fault for i in board.inputs):
        yield "no test report was read: a test here is linked to the defect; whether it passes is not known"
    for entry in board.inputs:
        if entry.fault:
            yield f"not used: {entry.fault}"
    outside = ", ".join(f"{count} {scope}" for scope, count in board.outside.items())
    if outside:
        yield f"not counted: {outside}"


def _lines(board: Scoreboard) -> Iterator[Line]:
    yield (Span(f"How the fixed defects of this history are held by tests, as of {board.today.isoformat()}"),)
    yield BLANK
    yield (Span(f"  {'fixed in':<9}{'defects':>8}{'tested':>14}" + "".join(f"{level.word:>11}" for level in Level)),)
    for name, rungs in [*board.years.items(), ("all", board.total)]:
        tested = f"{rungs.tested} ({_share(rungs)})"
        yield (
            Span(
                f"  {name:<9}{rungs.defects:>8}{tested:>14}" + "".join(f"{rungs.levels.get(r, 0):>11}" for r in Level)
            ),
        )
    yield BLANK
    yield from paragraph(Span(""), _sentence(board), terminal.WIDTH)
    yield from paragraph(Span("  "), f"“{WORDING}”", terminal.WIDTH)
    yield (Span(f"  {URL}"),)
    if board.recent:
        yield BLANK
    for one in board.recent:
        yield from _proof(one)
    notes = [visible(note, 500) for note in _besides(board)]
    if notes:
        yield BLANK
    for note in notes:
        yield from paragraph(Span("  · "), note, terminal.WIDTH)


def _proof(one: Recent) -> Iterator[Line]:
    record = one.trace.record
    mark = "●" if one.tested else "✗"
    lead = f"  {mark} {one.day.isoformat()}  {visible(record.id, 30)}  "
    yield (Span(cut(lead + visible(record.title, 200), terminal.WIDTH)),)
    if not one.tested:
        yield from paragraph(Span("      "), visible(one.trace.gap, 300), terminal.WIDTH)
        return
    for test in one.trace.tests[:TESTS]:
        yield (Span(f"      {visible(test.id, 300)}"),)
    if len(one.trace.tests) > TESTS:
        yield (Span(f"      and {plural(len(one.trace.tests) - TESTS, 'more test')}"),)


def _page(board: Scoreboard) -> Iterator[str]:
    yield f"## Fixed defects and their tests, {board.today.isoformat()}\n"
    yield "| fixed in | defects | tested | " + " | ".join(level.word for level in Level) + " |"
    yield "|---" * (3 + len(Level)) + "|"
    for name, rungs in [*board.years.items(), ("**all**", board.total)]:
        counts = " | ".join(str(rungs.levels.get(level, 0)) for level in Level)
        yield f"| {name} | {rungs.defects} | {rungs.tested} ({_share(rungs)}) | {counts} |"
    yield f"\n### {markdown(_sentence(board))}\n"
    yield f"> {markdown(WORDING)} ([{markdown(CRITERION)}]({URL}))\n"
    if board.recent:
        yield "| fixed | defect | title | tests |"
        yield "|---|---|---|---|"
    yield from (_row(one) for one in board.recent[:ROWS])
    if len(board.recent) > ROWS:
        yield f"\n{plural(len(board.recent) - ROWS, 'more row')} left out."
    yield from (f"\n- {markdown(note, 500)}" for note in _besides(board))


def _row(one: Recent) -> str:
    tests = [code(test.id, 300) for test in one.trace.tests[:TESTS]] if one.tested else ["none"]
    more = len(one.trace.tests) - TESTS
    shown = "<br>".join([*tests, *([f"and {more} more"] if more > 0 and one.tested else [])])
    record = one.trace.record
    return f"| {one.day.isoformat()} | {code(record.id, 60)} | {markdown(record.title, 200)} | {shown} |"
