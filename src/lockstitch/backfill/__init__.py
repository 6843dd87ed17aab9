"""The road back: what fragments, changelogs and commits say was fixed becomes records, and a scoreboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from datetime import date

from lockstitch.backfill import archive, merge
from lockstitch.backfill.sources import SOURCES
from lockstitch.gate import Run
from lockstitch.gate.inputs import read_records
from lockstitch.link import Ids
from lockstitch.model import Ledger
from lockstitch.model.entries import EntrySource, Gathered

__all__ = ["SOURCES", "gather"]


def gather(
    run: Run,
    asked: Collection[EntrySource] = (),
    since: date | None = None,
    tell: Callable[[str], None] = lambda _words: None,
) -> Gathered:
    """The defects that the asked sources (all, where none is named) tell of and that no ledger holds.

    `since`: leaves out what was resolved before. `tell`: hears what is read next. Raises `UsageError` for a ledger that
    cannot be read, `ReadError` where the history cannot.
    """
    ledgers, _ = read_records(run.config)
    tell("the history")
    left = merge.Left()
    past = archive.read(run)
    names = [source for source in SOURCES if not asked or source in asked]
    told = []
    for source in names:
        tell(source)
        told += [merge.Told(source, entry) for entry in SOURCES[source](past)]
    tell("the changes of the fixes")
    found = merge.defects(told, left)
    records = merge.records(found, past, left)
    late = [record for record in records if not since or not record.resolved or record.resolved >= since]
    held = _held(ledgers)
    new = tuple(record for record in late if not held.find(record.id))
    return Gathered(
        new,
        len(late) - len(new),
        Counter(found[r.id][0].source for r in late),
        left.all({record.id for record in records}),
        past.shallow,
    )


def _held(ledgers: Collection[Ledger]) -> Ids:
    return Ids(record.id for ledger in ledgers for record in ledger.records)
