"""gcovr's JSON report: https://gcovr.com/en/stable/output/json.html.

A line is listed once for each function that has it: executed wins. Its branches are counted, without those that gcovr
was told to leave out; lines of no code are no lines, excluded ones (`GCOVR_EXCL_LINE`) are excluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lockstitch.coverage import document, found
from lockstitch.coverage.document import count, line_number, mapping, sequence, text
from lockstitch.coverage.found import Found
from lockstitch.load import Source
from lockstitch.model import Ask, CoverageReport

FORMAT = "gcovr JSON"
OPENING = re.compile(rb'\s*\{.{0,2000}?"gcovr/format_version"\s*:', re.DOTALL)


def detects(_path: str, head: bytes) -> bool:
    return OPENING.match(document.plain(head)) is not None


def read(source: Source, ask: Ask) -> CoverageReport:
    """All files of a report; raises `ReadError`."""
    return document.read(source, lambda whole: _report(whole, ask), "run gcovr --json again")


def _report(whole: dict[str, Any], ask: Ask) -> CoverageReport:
    files: dict[str, Found] = {}
    for each in sequence(whole.get("files"), "files"):
        entry = mapping(each, "a file")
        path = text(entry.get("file"), "file")
        if path in files:
            raise ValueError(f"contradicts itself: it lists {path} twice")
        with document.naming(path):
            files[path] = _file([mapping(line, "a line") for line in sequence(entry.get("lines"), "lines")])
    return found.report(FORMAT, files, ask)._replace(granularity="line")


def _file(entries: list[dict[str, Any]]) -> Found:
    file = Found()
    for line in entries:
        number = line_number(line.get("line_number"), "line_number")
        if line.get("gcovr/noncode") is True:
            continue
        if line.get("gcovr/excluded") is True:
            file.excluded.append(number)
        else:
            file.note(number, count(line.get("count"), "count") > 0)
            taken = list(_taken(line))
            file.exits(number, sum(taken), len(taken))
    return file


def _taken(line: dict[str, Any]) -> Iterator[bool]:
    """Whether each branch of a line was taken."""
    for each in sequence(line.get("branches", []), "branches"):
        branch = mapping(each, "a branch")
        if branch.get("gcovr/excluded") is not True:
            yield count(branch.get("count"), "the count of a branch") > 0
