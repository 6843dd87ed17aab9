"""YAML, built from its parse events: so lines are known, and tags, bombs and repeated keys can be refused."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from lockstitch import lazy
from lockstitch.errors import Fault, UsageError
from lockstitch.load import Source
from lockstitch.shape.text import Path, Positions, content, described

with lazy.patterns():
    import yaml

ALIASED = 100_000
"""Values that aliases may stand for: enough to share a list between records, too few for a bomb."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DIGITS = frozenset("0123456789")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = r"0|-?[1-9][0-9]{0,17}"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def values(source: Source, faults: list[Fault] | None) -> tuple[object, Positions]:
    """See `lockstitch.shape.yaml_values`."""
    return of_text(content(source), source, faults)


def of_text(text: str, source: Source, faults: list[Fault] | None) -> tuple[object, Positions]:
    """See `lockstitch.shape.yaml_text`."""
    document = _Document(source, yaml.parse(text, Loader=_LOADER))
    try:
        value = document.value()
    except yaml.MarkedYAMLError as error:
        line, column = (mark.line + 1, mark.column + 1) if (mark := error.problem_mark) else (0, 0)
        cause = f"is not well-formed YAML: {error.problem} (line {line}, column {column})"
        raise document.fatal(cause, line) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, text.find(chr(error.character))) + 1
        raise document.fatal(f"holds the character U+{error.character:04X}, which YAML does not allow", line) from None
    except RecursionError:
        raise document.fatal("is nested too deeply") from None
    if faults is None and document.faults:
        raise UsageError(*document.faults)
    if faults is not None:
        faults += document.faults
    return value, document.positions


def plain(text: str) -> object:
    """The value of a plain scalar: only one that, written again, gives the same text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[-1] not in _DIGITS:
        return text
    if re.fullmatch(_INTEGER, text):
        return int(text)
    if re.fullmatch(_DATE, text):
        with contextlib.suppress(ValueError):  # a day that the calendar does not have
            return date.fromisoformat(text)
    return text


class _Document:
    """One YAML document being built from its parse events."""

    def __init__(self, source: Source, events: Iterator[Any]) -> None:
        self.source = source
        self.events = events
        self.positions: Positions = {}
        self.faults: list[Fault] = []
        self.anchors: dict[str, tuple[object, int]] = {}
        self.entries = self.aliased = 0

    def value(self) -> object:
        """The value of the only document; None where there is none."""
        found: object = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.positions:
                    raise self.fatal("holds more than one document", _line(event))
                first = next(self.events)
                self.positions[()] = _line(first)
                found = self.node(first, ())
        return found

    def node(self, event: Any, path: Path) -> object:
        """The value that begins with `event`."""
        before = self.entries
        self.count(1, event)
        if len(path) > self.source.limits.depth:
            raise self.fatal(f"is nested deeper than {self.source.limits.depth}", _line(event))
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if event.tag:
            self.refuse(f"tag {described(event.tag)} is not accepted", event, "put text in quotes instead")
        found: object
        if isinstance(event, yaml.ScalarEvent):
            found = self.scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            found = self.mapping(path)
        else:
            found = self.sequence(path)
        if event.anchor:
            self.anchors[event.anchor] = found, self.entries - before
        return found

    def mapping(self, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self.fatal("has a key that is not plain text", _line(event))
            key: str = event.value
            place = (*path, key)
            if key in found:
                hint = f"it stands in line {self.positions[place]} too"
                self.refuse(f"{described(key)} is given twice", event, hint)
            self.positions[place] = _line(event)
            found[key] = self.node(next(self.events), place)
        return found

    def sequence(self, path: Path) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            place = (*path, len(found))
            self.positions[place] = _line(event)
            found.append(self.node(event, place))
        return found

    def scalar(self, event: Any) -> object:
        if not event.value.isascii() and re.search("[\ud800-\udfff]", event.value):
            self.refuse("escapes one half of a surrogate pair", event)
        return plain(event.value) if event.implicit[0] else event.value

    def alias(self, event: Any) -> object:
        if event.anchor not in self.anchors:
            raise self.fatal(f"alias *{event.anchor} stands for nothing before it", _line(event))
        found, size = self.anchors[event.anchor]
        self.count(size, event)
        self.aliased += size
        if self.aliased > ALIASED:
            raise self.fatal(f"aliases stand for more than {ALIASED:,} values", _line(event))
        return found

    def count(self, entries: int, event: Any) -> None:
        self.entries += entries
        if self.entries > self.source.limits.entries:
            raise self.fatal(f"holds more than {self.source.limits.entries:,} entries", _line(event))

    def refuse(self, message: str, event: Any, hint: str = "") -> None:
        self.faults.append(Fault(message, self.source.name, _line(event), hint))

    def fatal(self, message: str, line: int = 0) -> UsageError:
        """The error for what stops the reading, with all that was found before it, ready to raise."""
        return UsageError(*self.faults, Fault(message, self.source.name, line))


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1
