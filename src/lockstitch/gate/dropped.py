"""The records that the base judged and that this change takes out of the count.

Each is judged twice by the history of today: as the base wrote it under the base's configuration, and as it is written
and configured now. What differs between the two is this change's doing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lockstitch.gate import before, kinds, scope
from lockstitch.gate.earlier import Earlier, since_unnamed
from lockstitch.gate.past import Past, borne_out, fixes, resolve
from lockstitch.gate.scene import Run, Scene
from lockstitch.gate.scope import Scoped
from lockstitch.model import Dropped, Location, Record
from lockstitch.settings import Config
from lockstitch.values import NamedTuple

STATES = {"done": {"defect": "fixed", "feature": "delivered"}}
NOUNS = {"incident": "an incident", "defect": "a defect", "feature": "a feature"}
COUNTED = {"defect": ("judged", "open", "not in this history", "reverted"), "feature": ("judged",)}
"""Kind → the scopes of which a record must not simply be removed; a planned feature may be."""

CONFIGURED = ("before since", "not claimed by this change")
"""Scopes whose reason says all that there is to say where the configuration is edited."""


class _Sight(NamedTuple):
    run: Run
    scene: Scene
    past: Past
    earlier: Earlier


def dropped(earlier: Earlier, run: Run, scene: Scene, past: Past) -> Iterator[Dropped]:
    """Those defects and delivered features, in the order of the base's ledgers."""
    past = _resolved(past, run, scene, earlier)
    sight = _Sight(run, scene, past, earlier)
    today, stood = _configurations(run.config, earlier.stood.config)
    then = _scoped(sight, earlier.records.values(), stood)
    now = _scoped(sight, scene.records, today)
    fresh = [one for ident, one in now.items() if ident not in earlier.records]
    for ident, one in then.items():
        how = _how(one, now.get(ident))
        renamed = next((new for new in fresh if _stands_for(new, one)), None) if how and ident not in now else None
        if renamed:
            fresh.remove(renamed)
        elif how:
            yield _told(sight, one.record, now.get(ident), how)


def _resolved(past: Past, run: Run, scene: Scene, earlier: Earlier) -> Past:
    """With the commits that the records named at the base, of which none that stands is taken for reverted."""
    records = earlier.records.values()
    resolved = {**past.resolved, **resolve(run, records, past.history)}
    named = fixes(records, past.history, resolved, (past.claims, past.brought))
    return past._replace(resolved=resolved, history=borne_out(past.history, named, run, scene))


def _configurations(today: Config, stood: Config) -> tuple[Config, Config]:
    """`scope` matters only where the change edits it: a partial run looks at all that is taken off the record."""
    if today.scope == stood.scope:
        return today._replace(scope="all"), stood._replace(scope="all")
    return today, stood


def _scoped(sight: _Sight, records: Iterable[Record], config: Config) -> Mapping[str, Scoped]:
    scene = sight.scene._replace(records=tuple(records))
    settled = kinds.settled(sight.past, sight.run.repository, scene)
    return {one.record.id: one for one in scope.scoped(settled, sight.past, config)}


def _stands_for(new: Scoped, old: Scoped) -> bool:
    """Whether a record of the change is the old one under a new id, and owes what that owed."""
    titled = new.record.title.casefold() == old.record.title.casefold()
    return titled and new.record.kind in (old.record.kind, "defect") and new.scope in ("judged", old.scope)


def _how(then: Scoped, now: Scoped | None) -> str:
    """What became of a record, in words; empty where it still counts, or never did."""
    kind, status = then.record.kind, then.record.status
    if now is None:
        state = STATES.get(status, {}).get(kind, status)
        counted = then.scope in COUNTED.get(kind, ())
        return f"was {state} at the base and is on no record any more" if counted else ""
    if then.scope != "judged" or (now.scope == "open" and kind == "defect"):
        return ""
    was = f"was {NOUNS[kind]} at the base and is"
    if now.scope == "rejected":
        return f"{was} rejected now"
    if now.record.kind not in (kind, "defect"):
        return f"{was} called {NOUNS.get(now.record.kind, now.record.kind)} now"
    return "" if now.scope == "judged" else f"was judged at the base and is not any more: {now.why or now.scope}"


def _told(sight: _Sight, record: Record, now: Scoped | None, how: str) -> Dropped:
    run, earlier = sight.run, sight.earlier
    files = earlier.files[record.id]
    if now and _by_configuration(sight, now.record, files[1]):
        path = earlier.stood.path
        by = earlier.versions.since_when((path, path), before.since(run, earlier.stood))
        why = now.why if now.scope in CONFIGURED else how
        return Dropped(record, why, Location(path), by, earlier.stood.edits(run.config))
    written = next((each for each in sight.scene.records if each.id == record.id), None)

    def done(path: str, data: bytes) -> bool:
        there = earlier.versions.records(path, data).get(record.id)
        return there is None if written is None or there is None else _same(there, written)

    commit = earlier.versions.since_when(files, done) or since_unnamed(earlier, files[0], run)
    return Dropped(record, how, now.record.location if now else Location(files[1]), commit)


def _by_configuration(sight: _Sight, record: Record, path: str) -> bool:
    """Whether a record that is still there would be judged under the base's configuration."""
    if not sight.earlier.stood.path:
        return False
    return path not in sight.past.change.files or (
        _scoped(sight, [record], sight.earlier.stood.config)[record.id].scope == "judged"
    )


def _same(one: Record, other: Record) -> bool:
    """Whether two records say the same of what they owe."""
    return all(getattr(one, key) == getattr(other, key) for key in ("kind", "status", "resolved", "commits"))
