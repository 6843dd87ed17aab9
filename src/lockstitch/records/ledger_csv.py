"""Our ledger as CSV (RFC 4180): a header that names the fields, one record a row, `;` between the items of a list."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from functools import partial

from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.records.ledger import Draft, collector_paused
from lockstitch.records.recognise import recognised
from lockstitch.records.table import RECORD
from lockstitch.shape import content, unknown_key
from lockstitch.shape.fields import texts

_LISTS = {key for key, field in RECORD.items() if field.read is texts}


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "csv"


def read(source: Source) -> Ledger:
    """Raises `UsageError` with every fault of the file, `ReadError` where it cannot be opened."""
    draft = Draft(source.name)
    rows = _rows(source, draft)
    line, header = next(rows, (0, []))
    if not header:
        raise draft.fatal("is empty", hint="the first row names the fields")
    _check_header(draft, header, line)
    table = {key: field for key, field in RECORD.items() if key in header}
    add = partial(draft.examine, table=table) if draft.faults else draft.record
    with collector_paused():
        for line, cells in rows:
            if len(cells) != len(header):
                message = f"row has {len(cells)} cells, the header {len(header)}"
                draft.refuse(message, line, 'put text with a comma in "…"')
                continue
            row = dict(zip(header, cells, strict=True))
            add({key: _value(key, cell) for key, cell in row.items() if cell and key in table}, line)
    return draft.ledger()


def _check_header(draft: Draft, header: list[str], line: int) -> None:
    """What is wrong with the columns is said once, not again in every row."""
    for key, count in Counter(header).items():
        if key not in RECORD:
            message, hint = unknown_key(key, RECORD)
            draft.refuse(message, line, hint)
        elif count > 1:
            draft.refuse(f"column {key} is given twice", line)
    for key, field in RECORD.items():
        if field.required and key not in header:
            draft.refuse(f"column {key} is missing", line)


def _value(key: str, cell: str) -> object:
    return [item for item in map(str.strip, cell.split(";")) if item] if key in _LISTS else cell


def _rows(source: Source, draft: Draft) -> Iterator[tuple[int, list[str]]]:
    """(line where it begins, cells) of each row that holds anything; blanks around a cell's text do not count."""
    import csv

    reader = csv.reader(io.StringIO(content(source), newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if line > source.limits.entries:
                raise draft.fatal(f"holds more than {source.limits.entries:,} lines", line)
            row = [cell.strip() for cell in cells]
            if any(row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise draft.fatal(f"is not well-formed CSV: {error}", line) from None
