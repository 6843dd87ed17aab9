"""Redmine's issues as JSON: pages of the REST API (`issues`), or a single one.

https://www.redmine.org/projects/redmine/wiki/Rest_Issues. Only a status with `is_closed` ends an issue: Resolved waits
to be checked and is open, Rejected is closed and owes nothing. Which other closed statuses are no fix, a
project says under `trackers.statuses`. Without `status_id=*` Redmine lists open issues only. Where it does not say
which statuses are closed, as before version 5.0, `closed_on` does.
"""

from __future__ import annotations

from lockstitch.load import Source
from lockstitch.model import Ledger, Record, Status
from lockstitch.records.export import Draft, Export, Fields
from lockstitch.records.recognise import recognised
from lockstitch.settings import Trackers


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "redmine"


def read(source: Source, trackers: Trackers) -> Ledger:
    """Raises `ReadError`."""
    export = Export(source, trackers)
    for fields in export.fields("issues", "issue"):
        export.add(_draft(export, fields))
    return export.ledger()


def _draft(export: Export, fields: Fields) -> Draft:
    number = fields.id("id")
    record = Record(
        number,
        "unclassified",
        fields.text("subject"),
        _status(export, fields),
        export.place(fields.line),
        priority=fields.inner("priority").text("name"),
        opened=fields.day("created_on"),
        resolved=fields.day("closed_on"),
        owner=fields.inner("assigned_to").text("name"),
        component=fields.inner("category").text("name"),
    )
    return Draft(record, fields.inner("tracker").text("name"))


def _status(export: Export, fields: Fields) -> Status:
    status = fields.inner("status")
    name = status.text("name", needed=True)
    closed = status.flag("is_closed")
    if closed is None:
        closed = bool(fields.text("closed_on"))
    return export.words.own(name) or export.ended(closed, name)
