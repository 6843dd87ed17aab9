"""Our ledger as JSON Lines, one record a line (https://jsonlines.org): what a tool exports, in any number."""

from __future__ import annotations

import json

from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.records.ledger import Draft, Pairs, collector_paused
from lockstitch.records.recognise import recognised
from lockstitch.shape import described
from lockstitch.shape.json_ import Repeated, json_lines, json_value

_as_pairs = json.JSONDecoder(object_pairs_hook=tuple).raw_decode


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "jsonl"


def read(source: Source) -> Ledger:
    """Raises `UsageError` with every fault of the file, `ReadError` where it cannot be opened."""
    draft = Draft(source.name)
    with collector_paused():
        for number, line in json_lines(source, draft.fatal):
            pairs = _pairs(line)
            if pairs is None or not draft.add(pairs, number):
                _look_closer(draft, line, number)
    if not draft.records and not draft.faults:
        raise draft.fatal("is empty", 0, "a ledger without records is written as YAML or JSON: `records: []`")
    return draft.ledger()


def _pairs(line: str) -> Pairs | None:
    """The fast way: the object of a line as pairs, or None where the line holds anything out of the ordinary."""
    try:
        value, end = _as_pairs(line)
    except (ValueError, RecursionError):
        return None
    whole = type(value) is tuple and end == len(line)
    return value if whole and ("\\u" not in line or "\\ud" not in line.lower()) else None


def _look_closer(draft: Draft, line: str, number: int) -> None:
    """Adds the record of a line that `_pairs` or the record's fields did not take, or everything wrong with it."""
    try:
        value = json_value(line)
    except json.JSONDecodeError as error:
        draft.refuse(f"is not well-formed JSON: {error.msg} (column {error.colno})", number)
    except ValueError as error:
        draft.refuse(str(error), number)
    else:
        if isinstance(value, Repeated):
            draft.refuse(f"{described(value.key)} is given twice", number)
        draft.record(value, number)
