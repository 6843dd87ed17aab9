"""What is to be proven: records, their linked tests, the trees to try them in; and what the ledger already tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from lockstitch import proofs
from lockstitch.errors import Fault, ReadError, UsageError
from lockstitch.gate import Run, inputs, kinds, past, scope
from lockstitch.gate.scene import Scene
from lockstitch.gate.scope import Scoped
from lockstitch.git import history, objects
from lockstitch.model import Commit, Proof, Tried, Untried
from lockstitch.prove import cases, here, ledger, linked
from lockstitch.prove.here import Here
from lockstitch.prove.job import Asked, Job, Settings
from lockstitch.settings import Config
from lockstitch.values import NamedTuple

Select: TypeAlias = Literal["missing", "change", "stale", "all"]

OWING_NONE = ("rejected", "no test owed", "not in this history", "reverted")
"""Scopes of records of which nothing can be proven."""


class Wish(NamedTuple):
    """What was asked for. `shard`: (number from 1, of how many); every N-th record is of one shard."""

    ids: tuple[str, ...] = ()
    select: Select = "missing"
    shard: tuple[int, int] = (1, 1)


class Plan(NamedTuple):
    """`known`: proofs of the ledger that still hold. `order`: (record, test as written) of everything that is asked."""

    jobs: tuple[Job, ...]
    known: tuple[Tried, ...]
    untried: tuple[Untried, ...]
    order: tuple[tuple[str, str], ...]
    platform: str


class _Past(NamedTuple):
    run: Run
    scene: Scene
    past: past.Past
    head: str
    settings: Settings
    here: Here
    base: str
    """Of the change that is undone as a whole, where one is."""


def plan(run: Run, wish: Wish, settings: Settings) -> Plan:
    """Raises `UsageError` for an unknown id and for what else must be mended first, `ReadError` without a base."""
    if wish.select != "change":  # what it changes is nothing to this run
        run = run._replace(config=run.config._replace(base="none"))
    ledgers, examined = inputs.read_records(run.config)
    faults = [entry.fault for entry in examined if entry.fault]
    if faults:
        raise UsageError(*faults)
    scene = Scene.of(run, ledgers)
    before = past.read(run, scene)
    held = ledger.read(run.config)
    chosen = _chosen(scope.scoped(kinds.settled(before, run.repository, scene), before, run.config), wish)
    if wish.select == "change":
        _judgeable(before)
    paths = run.config.paths._replace(map={})  # what pickle cannot carry, and no job needs
    settings = settings._replace(kept=tuple(_records(run.config)), paths=paths, ledger=run.config.proofs)
    now = here.look(run.repository, before.history, settings.ledger)
    base = before.change.base if wish.select == "change" else ""
    known = _Past(run, scene, before, next(iter(before.history.commits), ""), settings, now, base)
    return _planned(chosen, known, wish, held)


def _records(config: Config) -> Iterator[str]:
    """Globs of the record files: they change with a fix and are no part of it."""
    yield from (f"/{name}" for name in inputs.RECORDS)
    for name in config.records or ():
        path = Path(config.root, name)
        if path.is_relative_to(config.root):
            yield f"/{path.relative_to(config.root).as_posix()}"


def _judgeable(before: past.Past) -> None:
    """Without a base there is no change whose claims could be proven."""
    faults = [entry.fault for entry in before.inputs if entry.kind == "change" and entry.fault and not entry.fault.line]
    if faults and not before.change.base:
        raise ReadError(*faults)


def _chosen(scoped: Sequence[Scoped], wish: Wish) -> list[Scoped]:
    by_id = {one.record.id: one for one in scoped}
    unknown = [name for name in wish.ids if name not in by_id]
    if unknown:
        from lockstitch.shape import nearest

        near = nearest(unknown[0], list(by_id))
        hint = f"did you mean {near}?" if near else "" if by_id else "no record was read: name the file with --records"
        raise UsageError(Fault(f"no record has the id {unknown[0]!r}", hint=hint))
    found = (
        [by_id[name] for name in dict.fromkeys(wish.ids)] if wish.ids else [o for o in scoped if o.scope == "judged"]
    )
    if wish.select == "change":
        found = [one for one in found if one.claimed]
    number, of = wish.shard
    ordered = sorted(found, key=lambda one: one.record.id)
    mine = {one.record.id for one in ordered[number - 1 :: of]}
    return [one for one in found if one.record.id in mine]


def _planned(chosen: Sequence[Scoped], known: _Past, wish: Wish, held: Sequence[Proof]) -> Plan:
    links = linked.tests(chosen, known.past, known.run, known.scene)
    untried = [Untried(one.record.id, why) for one in chosen if (why := _why_not(one, links.get(one.record.id, ())))]
    able = [one for one in chosen if one.record.id not in {each.record for each in untried}]
    asked = _asked(able, links, known)
    tried = ledger.index(held, known.settings.platform)
    ready, todo = [], []
    for one in asked:
        proof = ledger.valid(tried, one.asked, known.here.alike) if wish.select != "all" else None
        if proof:
            ready.append(Tried(proof, one.asked.written, known=True))
        else:
            todo.append(one)
    if wish.select == "stale":
        todo = [one for one in todo if ledger.stale(tried, one.asked)]
        ready, untried = [], []
    jobs = tuple(_jobs(todo, known, wish.select == "change"))
    order = tuple((one.asked.record, one.asked.written) for one in asked)
    return Plan(jobs, tuple(ready), tuple(untried), order, known.settings.platform)


def _why_not(one: Scoped, tests: Sequence[linked.Linked]) -> str:
    if one.scope in OWING_NONE or (one.scope == "open" and not one.commits):
        return f"{one.scope}: {one.why}"
    if not one.commits:
        return "no commit is known that fixed it: name it in the record's commits"
    return "" if tests else "no test is linked to it"


class _Wanted(NamedTuple):
    """`then`: the hash of the test in its fix's own commit; empty where it is not there."""

    asked: Asked
    commits: tuple[Commit, ...]
    then: str


