"""NUnit 3 XML: the results of NUnit 3 and 4 and of Unity's test runner.

Source: https://docs.nunit.org/articles/nunit/technical-notes/usage/Test-Result-XML-Format.html. A failure of a
fixture's set-up stands in each of its cases; one of its tear-down stands only in the suite, whose cases keep their
passes.
"""

from __future__ import annotations

from lockstitch import load
from lockstitch.load import Source
from lockstitch.model import Outcome, Reference, Results, TestCase, Wanted
from lockstitch.results.cases import seconds
from lockstitch.results.elements import Attributes, Element, declared, visit
from lockstitch.results.kept import Kept, kept
from lockstitch.results.text import first_line

OUTCOMES: dict[str, Outcome] = {
    "Passed": "passed",
    "Failed": "failed",
    "Skipped": "skipped",
    "Inconclusive": "skipped",
    "Warning": "failed",  # an expectation of the test did not hold
}
"""`result` of a case; another word is none that says it passed: an error."""
ERRORS = ("Error", "Invalid", "Cancelled")
"""`label` of a failure that is no failed assertion."""
OWN = ("SetUp", "TearDown", "Test")
"""`site` of a suite's failure that is its own, not that of a case in it."""


def detects(_path: str, head: bytes) -> bool:
    return load.root_element(head) == "test-run"


def read(source: Source, wanted: Wanted) -> Results:
    """The wanted cases and the counts of a report, in bounded memory; raises `ReadError`."""
    return kept(source, wanted, "nunit", lambda found: visit(source, _Report(found)))


class _Report:
    root = "test-run"
    captured = frozenset({"test-case"})

    def __init__(self, found: Kept) -> None:
        self._kept = found
        self._suites: list[str] = []
        self._seen = 0
        self._total: int | None = None

    def enter(self, tag: str, attributes: Attributes) -> None:
        if tag == "test-run":
            self._total = declared(attributes, "total")
        elif tag == "test-suite":
            self._suites.append(attributes.get("fullname") or attributes.get("name", ""))
            if attributes.get("result") == "Failed" and attributes.get("site") in OWN:
                where = f'{attributes.get("type", "suite")} "{self._suites[-1][:80]}"'
                self._kept.note(f"{where} failed outside of its test cases ({attributes['site']})")

    def leave(self, tag: str) -> None:
        if tag == "test-suite":
            self._suites.pop()
        elif tag == "test-run" and self._total is not None and self._seen < self._total:
            self._kept.note(f"the report counts {self._total:,} test cases, but holds {self._seen:,}")

    def take(self, element: Element) -> None:
        self._seen += 1
        properties = element.all("properties", "property")
        self._kept.add(
            TestCase(
                id="",
                name=element.get("name"),
                outcome=_outcome(element),
                classname=element.get("classname"),
                suite=next(iter(self._suites), ""),
                references=tuple(Reference(each.get("name"), each.get("value")) for each in properties),
                time=seconds(element.get("duration") or element.get("time")),
                message=first_line(element.told("failure", "message") or element.told("reason", "message")),
            )
        )


def _outcome(case: Element) -> Outcome:
    outcome = OUTCOMES.get(case.get("result"), "error")
    return "error" if outcome == "failed" and case.get("label") in ERRORS else outcome
