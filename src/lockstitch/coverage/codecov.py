"""Codecov's own JSON, for tools that have no format: https://docs.codecov.com/docs/codecov-custom-coverage-format.

Each file maps line numbers to hits, or holds a list of them whose first item stands for no line. `"1/2"` is a line of
which one of two parts ran: its branches; `true` is one of which a part ran; `null` is no code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lockstitch.coverage import document, found
from lockstitch.coverage.document import by_line, count, line_number, mapping
from lockstitch.coverage.found import Found
from lockstitch.load import Source
from lockstitch.model import Ask, Branch, CoverageReport

FORMAT = "codecov"
OPENING = re.compile(rb'\s*\{\s*"coverage"\s*:\s*\{\s*(?:"[^"]*"\s*:\s*(?:\{\s*(?:"[0-9]+"\s*:|\})|\[)|\})')
NUMBER = re.compile(r"[0-9]{1,9}")
PART = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")


def detects(_path: str, head: bytes) -> bool:
    return OPENING.match(document.plain(head)) is not None


def read(source: Source, ask: Ask) -> CoverageReport:
    """All files of a report; raises `ReadError`."""
    return document.read(source, lambda whole: _report(whole, ask), "let its tool write it again")


def _report(whole: dict[str, Any], ask: Ask) -> CoverageReport:
    files: dict[str, Found] = {}
    for path, entry in mapping(whole.get("coverage"), "coverage").items():
        with document.naming(path):
            files[path] = _file(entry)
    return found.report(FORMAT, files, ask)


def _file(entry: object) -> Found:
    file = Found()
    for number, value in _values(entry):
        if branch := _branch(value, number):
            file.branches[number] = branch
            file.note(number, branch.taken > 0)
        elif value is not None:
            file.note(number, count(value, f"line {number}") > 0)
    return file


def _values(entry: object) -> Iterator[tuple[int, object]]:
    """(line, value), of either form."""
    if type(entry) is list:
        if entry and entry[0] is not None:
            raise ValueError("its list does not begin with null, which stands for line 0: its lines cannot be counted")
        yield from enumerate(by_line(entry[1:], "the entry"), 1)
        return
    for key, value in mapping(entry, "the entry").items():
        if not NUMBER.fullmatch(key):
            raise ValueError(f"{key!r:.40} is no line of a file")
        yield line_number(int(key), "a line"), value


def _branch(value: object, number: int) -> Branch | None:
    """The parts of a line; a whole line has none, and `true` leaves open how many."""
    if value is True:
        return Branch(2, 1)
    parts = PART.fullmatch(value) if isinstance(value, str) else None
    if not parts:
        return None
    taken, total = map(int, parts.groups())
    if taken > total or not total:
        raise ValueError(f"contradicts itself: line {number} has {taken} of {total} parts")
    return Branch(total, taken)
