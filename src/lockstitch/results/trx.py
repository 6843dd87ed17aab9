"""TRX, Visual Studio's test results: `dotnet test --logger trx`, `vstest.console`, Microsoft.Testing.Platform.

Source: the schema `vstst.xsd` of Visual Studio, and
https://github.com/microsoft/vstest/tree/main/src/Microsoft.TestPlatform.Extensions.TrxLogger. A result names its test
only by an id; class, properties and categories stand in the definitions, which often follow: the file is read twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch import load
from lockstitch.load import Source
from lockstitch.model import Outcome, Reference, Results, TestCase, Wanted
from lockstitch.results.cases import bare
from lockstitch.results.elements import Attributes, Element, declared, visit
from lockstitch.results.kept import Kept, kept
from lockstitch.results.text import first_line
from lockstitch.values import NamedTuple

OUTCOMES: dict[str, Outcome] = {
    "Passed": "passed",
    "Failed": "failed",
    "NotExecuted": "skipped",
    "Inconclusive": "skipped",
    "Pending": "skipped",
}
"""`outcome` of a result; another word, or none, is an error: the first word of the schema is `Error`."""
UNFINISHED = ("Aborted", "Disconnected", "InProgress", "Pending", "Timeout")
"""`outcome` of a run that did not come to its end."""


def detects(_path: str, head: bytes) -> bool:
    """CppUnit's root has the same name, but not the namespace."""
    return load.root_element(head) == "TestRun" and b"TeamTest" in head.replace(b"\0", b"")


def read(source: Source, wanted: Wanted) -> Results:
    """The wanted cases and the counts of a report, in bounded memory; raises `ReadError`."""
    definitions = _Definitions(wanted)
    visit(source, definitions)
    return kept(source, wanted, "trx", lambda found: visit(source, _Results(found, definitions.known)))


class Definition(NamedTuple):
    """What a test's definition says. `name`: of the method, without parameters."""

    classname: str
    references: tuple[Reference, ...]


class _Definitions:
    """The definitions of the tests that are wanted or did not pass, by their ids."""

    root = "TestRun"
    captured = frozenset({"UnitTest"})

    def __init__(self, wanted: Wanted) -> None:
        self.known: dict[str, Definition] = {}
        self._wanted = wanted
        self._failing: set[str] = set()

    def enter(self, tag: str, attributes: Attributes) -> None:
        if tag == "UnitTestResult" and OUTCOMES.get(attributes.get("outcome", ""), "error") in ("failed", "error"):
            self._failing.add(attributes.get("testId", ""))

    def leave(self, tag: str) -> None:
        """Nothing to do."""

    def take(self, element: Element) -> None:
        method = next(element.all("TestMethod"), element)
        classname = method.get("className").partition(",")[0]  # an assembly's name may follow
        found = Definition(classname, tuple(_references(element)))
        if element.get("id") in self._failing or self._asks(found, method.get("name"), element.get("name")):
            self.known[element.get("id")] = found

    def _asks(self, found: Definition, *names: str) -> bool:
        wanted = self._wanted
        short = [name.removeprefix(f"{found.classname}.") for name in names]
        if any(name in wanted.names or bare(name) in wanted.names for name in short):
            return True
        if any(reference.name.lower() in wanted.properties for reference in found.references):
            return True
        return wanted.matches is not None and any(wanted.matches(found.classname, name, "") for name in short)


def _references(test: Element) -> Iterator[Reference]:
    for each in test.all("Properties", "Property"):
        yield Reference(each.told("Key"), each.told("Value"))
    for each in test.all("TestCategory", "TestCategoryItem"):
        yield Reference("category", each.get("TestCategory"))


class _Results:
    root = "TestRun"
    captured = frozenset({"UnitTestResult", "RunInfo"})

    def __init__(self, found: Kept, known: dict[str, Definition]) -> None:
        self._kept = found
        self._known = known
        self._seen = 0
        self._total: int | None = None

    def enter(self, tag: str, attributes: Attributes) -> None:
        if tag == "ResultSummary" and attributes.get("outcome") in UNFINISHED:
            cause = f"is the report of a run that did not finish: {attributes['outcome']}"
            raise self._kept.source.refuse(cause, hint="what the run did not reach is not in it: run the tests again")
        if tag == "Counters":
            self._total = declared(attributes, "total")

    def leave(self, tag: str) -> None:
        if tag == "TestRun" and self._total is not None and self._seen < self._total:
            self._kept.note(f"the report counts {self._total:,} results, but holds {self._seen:,}")

    def take(self, element: Element) -> None:
        if element.tag == "RunInfo":
            if element.get("outcome") in ("Error", "Failed", "Aborted"):
                self._kept.note(
                    f"the run reports an error outside of its tests: {first_line(element.told('Text'))[:200]}"
                )
            return
        waiting = [element]
        while waiting:
            result = waiting.pop()
            waiting += result.all("InnerResults", "UnitTestResult")
            self._add(result)

    def _add(self, result: Element) -> None:
        self._seen += 1
        found = self._known.get(result.get("testId")) or Definition("", ())
        self._kept.add(
            TestCase(
                id="",
                name=result.get("testName").removeprefix(f"{found.classname}."),
                outcome=OUTCOMES.get(result.get("outcome"), "error"),
                classname=found.classname,
                references=found.references,
                time=_duration(result.get("duration")),
                message=first_line(result.told("Output", "ErrorInfo", "Message")),
            )
        )


def _duration(text: str) -> float:
    """`00:01:02.5` in seconds; 0 where there is none."""
    try:
        hours, minutes, rest = map(float, text.split(":"))
    except ValueError:
        return 0.0
    value = 3600 * hours + 60 * minutes + rest
    return value if 0 <= value < float("inf") else 0.0
