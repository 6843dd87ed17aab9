"""Records: one file a format or tracker. For a tracker that we do not know, the ledger format is the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lockstitch import lazy
from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.records.ledger import duplicates
from lockstitch.records.recognise import answered, recognised
from lockstitch.settings import Trackers

if TYPE_CHECKING:
    from lockstitch.records import (
        bugzilla,
        bugzilla_csv,
        github,
        gitlab,
        jira,
        jira_csv,
        ledger_csv,
        ledger_json,
        ledger_jsonl,
        ledger_yaml,
        redmine,
        redmine_csv,
        trac,
    )
else:
    bugzilla, bugzilla_csv, github = lazy.modules(__name__, "bugzilla", "bugzilla_csv", "github")
    gitlab, jira, jira_csv = lazy.modules(__name__, "gitlab", "jira", "jira_csv")
    redmine, redmine_csv, trac = lazy.modules(__name__, "redmine", "redmine_csv", "trac")
    ledger_csv, ledger_json = lazy.modules(__name__, "ledger_csv", "ledger_json")
    ledger_jsonl, ledger_yaml = lazy.modules(__name__, "ledger_jsonl", "ledger_yaml")

__all__ = [
    "LEDGERS",
    "READERS",
    "TRACKERS",
    "LedgerReader",
    "TrackerReader",
    "answered",
    "duplicates",
    "identify",
    "read",
]


class LedgerReader(Protocol):
    """A module that reads our own ledger, in which every word is ours."""

    def detects(self, path: str, head: bytes) -> bool:
        """Whether a file with this name and these first bytes is of this format."""

    def read(self, source: Source) -> Ledger:
        """All records of a file, or a `LockstitchError` with all its faults."""


class TrackerReader(Protocol):
    """A module that reads what a tracker exports, in the words of its project."""

    def detects(self, path: str, head: bytes) -> bool:
        """Whether a file with this name and these first bytes is of this format."""

    def read(self, source: Source, trackers: Trackers) -> Ledger:
        """All records of a file; raises `ReadError`."""


LEDGERS: dict[str, LedgerReader] = {
    "ledger-yaml": ledger_yaml,
    "ledger-json": ledger_json,
    "ledger-jsonl": ledger_jsonl,
    "ledger-csv": ledger_csv,
}
TRACKERS: dict[str, TrackerReader] = {
    "github": github,
    "gitlab": gitlab,
    "jira": jira,
    "jira-csv": jira_csv,
    "bugzilla": bugzilla,
    "bugzilla-csv": bugzilla_csv,
    "redmine": redmine,
    "redmine-csv": redmine_csv,
    "trac": trac,
}
READERS: dict[str, LedgerReader | TrackerReader] = {**LEDGERS, **TRACKERS}
"""Format → its module."""


def identify(path: str, head: bytes) -> str:
    """The format of a file, or nothing where no reader of this shelf knows it.

    All readers ask the same function, so that it need not be found by asking, and importing, one after the other.
    """
    found = recognised(path, head)
    return found if found in TRACKERS else f"ledger-{found}" if found else ""


def read(source: Source, form: str, trackers: Trackers) -> Ledger:
    """The records of a file of the format `form`. `trackers`: what a project's own words mean."""
    if form in TRACKERS:
        return TRACKERS[form].read(source, trackers)
    return LEDGERS[form].read(source)
