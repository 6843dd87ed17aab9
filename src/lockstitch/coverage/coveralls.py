"""Coveralls' JSON: https://docs.coveralls.io/api-reference, as gcovr, grcov, tarpaulin and php-coveralls write it.

A list has an item for each line of the file: how often it ran, `null` where there is no code. `branches` is a flat list
of line, block, branch and hits, four to each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from lockstitch.coverage import document, found
from lockstitch.coverage.document import by_line, count, line_number, mapping, sequence, text
from lockstitch.coverage.found import Found
from lockstitch.load import Source
from lockstitch.model import Ask, CoverageReport

FORMAT = "coveralls"
OPENING = re.compile(rb'\s*\{.*?"source_files"\s*:\s*\[', re.DOTALL)


def detects(_path: str, head: bytes) -> bool:
    return OPENING.match(document.plain(head)) is not None


def read(source: Source, ask: Ask) -> CoverageReport:
    """All source files of a report; raises `ReadError`."""
    return document.read(source, lambda whole: _report(whole, ask), "let its tool write it again")


def _report(whole: dict[str, Any], ask: Ask) -> CoverageReport:
    files: dict[str, Found] = {}
    for each in sequence(whole.get("source_files"), "source_files"):
        entry = mapping(each, "a source file")
        path = text(entry.get("name"), "name")
        with document.naming(path):
            found.join(files, path, _file(entry))
    return found.report(FORMAT, files, ask)


def _file(entry: dict[str, Any]) -> Found:
    counts = by_line(entry.get("coverage"), "coverage")
    file = Found()
    for number, hits in enumerate(counts, 1):
        if hits is not None:
            file.note(number, count(hits, f"line {number}") > 0)
    for line, exits in _exits(entry).items():
        file.exits(line, sum(exits.values()), len(exits))
    return file


def _exits(entry: dict[str, Any]) -> dict[int, dict[tuple[int, int], bool]]:
    """Line → block and branch → taken. Their numbers are each tool's own and mean nothing in another report."""
    flat = sequence(entry.get("branches") or [], "branches")
    if len(flat) % 4:
        raise ValueError(f"branches holds {len(flat)} numbers, which are not four for each branch")
    exits: defaultdict[int, dict[tuple[int, int], bool]] = defaultdict(dict)
    for place in range(0, len(flat), 4):
        line, block, branch, hits = flat[place : place + 4]
        named = exits[line_number(line, "the line of a branch")]
        key = count(block, "a block"), count(branch, "a branch")
        named[key] = named.get(key, False) or count(hits, "the count of a branch") > 0
    return exits
