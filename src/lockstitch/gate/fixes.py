"""The fixes of the judged defects: what their commits changed, where that stands today, which tests came with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import TYPE_CHECKING

from lockstitch import digests, statements
from lockstitch.classes import language
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Scene
from lockstitch.gate.scope import Scoped
from lockstitch.gate.sources import Sources
from lockstitch.git import history
from lockstitch.git.repository import Repository
from lockstitch.lines import Lines, numbers, span
from lockstitch.model import FileChange, Fix, Hunk
from lockstitch.values import NamedTuple

if TYPE_CHECKING:
    from lockstitch.git import carry

Changes = Mapping[str, Mapping[str, FileChange]]
"""Commit → path → how it changed there."""
SETTLED = ("Python", "Java", "Kotlin", "Groovy", "Scala")
"""Languages whose reports name the class of a test, and so its file: a test linked by its commit can be found there."""


class Fixes(NamedTuple):
    """By record: its fix, and the tests that its commits added or changed (id of today → commit).

    `substance`: commit → what `git.history.substance` gives for its product files, where it was asked for.
    `owned`: feature → path of today → the lines that its commits added and that still stand.
    """

    fix: Mapping[str, Fix]
    tests: Mapping[str, Mapping[str, str]]
    substance: Mapping[str, str] = MappingProxyType({})
    owned: Mapping[str, Mapping[str, Lines]] = MappingProxyType({})


class Extent(NamedTuple):
    """What is to be known of fixes. `lines`: where they stand in the tree of today, which takes most of the time.
    `hashed`: what tells one fix from another, whatever commit it stands in.
    """

    lines: bool = True
    hashed: bool = False


def trace(judged: Sequence[Scoped], past: Past, repository: Repository, scene: Scene, extent: Extent) -> Fixes:
    """Everything about the fixes of `judged`, in a number of git processes that does not grow with them."""
    shas = list(dict.fromkeys(commit.sha for one in judged for commit in one.commits))
    if not shas:
        return Fixes({one.record.id: Fix(one.commits) for one in judged}, {})
    hasher = digests.sha256 if extent.hashed else None
    changes = history.changes_of(repository, past.history, shas, lambda path: bool(language(path)), hasher)
    substance = history.substance_of(changes, lambda path: scene.classify(path) == "product") if extent.hashed else {}
    code = _only(changes, lambda path: scene.classify(path) == "product" and bool(language(path)))
    from lockstitch.git import carry

    carried = carry.carry(repository, past.history, code, scene.files, _moving(judged, scene)) if extent.lines else {}
    today = _today(carried, scene.sources)
    tests = _tests(_only(changes, lambda path: scene.classify(path) == "test"), past, repository, scene)
    owned = _owned(judged, carried)
    fix = {
        one.record.id: _delivery(one, code, owned[one.record.id], scene.sources)
        if one.record.id in owned
        else Fix(
            one.commits,
            _together(one, code),
            _joined(today.get(commit.sha, {}) for commit in one.commits),
            tuple(sorted(set(_removed_bare(one, carried, scene.sources)))),
        )
        for one in judged
    }
    named = {one.record.id: {test: c.sha for c in one.commits for test in tests.get(c.sha, ())} for one in judged}
    return Fixes(fix, named, substance, owned if extent.lines else {})


def _moving(judged: Sequence[Scoped], scene: Scene) -> carry.Moving | None:
    """The commits of features, whose lines are followed where code is moved; those of a fix stand for their place."""
    from lockstitch.git import carry

    shas = {commit.sha for one in judged if one.record.kind == "feature" for commit in one.commits}
    product = (path for path in scene.files if language(path) and scene.classify(path) == "product")
    return carry.Moving(shas, product) if shas else None


def _owned(judged: Sequence[Scoped], carried: Mapping[str, Mapping[str, carry.Carried]]) -> dict[str, dict[str, Lines]]:
    """What a feature's commits removed is no line of it; a line that a later commit rewrote belongs to that one, and a
    line that one only moved to whose it was before.

    A feature of which this clone does not tell what one of its commits changed is left out.
    """
    taken = _joined({path: one.moved for path, one in files.items()} for files in carried.values())
    added = {
        sha: {path: lines for path, one in files.items() if (lines := one.added & ~taken[path] | one.moved)}
        for sha, files in carried.items()
    }
    return {
        one.record.id: _joined(added.get(commit.sha, {}) for commit in one.commits)
        for one in judged
        if one.record.kind == "feature" and one.commits and all(commit.sha in carried for commit in one.commits)
    }


def _delivery(one: Scoped, code: Changes, owned: Mapping[str, Lines], sources: Sources) -> Fix:
    """The commits of a feature: nothing but what they added is theirs."""
    standing = {path: _firsts(path, lines, sources) for path, lines in owned.items()}
    return Fix(one.commits, _together(one, code), {path: lines for path, lines in standing.items() if lines})


def tests_of(judged: Sequence[Scoped], past: Past, repository: Repository, scene: Scene) -> dict[str, dict[str, str]]:
    """By record: the tests that the commits of its fix added or changed (id of today → commit), and nothing else."""
    shas = list(dict.fromkeys(commit.sha for one in judged for commit in one.commits))
    changes = history.changes_of(repository, past.history, shas, lambda path: bool(language(path))) if shas else {}
    tests = _tests(_only(changes, lambda path: scene.classify(path) == "test"), past, repository, scene)
    return {one.record.id: {test: c.sha for c in one.commits for test in tests.get(c.sha, ())} for one in judged}


def _only(changes: Changes, keep: Callable[[str], bool]) -> dict[str, dict[str, FileChange]]:
    return {sha: {path: _bare(f) for path, f in files.items() if keep(path)} for sha, files in changes.items()}


def _bare(file: FileChange) -> FileChange:
    """The file's change, in which a hunk that puts only a comment in the place of code counts as a removal."""
    hunks = tuple(hunk if _says_something(file, hunk) else _removal(hunk) for hunk in file.hunks)
    silent = reduce(or_, (span(h.new_start, h.new_start + h.new_count - 1) for h in file.hunks if h not in hunks), 0)
    return file._replace(hunks=hunks, added=file.added & ~silent)


