"""Entries of a tracker's JSON, one by one: pages are large, and only a few fields of each entry are kept.

A file may hold one page, one entry, pages one behind the other (`gh api --paginate`), a list of pages (`--slurp`) or
one entry a line.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

from lockstitch import load
from lockstitch.load import Source
from lockstitch.shape import described
from lockstitch.shape.json_ import json_part, past_blanks
from lockstitch.values import NamedTuple

Values = Mapping[str, object]

CUT = "it may have been cut off: did its export finish?"


class Entry(NamedTuple):
    """One object of a list, with the line where it begins; or, where `page` is set, what a page says of itself."""

    values: Values
    line: int
    page: bool = False


class Scanner:
    """The text of one file, and how far it is read."""

    def __init__(self, source: Source, containers: Collection[str]) -> None:
        self.text = load.text(source)
        self._source = source
        self._containers = containers
        self._at = 0
        self._line, self._counted = 1, 0
        self._entries = 0

    def entries(self) -> Iterator[Entry]:
        """All entries of the file. `ReadError` where it is not JSON, or JSON of another shape."""
        self._blanks()
        if self._at == len(self.text):
            raise self._source.refuse("is empty", hint="the tool that writes it may not have run")
        while self._at < len(self.text):
            yield from self._value()
            self._blanks()

    def _value(self, inside: int = 0) -> Iterator[Entry]:
        """An entry, a page, or a list of either. `inside`: lists around it."""
        start = self.text[self._at : self._at + 1]
        if start == "[" and inside < 2:
            for _ in self._items("]"):
                yield from self._value(inside + 1)
        elif start == "{" and not inside:
            yield from self._outermost()
        elif start == "{":
            line = self._here()
            yield from self._entry(self._part(), line)
        else:
            raise self._refuse(f"holds {described(self._part())} where an entry should stand")

    def _outermost(self) -> Iterator[Entry]:
        """A page, whose entries are read one by one, or an entry alone."""
        line = self._here()
        values: dict[str, object] = {}
        page = False
        for _ in self._items("}"):
            key = self._part()
            self._blanks()
            self._expect(":")
            if key in self._containers and self.text[self._at : self._at + 1] in ("[", "{"):
                page = True
                yield from self._value(1)
            else:
                values[str(key)] = self._part()
        yield from [Entry(values, line, page)] if page else self._entry(values, line)

    def _entry(self, value: object, line: int) -> Iterator[Entry]:
        """An entry; or the entries of a page that is one of a list, and then the page."""
        if not isinstance(value, dict):
            raise self._refuse(f"holds {described(value)} where an entry should stand")
        held = next((key for key in self._containers if isinstance(value.get(key), list)), None)
        if held is None:
            self._entries += 1
            if self._entries > self._source.limits.entries:
                raise self._refuse(f"holds more than {self._source.limits.entries:,} entries")
            yield Entry(value, line)
            return
        for one in value.pop(held):
            yield from self._entry(one, line)
        yield Entry(value, line, page=True)

    def _items(self, end: str) -> Iterator[None]:
        """Stands at each item of the list or object that begins here, and behind it at last."""
        self._at += 1
        self._blanks()
        if self.text[self._at : self._at + 1] == end:
            self._at += 1
            return
        while True:
            yield
            self._blanks()
            if self.text[self._at : self._at + 1] == end:
                self._at += 1
                return
            self._expect(",")

    def _expect(self, mark: str) -> None:
        if self.text[self._at : self._at + 1] != mark:
            raise self._refuse(f"is not well-formed JSON: {mark!r} is missing", CUT)
        self._at += 1
        self._blanks()

    def _part(self) -> object:
        start = self._at
        try:
            value, self._at = json_part(self.text, start)
        except json.JSONDecodeError as error:
            self._at = error.pos
            raise self._refuse(f"is not well-formed JSON: {error.msg}", CUT) from None
        except ValueError as error:
            raise self._refuse(str(error)) from None
        if isinstance(value, (dict, list)):
            self._check_depth(value, self.text.count("{", start, self._at) + self.text.count("[", start, self._at))
        return value

    def _check_depth(self, value: object, brackets: int) -> None:
        """Walks only a value with as many brackets as levels are allowed."""
        level, deep = [value], 0
        while brackets > self._source.limits.depth and level:
            deep += 1
            if deep > self._source.limits.depth:
                raise self._refuse(f"is nested deeper than {self._source.limits.depth}")
            held = [v for v in level if isinstance(v, (dict, list))]
            level = [child for v in held for child in (v.values() if isinstance(v, dict) else v)]

    def _blanks(self) -> None:
        self._at = past_blanks(self.text, self._at)

    def _here(self) -> int:
        """The line that is read; asked in the order of the text."""
        self._line += self.text.count("\n", self._counted, self._at)
        self._counted = max(self._counted, self._at)
        return self._line

    def _refuse(self, message: str, hint: str = "") -> Exception:
        return self._source.refuse(message, self._here(), hint)
