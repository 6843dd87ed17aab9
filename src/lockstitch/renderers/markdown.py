"""A job summary in GitHub's Markdown: the verdict, the findings, and what they rest on.

A step's summary of more than 1 MiB is refused whole, so rows are left out, and counted, before it comes to that:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
"""

from __future__ import annotations

from collections.abc import Iterable

from lockstitch.model import Finding, Input, Report, SettledProof, Trace
from lockstitch.renderers import features, ladder, tally, waivers, words
from lockstitch.renderers.escape import code, markdown
from lockstitch.values import NamedTuple

LIMIT = 1 << 20
"""Bytes of UTF-8."""
FULL = "a job summary holds 1 MiB"
CELL = 1000
"""Characters of one cell, before they are escaped."""

NOTES = 20
TESTS = 10
"""Tests of one feature that are named."""

SIGNS = {"holds": "✅", "broken": "❌", "unknown": "❓"}


class _Section(NamedTuple):
    """A table under a summary that folds it, or open where there is none."""

    summary: str
    head: tuple[str, ...]
    rows: tuple[str, ...]
    foot: str = ""


def render(report: Report) -> str:
    """The summary, of at most `LIMIT` bytes."""
    return page(report, LIMIT, FULL)


def page(report: Report, limit: int, full: str) -> str:
    """At most `limit` bytes of UTF-8; the findings take their room first, then inputs and records. `full`: why rows are
    left out, where some are."""
    lead = [f"## {SIGNS[report.verdict]} lockstitch: {words.verdict(report)}", _lines(tally.sentences(report.matrix))]
    sections = [_findings(report), *_waivers(report), _inputs(report), _records(report)]
    sections += [*_features(report), *_proofs(report)]
    tail = [text for text in (_besides(report), markdown(words.rules(report))) if text]
    room = limit - _size("\n\n".join([*lead, *(_drawn(section, 0, full) for section in sections), *tail]) + "\n")
    parts = []
    for section in sections:
        kept, room = _fitting(section.rows, room)
        parts.append(_drawn(section, kept, full))
    return "\n\n".join([*lead, *filter(None, parts), *tail]) + "\n"


def _fitting(rows: tuple[str, ...], room: int) -> tuple[int, int]:
    """How many of the rows fit, and the room that they leave."""
    for number, row in enumerate(rows):
        size = _size(row) + 1
        if size > room:
            return number, room
        room -= size
    return len(rows), room


def _drawn(section: _Section, kept: int, full: str) -> str:
    """The section with its first `kept` rows; without any, it is longest for what it says of those left out."""
    left = len(section.rows) - kept
    table = [_row(*section.head), _row(*("---" for _ in section.head)), *section.rows[:kept]] if section.rows else []
    more = f"{words.plural(left, 'more row')} left out: {full}." if left else ""
    body = "\n\n".join(part for part in ("\n".join(table), more, section.foot) if part)
    if section.summary and not body:
        return section.summary
    return f"<details><summary>{section.summary}</summary>\n\n{body}\n\n</details>" if section.summary else body


def _size(text: str) -> int:
    return len(text.encode())


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _lines(sentences: Iterable[str]) -> str:
    return "<br>\n".join(map(markdown, sentences))


def _findings(report: Report) -> _Section:
    rows = tuple(map(_finding, words.ordered(report.findings)))
    return _Section("", ("", "rule", "record", "where", "what", "next step"), rows)


def _finding(finding: Finding) -> str:
    verdict = finding.severity if finding.verdict == "broken" else f"unknown ({finding.severity})"
    place = code(str(finding.location), CELL) if finding.location else ""
    what = (markdown(finding.message, CELL), markdown(finding.hint, CELL))
    return _row(verdict, code(finding.rule), code(finding.record, 100), place, *what)


def _waivers(report: Report) -> list[_Section]:
    """By whose word which finding may stand; no section where nothing is waived. The baseline is counted below."""
    rows = tuple(map(_waiver, waivers.rows(report)))
    head = ("rule", "record or path", "category", "reason", "owner", "until", "answers for")
    return [_Section(words.plural(len(rows), "waiver"), head, rows)] if rows else []


