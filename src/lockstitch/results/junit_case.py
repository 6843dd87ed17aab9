"""What the elements inside one test case of a JUnit report say of it."""

from __future__ import annotations

from collections.abc import Mapping

from lockstitch.load import Parser
from lockstitch.model import Outcome, Reference, TestCase
from lockstitch.results.cases import identity, node_id, seconds, whole, within, worse
from lockstitch.results.junit_suites import Suite
from lockstitch.results.junit_words import ATTRIBUTES, CHILDREN, XFAIL

MESSAGE = 500
"""Characters of a message that are kept."""
TEXT = 1 << 16
"""Characters of an element's text that are looked at."""
PROPERTIES = 10_000
"""Properties of one test case; more would be an attack on our memory."""


class Children:
    """Outcome, message and properties of the open test case; a case without children has none of this."""

    def __init__(self, parser: Parser) -> None:
        self.outcome: Outcome = "passed"
        self.message = ""
        self.references: list[Reference] = []
        self._parser = parser
        self._text: _Text | None = None

    def start(self, tag: str, level: int, attributes: Mapping[str, str]) -> None:
        if tag in CHILDREN:
            outcome = CHILDREN[tag][0]
            xfailed = outcome == "skipped" and attributes.get("type") in XFAIL
            self._judge("xfailed" if xfailed else outcome, level, attributes.get("message", ""))
        elif tag == "property" and (name := attributes.get("name")):
            self._add(level, name, attributes.get("value"))

    def end(self, level: int) -> None:
        text = self._text
        if text is None or text.level != level:
            return
        self._text = self._parser.CharacterDataHandler = None
        if text.property:
            self.references.append(Reference(text.property, text.value))
        elif not self.message:
            self.message = text.value.partition("\n")[0][:MESSAGE].rstrip()

    def judge_attributes(self, case: Mapping[str, str]) -> None:
        """`status` and `result` of the case itself; what they say can only make it worse."""
        for name in ("status", "result"):
            if name in case:
                self.outcome = worse(self.outcome, ATTRIBUTES.get(case[name].lower(), "passed"))

    def case(self, attributes: Mapping[str, str], owner: tuple[str, str], suite: Suite, report: str) -> TestCase:
        """The whole test case. `owner`: its classname and file."""
        classname, file = owner
        name = attributes.get("name", "")
        line = whole(attributes["line"]) + suite.pytest if "line" in attributes else 0  # pytest counts from 0
        if suite.pytest and file and classname and within(classname, file) is None:
            file, line = "", 0  # those of a base class, in another module than the test's
        return TestCase(
            id=node_id(self.references) or identity(classname, name, file),
            name=name,
            outcome=self.outcome,
            classname=classname,
            file=file,
            line=line,
            suite=suite.name,
            report=report,
            references=tuple(self.references),
            time=seconds(attributes.get("time", "")),
            message=self.message,
        )

    def _judge(self, outcome: Outcome, level: int, message: str) -> None:
        if worse(self.outcome, outcome) == self.outcome:
            return
        self.outcome, self.message = outcome, message[:MESSAGE]
        if not message:
            self._collect(_Text(level))

    def _add(self, level: int, name: str, value: str | None) -> None:
        if len(self.references) >= PROPERTIES:
            raise ValueError(f"has a test case with more than {PROPERTIES:,} properties")
        if value is None:
            self._collect(_Text(level, name))
        else:
            self.references.append(Reference(name, value))

    def _collect(self, text: _Text) -> None:
        self._text = text
        self._parser.CharacterDataHandler = text.add


class _Text:
    """The text of one element, cut at a generous length; `property`: whose value it is, empty for a message."""

    def __init__(self, level: int, property_: str = "") -> None:
        self.level = level
        self.property = property_
        self._parts: list[str] = []
        self._room = TEXT

    def add(self, data: str) -> None:
        if self._room > 0:
            self._parts.append(data[: self._room])
            self._room -= len(data)

    @property
    def value(self) -> str:
        return "".join(self._parts).strip()
