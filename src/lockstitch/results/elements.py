"""The XML of test reports other than JUnit's: small trees of the elements that matter, cut out of the stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, TypeAlias

from lockstitch import load
from lockstitch.load import Parser, Source
from lockstitch.results.text import Text

NODES = 100_000
"""Elements of one tree; more would be an attack on our memory."""

Attributes: TypeAlias = dict[str, str]


class Element:
    """One element without its namespace prefix, with all that is in it; its text is cut at a generous length."""

    def __init__(self, tag: str, attributes: Attributes) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element] = []
        self.collected = Text()

    @property
    def text(self) -> str:
        return self.collected.value

    def get(self, name: str) -> str:
        """An attribute; empty where there is none."""
        return self.attributes.get(name, "")

    def all(self, *path: str) -> Iterator[Element]:
        """The elements at a path of tags below this one."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.tag == path[0]:
                yield from child.all(*path[1:])

    def told(self, *path: str) -> str:
        """The text of the first element at a path that has any; empty where none has."""
        return next((element.text for element in self.all(*path) if element.text), "")


class Visitor(Protocol):
    """What a reader does with a document: `captured` are the tags whose elements `take` gets whole."""

    root: str
    captured: frozenset[str]

    def enter(self, tag: str, attributes: Attributes) -> None:
        """An element begins that is in no captured one."""

    def leave(self, tag: str) -> None:
        """An element ends that is in no captured one."""

    def take(self, element: Element) -> None:
        """A captured element, whole."""


def visit(source: Source, visitor: Visitor) -> None:
    """Streams a document past a visitor; raises `ReadError`, into which a `ValueError` of the visitor is turned."""
    load.xml(source, _Walk(source, visitor).attach)


class _Walk:
    parser: Parser

    def __init__(self, source: Source, visitor: Visitor) -> None:
        self._source = source
        self._visitor = visitor
        self._open: list[Element] = []  # the captured element and those open inside it
        self._depth = 0
        self._nodes = 0

    def attach(self, parser: Parser) -> None:
        self.parser = parser
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end

    def start(self, tag: str, attributes: Attributes) -> None:
        local = tag.rpartition(":")[2]
        self._depth += 1
        if self._depth > self._source.limits.depth:
            cause = f"is nested deeper than {self._source.limits.depth:,} elements"
            hint = "raise limits.depth if the report is right"
            raise self._source.refuse(cause, self.parser.CurrentLineNumber, hint)
        if self._depth == 1 and local != self._visitor.root:
            raise self._source.refuse(f"has the root element <{local[:80]}>, not <{self._visitor.root}>")
        if not self._open and local not in self._visitor.captured:
            self._visitor.enter(local, attributes)
            return
        self._push(Element(local, attributes))

    def end(self, tag: str) -> None:
        self._depth -= 1
        if not self._open:
            self._visitor.leave(tag.rpartition(":")[2])
            return
        element = self._open.pop()
        if self._open:
            self.parser.CharacterDataHandler = self._open[-1].collected.add
        else:
            self.parser.CharacterDataHandler = None
            self._visitor.take(element)

    def _push(self, element: Element) -> None:
        self._nodes = self._nodes + 1 if self._open else 1
        if self._nodes > NODES:
            raise ValueError(f"has a <{self._open[0].tag}> with more than {NODES:,} elements")
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)
        self.parser.CharacterDataHandler = element.collected.add


def declared(attributes: Mapping[str, str], name: str) -> int | None:
    """A count that a report gives of itself; None where it gives none."""
    text = attributes.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
