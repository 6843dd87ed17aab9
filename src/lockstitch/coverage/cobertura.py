"""Cobertura XML: https://github.com/cobertura/web/blob/master/htdocs/xml/coverage-04.dtd, as many tools write it.

A file may stand in several classes, and a line in several places of a class: executed wins. Lines of methods lie in the
file all the same, and the class repeats them; only where it lists none (Swift) are the methods read instead. Istanbul
lists the declaration of a function there, which is no statement and in none of its counts.
"""

from __future__ import annotations

import contextlib
import re
from xml.parsers import expat

from lockstitch import load
from lockstitch.coverage.merge import HIGHEST_LINE, Tally, merge_branches
from lockstitch.load import Parser, Source
from lockstitch.model import Ask, Branch, CoverageReport, FileCoverage

FORMAT = "cobertura"
TAKEN = re.compile(r"\((\d{1,9})/(\d{1,9})\)")


def detects(_path: str, head: bytes) -> bool:
    """A `<coverage>` of Cobertura's shape; Clover's holds a `<project>`, SonarQube's `<file>`s."""
    elements: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: elements.append((name, attributes))
    with contextlib.suppress(expat.ExpatError, LookupError, ValueError):  # a head may be cut, in an unheard-of encoding
        if load.root_element(head) == "coverage":  # not after a document type with entities of its own
            parser.Parse(head, False)
    names = {name for name, _attributes in elements}
    shaped = any("line-rate" in attributes for _name, attributes in elements[:1])
    return "project" not in names and (shaped or not names.isdisjoint(("sources", "packages", "class")))


def read(source: Source, ask: Ask) -> CoverageReport:
    """All classes of a report; raises `ReadError`. In classes of files not asked for, lines are only counted."""
    reading = _Reading(source, ask)
    load.xml(source, reading.attach)
    return reading.report()


class _Level(Tally):
    """What a file's classes, or their methods, say; branches apart for each of them. `counted`: lines not read."""

    __slots__ = ("branches", "counted")

    def __init__(self) -> None:
        super().__init__()
        self.branches: list[dict[int, Branch]] = [{}]
        self.counted = 0

    @property
    def listed(self) -> int:
        return super().listed + self.counted


class _File:
    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted
        self.classes = _Level()
        self.methods = _Level()

    @property
    def level(self) -> _Level:
        """Where this file's lines are."""
        return self.classes if self.classes.listed else self.methods

    def coverage(self, path: str) -> FileCoverage:
        executed, missing = self.level.sets()
        return FileCoverage(path, executed, missing, branches=merge_branches(self.level.branches))


