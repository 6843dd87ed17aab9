"""OpenCover XML: https://github.com/OpenCover/opencover/wiki/Reports, as OpenCover, coverlet and AltCover write it.

A sequence point is a statement; it names its file by a `fileid`, or its method does by a `<FileRef>`, which stands for
a `<File>` of the same module. A point stands on the line where it begins; `extents` are those that run over several.
The session's summary counts no more points than there are, and no fewer visited ones. Lines that the compiler made up
(0xFEEFEE) are passed over. Under `-coverbytest` a point says which tests visited it, by numbers that modules list.
"""

from __future__ import annotations

import sys
from array import array

from lockstitch import load
from lockstitch.coverage import found
from lockstitch.coverage.elements import Elements, line_number, whole
from lockstitch.coverage.found import Found
from lockstitch.load import Parser, Source
from lockstitch.model import Ask, CoverageReport

FORMAT = "opencover"
HIDDEN = 0xFEEFEE
"""The line that stands for no line: https://learn.microsoft.com/dotnet/api/system.reflection.metadata.sequencepoint."""
LOST = "lines were lost on the way: write the report again"


def detects(_path: str, head: bytes) -> bool:
    return load.root_element(head) == "CoverageSession"


def read(source: Source, ask: Ask) -> CoverageReport:
    """All source files of a report; raises `ReadError`."""
    reading = _Reading(source, ask)
    load.xml(source, reading.attach)
    return reading.report()


class _File(Found):
    """What all points in one file say. `points`: line → its branch points → whether one was taken.

    `by_test`: whether the lines of each test are asked for.
    """

    __slots__ = ("by_test", "points", "wanted")

    def __init__(self, wanted: bool, by_test: bool) -> None:
        super().__init__()
        self.wanted = wanted
        self.by_test = by_test
        self.points: dict[int, dict[tuple[str, ...], bool]] = {}


class _Reading:
    """One pass over a report. `uids`: the files of the module at hand; `method`: the one that a method refers to."""

    def __init__(self, source: Source, ask: Ask) -> None:
        self.source = source
        self.ask = ask
        self.elements = Elements(source)
        self.files: dict[str, _File] = {}
        self.uids: dict[str, _File] = {}
        self.method = ""
        self.methods = 0
        self.visited = self.points = 0
        self.counted = (sys.maxsize, 0)
        """Visited points and all of them, as the summary says; without one neither can be wrong."""
        self.has_branches = self.has_contexts = False
        self.tests: dict[str, str] = {}
        self.point: tuple[_File, int] | None = None

    def attach(self, parser: Parser) -> None:
        self.parser = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements.enter(name, ("CoverageSession",), "OpenCover")
        if name == "SequencePoint":
            self._point(attributes)
        elif name == "BranchPoint":
            self._branch(attributes)
        elif name == "TrackedMethodRef":
            self._visited(attributes)
        else:
            self._frame(name, attributes)

    def _frame(self, name: str, attributes: dict[str, str]) -> None:
        """What stands around the points."""
        if name == "TrackedMethod":
            self.tests[attributes.get("uid", "")] = attributes.get("name", "")
        elif name == "FileRef":
            self.method = attributes.get("uid", "")
        elif name == "Method":
            self.method = ""
            self.methods += 1
        elif name == "File":
            self._file(attributes)
        elif name == "Module":
            self.uids = {}
        elif name == "Summary" and self.elements.parent == "CoverageSession" and "numSequencePoints" in attributes:
            self.counted = whole(attributes, "visitedSequencePoints"), whole(attributes, "numSequencePoints")

    def _end(self, name: str) -> None:
        self.elements.leave(name)
        if name == "SequencePoint":
            self.point = None

    def _file(self, attributes: dict[str, str]) -> None:
        uid, path = attributes.get("uid"), attributes.get("fullPath")
        if not uid or not path:
            raise ValueError("a <File> has no uid or no fullPath")
        if uid in self.uids and self.uids[uid] is not self.files.get(path):
            raise ValueError(f"contradicts itself: two files have the uid {uid[:40]}")
        self.uids[uid] = self.files.get(path) or self._new(path)

    def _new(self, path: str) -> _File:
        return self.files.setdefault(path, _File(self.ask.lines(path), self.ask.contexts(path)))

    def _in_file(self, attributes: dict[str, str]) -> _File | None:
        """The file of a point; none where the compiler made it without a source."""
        uid = attributes.get("fileid") or self.method
        if uid in ("", "0"):
            return None
        if uid not in self.uids:
            raise ValueError(f"refers to file {uid[:40]}, which its module does not list")
        return self.uids[uid]

    def _point(self, attributes: dict[str, str]) -> None:
        ran = whole(attributes, "vc") > 0
        self.points += 1
        self.visited += ran
        file = self._in_file(attributes)
        if not file or whole(attributes, "sl") == HIDDEN:
            return
        first = line_number(attributes, "sl")
        file.note(first, ran)
        self.point = file, first
        if file.wanted:
            last = line_number(attributes, "el") if "el" in attributes else first
            if last > first:
                file.extents.add((first, last))

    def _visited(self, attributes: dict[str, str]) -> None:
        """A test that visited the sequence point around; those of branch points say nothing more."""
        if self.point and whole(attributes, "vc"):
            self.has_contexts = True
            file, line = self.point
            if file.by_test:
                file.ran_in.setdefault(attributes.get("uid", ""), array("I")).append(line)

    def _branch(self, attributes: dict[str, str]) -> None:
        """One exit. The same `path` from the same `offset` of one method is the same exit, told twice."""
        ran = whole(attributes, "vc") > 0
        if "sl" not in attributes or not (file := self._in_file(attributes)) or attributes["sl"] in ("0", str(HIDDEN)):
            return
        line = line_number(attributes, "sl")
        self.has_branches = True
        if file.wanted:
            exits = file.points.setdefault(line, {})
            name = (str(self.methods), *(attributes.get(key, "") for key in ("offset", "path", "offsetend", "ordinal")))
            exits[name] = exits.get(name, False) or ran

    def report(self) -> CoverageReport:
        visited, points = self.counted
        if points > self.points or self.visited > visited:
            counts = f"its summary counts {visited} of {points} sequence points as visited"
            cause = f"contradicts itself: {counts}, its methods list {self.visited} of {self.points}"
            raise self.source.refuse(cause, hint=LOST)
        if not self.files:
            raise self.source.refuse("holds no file", hint="nothing was measured: were there symbols (.pdb)?")
        for file in self.files.values():
            for line, exits in file.points.items():
                file.exits(line, sum(exits.values()), len(exits))
            by_number, file.ran_in = file.ran_in, {}
            for uid, numbers in by_number.items():  # overloads share a name
                file.ran_in.setdefault(self._test(uid), array("I")).extend(numbers)
        return found.report(FORMAT, self.files, self.ask)._replace(
            has_branches=self.has_branches, has_contexts=self.has_contexts, granularity="line"
        )

    def _test(self, uid: str) -> str:
        """`Shop.CartTest.Total` for `System.Void Shop.CartTest::Total()`."""
        if uid not in self.tests:
            raise self.source.refuse(f"refers to the tracked method {uid[:40]}, which it does not list", hint=LOST)
        return self.tests[uid].partition("(")[0].rpartition(" ")[2].replace("::", ".")
