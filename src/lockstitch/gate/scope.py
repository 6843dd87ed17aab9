"""Which records owe a test in this run, and which commits fixed them.

A defect is judged when it is done and its fix is in this history (or was cherry-picked into it) and not reverted; a
record without a known commit is in scope. What the commits of the change claim to fix is in scope though its record is
open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from lockstitch.gate.past import Past
from lockstitch.git.history import History
from lockstitch.model import Commit, Record, TraceScope
from lockstitch.settings import Config, Level

UNCLASSIFIED = "nothing says whether it is a defect, an incident or a feature"


class Scoped(NamedTuple):
    """One record with its place in this run. `commits`: what fixed it, as far as this history holds it."""

    record: Record
    scope: TraceScope
    why: str
    commits: tuple[Commit, ...] = ()
    claimed: bool = False


def scoped(records: Iterable[Record], past: Past, config: Config) -> list[Scoped]:
    """Every record's place, in the ledger's order."""
    return [_scoped(record, past, config) for record in records]


class Commits(NamedTuple):
    """What is known of a record's fix. `named`: as the record writes it → its commit, if this history holds it;
    `inside`: all that it holds, also those whose messages claim the record; `standing`: those that are not reverted."""

    named: Mapping[str, Commit | None]
    inside: tuple[Commit, ...]
    standing: tuple[Commit, ...]


def commits(record: Record, past: Past) -> Commits:
    history = past.history
    named = {name: history.commits.get(past.resolved.get(name, "")) for name in record.commits}
    inside = tuple(dict.fromkeys([*(c for c in named.values() if c), *past.claims.get(record.id, ())]))
    return Commits(named, inside, tuple(commit for commit in inside if commit.sha not in history.reverted))


def _scoped(record: Record, past: Past, config: Config) -> Scoped:
    if record.kind not in ("defect", "unclassified") or record.status == "rejected":
        return _owing_nothing(record, past)
    history = past.history
    named, inside, standing = commits(record, past)
    by_change = any(commit.sha in history.of_change for commit in standing)
    if record.status == "open" and not by_change:
        return Scoped(record, "open", "open: not fixed yet", standing)
    if (named or inside) and not standing and not (past.shallow and not inside):
        return Scoped(record, "not in this history", _outside(named, inside, history), inside)
    if record.status == "done" and config.since and record.resolved and record.resolved < config.since:
        return Scoped(record, "before since", f"resolved {record.resolved}, before {config.since}", standing, by_change)
    if config.scope == "change" and not by_change:
        return Scoped(record, "not claimed by this change", "scope = change", standing)
    scope: TraceScope = "judged" if record.kind == "defect" else "unclassified"
    why = "a commit of this change fixes it" if by_change else "fixed"
    return Scoped(record, scope, why if record.kind == "defect" else UNCLASSIFIED, standing, by_change)


def _owing_nothing(record: Record, past: Past) -> Scoped:
    if record.kind == "incident":
        if record.kind_from.startswith("commit "):
            why = f"an incident owes no test: {record.kind_from}"
            return Scoped(record, "no test owed", why, commits(record, past).standing)
        return Scoped(record, "no test owed", "an incident owes no test")
    if record.kind == "feature":
        return Scoped(record, "no test owed", "a feature is judged by its changed lines")
    return Scoped(record, "rejected", "rejected: owes no test")


def _outside(named: Mapping[str, Commit | None], inside: Sequence[Commit], history: History) -> str:
    reverts = [f"{c.sha[:10]} was reverted by {history.reverted[c.sha][:10]}" for c in inside]
    absent = [f"{name} is no commit of this history" for name, commit in named.items() if commit is None]
    return "; ".join([*reverts, *absent])


def required(record: Record, config: Config) -> Level:
    """The rung that the configuration asks of a record: the highest of what applies to it."""
    require = config.require
    severity = {name.casefold(): level for name, level in require.severity.items()}
    levels = [severity.get(record.severity.casefold()), *(require.label.get(label) for label in record.labels)]
    return max((level for level in levels if level is not None), default=require.default)