class _Reading:
    """One pass over a report. Its handlers run for each of perhaps millions of elements, so `line` comes first."""

    def __init__(self, source: Source, ask: Ask) -> None:
        self.source = source
        self.ask = ask
        self.entries = 0
        self.depth = 0
        self.header: dict[str, str] = {}
        self.exact = False
        self.roots: list[str] = []
        self.files: dict[str, _File] = {}
        self.file = self.nowhere = _File(wanted=False)
        self.level = self.nowhere.classes
        self.lines = self.lists = 0
        self.has_branches = False

    def attach(self, parser: Parser) -> None:
        self.parser = parser
        parser.CommentHandler = self._comment
        self._resume()

    def _resume(self) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "line":
            self._element(name, attributes)
            return
        try:
            number, hits = int(attributes["number"]), int(attributes["hits"])
        except (KeyError, ValueError):
            raise _bad_line(attributes) from None
        if hits < 0 or not 0 < number <= HIGHEST_LINE:
            raise _bad_line(attributes)
        (self.level.executed if hits else self.level.missing).append(number)
        if len(attributes) > 2:
            self._branch(number, attributes)

    def _branch(self, number: int, attributes: dict[str, str]) -> None:
        if attributes.get("branch") == "false" or not (found := TAKEN.search(attributes.get("condition-coverage", ""))):
            return
        taken, total = map(int, found.groups())
        if taken > total:
            raise ValueError(f"line {number} takes {taken} of its {total} branches")
        self.has_branches = True
        branches = self.level.branches[-1]
        missing = attributes.get("missing-branches")  # coverage.py: `12,exit`; merging drops it where a name is short
        branch = Branch(total, taken, frozenset(map(str.strip, missing.split(","))) if missing else None)
        branches[number] = _beside(branches[number], branch) if number in branches else branch

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if not self.depth:
            self._root(name, attributes)
        self.entries += 1
        self.depth += 1
        if self.depth > self.source.limits.depth:
            raise ValueError(f"elements are nested more than {self.source.limits.depth} deep")
        if name == "class":
            self._class(attributes)
        elif name == "methods":
            self.level = self.file.methods
            self.level.branches.append({})
        elif name == "lines" and self.level is not self.file.methods:
            self.lists += 1
            if self.lists > 1:
                raise ValueError("a <class> lists its lines twice: was the end of another lost?")
        elif name == "source":
            self.roots.append("")
            self.parser.CharacterDataHandler = self._text

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        if name != "coverage":
            raise self.source.refuse(f"is no Cobertura report: its root is <{name}>")
        self.header = attributes
        self.exact = attributes.get("version", "").startswith("gcovr ")
        self.has_branches = attributes.get("branches-valid", "0") != "0"

    def _class(self, attributes: dict[str, str]) -> None:
        path = attributes.get("filename")
        if path is None:
            raise ValueError("a <class> has no filename")
        self.file = self.files.get(path) or self.files.setdefault(path, _File(self.ask.lines(path)))
        self.lists = 0
        if self.file.wanted:
            self.level = self.file.classes
            self.level.branches.append({})
        else:  # attributes cost half of the time
            self.parser.StartElementHandler = None
            self.parser.EndElementHandler = self._skim
            self.lines = 0

    def _skim(self, name: str) -> None:
        """The end of an element in a class that nobody asked for."""
        if name == "line":
            self.lines += 1
        elif name == "methods":
            self.file.methods.counted += self.lines
            self.lines = 0
        elif name == "class":
            self.file.classes.counted += self.lines
            self._resume()
            self._end(name)

    def _end(self, name: str) -> None:
        if name == "line":
            return
        self.depth -= 1
        if name == "class":
            self.file = self.nowhere
            self.level = self.nowhere.classes
        elif name == "methods":
            self.level = self.file.classes
        elif name == "source":
            self.parser.CharacterDataHandler = None

    def _text(self, text: str) -> None:
        self.roots[-1] += text

    def _comment(self, text: str) -> None:
        self.exact = self.exact or "Generated by coverage.py" in text

    def report(self) -> CoverageReport:
        files = self.files.values()
        most = self.source.limits.entries
        if self.entries + sum(file.classes.listed + file.methods.listed for file in files) > most:
            raise self.source.refuse(f"holds more than {most:,} elements", hint="raise limits.entries if it is right")
        measured = sum(file.level.listed for file in files)
        notes = self._totals(measured)
        self.files.pop("", None)  # of code that was generated without a file
        if not files:
            raise self.source.refuse("holds no file", hint="nothing was measured: what did the coverage run look at?")
        return CoverageReport(
            format=FORMAT,
            listed=tuple(self.files),
            files=tuple(file.coverage(path) for path, file in self.files.items() if file.wanted),
            roots=tuple(root for root in map(str.strip, self.roots) if root),
            measured=measured,
            has_branches=self.has_branches,
            notes=notes,
        )

    def _totals(self, measured: int) -> tuple[str, ...]:
        """A note where the header counts more lines than are listed; a `ReadError` where that cannot be right.

        coverage.py and gcovr count what they list. PHPUnit counts lines that it does not list, Microsoft's
        dotnet-coverage counts some twice, and a report that was cut down to some packages keeps its header.
        """
        try:
            covered, valid = int(self.header["lines-covered"]), int(self.header["lines-valid"])
        except (KeyError, ValueError):
            return ()
        executed = sum(len(file.classes.executed) for file in self.files.values())
        missing = sum(len(file.classes.missing) for file in self.files.values())
        wrong = valid != measured or executed > covered or missing > valid - covered
        counts = f"its header counts {covered} of {valid} lines as covered, its classes list {measured} lines"
        if covered > valid or (self.exact and wrong):
            cause = f"contradicts itself: {counts} (read: {executed} executed, {missing} missing)"
            raise self.source.refuse(cause, hint="do two source roots hold one name? coverage.py's own data keeps both")
        return (counts,) if valid > measured else ()


def _beside(one: Branch, other: Branch) -> Branch:
    """Two branches at one line of one class are different code: gcovr lists a line once for each function in it."""
    return Branch(one.total + other.total, one.taken + other.taken)


def _bad_line(attributes: dict[str, str]) -> ValueError:
    shown = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return ValueError(f"<line {shown:.80}> does not count a line")
