"""Mappings with known keys: a table of fields says how each value is read, and what a JSON Schema says of it.

A reader gets one value as YAML, JSON or CSV gives it and returns it in our type, or raises `FieldError`. Null is the
same as a key left out.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from lockstitch.shape.text import described, nearest, unknown_key
from lockstitch.values import NamedTuple

Read: TypeAlias = Callable[[object], Any]
LineOf: TypeAlias = Callable[..., int]
"""`line_of()` is the line of a mapping, `line_of(key)` that of one of its keys."""

LARGEST = 1e15
"""Below it a float holds every whole number."""
_NUMBER = r"-?[0-9]+(\.[0-9]+)?"


class FieldError(ValueError):
    """A value that its field cannot hold; the message follows the field's name: `status must be …`."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message, self.hint = message, hint
        super().__init__(message)


class Field(NamedTuple):
    """How the value of one key is read, what a JSON Schema says of it, and whether it must be there."""

    read: Read
    schema: Mapping[str, object]
    required: bool = False


class Problem(NamedTuple):
    """One thing wrong with a mapping; `key` is empty where it is about the whole."""

    key: str
    message: str
    hint: str = ""


def problems(value: object, table: Mapping[str, Field]) -> Iterator[Problem]:
    """Everything that is wrong with what should be a mapping with the keys of `table`."""
    if not isinstance(value, dict):
        yield Problem("", f"must be a mapping of fields, not {described(value)}")
        return
    for key, item in value.items():
        if key not in table:
            yield Problem(key, *unknown_key(key, table))
            continue
        try:
            table[key].read(item)
        except FieldError as error:
            yield Problem(key, f"{key} {error.message}", error.hint)
    for key, field in table.items():
        if field.required and key not in value:
            yield Problem("", f"{key} is missing")


def read(mapping: Mapping[str, object], table: Mapping[str, Field]) -> dict[str, Any]:
    """The values of a mapping in our types. Raises `FieldError` or, for an unknown key, `KeyError`: see `problems`."""
    return {key: table[key].read(value) for key, value in mapping.items()}


def text(value: object) -> str:
    """Text; a whole number or a date, which YAML reads out of plain words, is the text that was written."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if type(value) is int or type(value) is date:
        return str(value)
    raise FieldError(
        f"must be text, not {described(value)}", "put it in quotes" if isinstance(value, (bool, float)) else ""
    )


def filled(value: object) -> str:
    """Text that says something."""
    found = value if type(value) is str else text(value)
    if not found or found.isspace():
        raise FieldError("may not be empty")
    return found


def texts(value: object) -> tuple[str, ...]:
    """A list of texts; one text alone is a list of one."""
    if type(value) is not list:
        return () if value is None else (filled(value),)
    try:
        return tuple(map(filled, value))
    except FieldError as error:
        raise FieldError(f"holds an item that {error.message}", error.hint) from None


def day(value: object) -> date | None:
    """A date: YYYY-MM-DD, or what YAML or TOML read as one."""
    if type(value) is str:
        return _date(value)
    return None if value is None else due(value)


def due(value: object) -> date:
    """A date that must be there."""
    if type(value) is str:
        return _date(value)
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    raise FieldError(f"must be a date written YYYY-MM-DD, not {described(value)}")


@lru_cache(maxsize=10_000)  # thousands of records share the days of a few years
def _date(text: str) -> date:
    if len(text) == 10 and text[4] == text[7] == "-":
        with contextlib.suppress(ValueError):  # a day that the calendar does not have
            return date.fromisoformat(text)
    raise FieldError(f"must be a date written YYYY-MM-DD, not {described(text)}")


def number(value: object) -> float | None:
    """A number of sensible size; also written as text, for CSV and for YAML's plain `2.50`."""
    if value is None:
        return None
    found = float(value) if isinstance(value, str) and re.fullmatch(_NUMBER, value) else value
    if isinstance(found, (int, float)) and not isinstance(found, bool) and -LARGEST < found < LARGEST:
        return float(found)
    raise FieldError(f"must be a number, not {described(value)}")


def choice(words: Mapping[str, str]) -> Read:
    """One of the given words, read as what the mapping says."""
    spoken = ", ".join(words)

    def read(value: object) -> str:
        if isinstance(value, str) and value in words:
            return words[value]
        close = nearest(value, words) if isinstance(value, str) else ""
        hint = f'did you mean "{close}"?' if close else ""
        raise FieldError(f"must be one of {spoken}; not {described(value)}", hint)

    return read


TEXT = {"type": ["string", "integer", "null"]}
FILLED = {"type": ["string", "integer"], "pattern": r"\S"}
TEXTS = {"type": ["array", "string", "integer", "null"], "pattern": r"\S", "items": FILLED}
DUE = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
DAY = DUE | {"type": ["string", "null"]}
NUMBER = {
    "type": ["number", "string", "null"],
    "exclusiveMinimum": -LARGEST,
    "exclusiveMaximum": LARGEST,
    "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
}


def words(known: Mapping[str, str]) -> dict[str, object]:
    return {"enum": list(known)}
