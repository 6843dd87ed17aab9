"""What became of the tests of the base: still there, renamed, moved, deleted, or out of the run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lockstitch import functions
from lockstitch.classes import language
from lockstitch.functions import Edit, Part
from lockstitch.gate import came
from lockstitch.gate.gone import PLAIN, Gone
from lockstitch.gate.scene import Scene
from lockstitch.model import Change, FileChange
from lockstitch.values import NamedTuple


class Fate(NamedTuple):
    """What became of one test of the base, or of a class, a group or a file of tests, which may be linked as a whole.

    `old`, `path`: its file there, and today. `today`: its id, empty where it is gone; `off`: newly out of the run.
    """

    part: Part
    old: str
    path: str
    today: str = ""
    off: bool = False

    @property
    def test(self) -> str:
        return f"{self.old}::{self.part.name}" if self.part.name else self.old

    def members(self, tests: Iterable[str]) -> set[str]:
        """Those of these tests that are it, or that it holds."""
        within = f"{self.part.name}::" if self.part.name else ""
        return {name for name in tests if name == self.part.name or name.startswith(within)}


def compares(file: FileChange, scene: Scene) -> bool:
    """Whether the file may have held tests at the base."""
    return (
        file.status != "added" and not file.binary and bool(language(file.path))
        and scene.classify(file.old_path or file.path) in ("test", "support")
    )  # fmt: skip


def fates(file: FileChange, data: bytes, today: came.Today, moved: Moved) -> Iterator[Fate]:
    """What became of the tests that were in the run at the base."""
    old, spoken = file.old_path or file.path, language(file.path)
    tests = [part for part in functions.parts(data, spoken) if part.kind == "test"]
    beside = frozenset(part.name for part in tests)
    idle = functions.off(data, spoken)
    found: list[Fate] = []
    for part in tests:
        if part.name not in idle:
            there = today.find(Edit(old, "touched", part, beside=beside), file.path) or moved.find(part, spoken)
            fate = Fate(part, old, file.path)
            if not there and moved.made_otherwise(fate):
                continue
            if there:
                path, name = there[0], there[1].name
                fate = fate._replace(path=path, today=f"{path}::{name}", off=name in moved.off(path))
            found.append(fate)
    yield from found
    inheriting = {name for name, part in today.parts(file.path).items() if _inherits(part)}
    for fate in _wholes(file.path, found):
        if fate.part.name not in beside and (fate.today or fate.part.name not in inheriting):
            yield fate


def _inherits(part: Part) -> bool:
    """Whether it is a class that may hold tests of another."""
    return part.kind == "class" and any(not re.fullmatch(PLAIN, base) for base in part.bases)


def _wholes(path: str, tests: Sequence[Fate]) -> Iterator[Fate]:
    """What became of the file, and of the classes and groups in it."""
    held: dict[str, list[Fate]] = {}
    for fate in tests:
        owners = fate.part.name.split("::")[:-1]
        for depth in range(len(owners) + 1):
            held.setdefault("::".join(owners[:depth]), []).append(fate)
    for name, members in held.items():
        yield _whole(Part(name, "class", 0, 0, 0), path, members)


def _whole(part: Part, path: str, tests: Sequence[Fate]) -> Fate:
    """It is where the first of its tests is that is still there, and called as what holds that test there."""
    left = [fate for fate in tests if fate.today]
    if not left:
        return Fate(part, tests[0].old, path)
    first = left[0]
    inner = first.part.name.count("::") - part.name.count("::")
    today = "::".join(first.today.split("::")[:-inner]) if part.name else ""
    return Fate(part, first.old, first.path, today or first.path, all(fate.off for fate in left))


class Moved:
    """Tests that came with the change, by what they do: where one of a single line, or a renamed one, may have gone."""

    def __init__(self, change: Change, scene: Scene, absent: Gone) -> None:
        self._change = change
        self._scene = scene
        self._absent = absent
        self._came: dict[str, tuple[str, Part]] | None = None
        self._off: dict[str, frozenset[str]] = {}

    def find(self, part: Part, spoken: str) -> tuple[str, Part] | None:
        if self._came is None:
            self._came = dict(self._all())
        return self._came.get(functions.form(part, spoken).body)

    def made_otherwise(self, fate: Fate) -> bool:
        """Whether the file may still hold a test that no `def` in it names: inherited, imported or generated."""
        test = f"{fate.path}::{fate.part.name}"
        return fate.path in self._scene.files and language(fate.path) == "Python" and test not in self._absent

    def _all(self) -> Iterator[tuple[str, tuple[str, Part]]]:
        scene = self._scene
        for path, file in self._change.files.items():
            if file.added and language(path) and scene.classify(path) in ("test", "support"):
                for part in functions.parts(scene.sources.data(path), language(path)):
                    if part.kind == "test" and any(file.added >> n & 1 for n in range(part.at, part.last + 1)):
                        yield functions.form(part, language(path)).body, (path, part)

    def off(self, path: str) -> frozenset[str]:
        if path not in self._off:
            self._off[path] = functions.off(self._scene.sources.data(path), language(path))
        return self._off[path]
