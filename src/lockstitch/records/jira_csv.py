"""Jira's issues as CSV: what Export → CSV writes, with all or with the current fields.

https://support.atlassian.com/jira-software-cloud/docs/export-work-items/. A name of a column repeats for each label,
component or comment. Dates are written for the person who exports (`11/Oct/25 9:05 AM`). An issue was fixed where its
resolution is a fix, and its status is not an open one; an empty resolution is unresolved.
"""

from __future__ import annotations

from lockstitch.load import Source
from lockstitch.model import Ledger, Status
from lockstitch.records.export import Export
from lockstitch.records.export_csv import Row, Table, ledger
from lockstitch.records.export_words import plain
from lockstitch.records.jira import unresolved
from lockstitch.records.recognise import recognised
from lockstitch.settings import Trackers

OPEN = frozenset(
    ("backlog", "in progress", "in review", "new", "open", "reopened", "selected for development", "to do")
)
DONE = frozenset(("closed", "done", "resolved"))
"""Statuses and their categories that are not done, and that are, as Jira is delivered."""


def _status(export: Export, row: Row) -> Status:
    status = row.first("status")
    if own := export.words.own(status):
        return own
    words = {plain(status), plain(row.first("category"))}
    resolution = row.first("resolution")
    if not resolution and words & DONE:
        return unresolved(export)
    return export.ended(bool(resolution) and not words & OPEN, resolution)


TABLE = Table(
    {
        "id": ("issue key",),
        "title": ("summary",),
        "type": ("issue type",),
        "status": ("status",),
        "category": ("status category",),
        "resolution": ("resolution",),
        "priority": ("priority",),
        "severity": ("severity", "custom field (severity)"),
        "opened": ("created",),
        "resolved": ("resolved",),
        "owner": ("assignee",),
        "component": ("component/s", "components"),
        "labels": ("labels",),
    },
    ("status", "resolution"),
    _status,
)


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "jira-csv"


def read(source: Source, trackers: Trackers) -> Ledger:
    """Raises `ReadError`."""
    return ledger(source, trackers, TABLE)
