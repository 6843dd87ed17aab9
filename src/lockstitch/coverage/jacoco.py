"""JaCoCo XML: https://www.jacoco.org/jacoco/trunk/coverage/report.dtd, as JaCoCo, Gradle, Maven and Kover write it.

A file is called by its package and its name (`com/shop` and `Cart.java`); `paths` finds the source root before it. A
line ran where one of its instructions did, branches are only counted. Each `<sourcefile>`, each package and the whole
report count their lines; what they list must agree. gcovr writes this format without instructions: nobody can tell from
it which lines ran, so it is refused.
"""

from __future__ import annotations

from lockstitch import load
from lockstitch.coverage import found
from lockstitch.coverage.elements import Elements, line_number, whole
from lockstitch.coverage.found import Found
from lockstitch.load import Parser, Source
from lockstitch.model import Ask, Branch, CoverageReport

FORMAT = "jacoco"
LOST = "lines were lost on the way: write the report again"


def detects(_path: str, head: bytes) -> bool:
    """A `<report>` with JaCoCo's document type, or with one of the elements that JaCoCo's report begins with."""
    named = b"jacoco" in head.lower() or any(tag in head for tag in (b"<sessioninfo", b"<group", b"<package"))
    return named and load.root_element(head) == "report"


def read(source: Source, ask: Ask) -> CoverageReport:
    """All source files of a report; raises `ReadError`."""
    reading = _Reading(source, ask)
    load.xml(source, reading.attach)
    return reading.report()


class _File(Found):
    """All source files of one path together; branches are kept only of those asked for."""

    __slots__ = ("group", "wanted")

    def __init__(self, group: str, wanted: bool) -> None:
        super().__init__()
        self.group = group
        self.wanted = wanted


class _Reading:
    """One pass over a report. `sums`: lines that ran, and all lines, listed so far below the open element of a kind."""

    def __init__(self, source: Source, ask: Ask) -> None:
        self.source = source
        self.ask = ask
        self.elements = Elements(source)
        self.groups: list[str] = []
        self.package = ""
        self.files: dict[str, _File] = {}
        self.file: _File | None = None
        self.path = ""
        self.part = Found()
        self.sums = {"sourcefile": [0, 0], "package": [0, 0], "report": [0, 0]}
        self.sourceless = False
        self.has_branches = False

    def attach(self, parser: Parser) -> None:
        self.parser = parser
        self._resume()

    def _resume(self) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements.enter(name, ("report",), "JaCoCo")
        if name == "line":
            self._line(attributes)
        elif name == "counter":
            self._counter(attributes)
        elif name == "sourcefile":
            self._sourcefile(attributes)
        elif name == "class":
            self._skip(attributes)
        elif name == "package":
            self.package = _named(name, attributes)
        elif name == "group":
            self.groups.append(_named(name, attributes))

    def _skip(self, attributes: dict[str, str]) -> None:
        """The methods of a class count what its source file lists: more than half of a report, in no need of us."""
        if "sourcefilename" not in attributes:
            self.sourceless = True
        self.parser.StartElementHandler = None
        self.parser.EndElementHandler = self._skipped

    def _skipped(self, name: str) -> None:
        if name == "class":
            self._resume()
            self._end(name)

    def _sourcefile(self, attributes: dict[str, str]) -> None:
        name = _named("sourcefile", attributes)
        self.path = f"{self.package}/{name}" if self.package else name
        group = "/".join(self.groups)
        self.file = self.files.get(self.path) or self.files.setdefault(
            self.path, _File(group, self.ask.lines(self.path))
        )
        if self.file.wanted and self.file.group != group:
            cause = f"holds {self.path} twice, in {self.file.group} and in {group}"
            raise self.source.refuse(cause, self.parser.CurrentLineNumber, "give the reports of the modules instead")
        self.part = Found()
        self.sums["sourcefile"] = [0, 0]

    def _line(self, attributes: dict[str, str]) -> None:
        if not self.file:
            raise ValueError("a <line> stands outside of any <sourcefile>")
        if "ci" not in attributes:
            hint = "gcovr's JaCoCo report is one of those: let it write --cobertura instead"
            cause = "does not say which lines ran: its lines have no instruction counts"
            raise self.source.refuse(cause, self.parser.CurrentLineNumber, hint)
        number, ran = line_number(attributes, "nr"), whole(attributes, "ci") > 0
        self.sums["sourcefile"][0] += ran
        self.sums["sourcefile"][1] += 1
        self.part.note(number, ran)
        if "mb" in attributes and (total := (covered := whole(attributes, "cb")) + whole(attributes, "mb")):
            self.has_branches = True
            if self.file.wanted:
                self.part.branches[number] = Branch(total, covered)

    def _counter(self, attributes: dict[str, str]) -> None:
        """The lines that an element counts, held against those it lists; counters come behind what they count."""
        place = self.elements.parent
        if attributes.get("type") != "LINE" or place not in self.sums:
            return
        covered, missed = whole(attributes, "covered"), whole(attributes, "missed")
        ran, listed = self.sums[place]
        if [covered, covered + missed] != [ran, listed] and not (self.sourceless and place != "sourcefile"):
            where = {"sourcefile": self.path, "package": f"package {self.package}"}.get(place, "the whole")
            counts = f"it counts {covered} of {covered + missed} lines as covered, and lists {ran} of {listed}"
            cause = f"contradicts itself on {where}: {counts}"
            raise self.source.refuse(cause, self.parser.CurrentLineNumber, LOST)

    def _end(self, name: str) -> None:
        self.elements.leave(name)
        if name == "sourcefile" and self.file:
            self._close(self.file)
        elif name == "package":
            self._add("package", "report")
        elif name == "group":
            self.groups.pop()

    def _close(self, file: _File) -> None:
        if self.part.listed != len(self.part.distinct()):
            raise ValueError(f"contradicts itself: {self.path} lists a line twice")
        self._add("sourcefile", "package")
        file.join(self.part)
        self.file = None

    def _add(self, done: str, around: str) -> None:
        """Adds the sums of an element that ends to those around it."""
        self.sums[around] = [a + b for a, b in zip(self.sums[around], self.sums[done], strict=True)]
        self.sums[done] = [0, 0]

    def report(self) -> CoverageReport:
        if not self.files:
            raise self.source.refuse("holds no file", hint="nothing was measured: were the classes built with -g?")
        return found.report(FORMAT, self.files, self.ask)._replace(has_branches=self.has_branches, granularity="line")


def _named(element: str, attributes: dict[str, str]) -> str:
    if "name" not in attributes:
        raise ValueError(f"a <{element}> has no name")
    return attributes["name"]
