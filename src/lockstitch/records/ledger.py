"""Our ledger, whatever its format: values become records, and every fault is collected before any is raised."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import TypeAlias

from lockstitch.errors import Fault, UsageError
from lockstitch.model import Ledger, Location, Record
from lockstitch.records.table import LEDGER, RECORD, prefix
from lockstitch.shape import Field, FieldError, LineOf, Path, Positions, described, line_at, problems, waiver
from lockstitch.shape.fields import Read

Pairs: TypeAlias = tuple[tuple[str, object], ...]
"""A mapping as (key, value) pairs, as they were written."""

_PLACE = {name: place for place, name in enumerate(Record._fields)}
_REQUIRED = {key for key, field in RECORD.items() if field.required}
_BLANK = [Record._field_defaults.get(name) for name in Record._fields]


REOPENED = ("status", "reopened")
STRANGE = 3
"""So many entries without an id, and none with one, were never meant as records."""
MOST = 1000
"""Faults that are told at once; a file with more is not a ledger of ours."""


class Draft:
    """The records of one file so far, and all that is wrong with it."""

    def __init__(self, name: str, faults: Iterable[Fault] = ()) -> None:
        self.name = name
        self.faults = list(faults)
        self.records: list[Record] = []
        self._first: dict[str, Location] = {}
        self._refused = 0

    def refuse(self, message: str, line: int, hint: str = "") -> None:
        self._note(Fault(message, self.name, line, hint))

    def fatal(self, message: str, line: int = 0, hint: str = "") -> UsageError:
        """The error for what ends the reading, with all that was found before it, ready to raise."""
        return UsageError(*self._sorted(), Fault(message, self.name, line, hint))

    def add(self, pairs: Pairs, line: int) -> bool:
        """Adds the record that begins in `line`; False where anything is wrong with it."""
        location = Location(self.name, line)
        record = _built(pairs, location)
        if record is None:
            return False
        self.records.append(record)
        self._claim(record.id, location)
        return True

    def record(self, value: object, line: int, line_of: LineOf | None = None) -> None:
        """Adds one record that begins in `line`, or its faults. `line_of`: where its keys have lines of their own."""
        if not isinstance(value, dict) or not self.add(tuple(value.items()), line):
            self.examine(value, line, line_of)

    def examine(
        self, value: object, line: int, line_of: LineOf | None = None, table: Mapping[str, Field] = RECORD
    ) -> None:
        """Adds what is wrong with a record by the fields of `table`."""
        self._refused += 1
        named = value.get("id") if isinstance(value, dict) else None
        who = str(len(self.records) + self._refused)
        if type(named) in (str, int) and named != "":
            who = described(named)
            self._claim(str(named), Location(self.name, line))
        for key, message, hint in problems(value, table):
            self.refuse(f"record {who}: {message}", line_of(key) if key and line_of else line, hint)

    def ledger(self) -> Ledger:
        """The records, or one `UsageError` with all faults in the order of their lines.

        A file of which no entry has an id is something else, and is not told entry by entry what it lacks.
        """
        if self._strange:
            raise self._foreign("")
        if self.faults:
            raise UsageError(*self._sorted())
        return Ledger(tuple(self.records))

    def _note(self, fault: Fault) -> None:
        if len(self.faults) >= MOST:
            raise (
                self._foreign("first ")
                if self._strange
                else self.fatal(f"has more faults than the first {MOST:,}", hint="is it a ledger of lockstitch?")
            )
        self.faults.append(fault)

    @property
    def _strange(self) -> bool:
        return self._refused >= STRANGE and not self._first

    def _foreign(self, first: str) -> UsageError:
        hint = "a ledger's records have id, kind, title, status; the exports of known trackers are told by their keys"
        cause = f"is no ledger: none of its {first}{self._refused} entries has an id"
        return UsageError(Fault(cause, self.name, 0, hint))

    def _sorted(self) -> list[Fault]:
        return sorted(self.faults, key=lambda fault: fault.line)

    def _claim(self, name: str, location: Location) -> None:
        first = self._first.setdefault(name, location)
        if first is not location:
            self._note(twice(name, first, location))


def document(name: str, value: object, positions: Positions, faults: Iterable[Fault]) -> Ledger:
    """The ledger that a YAML or JSON file holds: a mapping with `records`, or a list of records alone."""
    if value is None:
        raise UsageError(*faults, Fault("is empty", name, hint="a ledger without records says `records: []`"))
    draft = Draft(name, faults)
    alone = isinstance(value, list)
    whole = {"records": value} if alone else value
    for key, message, hint in problems(whole, LEDGER):
        draft.refuse(message, line_at(positions, (key,) if key else ()), hint)
    tops = whole if isinstance(whole, dict) else {}
    for path, item in _items(tops, "records"):
        lines = _lines(positions, path[1:] if alone else path)
        draft.record(item, lines(), lines)
    waivers = [waiver(item, _lines(positions, path), name, draft.faults) for path, item in _items(tops, "waivers")]
    found = draft.ledger()
    complete = LEDGER["complete"].read(tops.get("complete"))
    if complete is True:
        complete = dict.fromkeys(p for r in found.records if (p := prefix(r.id)) is not None)
    return Ledger(found.records, tuple(w for w in waivers if w), tuple(complete or ()))


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Reading makes no cycles, and the garbage collector would walk all that is read again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.freeze()  # and back: what was read counts as old now, and is not walked at once
            gc.unfreeze()
            gc.enable()


def duplicates(ledgers: Iterable[Ledger]) -> list[Fault]:
    """A fault for each record whose id an earlier record has, over all ledgers."""
    first: dict[str, Location] = {}
    return [
        twice(record.id, first[record.id], record.location)
        for ledger in ledgers
        for record in ledger.records
        if first.setdefault(record.id, record.location) is not record.location
    ]


def _built(pairs: Pairs, location: Location) -> Record | None:
    """The record, or None where anything is wrong with it, for which `problems` then finds the words.

    Its values are put where they belong by a plan that all records with the same keys share.
    """
    plan = _plan(tuple(map(itemgetter(0), pairs)))
    if plan is None:
        return None
    values = [*_BLANK]
    values[_PLACE["location"]] = location
    try:
        for (read, place), (_, value) in zip(plan, pairs, strict=True):
            values[place] = read(value)
    except FieldError:
        return None
    record = Record._make(values)
    return record._replace(reopened=True) if record.status == "open" and REOPENED in pairs else record


@lru_cache(maxsize=1000)  # tools write all records alike; only hostile files pass this
def _plan(keys: tuple[str, ...]) -> list[tuple[Read, int]] | None:
    """How each of these keys is read, and its place in a record; None where one is unknown, repeated or missing."""
    given = set(keys)
    if len(given) < len(keys) or not _REQUIRED <= given <= RECORD.keys():
        return None
    return [(RECORD[key].read, _PLACE[key]) for key in keys]


def _items(tops: Mapping[str, object], key: str) -> Iterable[tuple[Path, object]]:
    items = tops.get(key)
    return (((key, index), item) for index, item in enumerate(items if isinstance(items, list) else ()))


def _lines(positions: Positions, path: Path) -> LineOf:
    return lambda *key: line_at(positions, (*path, *key))


def twice(name: str, first: Location, second: Location) -> Fault:
    """That two records have one id."""
    message = f"record {described(name)} is given twice, first at {first}"
    return Fault(message, second.path, second.line, "each record has an id of its own")
