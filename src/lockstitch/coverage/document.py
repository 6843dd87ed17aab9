"""What the readers of JSON reports share: one document, read whole, whose values are checked as they are taken."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from lockstitch import load
from lockstitch.coverage.merge import HIGHEST_LINE
from lockstitch.load import Source
from lockstitch.model import CoverageReport
from lockstitch.shape.json_ import Repeated, check_entries, json_value

MOST = 10**20
"""Counts are 64 bits at most; a number beyond is none."""


def read(source: Source, build: Callable[[dict[str, Any]], CoverageReport], again: str) -> CoverageReport:
    """What `build` makes of the outermost object; its `ValueError` becomes a `ReadError` with the hint `again`."""
    whole = load.text(source)
    check_entries(whole, source)
    try:
        return build(mapping(json_value(whole), "the report"))
    except json.JSONDecodeError as error:
        cause = f"is not well-formed JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        raise source.refuse(cause, error.lineno, "it may have been cut off: did its tool finish?") from None
    except ValueError as error:
        raise source.refuse(str(error), hint=again) from None


@contextlib.contextmanager
def naming(path: str) -> Iterator[None]:
    """What is wrong in here is wrong with this file."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def plain(head: bytes) -> bytes:
    """The beginning of a text file without its byte order mark; also of UTF-16, as PowerShell's `>` writes it."""
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")


def mapping(value: object, name: str) -> dict[str, Any]:
    if type(value) is Repeated:
        raise ValueError(f"{name} has {value.key!r:.80} twice")
    if type(value) is not dict:
        raise ValueError(f"{name} is not a JSON object")
    return value


def sequence(value: object, name: str) -> list[Any]:
    if type(value) is not list:
        raise ValueError(f"{name} is not a list")
    return value


def by_line(value: object, name: str) -> list[Any]:
    """A list that has one value for each line of a file."""
    found = sequence(value, name)
    if len(found) > HIGHEST_LINE:
        raise ValueError(f"no file has more than {HIGHEST_LINE:,} lines")
    return found


def text(value: object, name: str) -> str:
    if type(value) is not str or not value:
        raise ValueError(f"{name} is {value!r:.40}, which is no text")
    return value


def count(value: object, name: str) -> int:
    """A whole number from 0; some tools write large ones as 1e+20."""
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int or not 0 <= value <= MOST:
        raise ValueError(f"{name} is {value!r:.40}, which is no count")
    return value


def line_number(value: object, name: str) -> int:
    if type(value) is not int or not 0 < value <= HIGHEST_LINE:
        raise ValueError(f"{name} is {value!r:.40}, which is no line of a file")
    return value
