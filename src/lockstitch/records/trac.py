"""Trac's tickets as comma- or tab-separated text: what a query or a report exports.

https://trac.edgewall.org/wiki/TracQuery. The file begins with a byte order mark, its dates are written for the person
who exports. A ticket was fixed where it is closed as fixed; invalid, wontfix, duplicate and worksforme owe nothing. The
query must show the columns Status and Resolution; Type says what a ticket is.
"""

from __future__ import annotations

from lockstitch.load import Source
from lockstitch.model import Ledger, Status
from lockstitch.records.export import Export
from lockstitch.records.export_csv import Row, Table, ledger
from lockstitch.records.recognise import recognised
from lockstitch.settings import Trackers


def _status(export: Export, row: Row) -> Status:
    return export.ended(row.first("status").casefold() == "closed", row.first("resolution"))


TABLE = Table(
    {
        "id": ("id",),
        "title": ("summary",),
        "type": ("type",),
        "status": ("status",),
        "resolution": ("resolution",),
        "priority": ("priority",),
        "severity": ("severity",),
        "opened": ("created", "time"),
        "owner": ("owner",),
        "component": ("component",),
        "labels": ("keywords",),
    },
    ("status", "resolution"),
    _status,
)


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "trac"


def read(source: Source, trackers: Trackers) -> Ledger:
    """Raises `ReadError`."""
    return ledger(source, trackers, TABLE)
