"""LCOV tracefiles: https://github.com/linux-test-project/lcov/blob/master/docs/man/geninfo.rst, "Tracefile format".

A file may have several records, one for each test or shard, and a line several entries: executed wins.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Callable
from functools import partial

from lockstitch import load
from lockstitch.coverage.merge import HIGHEST_LINE, Tally
from lockstitch.coverage.textlines import text_lines
from lockstitch.load import Source
from lockstitch.model import Ask, Branch, CoverageReport, FileCoverage

FORMAT = "lcov"
OPENING = re.compile(rb"(?:\s|#[^\n]*\n)*(?:TN|SF):")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What a PowerShell `>` begins with."""
LARGE = re.compile(r"\d{1,20}\.\d{1,20}e\+\d{1,2}")


def detects(_path: str, head: bytes) -> bool:
    """Whether the first line that is neither blank nor a comment names a test or a source file."""
    plain = head[2:].replace(b"\0", b"") if head.startswith(UTF_16) else head.removeprefix(codecs.BOM_UTF8)
    return OPENING.match(plain) is not None


def read(source: Source, ask: Ask) -> CoverageReport:
    """All records of a tracefile; raises `ReadError`."""
    reading = _Reading(source, ask)
    encoding = "utf-16" if load.head(source).startswith(UTF_16) else "utf-8-sig"
    for line in text_lines(source, encoding):
        reading.take(line)
    return reading.report()


class _File:
    """What all records of one file hold together. `exits`: line → `block,branch` → whether it was taken."""

    __slots__ = ("contexts", "exits", "functions", "tally", "wanted")

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted
        self.tally = Tally()
        self.exits: defaultdict[int, dict[str, bool]] = defaultdict(dict)
        self.contexts: defaultdict[str, Tally] = defaultdict(Tally)
        self.functions: set[tuple[int, str]] = set()

    def coverage(self, path: str) -> FileCoverage:
        executed, missing = self.tally.sets()
        return FileCoverage(
            path=path,
            executed=executed,
            missing=missing,
            branches={line: _branch(exits) for line, exits in self.exits.items()},
            contexts={test: tally.sets()[0] for test, tally in self.contexts.items()},
            functions=frozenset(self.functions),
        )


class _Record:
    """One record while it is read. `counted`: its sums, LF and LH being lines found and lines hit."""

    __slots__ = ("counted", "file", "functions_first", "path", "tally")

    def __init__(self, path: str, file: _File) -> None:
        self.path = path
        self.file = file
        self.tally = Tally()
        self.counted: dict[str, int] = {}
        self.functions_first = False


