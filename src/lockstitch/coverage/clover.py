"""Clover XML, as OpenClover, PHPUnit, Istanbul (nyc, Jest, Vitest), gcovr and ReportGenerator write it.

Schema: https://github.com/openclover/clover/blob/master/clover-core/src/main/resources/clover.xsd. Statements and
conditions are lines; a method's declaration is one only where nothing of it follows (PHPUnit lists the one line of
`function f() { return 1; }` as a method and not again). What `truecount` and `falsecount` mean depends on the tool:
Clover counts how often a condition was true and how often false; Istanbul and ReportGenerator write how many exits were
taken and how many were not. The file's own sums tell which; where they do not, the reading that covers less holds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from xml.parsers import expat

from lockstitch import load
from lockstitch.coverage import found
from lockstitch.coverage.elements import Elements, line_number, whole
from lockstitch.coverage.found import Found
from lockstitch.coverage.merge import Tally
from lockstitch.load import Parser, Source
from lockstitch.model import Ask, Branch, CoverageReport
from lockstitch.values import NamedTuple

FORMAT = "clover"
PROJECTS = ("project", "testproject")
ISTANBUL = "3.2.0", "All files"
"""The version of Clover that Istanbul claims to be, and what it calls each project."""
LOST = "lines were lost on the way: write the report again"


def detects(_path: str, head: bytes) -> bool:
    """A `<coverage>` that holds a project: Cobertura's has a line rate, SonarQube's holds files."""
    names: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _attributes: names.append(name)
    with contextlib.suppress(expat.ExpatError, LookupError, ValueError):  # a head may be cut, in an unheard-of encoding
        if load.root_element(head) == "coverage":
            parser.Parse(head, False)
    return not {*names[1:2]}.isdisjoint(PROJECTS)


def read(source: Source, ask: Ask) -> CoverageReport:
    """All files of a report; raises `ReadError`."""
    reading = _Reading(source, ask)
    load.xml(source, reading.attach)
    return reading.report()


class _Sums(NamedTuple):
    """Statements that ran, and all."""

    covered: int = 0
    all: int = 0

    def __str__(self) -> str:
        return f"{self.covered} of {self.all}"


class _Condition(NamedTuple):
    """One condition, as it is written."""

    line: int
    true: int
    false: int

    def times(self) -> Branch:
        """Clover: how often it was true, and how often false."""
        return Branch(2, (self.true > 0) + (self.false > 0))

    def exits(self) -> Branch:
        """Istanbul: how many exits were taken, and how many were not."""
        return Branch(self.true + self.false, self.true)

    def lower(self) -> Branch:
        exits = self.exits()
        return min(self.times(), exits, key=lambda branch: branch.taken / branch.total) if exits.total else self.times()


class _Part(Found):
    """One `<file>` while it is read. `method`: one that nothing followed yet.

    `counted`, `exits_counted`: what its own metrics say of statements and of exits. `others`: lines that are none of
    the counted statements. `told`: conditions are counted statements as well, which they are only to Istanbul.
    """

    __slots__ = ("conditions", "counted", "exits_counted", "method", "others", "path", "told", "wanted")

    def __init__(self, path: str, wanted: bool) -> None:
        super().__init__()
        self.path = path
        self.wanted = wanted
        self.counted: _Sums | None = None
        self.exits_counted: _Sums | None = None
        self.conditions: list[_Condition] = []
        self.told = False
        self.method: tuple[int, bool] | None = None
        self.others = Tally()

    def flush(self) -> None:
        """The last method had nothing in it that is listed: its own line stands for it."""
        if self.method:
            self.others.note(*self.method)
        self.method = None

    def settle(self) -> None:
        """The branches, by the reading that agrees with the sums; by the lower of both where none or each does."""
        readings = [_Condition.exits] if self.told else [_Condition.times, _Condition.exits]
        fits = [reading for reading in readings if self._sums(reading) == self.exits_counted] or readings
        for condition in self.conditions:
            branch = fits[0](condition) if len(fits) == 1 else condition.lower()
            self.exits(condition.line, branch.taken, branch.total)

    def _sums(self, reading: Callable[[_Condition], Branch]) -> _Sums:
        branches = [reading(condition) for condition in self.conditions]
        return _Sums(sum(branch.taken for branch in branches), sum(branch.total for branch in branches))


class _Reading:
    """One pass over a report. `project`: what the project's own metrics say, `summed`: what its files' do."""

    def __init__(self, source: Source, ask: Ask) -> None:
        self.source = source
        self.ask = ask
        self.elements = Elements(source)
        self.version = ""
        self.exact = False
        self.files: dict[str, Found] = {}
        self.part: _Part | None = None
        self.project: _Sums | None = None
        self.summed = _Sums()
        self.has_branches = False

    def attach(self, parser: Parser) -> None:
        self.parser = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements.enter(name, ("coverage",), "Clover")
        if name == "line":
            if not self.part:
                raise ValueError("a <line> stands outside of any <file>")
            self._line(self.part, attributes)
        elif name == "file":
            self._file(attributes)
        elif name == "metrics":
            self._metrics(attributes)
        elif name in PROJECTS:
            self.exact = self.version.isdigit() or (self.version, attributes.get("name")) == ISTANBUL
            self.project, self.summed = None, _Sums()
        elif name == "coverage":
            self.version = attributes.get("clover", "")

    def _file(self, attributes: dict[str, str]) -> None:
        path = attributes.get("path") or attributes.get("name")
        if not path:
            raise ValueError("a <file> has neither path nor name")
        self.part = _Part(path, self.ask.lines(path))

    def _line(self, part: _Part, attributes: dict[str, str]) -> None:
        number, kind = line_number(attributes, "num"), attributes.get("type")
        if kind == "method":
            part.flush()
            part.method = number, whole(attributes, "count") > 0
            return
        part.method = None
        if kind == "stmt":
            part.note(number, whole(attributes, "count") > 0)
        elif kind == "cond":
            self._condition(part, number, attributes)
        else:
            raise ValueError(f'type="{kind}" is no kind of line')

    def _condition(self, part: _Part, number: int, attributes: dict[str, str]) -> None:
        """Only Istanbul's condition is a counted statement as well."""
        true, false = whole(attributes, "truecount"), whole(attributes, "falsecount")
        if "count" in attributes:
            part.told = True
            part.note(number, whole(attributes, "count") > 0)
        else:
            part.others.note(number, true + false > 0)
        self.has_branches = True
        if part.wanted:
            part.conditions.append(_Condition(number, true, false))

    def _metrics(self, attributes: dict[str, str]) -> None:
        """The sums of a file and of a project; those of packages and classes say nothing new."""
        place = self.elements.parent
        if place == "file" and self.part:
            self.part.counted = _sums(attributes, "statements")
            self.part.exits_counted = _sums(attributes, "conditionals")
        elif place in PROJECTS:
            self.project = _sums(attributes, "statements")

    def _end(self, name: str) -> None:
        self.elements.leave(name)
        if name == "file" and self.part:
            self._close(self.part)
        elif name in PROJECTS and self.project not in (None, self.summed):
            counts = f"it counts {self.project} statements as covered, its files {self.summed}"
            raise self.source.refuse(f"contradicts itself: {counts}", self.parser.CurrentLineNumber, LOST)

    def _close(self, part: _Part) -> None:
        part.flush()
        if part.counted:
            self._check(part.path, part.counted, _Sums(len(part.executed), part.listed))
            self.summed = _Sums(self.summed.covered + part.counted.covered, self.summed.all + part.counted.all)
        part.settle()
        part.add(part.others)
        found.join(self.files, part.path, part)
        self.part = None

    def _check(self, path: str, counted: _Sums, listed: _Sums) -> None:
        """Istanbul and gcovr list what they count. Others count more: several statements on a line, classes twice."""
        more = listed.covered > counted.covered or listed.all - listed.covered > counted.all - counted.covered
        if more or (self.exact and listed != counted):
            counts = f"it counts {counted} statements as covered, and lists {listed}"
            raise self.source.refuse(f"contradicts itself on {path}: {counts}", self.parser.CurrentLineNumber, LOST)

    def report(self) -> CoverageReport:
        if not self.files:
            raise self.source.refuse("holds no file", hint="nothing was measured: what did the coverage run look at?")
        return found.report(FORMAT, self.files, self.ask)._replace(has_branches=self.has_branches)


def _sums(attributes: dict[str, str], name: str) -> _Sums | None:
    if name not in attributes:
        return None
    return _Sums(whole(attributes, f"covered{name}"), whole(attributes, name))
