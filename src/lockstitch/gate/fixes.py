"""The fixes of the judged defects: what their commits changed, where that stands today, which tests came with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lockstitch import functions, statements
from lockstitch.classes import language
from lockstitch.gate.scene import Scene
from lockstitch.gate.scope import Scoped
from lockstitch.gate.sources import Sources
from lockstitch.git import carry, history
from lockstitch.git.repository import Repository
from lockstitch.lines import Lines, numbers, span
from lockstitch.model import FileChange, Fix

Changes = Mapping[str, Mapping[str, FileChange]]
"""Commit → path → how it changed there."""


@dataclass(frozen=True, slots=True)
class Fixes:
    """By record: its fix, and the tests that its commits added or changed (id of today → commit)."""

    fix: Mapping[str, Fix]
    tests: Mapping[str, Mapping[str, str]]


def trace(judged: Sequence[Scoped], repository: Repository, scene: Scene) -> Fixes:
    """Everything about the fixes of `judged`, in a number of git processes that does not grow with them."""
    shas = list(dict.fromkeys(commit.sha for one in judged for commit in one.commits))
    if not shas:
        return Fixes({one.record.id: Fix(one.commits) for one in judged}, {})
    changes = history.changes_of(repository, shas)
    code = _only(changes, lambda path: scene.classify(path) == "product" and bool(language(path)))
    today = _today(carry.carry(repository, code), scene.sources)
    tests = _tests(_only(changes, lambda path: scene.classify(path) == "test"), repository, scene.sources)
    fix = {
        one.record.id: Fix(one.commits, _together(one, code), _joined(today.get(c.sha, {}) for c in one.commits))
        for one in judged
    }
    named = {one.record.id: {test: c.sha for c in one.commits for test in tests.get(c.sha, ())} for one in judged}
    return Fixes(fix, named)


def _only(changes: Changes, keep: Callable[[str], bool]) -> dict[str, dict[str, FileChange]]:
    return {sha: {path: _bare(f) for path, f in files.items() if keep(path)} for sha, files in changes.items()}


def _bare(file: FileChange) -> FileChange:
    """The file's change with the removals that something took the place of left out: there the added lines speak."""
    hunks = tuple(
        hunk._replace(old_count=0) if hunk.new_count and _says_something(file, hunk.new_start, hunk.new_count) else hunk
        for hunk in file.hunks
    )
    return replace(file, hunks=hunks)


def _says_something(file: FileChange, start: int, count: int) -> bool:
    texts = (file.text.get(line, "x").strip() for line in range(start, start + count))
    return any(text and not text.startswith(("#", "//")) for text in texts)


def _today(carried: Mapping[str, Mapping[str, carry.Carried]], sources: Sources) -> dict[str, dict[str, Lines]]:
    """Commit → path of today → first lines of the statements that the commit added, or that stand where it removed."""
    return {
        sha: {path: lines for path, one in files.items() if (lines := _lines(path, one, sources))}
        for sha, files in carried.items()
    }


def _lines(path: str, one: carry.Carried, sources: Sources) -> Lines:
    if language(path) != "Python":
        near = sum(span(max(place, 1), place + 1) & ~one.added for place in numbers(one.places))
        return one.added | near
    outline = sources.outline(path)
    found = statements.normal(outline, one.added)
    for place in numbers(one.places):
        found |= statements.around(outline, place, sources.length(path))
    return found


def _joined(parts: Iterable[Mapping[str, Lines]]) -> dict[str, Lines]:
    found: dict[str, Lines] = {}
    for part in parts:
        for path, lines in part.items():
            found[path] = found.get(path, 0) | lines
    return found


def _together(one: Scoped, code: Changes) -> dict[str, FileChange]:
    return {path: file for commit in one.commits for path, file in code.get(commit.sha, {}).items()}


def _tests(changes: Changes, repository: Repository, sources: Sources) -> dict[str, tuple[str, ...]]:
    """Commit → ids of the tests that it added or changed and that are still there."""
    wanted = {file.new_blob for files in changes.values() for file in files.values() if file.new_blob and file.added}
    blobs = history.blobs(repository, sorted(wanted)) if wanted else {}
    defined: dict[str, Mapping[str, int]] = {}
    found = {}
    for sha, files in changes.items():
        ids = []
        for path, file in files.items():
            if language(path) != "Python" or file.new_blob not in blobs:
                continue
            if path not in defined:
                defined[path] = functions.defined(sources.text(path).encode("utf-8", "surrogatepass"))
            changed = functions.changed_tests(blobs[file.new_blob], file.added)
            ids += [f"{path}::{name}" for name in changed if name in defined[path]]
        found[sha] = tuple(ids)
    return found