def _asked(able: Sequence[Scoped], links: Mapping[str, Sequence[linked.Linked]], known: _Past) -> list[_Wanted]:
    """Every test with the hashes that its proof rests on; commits youngest first."""
    ages = {sha: age for age, sha in enumerate(known.past.history.commits)}
    ordered = {one.record.id: tuple(sorted(one.commits, key=lambda commit: ages[commit.sha])) for one in able}
    paths = {
        (ordered[one.record.id][0].sha, test.id.partition("::")[0]) for one in able for test in links[one.record.id]
    }
    repository = known.run.repository
    old = objects.blobs(repository, (f"{sha}:{path}" for sha, path in paths))
    shas = [commit.sha for one in able for commit in one.commits]
    parts = history.substance(
        repository, known.past.history, shas, lambda path: known.scene.classify(path) == "product"
    )
    hashed = cache(proofs.test_hash)
    source = cache(lambda path: ledger.source(known.run.config, path))
    found = []
    for one in able:
        commits = ordered[one.record.id]
        fix = proofs.fix_hash(parts.get(commit.sha, "") for commit in commits)
        ids = tuple(commit.sha for commit in commits)
        hang = one.record.symptom.strip().casefold() == "hang"
        about = (hang, known.here.head, here.setup_hash(known.settings, known.base, hang))
        for test in links[one.record.id]:
            path, function = test.id.partition("::")[0], cases.function(test.id)
            then = old.get(f"{ids[0]}:{path}")
            asked = Asked(one.record.id, test.id, test.written, ids, hashed(source(path), function), fix, *about)
            found.append(_Wanted(asked, commits, "" if then is None else hashed(then, function)))
    return found


def _jobs(todo: Iterable[_Wanted], known: _Past, change: bool) -> Iterable[Job]:
    """One job a pair of trees. A test that has changed since its fix is tried where it stands today."""
    found: dict[tuple[str, tuple[str, ...], str], list[Asked]] = {}
    for one in todo:
        undo = _without_merged(one.commits, known.past)
        as_it_lies = change or one.then != one.asked.test_hash
        after = "" if as_it_lies else one.commits[0].sha
        found.setdefault((after, () if change else undo, known.base), []).append(one.asked)
    for (after, undo, base), asked in found.items():
        today = after in ("", known.head)
        yield Job(known.run.repository.root, after, undo, base, tuple(asked), known.settings, today)


def _without_merged(commits: Sequence[Commit], before: past.Past) -> tuple[str, ...]:
    """Without the commits that a merge among them brought in: undoing the merge undoes them."""
    inside = {
        sha for commit in commits for sha in history.merged(before.history.commits, commit.sha) if sha != commit.sha
    }
    return tuple(commit.sha for commit in commits if commit.sha not in inside)


def again(job: Job, tried: Sequence[Tried]) -> Job | None:
    """The same tests where they stand today, for those that the fix's own commit could not run here."""
    if job.today or job.base:
        return None
    lost = {(one.proof.record, one.proof.test) for one in tried if one.proof.after != "passed"}
    asked = tuple(one for one in job.asked if (one.record, one.test) in lost)
    return job._replace(after="", asked=asked, today=True) if asked else None
