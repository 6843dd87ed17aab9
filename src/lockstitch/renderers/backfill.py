"""What `lockstitch backfill` found, what it left out and why."""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Record
from lockstitch.model.entries import EntrySource, Gathered, LeftOut
from lockstitch.renderers import terminal
from lockstitch.renderers.document import Json, as_json
from lockstitch.renderers.escape import visible
from lockstitch.renderers.layout import BLANK, Line, Span, cut, paragraph, plain
from lockstitch.renderers.words import plural

SCHEMA = "lockstitch/backfill/1"
MEANING: dict[EntrySource, str] = {
    "fragments": "files of one change each, of the whole history",
    "changelog": "items of the changelogs of today",
    "commits": "messages that say that they fix something",
}
EXAMPLES = 4
SHOWN = 10
SHALLOW = "this clone leaves out older commits, and what they tell: fetch the whole history (fetch-depth: 0)"


def text(gathered: Gathered, output: str, dry: bool) -> str:
    """For a person. `output`: the ledger that is written, or would be."""
    return plain(_lines(gathered, output, dry))


def document(gathered: Gathered, output: str, dry: bool) -> str:
    """For a script: every new record, and everything that was left out."""
    return as_json(
        {
            "schema": SCHEMA,
            "output": output,
            "written": not dry,
            "found": {source: gathered.found.get(source, 0) for source in MEANING},
            "held": gathered.held,
            "shallow": gathered.shallow,
            "records": [_record(record) for record in gathered.records],
            "left_out": [_left(left) for left in _ordered(gathered)],
        }
    )


def _record(record: Record) -> Json:
    return {
        "id": record.id,
        "title": record.title,
        "resolved": record.resolved.isoformat() if record.resolved else None,
        "commits": list(record.commits),
        "source": record.source,
    }


def _left(left: LeftOut) -> Json:
    return {"source": left.source, "why": left.why, "count": left.entries, "examples": list(left.examples)}


def _ordered(gathered: Gathered) -> list[LeftOut]:
    order = list(MEANING)
    return sorted(gathered.left, key=lambda left: (order.index(left.source), -left.entries, left.why))


def _lines(gathered: Gathered, output: str, dry: bool) -> Iterator[Line]:
    found = sum(gathered.found.values())
    yield (Span(f"{plural(found, 'fixed defect')} found in this repository"),)
    for source, meaning in MEANING.items():
        yield (Span(f"  {source:<10} {gathered.found.get(source, 0):>6}  {meaning}"),)
    left = _ordered(gathered)
    if left:
        yield BLANK
        yield (Span(f"left out: {plural(sum(each.entries for each in left), 'entry', 'entries')}"),)
    for each in left:
        shown = [visible(example, 60) for example in each.examples[:EXAMPLES]]
        more = [f"{len(each.examples) - EXAMPLES} more"] if len(each.examples) > EXAMPLES else []
        told = f"{each.why}" + (f": {', '.join([*shown, *more])}" if shown else "")
        yield from paragraph(Span(f"  {each.source:<10} {each.entries:>6}  "), told, terminal.WIDTH)
    yield BLANK
    yield from _newest(gathered, dry)
    verb = "would be appended" if dry else "appended"
    held = f", {gathered.held} held already" if gathered.held else ""
    if gathered.shallow:
        yield (Span(SHALLOW, "warning"),)
    yield (Span(f"{visible(output, 300)}: {plural(len(gathered.records), 'record')} {verb}{held}"),)
    if gathered.records:
        yield (Span("next: lockstitch backfill --report shows how they are held by tests"),)


def _newest(gathered: Gathered, dry: bool) -> Iterator[Line]:
    if not dry or not gathered.records:
        return
    yield (Span("the newest of them (--format json shows all)"),)
    for record in reversed(gathered.records[-SHOWN:]):
        day = record.resolved.isoformat() if record.resolved else " " * 10
        told = f"  {day}  {visible(record.id, 30)}  {visible(record.title, 200)}"
        yield (Span(cut(told, terminal.WIDTH)),)
    yield BLANK
