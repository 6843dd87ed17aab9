"""What the words of trackers mean: labels and types say what a record is, statuses and resolutions how it ended.

A project's own words, `trackers` of its configuration, come before these tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lockstitch.model import Kind, Status
from lockstitch.records.table import STATUSES
from lockstitch.settings import Trackers

_KINDS: dict[Kind, tuple[str, ...]] = {
    "defect": (
        "bug", "bugs", "bug report", "confirmed bug", "crash", "defect", "error", "fault", "regression", "problem",
        "production bug", "security bug",
    ),
    "incident": (
        "incident", "infra", "infrastructure", "outage", "production incident", "service incident", "major incident",
        "alert",
    ),
    "feature": (
        "enhancement", "feature", "feature request", "new feature", "improvement", "story", "user story", "epic",
        "task", "sub task", "subtask", "test case", "requirement", "chore", "refactoring", "documentation",
    ),
}  # fmt: skip
"""What is planned is a feature, a task as much as a story: it is judged by its changed lines, and owes no test."""
_OUTCOMES: dict[Status, tuple[str, ...]] = {
    "open": ("unresolved",),
    "done": ("fixed", "done", "completed", "complete", "resolved", "closed", "delivered", "implemented", "released"),
    "rejected": (
        "not planned", "duplicate", "wontfix", "won't fix", "wont fix", "won't do", "invalid", "worksforme",
        "works for me", "incomplete", "inactive", "expired", "moved", "cannot reproduce", "can't reproduce",
        "not reproducible", "not a bug", "not a defect", "notabug", "not a problem", "declined", "rejected",
        "as designed", "by design", "works as designed", "works as intended", "obsolete", "abandoned", "cancelled",
        "canceled", "out of scope", "withdrawn",
    ),
}  # fmt: skip
"""The resolutions of GitHub, Bugzilla, Trac, Redmine and Jira as they are delivered, and common ones beside them."""
_EXCUSES = frozenset(("wontfix", "won't fix", "wont fix", "duplicate", "invalid", "not a bug", "not planned"))
"""Labels that say why an issue was closed, where its tracker has no other word for it."""

KIND: dict[str, Kind] = {word: kind for kind, words in _KINDS.items() for word in words}
OUTCOME: dict[str, Status] = {word: status for status, words in _OUTCOMES.items() for word in words}
_TYPE = re.compile(r"(?:(?:type|kind|category|issue type|[tc])(?:::?|/) *|(?:type|kind|category|[tc]) )(?P<rest>.+)")
_END = re.compile(r"(?:resolution|status|closed|workflow)(?:::?|/) *(?P<rest>.+)")
"""The topic before a label's own word: what an issue is, and how it ended."""


def plain(word: str) -> str:
    """A word as the tables have it: `WONT_FIX` → `wont fix`, `Won’t Fix` → `won't fix`, `[System] Incident`."""
    words = word.casefold().replace("’", "'").replace("_", " ").replace("-", " ")
    return " ".join(words.removeprefix("[system] ").split())


def bare(label: str, topic: re.Pattern[str] = _TYPE) -> str:
    """A label without its topic: `type: bug`, `kind/bug`, `type::bug`, `C-bug` → `bug`."""
    found = plain(label)
    under = topic.fullmatch(found)
    return under["rest"] if under else found


class Words:
    """The tables with a project's own words before them."""

    def __init__(self, own: Trackers) -> None:
        # the configuration takes no other word for a kind
        self._kinds: Mapping[str, Kind] = {plain(word): kind for word, kind in own.labels.items()}  # type: ignore[misc]
        self._statuses = {plain(word): STATUSES[said] for word, said in own.statuses.items()}

    def kind(self, type_: str, labels: Iterable[str]) -> tuple[Kind, str]:
        """(what a record is, what says so): its type first, then its labels, of which a defect's weighs most."""
        given = [(type_, f"type {type_}"), *((label, f"label {label}") for label in labels)]
        for word, said in given:
            if own := self._kinds.get(plain(word)):
                return own, said
        if kind := KIND.get(bare(type_)):
            return kind, f"type {type_}"
        found = {kind: said for word, said in reversed(given[1:]) if (kind := KIND.get(bare(word)))}
        for kind in _KINDS:
            if kind in found:
                return kind, found[kind]
        return "unclassified", ""

    def own(self, status: str) -> Status | None:
        """What the configuration says of a status or a resolution."""
        return self._statuses.get(plain(status))

    def outcome(self, word: str) -> Status | None:
        """What a resolution means; None for an unknown one."""
        return self.own(word) or OUTCOME.get(plain(word))

    def excused(self, labels: Iterable[str]) -> bool:
        """Whether a label says that a closed record was not fixed."""
        own = [self.own(label) for label in labels]
        return "rejected" in own or any(bare(label, _END) in _EXCUSES for label in labels)
