"""Strict reading of configuration values: every fault is collected with its line, none is raised at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from lockstitch.errors import Fault
from lockstitch.shape import unknown_key

Key: TypeAlias = tuple[str | int, ...]
"""Where a value stands: `("rules", "untested-defect")`."""
Read: TypeAlias = "Callable[[Checked, Key, object], Any]"
"""Reads one value, or refuses it and returns None."""


class Checked:
    """One configuration file being read: its name, the lines of its keys, and the faults found so far."""

    def __init__(self, name: str, line_of: Callable[[Key], int]) -> None:
        self.name = name
        self.line_of = line_of
        self.faults: list[Fault] = []

    def refuse(self, key: Key, message: str, hint: str = "") -> None:
        self.faults.append(Fault(message, self.name, self.line_of(key), hint))

    def wrong(self, key: Key, expected: str, value: object) -> None:
        shown = repr(value) if len(repr(value)) <= 60 else type(value).__name__
        self.refuse(key, f"{dotted(key)} must be {expected}, not {shown}")


def dotted(key: Key) -> str:
    return ".".join(map(str, key))


def text(checked: Checked, key: Key, value: object) -> str | None:
    if isinstance(value, str) and value:
        return value
    checked.wrong(key, "text", value)
    return None


def flag(checked: Checked, key: Key, value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    checked.wrong(key, "true or false", value)
    return None


def folder(checked: Checked, key: Key, value: object) -> str | None:
    """A folder of the repository; the empty text is its top."""
    return "" if value == "" else text(checked, key, value)


def texts(checked: Checked, key: Key, value: object) -> tuple[str, ...] | None:
    """A list of texts, or one text for a list of one."""
    values = [value] if isinstance(value, str) else value
    if isinstance(values, list) and all(isinstance(v, str) and v for v in values):
        return tuple(values)
    checked.wrong(key, "text or a list of texts", value)
    return None


def patterns(checked: Checked, key: Key, value: object) -> tuple[str, ...] | None:
    """Regular expressions with a group `id`."""
    import re

    found = texts(checked, key, value)
    for expression in found or ():
        try:
            if "id" not in re.compile(expression).groupindex:
                checked.refuse(key, f"{dotted(key)}: {expression!r} has no group (?P<id>…)", "name the record's id so")
        except re.error as error:
            checked.refuse(key, f"{dotted(key)}: {expression!r} is no regular expression: {error}")
    return found


def inputs(checked: Checked, key: Key, value: object) -> tuple[str, ...] | None:
    """Files or globs; the word `none` says that there are none."""
    found = texts(checked, key, value)
    return () if found == ("none",) else found


def day(checked: Checked, key: Key, value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        checked.wrong(key, "a date such as 2026-03-02", value)
        return None


def one_of(*allowed: str) -> Read:
    def read(checked: Checked, key: Key, value: object) -> str | None:
        if isinstance(value, str) and value in allowed:
            return value
        checked.wrong(key, "one of " + ", ".join(allowed), value)
        return None

    return read


def list_of(*allowed: str) -> Read:
    def read(checked: Checked, key: Key, value: object) -> tuple[str, ...] | None:
        found = texts(checked, key, value)
        if found is not None and not set(found) <= set(allowed):
            checked.wrong(key, "a list out of " + ", ".join(allowed), value)
            return None
        return found

    return read


def whole(low: int, high: int | None = None) -> Read:
    def read(checked: Checked, key: Key, value: object) -> int | None:
        number = value if isinstance(value, int) and not isinstance(value, bool) else None
        if number is not None and number >= low and (high is None or number <= high):
            return number
        checked.wrong(key, f"a whole number {low} to {high}" if high is not None else f"a whole number >= {low}", value)
        return None

    return read


def mapping_of(read_value: Read, names: Iterable[str] | None = None) -> Read:
    """A table with free keys, or with keys out of `names` only; each value is read by `read_value`."""
    known = None if names is None else list(names)

    def read(checked: Checked, key: Key, value: object) -> dict[str, Any] | None:
        if not isinstance(value, Mapping):
            checked.wrong(key, "a table", value)
            return None
        found = {}
        for name, item in value.items():
            if known is not None and name not in known:
                message, hint = unknown_key(str(name), known)
                checked.refuse((*key, str(name)), f"{dotted(key)}: {message}", hint)
            elif (one := read_value(checked, (*key, str(name)), item)) is not None:
                found[str(name)] = one
        return found

    return read


def table(build: Callable[..., Any], fields: Mapping[str, Read]) -> Read:
    """A table with known keys, given to `build` as keyword arguments."""

    def read(checked: Checked, key: Key, value: object) -> Any:
        if not isinstance(value, Mapping):
            checked.wrong(key, "a table", value)
            return None
        found = {}
        for name, item in value.items():
            if name not in fields:
                message, hint = unknown_key(str(name), fields)
                checked.refuse((*key, str(name)), f"{dotted(key)}: {message}" if key else message, hint)
            elif (one := fields[name](checked, (*key, str(name)), item)) is not None:
                found[str(name)] = one
        return build(**found)

    return read
