"""The listing of links: a table for a person, and JSON (`lockstitch/links/1`) for a script."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from lockstitch.model.mentions import Listing, Row
from lockstitch.renderers.escape import encodable, visible
from lockstitch.renderers.layout import BLANK, Line, Span, cells, cut, pad, paragraph, plain
from lockstitch.renderers.words import plural

WIDTH = 100
SHOWN = 20
"""Lines of one strength that are shown without `--verbose`."""
MEANING = {
    "explicit": "count for the gate",
    "strong": "count for the gate",
    "commit": "the commit that closed the record added or changed the test; count for the gate",
    "weak": "bare mentions; do not count unless links.accept says so",
    "negative": "reasons of xfail and skip: known and open, never a regression test",
}


def as_json(found: Listing) -> str:
    rows = [
        {
            "record": row.record or None,
            "written": row.written,
            "tracker": row.tracker,
            "key": row.key,
            "test": row.test,
            "via": row.via,
            "strength": row.strength,
            "where": row.where,
            "convention": row.convention,
            "not_ours": row.whose or None,
        }
        for row in found.rows
    ]
    whole = {"schema": "lockstitch/links/1", "records": found.records, "links": rows}
    return encodable(json.dumps(whole, indent=2, ensure_ascii=False)) + "\n"


def as_text(found: Listing, *, verbose: bool = False, width: int = WIDTH) -> str:
    return plain(_lines(found, verbose, width))


def _lines(found: Listing, verbose: bool, width: int) -> Iterator[Line]:
    if not found.rows:
        what = f" about {', '.join(map(visible, found.asked))}" if found.asked else ""
        yield (Span(f"no test source, record or commit says anything{what}"),)
        yield from paragraph(
            Span("  → "), "links.prefixes, links.markers and links.patterns teach your own words", width
        )
        return
    yield from _summary(found, width)
    for strength, meaning in MEANING.items():
        rows = [row for row in found.rows if row.strength == strength]
        if rows:
            yield BLANK
            yield (Span(f"{strength} ({len(rows)}): {meaning}", "heading"),)
            shown = rows if verbose or found.asked else rows[:SHOWN]
            yield from _table(shown)
            if len(rows) > len(shown):
                yield (Span(f"  {len(rows) - len(shown)} more; --verbose shows all", "quiet"),)


def _summary(found: Listing, width: int) -> Iterator[Line]:
    for entry in found.inputs:
        if entry.fault:
            yield from paragraph(Span("✗ "), visible(f"{entry.path}: {entry.fault.message}", 500), width)
    known = sum(bool(row.record) for row in found.rows)
    name = plural(known, "of them names a record", "of them name a record")
    held = name if found.records else "there are no records to compare with"
    yield (Span(f"{plural(len(found.rows), 'link')}: {held}", "strong"),)
    conventions = Counter((row.strength, row.via, row.convention) for row in found.rows)
    for (strength, via, convention), count in conventions.most_common():
        words = via if convention == via else f"{via}: {convention}"
        yield (Span(f"  {count:>6}  {strength:<8}  {words}", "quiet"),)


def _table(rows: Sequence[Row]) -> Iterator[Line]:
    ids = [visible(_id(row), 40) for row in rows]
    column = min(max(map(cells, ids)), 24)
    for row, ident in zip(rows, ids, strict=True):
        lead = f"  {pad(cut(ident, column), column)}  "
        yield (Span(lead, "strong"), Span(visible(row.test, 500)))
        beside = f"; {row.whose}" if row.whose else ""
        place = f"{row.via}, {row.convention}" if row.convention != row.via else row.via
        yield (Span(" " * cells(lead)), Span(visible(f"{place}: {row.where}{beside}", 400), "quiet"))


def _id(row: Row) -> str:
    """The record, or the id as it is written, with a question mark for what no record has."""
    return row.record or f"{row.written} ?"
