"""GitHub's issues as JSON: the REST API's list, search pages (`items`), or `gh issue list --json …`.

https://docs.github.com/en/rest/issues/issues#list-repository-issues and https://cli.github.com/manual/gh_issue_list.
`/issues` lists pull requests too, which have a key `pull_request` and are no records. An issue was fixed where it is
closed and its `state_reason` is `completed`, or null as on issues closed before 2022; `not_planned` and `duplicate` owe
nothing. gh writes states in upper case, and says of a reason that there is none with an empty text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lockstitch.load import Source
from lockstitch.model import Ledger, Record, Status
from lockstitch.records.export import Draft, Export, Fields
from lockstitch.records.recognise import recognised
from lockstitch.settings import Trackers

STATES = {"open": False, "closed": True}
LACKING = {
    ("labels",): "labels, which may say what they are",
    ("assignees",): "assignees, so that the export names no owner",
    ("created_at", "createdAt"): "the day on which they were opened",
    ("closed_at", "closedAt"): "the day on which they were closed, so since leaves none out",
}
"""Fields that were not asked for, and what is not known without them."""
_REPOSITORY = re.compile(r"https?://[^/]+/(?:api/v3/|repos/)*([^/]+/[^/]+)(?:/|\Z)")


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "github"


def read(source: Source, trackers: Trackers) -> Ledger:
    """Raises `ReadError`."""
    export = Export(source, trackers)
    for fields in export.fields("items"):
        number = fields.id("number")
        url = fields.text("html_url" if fields.has("html_url") else "url")
        if fields.values.get("pull_request") is not None or "/pull/" in url:
            export.left_out["pull request", "pull requests"] += 1
            continue
        export.add(_draft(export, fields, number, url))
    return export.ledger()


def _draft(export: Export, fields: Fields, number: str, url: str) -> Draft:
    labels = fields.names("labels", "name")
    home = _repository(fields.text("repository_url") or url)
    record = Record(
        number,
        "unclassified",
        fields.text("title"),
        _status(export, fields, labels),
        export.place(fields.line),
        opened=fields.day("created_at") or fields.day("createdAt"),
        resolved=fields.day("closed_at") or fields.day("closedAt"),
        owner=", ".join(fields.names("assignees", "login")),
        labels=labels,
        url=url,
        commits=tuple(dict.fromkeys(_commits(fields))),
        pulls=tuple(dict.fromkeys(_pulls(fields, home))),
        reopened="reopened" in (fields.text("state_reason").lower(), fields.text("stateReason").lower()),
    )
    type_ = fields.inner("type" if fields.has("type") else "issueType").text("name")
    for keys, what in LACKING.items():
        if not fields.has(*keys) and (record.status != "open" or "closedAt" not in keys):
            export.note(f"without {what}; name {keys[-1]} in --json")
    return Draft(record, type_, home)


def _status(export: Export, fields: Fields, labels: tuple[str, ...]) -> Status:
    state = fields.text("state", needed=True).lower()
    if state not in STATES:
        raise fields.refuse(f"state must be open or closed, not {state!r}")
    if not STATES[state]:
        return "open"
    if not fields.has("state_reason", "stateReason"):
        export.note("closed without a reason, so that each counts as fixed; name stateReason in --json")
    reason = fields.text("state_reason") or fields.text("stateReason")
    if not reason:
        return "rejected" if export.words.excused(labels) else "done"
    return export.ended(True, reason)


def _pulls(fields: Fields, home: str) -> Iterator[str]:
    """The pull requests of the same repository that closed it."""
    for pull in _closing(fields):
        if _repository(pull.text("url")) in ("", home):
            yield pull.id("number")


def _commits(fields: Fields) -> Iterator[str]:
    """The merge commits of those, where a query asked for them, and the commit that closed it, from its timeline.

    https://docs.github.com/en/rest/using-the-rest-api/issue-event-types#closed
    """
    for pull in _closing(fields):
        yield from filter(None, (pull.inner("mergeCommit").text("oid"), pull.text("merge_commit_sha")))
    closing = ""
    for event in fields.objects("timeline"):
        if event.values.get("event") in ("closed", "reopened"):
            closing = event.text("commit_id") if event.values["event"] == "closed" else ""
    if closing:
        yield closing


def _closing(fields: Fields) -> Iterator[Fields]:
    key = "closedByPullRequestsReferences"
    if isinstance(fields.values.get(key), dict):  # GraphQL
        yield from fields.inner(key).objects("nodes")
    else:
        yield from fields.objects(key)


def _repository(url: str) -> str:
    """`owner/name` of an address of the API or of the pages."""
    match = _REPOSITORY.match(url)
    return match[1].lower() if match else ""
