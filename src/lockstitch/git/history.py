"""The commits of HEAD's history, and which of them undo or repeat others."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from lockstitch import digests
from lockstitch.errors import Fault, ReadError
from lockstitch.git.objects import log, patches
from lockstitch.git.patch import PATCH, collect, nothing
from lockstitch.git.repository import GitError, Repository, shown
from lockstitch.model import Commit, FileChange
from lockstitch.values import NamedTuple

_REVERTS = r"(?m)^This reverts commit ([0-9a-f]{7,64})"
_PICKS = r"(?m)^\(cherry picked from commit ([0-9a-f]{7,64})\)"


class History(NamedTuple):
    """`commits`: all that HEAD descends from, children before parents. `of_change`: those that the base does not hold.

    `reverted`: commit → the commit that undoes it, where nothing takes that back. `picked`: commit of any branch → the
    commit here that says it was cherry-picked from it.
    """

    commits: Mapping[str, Commit]
    of_change: frozenset[str] = frozenset()
    reverted: Mapping[str, str] = MappingProxyType({})
    picked: Mapping[str, str] = MappingProxyType({})

    @property
    def undone(self) -> dict[str, list[str]]:
        """Commit of the change → the commits of before that it reverts."""
        found: dict[str, list[str]] = {}
        for sha, by in self.reverted.items():
            if by in self.of_change and sha not in self.of_change:
                found.setdefault(by, []).append(sha)
        return found


def commits(repository: Repository) -> dict[str, Commit]:
    """All commits that HEAD descends from, children before parents. Raises `ReadError` where it has none yet."""
    try:
        return {commit.sha: commit for commit in log(repository, "HEAD", "--")}
    except GitError as error:
        if "bad revision 'HEAD'" in error.said:
            raise ReadError(Fault("the repository has no commit yet", hint="commit first")) from None
        raise


def read(repository: Repository) -> History:
    """HEAD's history. Raises `ReadError` where HEAD has no commit yet."""
    return told(commits(repository))


def told(commits: Mapping[str, Commit], base: str = "") -> History:
    """What the commits of HEAD tell of each other. `base`: full id of an ancestor, or empty."""
    of_change = commits.keys() - _ancestors(commits, base) if base else ()
    reverts = _named(commits, "This reverts commit", _REVERTS)
    picks = _named(commits, "(cherry picked", _PICKS)
    reverted = _reverted(commits, reverts, picks)
    return History(commits, frozenset(of_change), reverted, _picked(picks, reverted))


def _ancestors(commits: Mapping[str, Commit], sha: str) -> set[str]:
    """`sha` and everything it descends from."""
    found = {sha}
    waiting = [sha]
    while waiting:
        commit = commits.get(waiting.pop())
        fresh = [parent for parent in commit.parents if parent not in found] if commit else []
        found.update(fresh)
        waiting += fresh
    return found


def _named(commits: Mapping[str, Commit], phrase: str, pattern: str) -> dict[str, list[str]]:
    """Commit → the commits that its message names in this phrase; whole ids where this history can complete them."""
    found = {c.sha: re.findall(pattern, c.message) for c in commits.values() if phrase in c.message}
    ordered = sorted(commits) if any(name not in commits for names in found.values() for name in names) else ()
    return {sha: [_whole(name, commits, ordered) for name in names] for sha, names in found.items()}


def _whole(name: str, commits: Mapping[str, Commit], ordered: Sequence[str]) -> str:
    if name in commits:
        return name
    place = bisect_left(ordered, name)
    alike = [sha for sha in ordered[place : place + 2] if sha.startswith(name)]
    return alike[0] if len(alike) == 1 else name


