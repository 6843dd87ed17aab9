"""By what the exports of trackers are known: the keys of the first entry, or the names of the columns.

One table for all, so that telling them apart imports none of their readers. Only the beginning of a file is looked at,
which may end inside the first entry.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from lockstitch.values import NamedTuple

_TOKEN = re.compile(r'[ \t\r\n]*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<mark>[{}\[\],:])|(?P<word>[^ \t\r\n{}\[\],:"]+))')
CONTAINERS = frozenset(("bugs", "issue", "issues", "items"))
"""Keys under which a page holds its entries."""
_TOLD = ("message", "errorMessages", "error_description", "errors", "error")
_ERROR = frozenset((*_TOLD, "code", "documentation_url", "scope", "status", "warningMessages"))
_GH_ALONE = frozenset(
    (
        "author", "blockedBy", "blocking", "body", "closed", "closedAt", "closedByPullRequestsReferences", "createdAt",
        "isPinned", "issueType", "milestone", "number", "parent", "projectCards", "projectItems", "reactionGroups",
        "state", "stateReason", "subIssues", "subIssuesSummary", "updatedAt",
    )
)  # fmt: skip
_GH = _GH_ALONE | frozenset(("assignees", "comments", "id", "labels", "title", "url"))
"""What `gh issue list --json` can give: https://cli.github.com/manual/gh_issue_list"""


class Keys(NamedTuple):
    """The keys of the outermost object, and those of the first entry inside it, as far as the text holds them."""

    page: frozenset[str]
    entry: frozenset[str]


def tracker(text: str) -> str:
    """The format of a tracker's export that begins with `text`; empty where it is none."""
    if text.startswith(("{", "[")):
        return _json(keys(text))
    return _table(frozenset(header(text)[1]))


def answered(text: str) -> str:
    """The error that a tracker's service answered in place of entries; empty where the text is none.

    `{"message": "Not Found", …}` of GitHub and GitLab, `{"errorMessages": […]}` of Jira, `{"error": true, "message":
    …}` of Bugzilla, `{"errors": […]}` of Redmine.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(value, dict) or not value.keys() & _TOLD or not value.keys() <= _ERROR:
        return ""
    held = [value[key] for key in _TOLD if key in value]
    words = [word for one in held for word in (one if isinstance(one, list) else [one]) if isinstance(word, str)]
    return next(iter(words), "an error without words")


@lru_cache(maxsize=8)
def keys(text: str) -> Keys:
    """A walk over the beginning of a JSON text, until the first entry ends or the text does."""
    page: set[str] = set()
    entry: set[str] = set()
    path: list[str] = []  # from outside in: "[" for a list, for an object the key it is at
    held = ""
    at = 0
    while match := _TOKEN.match(text, at):
        at = match.end()
        mark = match["mark"]
        if mark in ("{", "["):
            path.append("" if mark == "{" else "[")
        elif mark == ":" and path:
            path[-1] = held
            if len(path) == 1:
                page.add(held)
            elif _is_entry(path):
                entry.add(held)
        elif mark in ("}", "]"):
            if not path or (mark == "}" and entry and _is_entry(path)):
                break
            path.pop()
        held = (match["text"] or "")[1:-1]
    return Keys(frozenset(page), frozenset(entry))


def _is_entry(path: list[str]) -> bool:
    """Whether the innermost object stands in lists and pages alone."""
    return len(path) > 1 and all(step == "[" or step in CONTAINERS for step in path[:-1])


def _json(found: Keys) -> str:
    entry = found.entry
    page = found.page | entry  # an outer list of pages makes each of them an entry
    if "bugs" in page:
        return "bugzilla"
    if "incomplete_results" in page:
        return "github"
    if "issue" in page and "tracker" in entry:
        return "redmine"
    if "issues" in page or {"maxResults", "startAt", "total"} <= page:
        jira = {"fields", "key"} & entry or {"isLast", "maxResults", "nextPageToken", "startAt"} & page
        return "jira" if jira else "redmine" if {"subject", "tracker"} & entry or "total_count" in page else ""
    return _entry(entry or page)


def _entry(entry: frozenset[str]) -> str:
    if "iid" in entry:
        return "gitlab"
    if {"key", "fields"} <= entry:
        return "jira"
    if {"tracker", "subject"} <= entry:
        return "redmine"
    if {"id", "summary", "resolution"} <= entry:
        return "bugzilla"
    if "repository_url" in entry or {"number", "title"} <= entry or {"number", "state"} <= entry:
        return "github"
    return "github" if entry <= _GH and entry & _GH_ALONE else ""


def header(text: str) -> tuple[str, tuple[str, ...]]:
    """(delimiter, folded names of the columns) of a table's first line."""
    line = text.lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
    mark = max(",;\t", key=line.count)
    if mark not in line:
        return mark, (line.strip().casefold(),)
    import csv

    try:
        names = next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        names = []
    return mark, tuple(name.strip().casefold() for name in names)


def _table(names: frozenset[str]) -> str:
    if "issue key" in names:
        return "jira-csv"
    if names & {"bug id", "bug_id"}:
        return "bugzilla-csv"
    if "#" in names and names & {"tracker", "subject"}:
        return "redmine-csv"
    return "trac" if {"id", "summary"} <= names and "kind" not in names else ""
