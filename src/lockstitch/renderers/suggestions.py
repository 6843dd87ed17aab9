"""What `lockstitch suggest` prints: for each defect the tests that may be for it, and the line that links each."""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Location
from lockstitch.model.suggestion import Candidate, Suggestion, Suggestions
from lockstitch.renderers import terminal, words
from lockstitch.renderers.document import Json, as_json
from lockstitch.renderers.escape import visible
from lockstitch.renderers.layout import BLANK, Line, Span, paragraph, plain

SCHEMA = "lockstitch/suggest/1"
FIRST = 3
"""Candidates of one record that are shown without `--verbose`."""


def document(found: Suggestions) -> str:
    """One document for scripts, in ASCII."""
    value: dict[str, Json] = {
        "schema": SCHEMA,
        "faults": [
            {"message": fault.message, "path": fault.path or entry.path, "line": fault.line, "hint": fault.hint}
            for entry in found.inputs
            if (fault := entry.fault)
        ],
        "suggestions": [
            {
                "record": item.record.id,
                "title": item.record.title,
                "commits": list[Json]([commit.sha for commit in item.commits]),
                "clear": item.clear,
                "why": item.why,
                "candidates": [
                    {
                        "test": each.test,
                        "score": each.score,
                        "evidence": list[Json](each.evidence),
                        "paste": each.paste,
                        "location": {"path": each.location.path, "line": each.location.line},
                        "hint": each.hint,
                    }
                    for each in item.candidates
                ],
            }
            for item in found.items
        ],
    }
    return as_json(value)


def render(found: Suggestions, *, verbose: bool = False) -> str:
    return plain(_lines(found, verbose))


def _lines(found: Suggestions, verbose: bool) -> Iterator[Line]:
    for item in found.items:
        yield from _suggestion(item, verbose)
        yield BLANK
    for entry in found.inputs:
        if entry.fault:
            told = f"{visible(entry.path, 300)}: {visible(words.fault(entry.fault, entry.path), 600)}"
            yield from paragraph(Span("? could not look at "), told, terminal.WIDTH)
            yield from paragraph(Span("  → "), visible(entry.fault.hint, 600), terminal.WIDTH)
    yield (Span(_summary(found)),)


def _suggestion(item: Suggestion, verbose: bool) -> Iterator[Line]:
    yield from paragraph(Span(f"{visible(item.record.id, 60)}  "), visible(item.record.title, 300), terminal.WIDTH)
    for commit in item.commits:
        yield from paragraph(Span(f"  commit {commit.sha[:10]}  "), visible(commit.subject, 300), terminal.WIDTH)
    if item.why:
        yield from paragraph(Span("  ? "), visible(item.why), terminal.WIDTH)
    shown = item.candidates if verbose else item.candidates[:FIRST]
    for number, each in enumerate(shown, 1):
        yield BLANK
        yield from _candidate(number, each, item.record.location)
    if len(item.candidates) > len(shown):
        yield BLANK
        yield (Span(f"     {len(item.candidates) - len(shown)} more; --verbose shows all"),)


def _candidate(number: int, each: Candidate, record: Location) -> Iterator[Line]:
    yield (Span(f"  {number}. {visible(each.test, 500)}"),)
    yield from paragraph(Span("     "), visible("; ".join(each.evidence), 1000), terminal.WIDTH)
    where = f"above {each.location}" if each.marker else f"in the record, {record}"
    hint = f" ({each.hint})" if each.hint else ""
    yield from paragraph(Span("     → "), visible(f"{where}{hint}:", 600), terminal.WIDTH)
    yield (Span(f"       {visible(each.paste, 600)}"),)


def _summary(found: Suggestions) -> str:
    count = len(found.items)
    offered = sum(bool(item.candidates) for item in found.items)
    linked = f"; {found.linked} of the fixed defects have a link that counts" if found.linked else ""
    blind = any(entry.fault for entry in found.inputs)
    if count:
        text = f"{words.plural(count, 'record')}, {offered} with candidates{linked}"
    else:
        text = "no record to suggest for" if blind else f"nothing to suggest: no fixed defect lacks a link{linked}"
    return f"{text}: cannot say more (exit 3)" if blind else text
