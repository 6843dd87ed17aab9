"""Today's coverage against a snapshot, through the diff between the two states.

A line is followed by git's diff and its renames. Deleted code is no loss; code that was moved is new where it stands,
so that it is judged there, and its old place is deleted. A statement of which a line changed is new as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lockstitch import snapshots, statements
from lockstitch.classes import language
from lockstitch.gate import exits, moved, snapshot
from lockstitch.gate.measure import Measured, settled
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import carry, diff, patch
from lockstitch.git.base import Base
from lockstitch.lines import Lines, numbers, of
from lockstitch.model import ComparedFile, Comparison, Covered, FileChange, FileCoverage, Input
from lockstitch.model.snapshot import Snapshot

NOBODY = "no coverage report was found"
NOTHING = Covered(0, 0)
WITHOUT = "; it holds no branches"
ELSE = "; made under other paths in the configuration: what is product only since then is not in it"


def compare(run: Run, scene: Scene, past: Past, measured: Measured) -> Comparison:
    """What became of the snapshot's coverage, or why that cannot be said."""
    found = snapshot.find(run, past)
    setting = run.config.snapshot
    if found.snapshot is None:
        lenient = found.fresh or (found.absent and setting is not None and setting.missing == "bootstrap")
        return Comparison(found.where, why_unknown=found.why, hint=found.hint, bootstrap=lenient)
    held = found.snapshot
    if not any(each.fault is None or measured.stale for each in measured.inputs):
        hint = "run the tests under coverage, or name the report with --coverage"
        return Comparison(found.where, held.commit, why_unknown=NOBODY, hint=hint)
    tolerant = setting is not None and setting.legacy == "tolerate"
    files = _Desk.of(run, scene, measured, held).files(tolerant)
    return Comparison(
        found.where,
        held.commit,
        tuple(files),
        tolerant=tolerant,
        without_branches=measured.has_branches and not held.has_branches,
        no_branches_now=not measured.has_branches,
        other_paths=held.configuration != snapshots.configuration(run.config),
    )


def examined(comparison: Comparison) -> tuple[Input, ...]:
    """What the list of inputs says of it."""
    count = len(comparison.files)
    counts = (
        comparison.why_unknown
        or f"of {comparison.commit[:10]}, {'1 file differs' if count == 1 else f'{count} files differ'}"
    )
    counts += WITHOUT if comparison.without_branches else ""
    counts += ELSE if comparison.other_paths else ""
    return (Input("snapshot", comparison.where, "snapshot", counts),)


class _Desk(NamedTuple):
    """All that the comparison is made from. `changes`: path of today → how it differs from the snapshot's commit."""

    run: Run
    scene: Scene
    measured: Measured
    held: Snapshot
    changes: Mapping[str, FileChange]

    @classmethod
    def of(cls, run: Run, scene: Scene, measured: Measured, held: Snapshot) -> _Desk:
        changes = diff.change(run.repository, Base(held.commit, "snapshot"), scene.untracked, patch.nothing).files
        return cls(run, scene, measured, held, changes)

    def files(self, tolerant: bool) -> Iterator[ComparedFile]:
        """The files of which there is something to say."""
        product = snapshot.everything(self.scene)
        before = {change.path: change.old_path for change in self.changes.values() if change.status == "renamed"}
        blocks = moved.Blocks(self.run.repository, self.changes, self.held) if tolerant else None
        for path in sorted(product):
            change = self.changes.get(path)
            known = change is None or change.status != "added"
            old = self.held.files.get(before.get(path, path), NOTHING) if known else NOTHING
            found = self._compared(path, old, change)
            if blocks and found.uncovered and change:
                found = found._replace(debt=blocks.debt(found, change, old, self.scene.sources))
            if found != ComparedFile(path, physical=found.physical):
                yield found
        yield from self._left(product)

    def _left(self, product: frozenset[str]) -> Iterator[ComparedFile]:
        """Files of the snapshot that still stand and are no product any more, with what was covered of them."""
        there = frozenset(self.scene.files)
        renamed = {change.old_path: path for path, change in self.changes.items() if change.status == "renamed"}
        for old, held in sorted(self.held.files.items()):
            path = renamed.get(old, old)
            if path not in there or path in product:
                continue
            if left := self._standing(path, held.executed, self.changes.get(path)) & self._statements(path, None):
                physical = _long(self._physical(path, left, NOTHING))
                became = self.scene.classify(path) if language(path) else "no code"
                was = old if old != path else ""
                yield ComparedFile(path, unmeasured=left, physical=physical, became=became, was=was)

    def _compared(self, path: str, old: Covered, change: FileChange | None) -> ComparedFile:
        if why := self._blind(path, old):
            return ComparedFile(path, unknown=why)
        file = self.measured.files.get(path)
        added = change.added if change else 0
        now = settled(file, self.scene.sources) if file else NOTHING
        physical = self._physical(path, added, now)
        new = of(first for first, lines in physical.items() if lines & added)
        executed, missing = (self._standing(path, each, change) & ~new for each in (old.executed, old.missing))
        branches = exits.by_line(file, self.scene.sources) if file and old.exits else {}
        still = executed & now.executed
        before = {counts: self._standing(path, held, change) & still for counts, held in old.exits.items()}
        gone = executed & ~now.executed & ~now.missing
        return ComparedFile(
            path,
            lost=executed & now.missing,
            unmeasured=gone & self._statements(path, file),
            uncovered=new & now.missing,
            gained=missing & now.executed,
            lost_branches=exits.lost(before, branches),
            unmeasured_branches=exits.unmeasured(before, branches, bool(change) and self.measured.has_branches),
            physical=_long(physical),
        )

    def _blind(self, path: str, old: Covered) -> str:
        """Why nothing can be said of a file of which the snapshot says something."""
        if not old.executed:
            return ""
        if path in self.measured.stale:
            return self.measured.stale[path]
        outline = self.scene.sources.outline(path)
        return f"line {outline.fault_line}: {outline.fault}" if outline.fault else ""

    def _physical(self, path: str, added: Lines, now: Covered) -> dict[int, Lines]:
        """First line → physical lines, of the measured statements and those that hold an added line."""
        if language(path) != "Python":
            return {first: 1 << first for first in numbers(now.executed | now.missing)}
        headers = self.scene.sources.outline(path).headers
        touched = now.missing | statements.normal(self.scene.sources.outline(path), added)
        return {first: headers[first] for first in numbers(touched) if first in headers}

    def _standing(self, path: str, lines: Lines, change: FileChange | None) -> Lines:
        """Where lines of the snapshot stand today; those that are gone are left out."""
        if change is None:
            return lines
        whole = sum(hunk.new_count for hunk in change.hunks) >= self.scene.sources.length(path)
        if whole and not any(hunk.old_count for hunk in change.hunks):
            return 0  # git compared something else than what lies here: every line counts as new
        return of(list(carry.survivors(lines, change.hunks).values()))

    def _statements(self, path: str, file: FileCoverage | None) -> Lines:
        """Lines on which a statement begins, as far as that is known; what is none any more was not lost."""
        if language(path) == "Python":
            outline = self.scene.sources.outline(path)
            return ~0 if outline.fault else of(list(outline.headers))
        return ~0 if file is None else ~self.scene.sources.surface(path).silent


def _long(physical: Mapping[int, Lines]) -> dict[int, Lines]:
    """Those of the statements that have several lines."""
    return {first: lines for first, lines in physical.items() if lines != 1 << first}
