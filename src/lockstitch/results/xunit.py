"""xUnit.net v2 XML, which the runners of xUnit.net v2 and v3 write: https://xunit.net/docs/format-xml-v2.

An assembly's `errors` (a fixture that cannot be cleaned up, a failing constructor of a collection) belong to no test.
"""

from __future__ import annotations

from lockstitch import load
from lockstitch.load import Source
from lockstitch.model import Outcome, Reference, Results, TestCase, Wanted
from lockstitch.results.cases import seconds, whole
from lockstitch.results.elements import Attributes, Element, declared, visit
from lockstitch.results.kept import Kept, kept
from lockstitch.results.text import first_line

OUTCOMES: dict[str, Outcome] = {"Pass": "passed", "Fail": "failed", "Skip": "skipped", "NotRun": "skipped"}
"""`result` of a test; another word is none that says it passed: an error."""


def detects(_path: str, head: bytes) -> bool:
    return load.root_element(head) == "assemblies"


def read(source: Source, wanted: Wanted) -> Results:
    """The wanted cases and the counts of a report, in bounded memory; raises `ReadError`."""
    return kept(source, wanted, "xunit", lambda found: visit(source, _Report(found)))


class _Report:
    root = "assemblies"
    captured = frozenset({"test", "error"})

    def __init__(self, found: Kept) -> None:
        self._kept = found
        self._assembly = ""
        self._seen = 0
        self._total: int | None = None

    def enter(self, tag: str, attributes: Attributes) -> None:
        if tag == "assembly":
            self._assembly = attributes.get("name", "").replace("\\", "/").rpartition("/")[2]
            self._seen, self._total = 0, declared(attributes, "total")

    def leave(self, tag: str) -> None:
        if tag == "assembly" and self._total is not None and self._seen < self._total:
            self._kept.note(f"{self._assembly[:80]} counts {self._total:,} tests, but holds {self._seen:,}")

    def take(self, element: Element) -> None:
        if element.tag == "error":
            message = first_line(element.told("failure", "message"))
            what = f"{element.get('type') or 'error'} {element.get('name')}".strip()
            self._kept.note(
                f"{self._assembly[:80]} reports an error outside of its tests: {what[:80]}: {message[:200]}"
            )
            return
        self._seen += 1
        classname = element.get("type")
        traits = element.all("traits", "trait")
        self._kept.add(
            TestCase(
                id="",
                name=element.get("name").removeprefix(f"{classname}.") or element.get("method"),
                outcome=_outcome(element),
                classname=classname,
                file=element.get("source-file"),
                line=whole(element.get("source-line")),
                suite=self._assembly,
                references=tuple(Reference(each.get("name"), each.get("value")) for each in traits),
                time=seconds(element.get("time")),
                message=first_line(element.told("failure", "message") or element.told("reason")),
            )
        )


def _outcome(test: Element) -> Outcome:
    outcome = OUTCOMES.get(test.get("result"), "error")
    return "failed" if outcome == "passed" and next(test.all("failure"), None) else outcome
