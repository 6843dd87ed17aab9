"""Commits of other branches that stand in this history under another id, found by what they change."""

from __future__ import annotations

from collections.abc import Iterable

from lockstitch.git.history import History
from lockstitch.git.objects import log
from lockstitch.git.patch import PATCH
from lockstitch.git.repository import Repository

NEAREST = 1000
"""Commits that are compared whatever they say of themselves: the newest here that the others do not descend from."""


def same_patch(repository: Repository, history: History, shas: Iterable[str]) -> dict[str, str]:
    """Commit that is not in this history → the newest one here with the same patch id, where there is one.

    Compared are the commits here that keep the author's date or the subject line, as `git cherry-pick`, `git rebase`
    and `git am` do, and the nearest ones in any case: https://git-scm.com/docs/git-patch-id.
    """
    away = [sha for sha in dict.fromkeys(shas) if sha and sha not in history.commits]
    if not away:
        return {}
    theirs = list(log(repository, "--no-walk=unsorted", "--stdin", given=_lines(away)))
    unshared = _lines(["HEAD", *(f"^{sha}" for sha in away)])
    near = {commit.sha for commit in log(repository, f"--max-count={NEAREST}", "--stdin", given=unshared)}
    dates, subjects = {commit.when for commit in theirs}, {commit.subject for commit in theirs}
    alike = (c.sha for c in history.commits.values() if c.when in dates or c.subject in subjects or c.sha in near)
    here: dict[str, str] = {}
    ids = _patch_ids(repository, [*away, *alike])
    for sha, patch in ids.items():
        if sha in history.commits:
            here.setdefault(patch, sha)
    return {sha: here[ids[sha]] for sha in away if ids.get(sha) in here}


def _patch_ids(repository: Repository, shas: Iterable[str]) -> dict[str, str]:
    """Commit → patch id, in the order given; merges and empty commits have none."""
    options = ("--stdin", "--root", *PATCH, "-U3", "--no-renames")
    patches = repository.run("diff-tree", *options, given=_lines(shas))
    lines = repository.run("patch-id", "--stable", given=patches).decode("ascii").splitlines()
    return {sha: patch for patch, sha in map(str.split, lines)}


def _lines(words: Iterable[str]) -> bytes:
    return "".join(f"{word}\n" for word in words).encode("ascii")
