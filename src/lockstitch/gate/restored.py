"""Lines that a revert in this change brought back: what stood there before the commit that it undoes, and no more.

A file may have gone on since, so that it does not read as it did then: a revert is clean in a file where it does there
exactly the reverse of what the commit did.
"""

from __future__ import annotations

from collections import defaultdict

from lockstitch import digests
from lockstitch.classes import language
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import carry, history
from lockstitch.lines import Lines


def lines(run: Run, scene: Scene, past: Past) -> dict[str, Lines]:
    """Path of today → the lines of product code there that clean reverts of this change brought back."""
    known = past.history
    undone: dict[str, list[str]] = defaultdict(list)
    for sha, by in known.reverted.items():
        if by in known.of_change and sha not in known.of_change:
            undone[by].append(sha)
    if not undone:
        return {}
    back = history.undoing(run.repository, known, [sha for shas in undone.values() for sha in shas])
    changes = history.changes_of(run.repository, known, undone, hasher=digests.sha256)
    clean = {
        by: {
            path: file
            for path, file in files.items()
            if language(path)
            and scene.classify(path) == "product"
            and any(file.digest == back.get(sha, {}).get(path) for sha in undone[by])
        }
        for by, files in changes.items()
    }
    found: dict[str, Lines] = {}
    for standing in carry.carry(run.repository, known, clean).values():
        for path, left in standing.items():
            found[path] = found.get(path, 0) | left.added
    return found