def _says_something(file: FileChange, hunk: Hunk) -> bool:
    texts = [file.text.get(line, "").strip() for line in range(hunk.new_start, hunk.new_start + hunk.new_count)]
    return (
        not hunk.old_count
        or not texts
        or any(text and not text.startswith(("# ", "#!", "//")) and text != "#" for text in texts)
    )


def _removal(hunk: Hunk) -> Hunk:
    return hunk._replace(new_start=hunk.new_start + hunk.new_count - 1, new_count=0)


def _today(carried: Mapping[str, Mapping[str, carry.Carried]], sources: Sources) -> dict[str, dict[str, Lines]]:
    """Commit → path of today → first lines of the statements that the commit added, or that stand where it removed."""
    return {
        sha: {path: lines for path, one in files.items() if (lines := _lines(path, one, sources))}
        for sha, files in carried.items()
    }


def _lines(path: str, one: carry.Carried, sources: Sources) -> Lines:
    if language(path) != "Python":
        return reduce(or_, (span(max(place, 1), place + 1) for place in numbers(one.places)), one.added)
    outline = sources.outline(path)
    found = _firsts(path, one.added, sources)
    for place in numbers(one.places):
        found |= statements.around(outline, place, sources.length(path))
    return found


def _firsts(path: str, added: Lines, sources: Sources) -> Lines:
    """First lines of the statements that these lines belong to; the lines themselves where nobody parses them."""
    return statements.normal(sources.outline(path), added) if language(path) == "Python" else added


def _removed_bare(one: Scoped, carried: Mapping[str, Mapping[str, carry.Carried]], sources: Sources) -> Iterator[str]:
    for commit in one.commits:
        yield from _bare_paths(carried.get(commit.sha, {}), sources)


def _bare_paths(files: Mapping[str, carry.Carried], sources: Sources) -> Iterator[str]:
    """The Python files in which code was removed outside every function."""
    for path, one in files.items():
        outline = sources.outline(path)
        inner = statements.normal(outline, outline.body)
        if any(not statements.around(outline, n, sources.length(path)) & inner for n in numbers(one.places)):
            yield path


def _joined(parts: Iterable[Mapping[str, Lines]]) -> dict[str, Lines]:
    found: dict[str, Lines] = {}
    for part in parts:
        for path, lines in part.items():
            found[path] = found.get(path, 0) | lines
    return found


def _together(one: Scoped, code: Changes) -> dict[str, FileChange]:
    return {path: file for commit in one.commits for path, file in code.get(commit.sha, {}).items()}


def _tests(changes: Changes, past: Past, repository: Repository, scene: Scene) -> dict[str, tuple[str, ...]]:
    """Commit → ids of the tests that it added, changed or took back into the run, and that are still there."""
    changed = {sha: {path: file for path, file in files.items() if _settles(file)} for sha, files in changes.items()}
    if not any(changed.values()):
        return {}
    from lockstitch import functions
    from lockstitch.gate import came

    moved = came.names(repository, past, scene, changed)
    today = came.Today(scene)
    found = {}
    for sha, pairs in came.pairs(repository, changed):
        edits = [edit for edit in functions.edited(pairs.values()) if edit.how in functions.LINKING]
        found[sha] = tuple(dict.fromkeys(each.test for each in came.settled(edits, sha, moved, today)))
    return found


def _settles(file: FileChange) -> bool:
    """Whether the file may hold tests that reports name in a way that leads back to it."""
    return bool(file.new_blob) and not file.binary and language(file.path) in SETTLED
