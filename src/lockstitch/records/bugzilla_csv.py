"""Bugzilla's bugs as CSV: a list of bugs (`buglist.cgi?ctype=csv`), its columns named for people or for machines.

https://bugzilla.readthedocs.io/en/latest/using/finding.html#bug-lists. Fixed and rejected as in Bugzilla's JSON; the
list must show the columns Status and Resolution.
"""

from __future__ import annotations

from lockstitch.load import Source
from lockstitch.model import Ledger, Status
from lockstitch.records.bugzilla import CLOSED, kind
from lockstitch.records.export import Export
from lockstitch.records.export_csv import Row, Table, ledger
from lockstitch.records.recognise import recognised
from lockstitch.settings import Trackers


def _status(export: Export, row: Row) -> Status:
    return export.ended(row.first("status").upper() in CLOSED, row.first("resolution"))


TABLE = Table(
    {
        "id": ("bug id", "bug_id"),
        "title": ("summary", "short_desc", "short_short_desc"),
        "type": ("type", "bug_type"),
        "status": ("status", "bug_status"),
        "resolution": ("resolution",),
        "priority": ("priority",),
        "severity": ("severity", "bug_severity"),
        "opened": ("opened", "opendate"),
        "resolved": ("last resolved", "cf_last_resolved"),
        "owner": ("assignee", "assigned_to"),
        "component": ("component",),
        "labels": ("keywords",),
    },
    ("status", "resolution"),
    _status,
    lambda row: kind(row.first("type"), row.first("severity")),
)


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "bugzilla-csv"


def read(source: Source, trackers: Trackers) -> Ledger:
    """Raises `ReadError`."""
    return ledger(source, trackers, TABLE)
