"""llvm-cov's JSON export, as `llvm-cov export` and cargo-llvm-cov write it (Clang, Rust, Swift).

Format: https://github.com/llvm/llvm-project/blob/main/llvm/tools/llvm-cov/CoverageExporterJson.cpp. A file is a list of
segments `[line, column, count, has count, begins a region, is a gap]`. Which lines they cover, and whether one ran,
follows `LineCoverageStats` in
https://github.com/llvm/llvm-project/blob/main/llvm/lib/ProfileData/Coverage/CoverageMapping.cpp: a line is mapped where
a counted region begins on it or runs into it, unless it opens with a skipped one; it ran as often as the most counted
of those. Gaps, which lie between regions, begin none. Regions run over blank lines, comments and brackets as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from lockstitch.coverage import document, found
from lockstitch.coverage.document import count, line_number, mapping, sequence, text
from lockstitch.coverage.found import Found
from lockstitch.load import Source
from lockstitch.model import Ask, CoverageReport
from lockstitch.values import NamedTuple

FORMAT = "llvm-cov"
OPENING = re.compile(
    rb'\s*\{\s*(?:"data"\s*:\s*\[\s*\{\s*"(?:files|functions|totals)"\s*:|.{0,200}"llvm\.coverage\.json\.export")',
    re.DOTALL,
)


def detects(_path: str, head: bytes) -> bool:
    return OPENING.match(document.plain(head)) is not None


def read(source: Source, ask: Ask) -> CoverageReport:
    """All files of an export; raises `ReadError`."""
    again = "export again: llvm-cov export -format=text, without -summary-only"
    return document.read(source, lambda whole: _report(whole, ask, source.limits.entries), again)


class _Segment(NamedTuple):
    """A place from which on a count holds."""

    line: int
    hits: int
    has_count: bool
    entry: bool
    gap: bool

    @property
    def begins(self) -> bool:
        """Whether a counted region begins here."""
        return self.entry and self.has_count and not self.gap


def _report(whole: dict[str, Any], ask: Ask, most: int) -> CoverageReport:
    files: dict[str, Found] = {}
    for each in sequence(whole.get("data"), "data"):
        export = mapping(each, "an export")
        entries = [mapping(entry, "a file") for entry in sequence(export.get("files"), "files")]
        _check_totals(export, entries)
        for entry in entries:
            path = text(entry.get("filename"), "filename")
            with document.naming(path):
                file = _file(entry, most)
            most -= file.listed
            found.join(files, path, file)
    return found.report(FORMAT, files, ask)._replace(granularity="span")


def _check_totals(export: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    """The totals add up the files' own sums; those are of functions, so that segments cannot be held against them."""
    totals = _summed(export.get("totals", {}), "totals")
    for key, total in totals.items():
        added = sum(_summed(entry.get("summary", {}), "summary").get(key, 0) for entry in entries)
        if total != added:
            raise ValueError(f"contradicts itself: its totals have {key} {total} for lines, its files {added}")


def _summed(value: object, name: str) -> dict[str, int]:
    sums = mapping(mapping(value, name).get("lines", {}), "lines")
    return {key: count(sums[key], key) for key in ("count", "covered") if key in sums}


def _file(entry: dict[str, Any], most: int) -> Found:
    file = Found()
    for first, last, ran in _settled([_segment(each) for each in sequence(entry.get("segments"), "segments")]):
        if last - first >= most - file.listed:
            raise ValueError("has more lines than limits.entries allows: raise it if the report is right")
        file.span(first, last, ran)
    for each in sequence(entry.get("branches", []), "branches"):
        _branch(file, sequence(each, "a branch"))
    return file


def _segment(value: object) -> _Segment:
    """Before LLVM 9 a segment has no sixth item."""
    items = sequence(value, "a segment")
    if not 5 <= len(items) <= 6 or {type(flag) for flag in items[3:]} - {bool, int}:
        raise ValueError(f"{items!r:.60} is no segment")
    line = line_number(items[0], "the line of a segment")
    return _Segment(line, count(items[2], "the count of a segment"), *map(bool, (*items[3:], False)[:3]))


def _settled(segments: list[_Segment]) -> Iterator[tuple[int, int, bool]]:
    """First and last of lines that are alike, and whether they ran: between segments they are as the last one says."""
    wrapped: _Segment | None = None
    before = 0
    for line, group in groupby(segments, key=lambda segment: segment.line):
        row = list(group)
        if line <= before:
            raise ValueError("its segments are not in the order of their lines")
        if wrapped and wrapped.has_count and line > before + 1:
            yield before + 1, line - 1, wrapped.hits > 0
        if (ran := _ran(row, wrapped)) is not None:
            yield line, line, ran
        wrapped, before = row[-1], line


def _ran(row: list[_Segment], wrapped: _Segment | None) -> bool | None:
    """Whether a line with these segments ran; None where it is not mapped."""
    begun = [segment.hits for segment in row if segment.begins]
    skipped = row[0].entry and not row[0].has_count
    inside = wrapped is not None and wrapped.has_count
    if not begun and (skipped or not inside):
        return None
    return max([*begun, wrapped.hits if wrapped else 0]) > 0


def _branch(file: Found, items: list[Any]) -> None:
    """`[line, column, end line, end column, true count, false count, …]`: since LLVM 12, two exits each."""
    if len(items) < 6:
        raise ValueError(f"{items!r:.60} is no branch")
    taken = sum(count(hits, "the count of a branch") > 0 for hits in items[4:6])
    file.exits(line_number(items[0], "the line of a branch"), taken, 2)