def _reverted(
    commits: Mapping[str, Commit], reverts: Mapping[str, Sequence[str]], picks: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Children come first, so that who undoes or repeats a commit is known before the commit is met."""
    copies = defaultdict(list)
    for sha, originals in picks.items():
        for original in originals:
            copies[original].append(sha)
    found: dict[str, str] = {}
    renewed: set[str] = set()
    for sha in commits:
        if sha in found:  # what is undone neither undoes nor repeats anything
            continue
        for target in reverts.get(sha, ()):
            if target not in renewed:
                undone = {target, *copies[target], *merged(commits, target)}
                found.update((each, sha) for each in undone if each not in found)
        renewed.update(picks.get(sha, ()))
    return found


def merged(commits: Mapping[str, Commit], sha: str) -> set[str]:
    """The commits that a merge brought in, which go with it; none for any other commit."""
    commit = commits.get(sha)
    if commit is None or len(commit.parents) < 2:
        return set()
    return _ancestors(commits, sha) - _ancestors(commits, commit.parents[0])


def _picked(picks: Mapping[str, Sequence[str]], reverted: Mapping[str, str]) -> dict[str, str]:
    """The newest copy that stands, else the oldest."""
    found: dict[str, str] = {}
    for sha, originals in picks.items():
        for original in originals:
            if found.get(original, sha) in {sha, *reverted}:
                found[original] = sha
    return found


def changes_of(
    repository: Repository,
    history: History,
    shas: Iterable[str],
    text_of: Callable[[str], bool] = nothing,
    hasher: Callable[[], Any] | None = None,
) -> dict[str, dict[str, FileChange]]:
    """Commit → path → what it did there against its first parent (a root: everything), for commits of the history.

    The oldest commits of a clone that is cut off are left out of the answer.
    """
    asked = _comparable(repository, history, shas)
    if not asked:
        return {}
    given = patches(history.commits, asked)
    with repository.stream("diff-tree", "--stdin", "--root", *PATCH, given=given) as output:
        found = collect(output, text_of, hasher)
    return {sha: found.get(sha, {}) for sha in asked}


def undoing(repository: Repository, history: History, shas: Iterable[str]) -> dict[str, dict[str, FileChange]]:
    """Commit → path → the change of that path which takes back exactly what the commit did there, with its digest."""
    asked = _comparable(repository, history, shas)
    if not asked:
        return {}
    given = patches(history.commits, asked)
    back = ("-R", "--src-prefix=b/", "--dst-prefix=a/")  # which exchanges these, too
    with repository.stream("diff-tree", "--stdin", "--root", *PATCH, *back, given=given) as output:
        found = collect(output, nothing, digests.sha256)
    return {sha: found.get(sha, {}) for sha in asked}


def touching(repository: Repository, path: str, most: int = -1, base: str = "") -> tuple[str, ...]:
    """The newest commits of HEAD's history that changed a path, which need not be there any more.

    `most`: of them, all if negative. `base`: only those that this commit does not hold; git looks at no others.
    """
    within = ("HEAD", f"^{base}") if base else ("HEAD",)
    words = repository.run("rev-list", f"--max-count={most}", *within, "--", path).decode("ascii").split()
    return tuple(words)


def paths_of(repository: Repository, history: History, shas: Iterable[str]) -> dict[str, list[str]]:
    """Commit → the files that it touched against its first parent, for commits of the history; nothing of their lines.

    The oldest commits of a clone that is cut off are left out of the answer.
    """
    asked = _comparable(repository, history, shas)
    found: dict[str, list[str]] = {}
    if not asked:
        return found
    names = ("--name-only", "-z", "--no-renames", "--ignore-submodules=dirty")
    output = repository.run("diff-tree", "--stdin", "--root", "-r", *names, given=patches(history.commits, asked))
    waiting = set(asked)
    paths: list[str] = []
    for name in map(shown, output.split(b"\0")[:-1]):
        if name in waiting:
            waiting.discard(name)
            paths = found.setdefault(name, [])
        else:
            paths.append(name)
    return found


def _comparable(repository: Repository, history: History, shas: Iterable[str]) -> list[str]:
    """Those of the commits of which git can tell what they changed: a clone's oldest seem to add every file."""
    asked = [sha for sha in dict.fromkeys(shas) if sha in history.commits]
    if any(not history.commits[sha].parents for sha in asked) and repository.shallow:
        return [sha for sha in asked if history.commits[sha].parents]
    return asked


def substance(
    repository: Repository, history: History, shas: Iterable[str], keep: Callable[[str], bool]
) -> dict[str, str]:
    """Commit → a hash of what it changed in the paths that `keep` wants; empty where it changed none of them.

    It stays while a commit is rebased or cherry-picked, as a patch id does (https://git-scm.com/docs/git-patch-id):
    paths, removed and added lines go into it, no line numbers, no surroundings and nothing of the message. A commit
    whose parent a shallow clone leaves out has none.
    """
    return substance_of(changes_of(repository, history, shas, hasher=digests.sha256), keep)


def substance_of(changes: Mapping[str, Mapping[str, FileChange]], keep: Callable[[str], bool]) -> dict[str, str]:
    """The same for changes that are known, with their digests."""
    found = {}
    for sha, files in changes.items():
        kept = (file for file in files.values() if keep(file.path))
        rows = sorted("\0".join((f.status, f.old_path, f.path, f.digest, _whole_blob(f))) for f in kept)
        found[sha] = digests.sha256("\n".join(rows).encode("utf-8", "surrogateescape")).hexdigest() if rows else ""
    return found


def _whole_blob(file: FileChange) -> str:
    """What tells a change apart that has no lines of its own: a submodule, a link, an empty file."""
    return "" if file.hunks else file.new_blob
