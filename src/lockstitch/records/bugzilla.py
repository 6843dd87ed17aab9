"""Bugzilla's bugs as JSON: the REST API's answer to a search (`bugs`).

https://bugzilla.readthedocs.io/en/latest/api/core/v1/bug.html. A bug was fixed where it is RESOLVED, VERIFIED or CLOSED
as FIXED; all other resolutions (WONTFIX, INVALID, WORKSFORME, DUPLICATE, INCOMPLETE, …) owe nothing. `type` tells
defects from enhancements, and where an installation has none, the severity `enhancement` does.

The flag `in-testsuite+` says that there is a test, not which: nothing can be seen to pass, so it is no link. It becomes
a label, and so does `in-testsuite-`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.load import Source
from lockstitch.model import Ledger, Record, Status
from lockstitch.records.export import Draft, Export, Fields
from lockstitch.records.recognise import recognised
from lockstitch.settings import Trackers

CLOSED = frozenset(("RESOLVED", "VERIFIED", "CLOSED"))
FLAG = "in-testsuite"


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "bugzilla"


def read(source: Source, trackers: Trackers) -> Ledger:
    """Raises `ReadError`."""
    export = Export(source, trackers)
    for fields in export.fields("bugs"):
        export.add(_draft(export, fields))
    return export.ledger()


def _draft(export: Export, fields: Fields) -> Draft:
    severity = fields.text("severity")
    owner = fields.text("assigned_to")
    number = fields.id("id")
    record = Record(
        number,
        "unclassified",
        fields.text("summary"),
        _status(export, fields),
        export.place(fields.line),
        priority=fields.text("priority").strip("-"),
        severity=severity.strip("-"),
        opened=fields.day("creation_time"),
        resolved=fields.day("cf_last_resolved"),
        owner="" if owner.startswith("nobody@") else owner,
        component=_component(fields),
        labels=(*fields.names("keywords"), *_flags(fields)),
        reopened=fields.text("status") == "REOPENED",
    )
    return Draft(record, kind(fields.text("type"), severity))


def kind(type_: str, severity: str) -> str:
    """The type of a bug; where the installation has no types, its severity tells wishes from defects."""
    return type_ or ("" if not severity.strip("-") else "enhancement" if severity == "enhancement" else "defect")


def _status(export: Export, fields: Fields) -> Status:
    state = fields.text("status", needed=True)
    closed = fields.flag("is_open") is False or state in CLOSED
    if closed and not fields.has("resolution"):
        raise fields.refuse("has no resolution, which tells fixed from rejected", "put resolution in include_fields")
    return export.ended(closed and fields.flag("is_open") is not True, fields.text("resolution"))


def _component(fields: Fields) -> str:
    """Some installations let a bug have several, in a list."""
    if isinstance(fields.values.get("component"), list):
        return next(iter(fields.names("component")), "")
    return fields.text("component")


def _flags(fields: Fields) -> Iterator[str]:
    for flag in fields.objects("flags"):
        if flag.text("name") == FLAG and flag.text("status") in ("+", "-"):
            yield FLAG + flag.text("status")
