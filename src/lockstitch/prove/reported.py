"""What a JUnit report says of its failures beyond outcome and message: the exception's type, and the traceback."""

from __future__ import annotations

from collections.abc import Mapping

from lockstitch import load
from lockstitch.load import Parser
from lockstitch.values import NamedTuple

FAILURES = ("failure", "error")
LONGEST = 8000
"""Characters kept of one traceback."""


class Told(NamedTuple):
    """`type`: as the tool writes it, `AttributeError` or `java.lang.NullPointerException`."""

    type: str = ""
    text: str = ""


def failures(source: load.Source) -> dict[tuple[str, str], Told]:
    """By classname and name, the first failure or error of each case. Raises `ReadError`."""
    reading = _Reading()
    load.xml(source, reading.attach)
    return reading.found


class _Reading:
    """A report while it is read. `case`: the open one; `said`: the text of its open failure, which has one entry."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Told] = {}
        self.case: tuple[str, str] | None = None
        self.said: list[str] = []

    def attach(self, parser: Parser) -> None:
        parser.StartElementHandler = self.start
        parser.CharacterDataHandler = self.data
        parser.EndElementHandler = self.end

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "testcase":
            self.case = (attributes.get("classname", ""), attributes.get("name", ""))
        elif tag in FAILURES and self.case and self.case not in self.found:
            self.found[self.case] = Told(attributes.get("type", ""), attributes.get("message", ""))
            self.said = [""]

    def data(self, words: str) -> None:
        if self.said and len(self.said[0]) < LONGEST:
            self.said[0] += words

    def end(self, tag: str) -> None:
        if tag == "testcase":
            self.case = None
        elif tag in FAILURES and self.said and self.case:
            told = self.found[self.case]
            self.found[self.case] = told._replace(text=self.said[0].strip() or told.text)
            self.said = []