def _waiver(each: waivers.Row) -> str:
    waiver = each.waiver
    told = (markdown(waiver.category, 40), markdown(waiver.reason, CELL), markdown(waiver.owner, 100))
    return _row(code(waiver.rule, 100), code(each.subject, CELL), *told, waiver.until.isoformat(), each.answers)


def _inputs(report: Report) -> _Section:
    entries = report.matrix.inputs
    faults = sum(entry.fault is not None for entry in entries)
    beside = f", {faults} of them cannot be used" if faults else ""
    summary = f"Examined: {words.plural(len(entries), 'input')}{beside}"
    return _Section(summary, ("input", "path", "format", "what it holds"), tuple(map(_input, entries)))


def _input(entry: Input) -> str:
    fault = f"cannot be used: {words.fault(entry.fault, entry.path)}" if entry.fault else ""
    held = "; ".join(part for part in (entry.counts, fault, *entry.notes) if part)
    return _row(entry.kind, code(entry.path, CELL), markdown(entry.format, 40), markdown(held, CELL))


def _records(report: Report) -> _Section:
    rungs = tuple(rung.word for rung in ladder.RUNGS)
    head = ("record", "title", "severity", "requires", *rungs, "what the next rung lacks")
    foot = [f"not judged: {sentence}" for sentence in ladder.folded(report)]
    waived = ladder.waived(report)
    rows = tuple(_record(trace, trace.record.id in waived) for trace in ladder.judged(report))
    return _Section(ladder.standing(report), head, rows, _lines(foot))


def _record(trace: Trace, waived: bool) -> str:
    record = trace.record
    marks = (ladder.GLYPHS[ladder.mark(trace, rung)] for rung in ladder.RUNGS)
    told = (code(record.id, 100), markdown(record.title, 200), markdown(record.severity, 40), trace.required.word)
    return _row(*told, *marks, markdown(ladder.gap(trace, waived), CELL))


def _features(report: Report) -> list[_Section]:
    """Which features are covered by which tests; no section where none is judged."""
    rows = tuple(map(_feature, features.rows(report)))
    head = ("", "feature", "title", "statements", "covered", "uncovered", "unmeasured", "excluded", "partial", "tests")
    return [_Section(features.standing(report), head, rows)] if rows else []


def _feature(row: features.Row) -> str:
    record, counts = row.trace.record, row.counts
    told = (features.GLYPHS[row.state], code(record.id, 100), markdown(record.title, 200))
    numbers = [str(n) for n in (counts.statements, *counts)] if counts else [markdown(row.lines, CELL), *[""] * 5]
    tests = (*row.linked, *row.others)[:TESTS]
    named = [f"{code(test.id, 300)} {markdown(test.told, 100)}" for test in tests]
    left = len(row.linked) + len(row.others) - len(tests)
    return _row(*told, *numbers, "<br>".join([*named, f"{left} more"] if left else named) or "none")


def _proofs(report: Report) -> list[_Section]:
    """What was tried of the judged records; no section where nothing was."""
    rows = tuple(_proof(trace, each) for trace in ladder.judged(report) for each in trace.proofs)
    head = ("record", "test", "environment", "proof", "without the fix", "with it", "tried")
    return [_Section(words.plural(len(rows), "proof"), head, rows)] if rows else []


def _proof(trace: Trace, each: SettledProof) -> str:
    proof = each.proof
    names = (code(trace.record.id, 100), code(proof.test, CELL), markdown(proof.environment, 100))
    day = proof.day.isoformat() if proof.day else ""
    return _row(*names, markdown(words.standing(each), CELL), markdown(words.failure(proof), CELL), proof.after, day)


def _besides(report: Report) -> str:
    """What does not fail, but is to be known; a few lines, whatever they hold."""
    told = [text for text in (words.excused(report), *report.notes) if text]
    left = len(told) - NOTES
    shown = [f"- {markdown(text, CELL)}" for text in told[:NOTES]]
    return "\n".join([*shown, f"- {left} more in the log"] if left > 0 else shown)
