"""Go's cover profiles: https://go.dev/blog/cover; the format is https://pkg.go.dev/golang.org/x/tools/cover's.

After a line `mode: set` each line is a block of source: `example.com/shop/cart.go:3.26,4.11 1 1` is the range, how many
statements begin in it, and how often it ran. A line ran where one of its blocks did. A block's range holds blank lines,
comments and brackets as well: they are taken away where the source is known. Files are called by the import path of
their package; where a module lies is known from `go.mod`.
"""

from __future__ import annotations

import re

from lockstitch.coverage import found
from lockstitch.coverage.found import Found
from lockstitch.coverage.merge import HIGHEST_LINE
from lockstitch.coverage.textlines import text_lines
from lockstitch.load import Source
from lockstitch.model import Ask, CoverageReport

FORMAT = "Go cover profile"
MODE = re.compile(r"mode: (set|count|atomic)")
BLOCK = re.compile(r"(.+):(\d{1,9}\.\d{1,9},\d{1,9}\.\d{1,9}) (\d{1,9}) (\d{1,20})", re.ASCII)


def detects(_path: str, head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").startswith(b"mode: ")


def read(source: Source, ask: Ask) -> CoverageReport:
    """All files of a profile; raises `ReadError`."""
    reading = _Reading(source, ask)
    for line in text_lines(source):
        reading.take(line)
    return reading.report()


class _Reading:
    """One pass over a profile: `take` receives its lines."""

    def __init__(self, source: Source, ask: Ask) -> None:
        self.source = source
        self.ask = ask
        self.number = 0
        self.mode = ""
        self.blocks: dict[str, dict[str, tuple[int, bool]]] = {}
        """Path → block → its statements, and whether it ran."""
        self.lines = 0

    def take(self, line: str) -> None:
        self.number += 1
        if not line.endswith("\n"):
            cause = f"is cut off in line {self.number}, column {len(line) + 1}: the last line has no end"
            raise self.source.refuse(cause, self.number, "did go test finish?")
        if mode := MODE.fullmatch(line.rstrip()):
            self._mode(mode[1])
        elif block := BLOCK.fullmatch(line.rstrip()):
            self._block(block[1], block[2], int(block[3]), int(block[4]) > 0)
        elif line.strip():
            raise self._malformed(line, "")

    def _malformed(self, line: str, why: str) -> Exception:
        cause = f"has a malformed line, {line.strip()[:80]!r}{why}"
        return self.source.refuse(cause, self.number, "write the profile again: go test -coverprofile=cover.out")

    def _mode(self, mode: str) -> None:
        """Profiles are often joined by appending one to the other, which tells the mode again."""
        if self.mode not in ("", mode):
            cause = f"contradicts itself: its mode is {self.mode}, and {mode} in line {self.number}"
            raise self.source.refuse(cause, self.number, "give the profiles one by one")
        self.mode = mode

    def _block(self, path: str, place: str, statements: int, ran: bool) -> None:
        """One block, perhaps told before: by the tests of another package, or in a profile that was appended."""
        if not self.mode:
            raise self._malformed(path, ": a block stands before the mode")
        blocks = self.blocks.setdefault(path, {})
        if place not in blocks:
            self.lines += self._length(path, place)
        known, before = blocks.get(place, (statements, False))
        if known != statements:
            cause = f"contradicts itself on {path}: the block {place} has {known} statements, and {statements}"
            raise self.source.refuse(cause, self.number, "profiles of different code were joined")
        blocks[place] = statements, ran or before

    def _length(self, path: str, place: str) -> int:
        first, last = _range(place)
        if not 0 < first <= last <= HIGHEST_LINE:
            raise self._malformed(path, f": {first} to {last} are no lines of a file")
        if self.lines + last - first >= self.source.limits.entries:
            cause = f"has blocks of more than {self.source.limits.entries:,} lines"
            raise self.source.refuse(cause, self.number, "raise limits.entries if the report is right")
        return last - first + 1

    def report(self) -> CoverageReport:
        if not self.blocks:
            raise self.source.refuse(
                "holds no file", hint="nothing was measured: does go test -coverpkg name the code?"
            )
        files = {path: _found(blocks) for path, blocks in self.blocks.items()}
        return found.report(FORMAT, files, self.ask)._replace(granularity="span")


def _found(blocks: dict[str, tuple[int, bool]]) -> Found:
    """A block without a statement, such as an empty function, has nothing to run."""
    file = Found()
    for place, (statements, ran) in blocks.items():
        if statements:
            file.span(*_range(place), ran)
    return file


def _range(place: str) -> tuple[int, int]:
    """The first and the last line of `3.26,4.11`."""
    start, end = place.split(",")
    return int(start.partition(".")[0]), int(end.partition(".")[0])
