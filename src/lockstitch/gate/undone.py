"""Which fixes are undone: a commit says so, and its word counts only as far as the tree of today bears it out.

A message is quickly written, and what was reverted may have been brought back by hand. A fix is undone where less than
half stands of the lines that say something and that it added to the product; one that added none, where the revert
touches all of its files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lockstitch.classes import language
from lockstitch.gate.scene import Scene
from lockstitch.git import carry, history
from lockstitch.git.history import History
from lockstitch.git.patch import everything
from lockstitch.git.repository import Repository
from lockstitch.lines import numbers
from lockstitch.model import FileChange
from lockstitch.surface import COMMENTS, tells
from lockstitch.values import NamedTuple

MARKS = (*COMMENTS, "--")


def settled(known: History, shas: Iterable[str], repository: Repository, scene: Scene) -> History:
    """The history, in which those of `shas` are reverted that really are; a message says so of all of them.

    What a clone that is cut off does not tell of stays as it is said.
    """
    changes = history.changes_of(repository, known, sorted(shas), everything)
    fixes = {sha: _product(files, scene) for sha, files in changes.items()}
    carried = carry.carry(repository, known, fixes, scene.files)
    touched = history.paths_of(repository, known, (known.reverted[sha] for sha in fixes))
    fixed = {sha: _Fix(files, carried[sha], touched.get(known.reverted[sha], ())) for sha, files in fixes.items()}
    standing = {sha for sha, fix in fixed.items() if fix.stands(scene)}
    return known._replace(reverted={sha: by for sha, by in known.reverted.items() if sha not in standing})


def _product(files: Mapping[str, FileChange], scene: Scene) -> dict[str, FileChange]:
    """The product code of a commit; of one that has none, all but its tests."""
    classes = {path: scene.classify(path) for path in files}
    code = {path: file for path, file in files.items() if classes[path] == "product" and language(path)}
    return code or {path: file for path, file in files.items() if classes[path] != "test"}


class _Fix(NamedTuple):
    """`files`: what it did then. `left`: path of today → what is left of it. `touched`: what its revert touched."""

    files: Mapping[str, FileChange]
    left: Mapping[str, carry.Carried]
    touched: Iterable[str]

    def stands(self, scene: Scene) -> bool:
        added = sum(tells(text, MARKS) for file in self.files.values() for text in file.text.values())
        if not added:
            return not {*self.files} <= {*self.touched}
        lines = ((path, number) for path, one in self.left.items() for number in numbers(one.added))
        return 2 * sum(tells(scene.sources.line(*place), MARKS) for place in lines) >= added
