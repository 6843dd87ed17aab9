"""What the ledgers said at the base."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from lockstitch import load, records
from lockstitch.classes import language, matches
from lockstitch.errors import LockstitchError
from lockstitch.gate import before, inputs
from lockstitch.gate.before import Before
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import history, objects
from lockstitch.model import Commit, Input, Record
from lockstitch.values import NamedTuple

BATCH = 30
"""Versions of a file that are read at once: most of what happened, the newest of them tell."""

Done: TypeAlias = "Callable[[str, bytes], bool]"
"""(path, content in some commit) → whether it is so there."""


class Versions:
    """What the commits of the change made of files: found once a file, read once, and no further than is asked."""

    def __init__(self, run: Run, past: Past) -> None:
        self._run = run
        self._past = past
        self._touching: dict[str, tuple[str, ...]] = {}
        self._read: dict[str, list[bytes]] = {}
        self._records: dict[tuple[str, bytes], Mapping[str, Record]] = {}

    def since_when(self, paths: tuple[str, str], done: Done) -> Commit | None:
        """The oldest commit of the change from which on `done(path, content)` holds; None for the working tree alone.

        `paths`: the file as the base calls it, and as it is called today.
        """
        found: Commit | None = None
        seen: set[str] = set()
        for path in dict.fromkeys(reversed(paths)):
            for sha, data in self._of(path):
                if sha in seen:
                    continue
                if not done(path, data):
                    return found
                found = self._past.history.commits[sha]
                seen.add(sha)
        return found

    def records(self, path: str, data: bytes) -> Mapping[str, Record]:
        """Id → record, as a version of a ledger tells them; none where it cannot be read."""
        if (path, data) not in self._records:
            self._records[path, data] = {each.id: each for each in _records(self._run, path, data) or ()}
        return self._records[path, data]

    def _of(self, path: str) -> Iterator[tuple[str, bytes]]:
        """Commit and content, the newest first; empty where it deleted the file."""
        shas, read = self._shas(path), self._read.setdefault(path, [])
        for place, sha in enumerate(shas):
            if place == len(read):
                names = [f"{each}:{path}" for each in shas[place : place + BATCH]]
                contents = objects.blobs(self._run.repository, names)
                read += [contents.get(name, b"") for name in names]
            yield sha, read[place]

    def _shas(self, path: str) -> tuple[str, ...]:
        if path not in self._touching:
            ours, base = self._past.history.of_change, self._past.change.base
            found = history.touching(self._run.repository, path, base=base) if ours else ()
            self._touching[path] = tuple(sha for sha in found if sha in ours)
        return self._touching[path]


class Earlier(NamedTuple):
    """`records`: id → the record as it stood at the base, of the ledgers that the change touches or reads in another
    way. `files`: id → their paths, there and today. `stood`: the configuration of the base. `versions`: what became of
    a file from there on."""

    records: Mapping[str, Record]
    files: Mapping[str, tuple[str, str]]
    inputs: tuple[Input, ...]
    stood: Before
    versions: Versions


def read(run: Run, scene: Scene, past: Past) -> Earlier:
    """The records of the base. A ledger that could not be read there is said; the change may be what mends it."""
    stood = before.read(run, past.change)
    touched = dict(_touched(run, scene, past, stood))
    versions = Versions(run, past)
    if not touched:
        return Earlier({}, {}, (), stood, versions)
    base = past.change.base
    found = objects.blobs(run.repository, [f"{base}:{old}" for old in touched])
    reading = run._replace(config=stood.config)
    known: dict[str, Record] = {}
    files: dict[str, tuple[str, str]] = {}
    unread = []
    for old, new in touched.items():
        data = found.get(f"{base}:{old}")
        held = _held(reading, old, data)
        if held is None and data is not None:
            held = _held(reading, old, objects.behind_links(run.repository, base, old))
        if held is None:
            unread.append(Input("records", f"{old} at the base", counts="cannot be read there: nothing is compared"))
        for record in held or ():
            known[record.id] = record
            files[record.id] = (old, new)
    return Earlier(known, files, tuple(unread), stood, versions)


def _held(run: Run, path: str, data: bytes | None) -> Sequence[Record] | None:
    return None if data is None else _records(run, path, data)


def _globs(root: str, named: tuple[str, ...] | None) -> tuple[str, ...]:
    globs = inputs.RECORDS if named is None else tuple(_relative(root, named))
    return (*globs, *_behind(root, globs))


def _behind(root: str, globs: Iterable[str]) -> Iterator[str]:
    """Where the ledgers lie that are named by symbolic links: their content changes there."""
    top = Path(os.path.realpath(root))
    for glob in globs:
        whole = Path(root, glob.rstrip("/"))
        target = Path(os.path.realpath(whole)) if whole.is_symlink() else None
        if target and target.is_relative_to(top):
            place = target.relative_to(top).as_posix()
            yield f"/{place}/" if target.is_dir() else f"/{place}"


def _fits(globs: Sequence[str], path: str) -> bool:
    return any(matches(glob if "/" in glob[:-1] else f"/{glob}", path) for glob in globs)


def _touched(run: Run, scene: Scene, past: Past, stood: Before) -> Iterator[tuple[str, str]]:
    """The ledgers that the change touches, or reads in another way: path at the base, and of today."""
    globs = _globs(run.config.root, run.config.records)
    then = _globs(run.config.root, stood.config.records)
    edits = stood.edits(run.config)
    today = {record.location.path for record in scene.records}
    known = frozenset() if "records" in edits else today
    for path, file in past.change.files.items():
        old = file.old_path or path
        if file.status == "added" or (file.binary and not old.endswith(inputs.ENDINGS["records"])):
            continue
        if not {path, old}.isdisjoint(known) or (not language(old) and _fits(then, old)):
            yield old, path if path in today or _fits(globs, path) else old
    for path in scene.files if edits else ():
        if path not in past.change.files and path.endswith(inputs.ENDINGS["records"]) and _fits(then, path):
            yield path, path


def _relative(root: str, named: Sequence[str]) -> Iterator[str]:
    for name in named:
        whole = Path(root, name)
        if whole.is_relative_to(root):
            yield whole.relative_to(root).as_posix()


def _records(run: Run, path: str, data: bytes) -> Sequence[Record] | None:
    """The records of a ledger as git has it; None where it cannot be read."""
    source = load.Source(path, path, run.config.limits, data)
    try:
        form = records.identify(path, load.head(source))
        return records.read(source, form, run.config.trackers).records if form else None
    except LockstitchError:
        return None


def since_unnamed(earlier: Earlier, ledger: str, run: Run) -> Commit | None:
    """The commit of the change since which the configuration does not name a ledger any more."""

    def done(path: str, data: bytes) -> bool:
        named = (before.stated(path, data) or {}).get("records")
        return not _fits(_globs(run.config.root, named), ledger)

    edited = earlier.stood.path
    return earlier.versions.since_when((edited, edited), done) if edited else None
