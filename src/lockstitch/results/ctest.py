"""CTest's own `Test.xml`, as `ctest -T Test` writes it below `Testing/`.

Source: https://gitlab.kitware.com/cmake/cmake/-/blob/master/Source/CTest/cmCTestTestHandler.cxx. It does not tell of a
repeat (`--repeat until-pass`) that hides a failure; the labels of a test count as its property `label`.
"""

from __future__ import annotations

from lockstitch import load
from lockstitch.load import Source
from lockstitch.model import Outcome, Reference, Results, TestCase, Wanted
from lockstitch.results.cases import seconds
from lockstitch.results.elements import Attributes, Element, visit
from lockstitch.results.kept import Kept, kept
from lockstitch.results.text import first_line

OUTCOMES: dict[str, Outcome] = {"passed": "passed", "failed": "failed", "notrun": "skipped"}
"""`Status` of a test; another word is none that says it passed: an error."""
BROKEN = ("Timeout", "SEGFAULT", "OTHER_FAULT", "Interrupt", "Illegal", "Numerical")
"""`Exit Code` of a test that was ended from outside."""
UNABLE = ("Unable to find executable", "Fixture dependency failed", "Required Files Missing", "Missing Configuration")
"""`Completion Status` of a test that was meant to run, and could not."""


def detects(_path: str, head: bytes) -> bool:
    return load.root_element(head) == "Site" and b"<Testing" in head


def read(source: Source, wanted: Wanted) -> Results:
    """The wanted cases and the counts of a report, in bounded memory; raises `ReadError`."""
    return kept(source, wanted, "ctest", lambda found: visit(source, _Report(found)))


class _Report:
    root = "Site"
    captured = frozenset({"Test"})

    def __init__(self, found: Kept) -> None:
        self._kept = found
        self._list = False
        self._planned = self._seen = 0

    def enter(self, tag: str, _attributes: Attributes) -> None:
        self._list = tag == "TestList"

    def leave(self, tag: str) -> None:
        self._list = False
        if tag == "Site" and self._seen < self._planned:
            self._kept.note(f"the report lists {self._planned:,} tests, but has results of {self._seen:,}")

    def take(self, element: Element) -> None:
        if self._list:
            self._planned += 1
            return
        self._seen += 1
        measured = {each.get("name"): each.told("Value") for each in element.all("Results", "NamedMeasurement")}
        outcome, message = _outcome(element, measured)
        self._kept.add(
            TestCase(
                id="",
                name=element.told("Name"),
                outcome=outcome,
                references=tuple(Reference("label", each.text) for each in element.all("Labels", "Label")),
                time=seconds(measured.get("Execution Time", "")),
                message=message,
            )
        )


def _outcome(test: Element, measured: dict[str, str]) -> tuple[Outcome, str]:
    outcome = OUTCOMES.get(test.get("Status"), "error")
    ended, completion = measured.get("Exit Code", ""), measured.get("Completion Status", "")
    if outcome == "skipped":
        why = first_line(test.told("Results", "Measurement", "Value")) or completion
        return ("error" if completion in UNABLE else "skipped"), why
    if outcome == "passed":
        return outcome, ""
    code = measured.get("Exit Value", "")
    return ("error" if ended in BROKEN else outcome), f"{ended or completion} (exit value {code})" if code else ended
