"""Jira's issues as JSON: pages of a search (`issues`), of Server and Data Center (v2) or of Cloud (v3), or single ones.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/. An issue was fixed where its
status is of the category `done` *and* its resolution is a fix; a resolution such as Won't Do owes nothing. In a done
status without any resolution it is still unresolved, as Jira itself shows it. Names of statuses and resolutions are a
project's own, their categories are not.
"""

from __future__ import annotations

from lockstitch.load import Source
from lockstitch.model import Ledger, Record, Status
from lockstitch.records.export import Draft, Export, Fields
from lockstitch.records.recognise import recognised
from lockstitch.settings import Trackers


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "jira"


def read(source: Source, trackers: Trackers) -> Ledger:
    """Raises `ReadError`."""
    export = Export(source, trackers)
    for entry in export.fields("issues"):
        key = entry.id("key")
        fields = entry.inner("fields")
        if not fields.has("status"):
            raise fields.refuse(
                "has no field status", "ask for fields=*navigable, or for status, resolution and others"
            )
        export.add(_draft(export, fields, key, entry.text("self")))
    return export.ledger()


def _draft(export: Export, fields: Fields, key: str, address: str) -> Draft:
    components = fields.names("components", "name")
    assignee = fields.inner("assignee")
    site = address.partition("/rest/")[0]
    record = Record(
        key,
        "unclassified",
        fields.text("summary"),
        _status(export, fields),
        export.place(fields.line),
        priority=fields.inner("priority").text("name"),
        opened=fields.day("created"),
        resolved=fields.day("resolutiondate"),
        owner=assignee.text("displayName") or assignee.text("name"),
        component=next(iter(components), ""),
        labels=fields.names("labels"),
        url=f"{site}/browse/{key}" if "://" in site else "",
        reopened=fields.inner("status").text("name").lower() == "reopened",
    )
    return Draft(record, fields.inner("issuetype").text("name"))


def _status(export: Export, fields: Fields) -> Status:
    status = fields.inner("status")
    category = status.inner("statusCategory").text("key")
    if own := export.words.own(status.text("name")):
        return own
    if not category:
        raise fields.refuse("its status has no category", "ask for the field status as Jira gives it")
    if category != "done":
        return "open"
    if not fields.has("resolution"):
        raise fields.refuse("has no field resolution, which tells fixed from rejected", "ask for that field too")
    resolution = fields.inner("resolution").text("name")
    return export.ended(True, resolution) if resolution else unresolved(export)


def unresolved(export: Export) -> Status:
    """Jira shows as unresolved what has no resolution, whatever its status."""
    export.note("in a done status without a resolution, so that each counts as open")
    return "open"
