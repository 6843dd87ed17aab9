"""What a project's own files and history say that it fixed, before it stands in a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeAlias

from lockstitch.model.matrix import Input, Trace
from lockstitch.model.records import Location, Record
from lockstitch.settings import Level
from lockstitch.values import NamedTuple

Nature: TypeAlias = Literal["defect", "other", "unclear"]
"""Whether an entry tells of a mended defect; unclear: it does not say."""
EntrySource: TypeAlias = Literal["fragments", "changelog", "commits"]


class Entry(NamedTuple):
    """One entry of a changelog, or one commit's message. `why` says in words what makes it of its nature.

    `pulls`: numbers of pull requests that it names; `released`: day of the version under which it stands.
    """

    ids: tuple[str, ...]
    title: str
    nature: Nature
    why: str
    where: Location
    pulls: tuple[str, ...] = ()
    commits: tuple[str, ...] = ()
    """Full ids of the commits that brought it."""
    released: date | None = None


class LeftOut(NamedTuple):
    """Entries of one source that became no record, and why. `examples`: the first of them."""

    source: EntrySource
    why: str
    entries: int
    examples: tuple[str, ...]


class Gathered(NamedTuple):
    """All that the sources tell. `records`: the defects that no ledger holds yet, newest last.

    `held`: how many of the found defects a ledger holds already. `found`: source → its records, new or held.
    """

    records: tuple[Record, ...]
    held: int
    found: Mapping[EntrySource, int]
    left: tuple[LeftOut, ...]
    shallow: bool = False
    """The clone leaves out older commits, and what they tell."""


class Rungs(NamedTuple):
    """How many defects stand at which rung of the ladder of evidence."""

    levels: Mapping[Level, int]

    @property
    def defects(self) -> int:
        return sum(self.levels.values())

    @property
    def tested(self) -> int:
        """Those that a test is linked to, at least."""
        return self.defects - self.levels.get(Level.NONE, 0)


class Recent(NamedTuple):
    """A defect of the last six months. `day`: when it was fixed."""

    day: date
    trace: Trace

    @property
    def tested(self) -> bool:
        return self.trace.level >= Level.LINKED


class Scoreboard(NamedTuple):
    """How the fixed defects of the whole history are held. `years`: year of the fix, or `unknown` → its rungs."""

    today: date
    years: Mapping[str, Rungs]
    total: Rungs
    since: date
    """First day of the last six months."""
    recent: tuple[Recent, ...]
    """The defects fixed since then, newest first."""
    outside: Mapping[str, int]
    """What is not counted: why → how many."""
    inputs: tuple[Input, ...]
    shallow: bool = False
    """The clone leaves out older commits, and what was fixed in them."""
