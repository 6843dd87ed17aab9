"""Lines that a revert in this change brought back: what stood there before the commit that it undoes, and no more.

A file may have gone on since, so that it does not read as it did then: a revert is clean in a file where it does there
exactly the reverse of what the commit did, between the same lines.
"""

from __future__ import annotations

from collections.abc import Mapping

from lockstitch import digests
from lockstitch.classes import language
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import carry, history, objects
from lockstitch.lines import Lines
from lockstitch.model import FileChange


def lines(run: Run, scene: Scene, past: Past) -> dict[str, Lines]:
    """Path of today → the lines of product code there that clean reverts of this change brought back."""
    known, undone = past.history, past.history.undone
    back = history.undoing(run.repository, known, [sha for shas in undone.values() for sha in shas])
    changes = history.changes_of(run.repository, known, undone, hasher=digests.sha256)
    pairs = [
        (by, path, file, reverse)
        for by, files in changes.items()
        for path, file in files.items()
        if language(path) and scene.classify(path) == "product"
        for reverse in (back.get(sha, {}).get(path) for sha in undone[by])
        if reverse and reverse.digest == file.digest
    ]
    blobs = objects.blobs(run.repository, [blob for *_, a, b in pairs for blob in (a.new_blob, b.new_blob)])
    clean: dict[str, dict[str, FileChange]] = {by: {} for by in changes}
    for by, path, file, reverse in pairs:
        if _places(file, blobs) == _places(reverse, blobs):
            clean[by][path] = file
    found: dict[str, Lines] = {}
    for standing in carry.carry(run.repository, known, clean, scene.files).values():
        for path, left in standing.items():
            found[path] = found.get(path, 0) | left.added
    return found


def _places(file: FileChange, blobs: Mapping[str, bytes]) -> list[tuple[bytes, bytes]]:
    """The lines before and after each hunk, after the change: the same text may be brought to another place."""
    rows = [b"", *blobs.get(file.new_blob, b"").split(b"\n"), b""]
    ends = ((hunk.new_start, hunk.new_start + hunk.new_count) for hunk in file.hunks if hunk.new_count)
    return [(rows[first - 1], rows[end]) for first, end in ends if end < len(rows)]
