"""What the ledgers said at the base, and which defects this change takes off the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from lockstitch import config, load, records
from lockstitch.classes import language, matches
from lockstitch.errors import LockstitchError
from lockstitch.gate import inputs
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import history, objects
from lockstitch.model import Commit, Dropped, Input, Location, Record

VERSIONS = 30
"""Commits of the change that are looked at for the one that did something."""


Done: TypeAlias = "Callable[[str, bytes], bool]"
"""(path, content in some commit) → whether it is so there."""


class Earlier(NamedTuple):
    """`records`: id → the record as it stood at the base, of the ledgers that the change touches. `files`: id → their
    paths, there and today. `config`: the configuration file by which this change names other ledgers than before."""

    records: Mapping[str, Record]
    files: Mapping[str, tuple[str, str]]
    inputs: tuple[Input, ...] = ()
    config: str = ""


NOTHING = Earlier({}, {})


def read(run: Run, scene: Scene, past: Past) -> Earlier:
    """The records of the base. A ledger that could not be read there is said; the change may be what mends it."""
    before = _named_before(run, past)
    touched = dict(_touched(run, scene, past, before))
    if not touched:
        return NOTHING
    base = past.change.base
    found = objects.blobs(run.repository, [f"{base}:{old}" for old in touched])
    known: dict[str, Record] = {}
    files: dict[str, tuple[str, str]] = {}
    unread = []
    for old, new in touched.items():
        data = found.get(f"{base}:{old}")
        stood = records_of(run, old, data) if data is not None else None
        if stood is None:
            unread.append(Input("records", f"{old} at the base", counts="cannot be read there: nothing is compared"))
        for record in stood or ():
            known[record.id] = record
            files[record.id] = (old, new)
    return Earlier(known, files, tuple(unread), before.config)


class _Before(NamedTuple):
    """Where the base found its ledgers, if this change names others: by globs, in that configuration file."""

    config: str = ""
    globs: tuple[str, ...] = ()


def _named_before(run: Run, past: Past) -> _Before:
    """What the base named as records, where that was something else. An option was given there, too."""
    now, source = run.config.records, run.config.source
    files = {f.path: f for f in past.change.files.values() if {f.path, f.old_path} & {source, *config.FILES}}
    by_option = any(Path(name).is_absolute() for name in now or ())
    if not files or by_option or (source and source not in files):
        return _Before()
    names = {path: f"{past.change.base}:{file.old_path or path}" for path, file in files.items()}
    found = objects.blobs(run.repository, names.values())
    for path, name in names.items():
        held, then = _records_named(run, files[path].old_path or path, found.get(name, b""))
        if held:
            return _Before(path, _globs(run, then)) if then != now else _Before()
    return _Before(source, _globs(run, None)) if now is not None else _Before()


def _records_named(run: Run, path: str, data: bytes) -> tuple[bool, tuple[str, ...] | None]:
    return config.records_of(load.Source(path, path, run.config.limits, data))


def _globs(run: Run, named: tuple[str, ...] | None) -> tuple[str, ...]:
    return inputs.RECORDS if named is None else tuple(_relative(run.config.root, named))


def _fits(globs: Sequence[str], path: str) -> bool:
    return any(matches(glob if "/" in glob[:-1] else f"/{glob}", path) for glob in globs)


def _touched(run: Run, scene: Scene, past: Past, before: _Before) -> Iterator[tuple[str, str]]:
    """The ledgers that the change touches, or names no more: path at the base, and of today."""
    globs = (*_globs(run, run.config.records), *before.globs)
    today = {record.location.path for record in scene.records}
    for path, file in past.change.files.items():
        old = file.old_path or path
        if file.status == "added" or file.binary:
            continue
        if not {path, old}.isdisjoint(today) or (not language(old) and _fits(globs, old)):
            yield old, path
    for path in scene.files if before.globs else ():
        known = path in past.change.files or path in today
        if not known and path.endswith(inputs.ENDINGS["records"]) and _fits(before.globs, path):
            yield path, path


def _relative(root: str, named: Sequence[str]) -> Iterator[str]:
    for name in named:
        whole = Path(root, name)
        if whole.is_relative_to(root):
            yield whole.relative_to(root).as_posix()


def records_of(run: Run, path: str, data: bytes) -> Sequence[Record] | None:
    """The records of a ledger as git has it; None where it cannot be read."""
    source = load.Source(path, path, run.config.limits, data)
    try:
        form = records.identify(path, load.head(source))
        return records.read(source, form, run.config.trackers).records if form else None
    except LockstitchError:
        return None


def dropped(earlier: Earlier, run: Run, scene: Scene, past: Past) -> Iterator[Dropped]:
    """The defects that the base counted and that are counted no more."""
    now = {record.id: record for record in scene.records}
    fresh = (r for r in scene.records if r.id not in earlier.records and r.kind == "defect" and r.status != "rejected")
    renamed = Counter(record.title.casefold() for record in fresh)
    for ident, record in earlier.records.items():
        how = _how(record, now.get(ident), ident in _claimed(past))
        if how and ident not in now and renamed[record.title.casefold()]:
            renamed[record.title.casefold()] -= 1
        elif how and not _before_since(record, run):
            where = now[ident].location if ident in now else Location(earlier.files[ident][1])
            yield Dropped(record, how, where, _commit(ident, how, earlier, run, past))


def _claimed(past: Past) -> frozenset[str]:
    of_change = past.history.of_change
    return frozenset(r for r, commits in past.claims.items() if any(c.sha in of_change for c in commits))


def _before_since(record: Record, run: Run) -> bool:
    since = run.config.since
    return bool(since and record.resolved and record.resolved < since)


def _how(before: Record, now: Record | None, claimed: bool) -> str:
    """What became of a defect, in words; empty where it still counts, or never did."""
    if before.kind != "defect" or before.status == "rejected":
        return ""
    if now is None:
        return f"was {'fixed' if before.status == 'done' else before.status} at the base and is on no record any more"
    if before.status != "done" and not claimed:
        return ""
    if now.status == "rejected":
        return "was a defect at the base and is rejected now"
    return f"was a defect at the base and is called {_article(now.kind)} now" if now.kind != "defect" else ""


def _article(kind: str) -> str:
    return {"incident": "an incident", "feature": "a feature"}.get(kind, kind)


def _commit(ident: str, how: str, earlier: Earlier, run: Run, past: Past) -> Commit | None:
    """The commit of the change since which it is so."""
    old, new = earlier.files[ident]
    before = earlier.records[ident]

    def done(path: str, data: bytes) -> bool:
        now = {record.id: record for record in records_of(run, path, data) or ()}
        return _how(before, now.get(ident), claimed=True) == how

    return since_when((old, new), run, past, done) or since_unnamed(earlier, old, run, past)


def since_unnamed(earlier: Earlier, ledger: str, run: Run, past: Past) -> Commit | None:
    """The commit of the change since which the configuration does not name a ledger any more."""

    def done(path: str, data: bytes) -> bool:
        return not _fits(_globs(run, _records_named(run, path, data)[1]), ledger)

    return since_when((earlier.config, earlier.config), run, past, done) if earlier.config else None


def since_when(paths: tuple[str, str], run: Run, past: Past, done: Done) -> Commit | None:
    """The oldest commit of the change from which on `done(path, content)` holds; None where only the working tree does.

    `paths`: the file as the base calls it, and as it is called today.
    """
    found: Commit | None = None
    seen: set[str] = set()
    for path in dict.fromkeys(reversed(paths)):
        touching = history.touching(run.repository, path, VERSIONS)
        shas = [sha for sha in touching if sha in past.history.of_change and sha not in seen]
        contents = objects.blobs(run.repository, [f"{sha}:{path}" for sha in shas])
        for sha in shas:
            if not done(path, contents.get(f"{sha}:{path}", b"")):
                return found
            found = past.history.commits[sha]
            seen.add(sha)
    return found
