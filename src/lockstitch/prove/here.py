"""What is checked out here: what no hash of test and fix decides stands only while this is the same."""

from __future__ import annotations

import os

from lockstitch import proofs
from lockstitch.git import history
from lockstitch.git.history import History
from lockstitch.git.repository import Repository
from lockstitch.prove import trees
from lockstitch.prove.job import Settings
from lockstitch.values import NamedTuple


class Here(NamedTuple):
    """`head`: the commit that is checked out; empty where the working tree has changes beside the proof ledger.

    `alike`: it, and those before it from which it differs in the ledger alone.
    """

    head: str
    alike: frozenset[str]


def look(repository: Repository, past: History, ledger: str) -> Here:
    head = next(iter(past.commits), "")
    if not head or trees.changes(repository, ledger):
        return Here("", frozenset())
    found = [head]
    while history.paths_of(repository, past, found[-1:]).get(found[-1]) == [ledger]:
        parents = past.commits[found[-1]].parents
        if len(parents) != 1 or parents[0] not in past.commits:
            break
        found.append(parents[0])
    return Here(head, frozenset(found))


def setup_hash(settings: Settings, base: str, hang: bool) -> str:
    """Of all that a run is given beside the sources. Of the environment only which names are set: values are secret.

    `base`: of the change that is undone as a whole; `hang`: whether the record's symptom is one.
    """
    given = sorted(name for name in settings.environment if name in os.environ)
    limits = (str(settings.timeout), str(settings.repeat), base, str(hang))
    return proofs.setup_hash(settings.command, settings.installed, *limits, *given)
