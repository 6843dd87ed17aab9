"""Pages of one tracker's export that overlap: an entry that stands on two of them counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from lockstitch.errors import Fault, UsageError
from lockstitch.model import Input, Ledger, Record
from lockstitch.records import TRACKERS
from lockstitch.records.ledger import twice
from lockstitch.shape import described

Read: TypeAlias = "tuple[Ledger | None, Input]"
"""What was read of one file, and what is said of it."""


def once(read: Iterable[Read], counted: Callable[[Ledger], str]) -> list[Read]:
    """The same, each ledger without what an earlier page of the same tracker holds alike, and counted anew.

    Raises `UsageError` with every record that two pages tell differently, or that has the id of another.
    """
    first: dict[str, tuple[Record, str]] = {}
    faults: list[Fault] = []
    found: list[Read] = []
    for ledger, each in read:
        if ledger is None:
            found.append((ledger, each))
            continue
        kept = []
        for record in ledger.records:
            before, form = first.setdefault(record.id, (record, each.format))
            if before is record:
                kept.append(record)
            elif fault := _fault(before, record, form == each.format and form in TRACKERS):
                faults.append(fault)
        left = _without(ledger, kept)
        found.append((left, each._replace(counts=counted(left))))
    if faults:
        raise UsageError(*faults)
    return found


def _fault(before: Record, record: Record, pages: bool) -> Fault | None:
    """What is wrong with a record of an id that was there before. `pages`: both are of one tracker's export."""
    if not pages:
        return twice(record.id, before.location, record.location)
    if before._replace(location=record.location) == record:
        return None
    cause = f"record {described(record.id)} is given twice, first at {before.location}, and differs there"
    return Fault(cause, record.location.path, record.location.line, "it changed between two exports: export anew")


def _without(ledger: Ledger, kept: list[Record]) -> Ledger:
    count = len(ledger.records) - len(kept)
    if not count:
        return ledger
    left = f"{count} {'entry' if count == 1 else 'entries'} of another page"
    share = (ledger.share[0] - count, ledger.share[1]) if ledger.share else None
    return ledger._replace(records=tuple(kept), left_out=", ".join(filter(None, (ledger.left_out, left))), share=share)
