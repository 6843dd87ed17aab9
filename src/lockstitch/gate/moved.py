"""Uncovered code that is not new: edited where it stood uncovered, or moved there uncovered, as far as that is certain.

In doubt code is new. An edit stands for old code only where nothing of what it replaced was covered and it holds no
more uncovered statements than that did; a moved block only where its text stood in one place alone, line by line, and
reaches no further than to a line that was covered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from lockstitch.gate.sources import Sources, decoded
from lockstitch.git import objects
from lockstitch.git.repository import Repository
from lockstitch.lines import Lines, numbers, span
from lockstitch.model import ComparedFile, Covered, FileChange, Hunk
from lockstitch.model.snapshot import Snapshot
from lockstitch.surface import tells

LEAST = 3
"""Lines of a block, and of these as many that are no bare bracket or blank: fewer may be alike by chance."""


class Blocks:
    """What was removed since the snapshot, by its text."""

    def __init__(self, repository: Repository, changes: Mapping[str, FileChange], held: Snapshot) -> None:
        self._removed: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._texts: dict[str, list[str]] = {}
        self._gone: dict[str, Lines] = {}
        self._held = held
        files = {(c.old_path or c.path): c for c in changes.values() if c.old_blob and c.removed}
        files = {path: change for path, change in files.items() if self._covered(path).missing}
        if files:
            blobs = objects.blobs(repository, [change.old_blob for change in files.values()])
            for path, change in files.items():
                self._index(path, change, decoded(blobs.get(change.old_blob, b"")))

    def _covered(self, path: str) -> Covered:
        return self._held.files.get(path, Covered(0, 0))

    def _index(self, path: str, change: FileChange, text: str) -> None:
        lines = ["", *text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        self._texts[path] = lines
        self._gone[path] = change.removed & span(1, len(lines) - 1)
        for number in numbers(change.removed):
            if number in range(len(lines)) and tells(lines[number]):
                self._removed[lines[number]].append((path, number))

    def debt(self, file: ComparedFile, change: FileChange, old: Covered, sources: Sources) -> Lines:
        """Of the new uncovered statements of a file, those that stand for code that was uncovered before."""
        return reduce(or_, (self._of(hunk, file, old, sources) for hunk in change.hunks if hunk.new_count), 0)

    def _of(self, hunk: Hunk, file: ComparedFile, old: Covered, sources: Sources) -> Lines:
        new = file.uncovered & span(hunk.new_start, hunk.new_start + hunk.new_count - 1)
        place = span(hunk.old_start, hunk.old_start + hunk.old_count - 1)
        before = old.missing & place
        if new and before and not old.executed & place and new.bit_count() <= before.bit_count():
            return new
        return new & reduce(or_, self._moved(hunk, file.path, sources), 0)

    def _moved(self, hunk: Hunk, path: str, sources: Sources) -> Iterator[Lines]:
        """The runs of a hunk's added lines that were removed elsewhere and hold nothing that was covered."""
        texts = [sources.line(path, n) for n in range(hunk.new_start, hunk.new_start + hunk.new_count)]
        at = 0
        while at < len(texts):
            size, uncovered = self._run(texts, at)
            if uncovered:
                yield span(hunk.new_start + at, hunk.new_start + at + size - 1)
            at += max(size, 1)

    def _run(self, texts: Sequence[str], at: int) -> tuple[int, bool]:
        """How many lines from `at` on are one block that stood in one place alone, and whether it is uncovered debt."""
        places = self._removed.get(texts[at], ())
        if len(places) != 1:
            return 0, False
        path, start = places[0]
        old = self._texts[path]
        open_to = self._gone[path] & ~self._covered(path).executed
        size = 0
        while at + size < len(texts) and open_to >> (start + size) & 1 and texts[at + size] == old[start + size]:
            size += 1
        if sum(map(tells, texts[at : at + size])) < LEAST:
            return size, False
        self._gone[path] &= ~span(start, start + size - 1)  # what moved here moved nowhere else
        return size, True
