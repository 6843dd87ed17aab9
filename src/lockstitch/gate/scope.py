"""Which records owe a test in this run, and which commits fixed them.

A defect or a feature is judged when it is done and its commits are in this history (or were cherry-picked into it) and
not reverted; a record without a known commit is in scope. What the commits of the change claim to fix or to deliver is
in scope though its record is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lockstitch import link
from lockstitch.gate.past import Past
from lockstitch.git.history import History
from lockstitch.model import Commit, Record, TraceScope
from lockstitch.settings import Config, Level
from lockstitch.values import NamedTuple

UNCLASSIFIED = "nothing says whether it is a defect, an incident or a feature"
DONE = {"feature": "delivered"}


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
    named = {name: history.commits.get(past.resolved.get(name, name)) for name in record.commits}
    told = (*past.claims.get(record.id, ()), *past.brought.get(record.id, ()))
    inside = tuple(dict.fromkeys([*(c for c in named.values() if c), *told]))
    return Commits(named, inside, tuple(commit for commit in inside if commit.sha not in history.reverted))


def _scoped(record: Record, past: Past, config: Config) -> Scoped:
    if record.kind == "incident" or record.status == "rejected":
        return _owing_nothing(record, past)
    history = past.history
    named, inside, standing = commits(record, past)
    parts = () if record.status == "done" else past.brought.get(record.id, ())
    by_change = any(commit.sha in history.of_change and commit not in parts for commit in standing)
    if record.status == "open" and not by_change:
        return Scoped(record, "open", f"not {DONE.get(record.kind, 'fixed')} yet", standing)
    if (named or inside) and not standing and not (past.shallow and not inside):
        scope: TraceScope = "reverted" if inside else "not in this history"
        return Scoped(record, scope, _outside(named, inside, history), inside)
    earlier = record.status == "done" and config.since and record.resolved and record.resolved < config.since
    if earlier and not by_change:
        return Scoped(record, "before since", f"resolved {record.resolved}, before {config.since}", standing)
    if config.scope == "change" and not by_change:
        return Scoped(record, "not claimed by this change", "scope = change", standing)
    return Scoped(record, *_owing(record, by_change), standing, by_change)


def _owing(record: Record, by_change: bool) -> tuple[TraceScope, str]:
    if record.kind == "unclassified":
        return "unclassified", UNCLASSIFIED
    if record.kind == "feature":
        return "judged", "a commit of this change delivers it" if by_change else "delivered"
    return "judged", "a commit of this change fixes it" if by_change else "fixed"


def _owing_nothing(record: Record, past: Past) -> Scoped:
    if record.kind == "incident":
        if record.kind_from.startswith("commit "):
            why = f"an incident owes no test: {record.kind_from}"
            return Scoped(record, "no test owed", why, commits(record, past).standing)
        return Scoped(record, "no test owed", "an incident owes no test")
    claimed = any(commit.sha in past.history.of_change for commit in commits(record, past).standing)
    return Scoped(record, "rejected", "it owes no test", claimed=claimed)


def _outside(named: Mapping[str, Commit | None], inside: Sequence[Commit], history: History) -> str:
    reverts = [f"{c.sha[:10]} was reverted by {history.reverted[c.sha][:10]}" for c in inside]
    absent = [f"{name} is no commit of this history" for name, commit in named.items() if commit is None]
    return "; ".join([*reverts, *absent])


def feats(past: Past, config: Config) -> list[Commit]:
    """The commits that say `feat:`, as far as the configuration takes one without a record for a feature."""
    where = {"change": past.change.commits, "all": tuple(past.history.commits.values())}.get(config.feat_commits, ())
    return [commit for commit in where if link.is_feat(commit.message)]


def fixing(scoped: Iterable[Scoped]) -> dict[str, tuple[str, ...]]:
    """Record → ids of the commits that fixed it, for the records that have some."""
    return {one.record.id: tuple(commit.sha for commit in one.commits) for one in scoped if one.commits}


def required(record: Record, config: Config) -> Level:
    """The rung that is asked of a record: of a defect the highest of what the configuration says, of a feature a test
    that passes; how its lines are covered is a question of its own."""
    if config.static:  # nothing was run, so nothing above can be asked for
        return Level.LINKED
    if record.kind == "feature":
        return Level.PASSED
    require = config.require
    severity = {name.casefold(): level for name, level in require.severity.items()}
    levels = [severity.get(record.severity.casefold()), *(require.label.get(label) for label in record.labels)]
    return max((level for level in levels if level is not None), default=require.default)