class _Reading:
    """One pass over a tracefile: `take` receives its lines."""

    def __init__(self, source: Source, ask: Ask) -> None:
        self.source = source
        self.ask = ask
        self.number = 0
        self.test: str | None = None
        """The test that the records belong to: None before the first TN, empty where it has no name."""
        self.record: _Record | None = None
        self.files: dict[str, _File] = {}
        self.has_branches = False
        self.has_contexts = False
        self.entries: dict[str, Callable[[_Record, str], None]] = {
            "DA": self._line,
            "BRDA": self._branch,
            "FN": self._function,
            "FNL": self._unnamed,
            **{key: partial(self._sum, key) for key in ("LF", "LH", "FNF", "FNH", "BRF", "BRH")},
        }

    def take(self, line: str) -> None:
        """One line; unknown entries are none of our business."""
        self.number += 1
        key, _, value = line.partition(":")
        try:
            self._entry(key.strip(), value.strip())
        except ValueError as error:
            cause = f"has a malformed entry, {line.strip()[:80]!r}: {error}"
            raise self.source.refuse(cause, self.number) from None

    def _entry(self, key: str, value: str) -> None:
        if entry := self.entries.get(key):
            if not self.record:
                raise ValueError("it stands outside any record")
            entry(self.record, value)
        elif key == "TN":
            self.test = None if value == "GCOVR_report" else value
        elif key == "SF":
            self._open(value)
        elif key == "end_of_record" and self.record:
            self._close(self.record)

    def _open(self, path: str) -> None:
        if self.record:
            raise ValueError(f"the record of {self.record.path} has no end_of_record")
        if path not in self.files:
            self.files[path] = _File(self.ask.lines(path))
        self.record = _Record(path, self.files[path])

    def _line(self, record: _Record, value: str) -> None:
        number, hits, *_checksum = value.split(",")
        line = _line_number(number)
        executed = _count(hits) > 0
        if line:
            (record.tally.executed if executed else record.tally.missing).append(line)

    def _branch(self, record: _Record, value: str) -> None:
        number, _, rest = value.partition(",")
        exit_, _, taken = rest.rpartition(",")
        line = _line_number(number)
        executed = taken != "-" and _count(taken) > 0
        if "," not in exit_:
            raise ValueError("it names no block and branch")
        if line and "U" not in exit_.partition(",")[0]:  # lcov 2: declared unreachable
            self.has_branches = True
            if record.file.wanted:
                exits = record.file.exits[line]
                exits[exit_] = exits.get(exit_, False) or executed

    def _function(self, record: _Record, value: str) -> None:
        self._unnamed(record, value)
        line, _, rest = value.partition(",")
        if record.file.wanted and line.isdecimal():  # lcov 2 writes the last line before the name
            record.file.functions.add((_line_number(line), rest.rpartition(",")[2]))

    def _unnamed(self, record: _Record, _value: str) -> None:
        record.functions_first |= not record.tally.listed

    def _sum(self, key: str, record: _Record, value: str) -> None:
        if key in record.counted:
            raise ValueError(f"the record of {record.path} has two of it: was the end of a record lost?")
        record.counted[key] = _count(value) if key in ("LF", "LH") else 0

    def _close(self, record: _Record) -> None:
        self._check(record)
        record.file.tally.add(record.tally)
        if self.test and record.tally.executed:
            self.has_contexts = True
            if record.file.wanted and self.ask.contexts(record.path):
                record.file.contexts[self.test].add(record.tally)
        self.record = None

    def _check(self, record: _Record) -> None:
        """A record that counts more lines than it lists has lost some.

        Not so where a tool counts a line once for each function that has it: LLVM and gcovr, which write no TN (gcovr:
        one that names itself) and the functions first. coverage.py 6 counts an empty module's line 0 as hit, not found.
        """
        if self.test is None and record.functions_first:
            return
        found, hit = record.counted.get("LF", 0), record.counted.get("LH", 0)
        listed, executed = record.tally.listed, len(record.tally.executed)
        if found > listed or executed < hit <= found:
            counts = f"it counts {hit} of {found} lines as hit, and lists {executed} of {listed}"
            cause = f"contradicts itself on {record.path}: {counts}"
            raise self.source.refuse(cause, self.number, "lines were lost on the way: write the report again")

    def report(self) -> CoverageReport:
        if self.record:
            cause = f"is cut off: the record of {self.record.path} has no end_of_record"
            raise self.source.refuse(cause, self.number, "did the tool that writes it finish?")
        self.files.pop("", None)  # gcovr writes an empty name for a file at the root of a drive
        if not self.files:
            raise self.source.refuse("holds no file", hint="nothing was measured: what did the coverage run look at?")
        return CoverageReport(
            format=FORMAT,
            listed=tuple(self.files),
            files=tuple(file.coverage(path) for path, file in self.files.items() if file.wanted),
            measured=sum(len(file.tally.distinct()) for file in self.files.values()),
            has_branches=self.has_branches,
            has_contexts=self.has_contexts,
        )


def _branch(exits: dict[str, bool]) -> Branch:
    missing = frozenset(name for name, taken in exits.items() if not taken)
    return Branch(len(exits), len(exits) - len(missing), missing)


def _line_number(text: str) -> int:
    """A line, or 0: gcovr writes it for merged functions, coverage.py before 7.6.2 for the exit of a function."""
    number = _count(text)
    if number > HIGHEST_LINE:
        raise ValueError(f"no file has more than {HIGHEST_LINE:,} lines")
    return number


def _count(text: str) -> int:
    """A count, as a whole number or, where it is huge, as 1.5e+20."""
    if text.isdecimal():
        return int(text)
    if LARGE.fullmatch(text):
        return int(float(text))
    raise ValueError(f"{text[:40]!r} is no count")
