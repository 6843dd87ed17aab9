"""Tables that trackers export: comma, semicolon or tab, and a header in which a name may stand more than once."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from lockstitch import load
from lockstitch.load import Source
from lockstitch.model import Ledger, Record, Status
from lockstitch.records.export import Draft, Export, Fields
from lockstitch.records.export_json import CUT
from lockstitch.records.export_signs import header
from lockstitch.settings import Trackers
from lockstitch.shape import described
from lockstitch.values import NamedTuple

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
_WORDED = re.compile(r"(\d{1,2})[/ .-]([a-z]{3})[a-z]*[/ .-](\d{4}|\d\d)(?!\d)")
_NUMBERS = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")
_NOTHING = frozenset(("", "--", "---", "< default >"))
"""How trackers write that a cell holds nothing."""


class Row(NamedTuple):
    """One row: field → what its cells hold, in their order."""

    cells: Mapping[str, tuple[str, ...]]
    line: int

    def first(self, field: str) -> str:
        return next(iter(self.cells.get(field, ())), "")


class Table(NamedTuple):
    """How a tracker writes a table: field → the names that its column may have, folded; and how a row ended.

    The fields are those of `Record`, with `type`, and `resolution` and `category` beside `status`. `needed`: those
    without which fixed cannot be told from rejected. `type`: what says which kind a row is.
    """

    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    status: Callable[[Export, Row], Status]
    type: Callable[[Row], str] = lambda row: row.first("type")


def ledger(source: Source, trackers: Trackers, table: Table) -> Ledger:
    """The records of a file. Raises `ReadError`."""
    export = Export(source, trackers)
    rows = list(_rows(source, table))
    days = Days(row.first(field) for row in rows for field in ("opened", "resolved"))
    for row in rows:
        export.add(_draft(export, row, table, days))
    return export.ledger(days.note())


def _draft(export: Export, row: Row, table: Table, days: Days) -> Draft:
    fields = Fields({"id": row.first("id")}, export.source, row.line, "a row")
    record = Record(
        fields.id("id"),
        "unclassified",
        row.first("title"),
        table.status(export, row),
        export.place(row.line),
        priority=row.first("priority"),
        severity=row.first("severity"),
        opened=days.day(row.first("opened")),
        resolved=days.day(row.first("resolved")),
        owner=row.first("owner"),
        component=row.first("component"),
        labels=tuple(label for cell in row.cells.get("labels", ()) for label in cell.replace(",", " ").split()),
        reopened=row.first("status").lower() == "reopened",
    )
    return Draft(record, table.type(row))


def _rows(source: Source, table: Table) -> Iterator[Row]:
    """All rows, of which only the fields are kept.

    A file that ends inside its last line is refused where a cell is last that decides: `Won't` may be `Won't Fix`.
    """
    text = load.text(source)
    mark, names = header(text)
    known = {name: field for field, either in table.columns.items() for name in either}
    fields = [known.get(name, "") for name in names]
    for field in table.needed:
        if field not in fields:
            cause = f"has no column {table.columns[field][0].capitalize()}"
            raise source.refuse(cause, 1, "export it too: it tells what was fixed from what was not")
    if fields[-1] in (*table.needed, "category") and not text.endswith(("\n", "\r")):
        hint = "it may have been cut off; where it is whole, add a line end"
        raise source.refuse("ends inside its last line", text.count("\n") + 1, hint)
    for line, cells in _cells(source, text, mark):
        if len(cells) != len(names):
            raise source.refuse(f"row has {len(cells)} cells, the header {len(names)}", line, CUT)
        found: dict[str, tuple[str, ...]] = {}
        for field, cell in zip(fields, cells, strict=True):
            if field and (held := cell.strip()) not in _NOTHING:
                found[field] = (*found.get(field, ()), held)
        yield Row(found, line)


def _cells(source: Source, text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    line = 1
    try:
        for number, cells in enumerate(reader):
            if line > source.limits.entries:
                raise source.refuse(f"holds more than {source.limits.entries:,} lines", line)
            if number and any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise source.refuse(f"is not a well-formed table: {error}", line, CUT) from None


class Days:
    """Dates as a tracker writes them for its reader: `11/Oct/25 9:05 AM`, `2025-10-11`, `11/23/26 19:25:30`.

    Which number of `03/04/26` is the month, only other dates of the same file can tell: one with a number above 12.
    Where none does, none is taken, for a guess would be wrong in every second country.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._unread: Counter[str] = Counter()
        self._day_first: bool | None = None
        found = [match for text in texts if (match := _NUMBERS.match(text))]
        day_first = any(int(match[1]) > 12 >= int(match[3]) for match in found)
        month_first = any(int(match[3]) > 12 >= int(match[1]) for match in found)
        dotted = any(match[2] == "." for match in found)  # no country writes the month first and dots
        if day_first != month_first or dotted:
            self._day_first = day_first or dotted

    def day(self, text: str) -> date | None:
        found = _day(text.casefold(), self._day_first)
        if text and found is None:
            self._unread[text] += 1
        return found

    def note(self) -> Iterator[str]:
        if self._unread:
            count = sum(self._unread.values())
            such = described(next(iter(self._unread)))
            yield f"{count} date{'' if count == 1 else 's'} left out that cannot be read without doubt, such as {such}"


@lru_cache(maxsize=10_000)
def _day(text: str, day_first: bool | None) -> date | None:
    year = month = day = ""
    if match := _ISO.match(text):
        year, month, day = match.groups()
    elif match := _WORDED.match(text):
        day, name, year = match.groups()
        month = str(_MONTHS.index(name) + 1) if name in _MONTHS else ""
    elif (match := _NUMBERS.match(text)) and day_first is not None:
        day, month, year = (match[1], match[3], match[4]) if day_first else (match[3], match[1], match[4])
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
