"""Which tests came with a commit, and what they are called today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from lockstitch import functions
from lockstitch.classes import language
from lockstitch.functions import Edit, Pair, Part
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Scene
from lockstitch.git import objects, renames
from lockstitch.git.repository import Repository
from lockstitch.model import FileChange
from lockstitch.values import NamedTuple

Changes = Mapping[str, Mapping[str, FileChange]]
"""Commit → path → how it changed there."""
MOVED = 0.5
"""Share of equal lines that a test of the same name in another file must have to be the one that was there."""


class Came(NamedTuple):
    """One test that a commit edited: its id of today, the line of its definition there, and the edit."""

    test: str
    line: int
    edit: Edit


class Today:
    """The tests of the working tree, looked up once a file; or those of another state.

    `other`: what files held in that state, None for those that were not there.
    """

    def __init__(self, scene: Scene, other: Mapping[str, bytes | None] = MappingProxyType({})) -> None:
        self._scene = scene
        self._other = other
        there = {path for path, data in other.items() if data is not None}
        self.files = frozenset(path for path in scene.files if path not in other) | there
        self._parts: dict[str, dict[str, Part]] = {}
        self._elsewhere: dict[str, list[tuple[str, Part]]] | None = None

    def parts(self, path: str) -> Mapping[str, Part]:
        """Tests, classes and functions of a file by name; none where it is gone."""
        if path not in self._parts:
            self._parts[path] = {part.name: part for part in functions.parts(self._source(path), language(path))}
        return self._parts[path]

    def _source(self, path: str) -> bytes:
        if path not in self.files:
            return b""
        held = self._other.get(path)
        return self._scene.sources.data(path) if held is None else held

    def test(self, path: str, name: str) -> Part | None:
        found = self.parts(path).get(name)
        return found if found and found.kind == "test" else None

    def find(self, edit: Edit, path: str) -> tuple[str, Part] | None:
        """Where an edited test stands today, whose file is called `path` now: there, or renamed, or moved."""
        here = self.test(path, edit.part.name)
        if here:
            return path, here
        younger = [p for p in self.parts(path).values() if p.kind == "test" and p.name not in edit.beside]
        renamed = functions.nearest(edit.part, younger)
        if renamed:
            return path, renamed
        moved = [
            (other, part)
            for other, part in self._namesakes(edit.part.bare)
            if other != path and functions.alike(edit.part, part) >= MOVED
        ]
        return moved[0] if len(moved) == 1 else None

    def _namesakes(self, bare: str) -> Sequence[tuple[str, Part]]:
        """The tests of that name in all test files, which are read when the first test is missing."""
        if self._elsewhere is None:
            self._elsewhere = defaultdict(list)
            for path in sorted(self.files):
                if language(path) and self._scene.classify(path) == "test":
                    for part in self.parts(path).values():
                        if part.kind == "test":
                            self._elsewhere[part.bare].append((path, part))
        return self._elsewhere.get(bare, ())


class Blobs(NamedTuple):
    """The files of one commit, before and after."""

    sha: str
    pairs: Mapping[str, Pair]


def pairs(repository: Repository, changes: Changes) -> Iterator[Blobs]:
    """Commit by commit, the contents of its changed files; one git process, and one commit's files held at a time.

    A file of which one side cannot be had is left out: it would seem to be all new.
    """
    ids = [blob for files in changes.values() for file in files.values() for blob in (file.old_blob, file.new_blob)]
    contents = objects.contents(repository, ids)
    for sha, files in changes.items():
        found = {}
        for path in files:
            before, after = next(contents), next(contents)
            if before is not None and after is not None:
                found[path] = Pair(path, language(path), before, after)
        yield Blobs(sha, found)
    next(contents, None)  # lets git end


def names(repository: Repository, past: Past, today: Scene, changes: Changes) -> Mapping[tuple[str, str], str]:
    """(commit, path) → the path's name today, for changed files that were renamed since."""
    present = frozenset(today.files)
    lost = {sha: [path for path in files if path not in present] for sha, files in changes.items()}
    return renames.followed(repository, past.history, lost) if any(lost.values()) else {}


def settled(edits: Sequence[Edit], sha: str, moved: Mapping[tuple[str, str], str], today: Today) -> Iterator[Came]:
    """The edited tests of one commit that are still there, the strongest edits first."""
    order = (*functions.LINKING, "touched")
    for edit in sorted(edits, key=lambda e: order.index(e.how)):
        found = today.find(edit, moved.get((sha, edit.path), edit.path))
        if found:
            yield Came(f"{found[0]}::{found[1].name}", found[1].at, edit)
