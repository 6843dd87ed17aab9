"""GitLab's issues as JSON: the list of the REST API.

https://docs.gitlab.com/api/issues/. GitLab has no field for why an issue was closed. So a closed issue counts as fixed
unless it was moved (`moved_to_id`), is a duplicate (`_links.closed_as_duplicate_of`), or has a label that says why not
(`wontfix`, `duplicate`, `invalid`). `issue_type` tells incidents, tasks and test cases; `issue` says nothing. Where an
export puts what `…/issues/:iid/closed_by` answers into each issue, those merge requests name its commits.
"""

from __future__ import annotations

from lockstitch.load import Source
from lockstitch.model import Ledger, Record, Status
from lockstitch.records.export import Draft, Export, Fields
from lockstitch.records.recognise import recognised
from lockstitch.settings import Trackers

STATES = {"opened": False, "reopened": False, "closed": True}


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "gitlab"


def read(source: Source, trackers: Trackers) -> Ledger:
    """Raises `ReadError`."""
    export = Export(source, trackers)
    for fields in export.fields():
        export.add(_draft(export, fields))
    return export.ledger()


def _draft(export: Export, fields: Fields) -> Draft:
    number = fields.id("iid")
    labels = fields.names("labels", "name", "title")
    type_ = fields.text("issue_type")
    severity = fields.text("severity").lower()
    closing = list(fields.objects("closed_by")) if isinstance(fields.values.get("closed_by"), list) else []
    commits = (each.text(key) for each in closing for key in ("merge_commit_sha", "squash_commit_sha"))
    record = Record(
        number,
        "unclassified",
        fields.text("title"),
        _status(export, fields, labels),
        export.place(fields.line),
        severity="" if severity == "unknown" else severity,
        opened=fields.day("created_at"),
        resolved=fields.day("closed_at"),
        owner=", ".join(fields.names("assignees", "username")),
        labels=labels,
        url=fields.text("web_url"),
        commits=tuple(dict.fromkeys(filter(None, commits))),
        pulls=tuple(each.id("iid") for each in closing),
        reopened=fields.text("state") == "reopened",
    )
    project = fields.values.get("project_id")
    home = f"project {project}" if isinstance(project, int) else ""
    return Draft(record, "" if type_ == "issue" else type_, home)


def _status(export: Export, fields: Fields, labels: tuple[str, ...]) -> Status:
    state = fields.text("state", needed=True)
    if state not in STATES:
        raise fields.refuse(f"state must be opened or closed, not {state!r}")
    if not STATES[state]:
        return "open"
    elsewhere = fields.values.get("moved_to_id") or fields.inner("_links").text("closed_as_duplicate_of")
    return "rejected" if elsewhere or export.words.excused(labels) else "done"
