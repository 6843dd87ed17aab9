"""Redmine's issues as CSV: what its list of issues exports, in English.

https://www.redmine.org/projects/redmine/wiki/RedmineIssueList. An issue was closed where the column Closed has a day;
how it ended, its status says, as in Redmine's JSON. Export all columns: Status and Closed must be among them.
"""

from __future__ import annotations

from lockstitch.load import Source
from lockstitch.model import Ledger, Status
from lockstitch.records.export import Export
from lockstitch.records.export_csv import Row, Table, ledger
from lockstitch.records.recognise import recognised
from lockstitch.settings import Trackers


def _status(export: Export, row: Row) -> Status:
    status = row.first("status")
    return export.words.own(status) or export.ended(bool(row.first("resolved")), status)


TABLE = Table(
    {
        "id": ("#",),
        "title": ("subject",),
        "type": ("tracker",),
        "status": ("status",),
        "priority": ("priority",),
        "opened": ("created",),
        "resolved": ("closed",),
        "owner": ("assignee",),
        "component": ("category",),
    },
    ("status", "resolved"),
    _status,
)


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "redmine-csv"


def read(source: Source, trackers: Trackers) -> Ledger:
    """Raises `ReadError`."""
    return ledger(source, trackers, TABLE)
