"""Files that came into some folders at any time, with what they held last, wherever they are now."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lockstitch.git.history import History
from lockstitch.git.objects import patches
from lockstitch.git.patch import PATCH, collect, everything, unquoted
from lockstitch.git.repository import Repository, shown

_RAW = ("-r", "--root", "--raw", "--no-abbrev", "-M50%", "-l1000", "--diff-filter=AMR", "--ignore-submodules=dirty")
_COMMIT = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64})\n")
_CHANGE = re.compile(rb":\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) ([AMR])\d*\t([^\t\n]+)(?:\t([^\t\n]+))?\n")
MANY = 20
"""A commit that adds more files than these moves or imports them."""


MANY_LINES = 80


class Added(NamedTuple):
    """A file of the history. `blob`: what it held last; `commits`: those that added it, newest last; none where they
    added many files at once."""

    path: str
    blob: str
    commits: tuple[str, ...]


def added(repository: Repository, history: History, folders: Iterable[str]) -> list[Added]:
    """The regular files that any commit of the history added below `folders`, under their last names.

    One process reads the whole history. It shows nothing of merges: what they bring stands in the commits they merge.
    """
    below = sorted(set(folders))
    if not below:
        return []
    given = "".join(f"{sha}\n" for sha in reversed(list(history.commits))).encode("ascii")  # parents before children
    found: dict[str, Added] = {}
    with repository.stream("diff-tree", "--stdin", *_RAW, "--", *below, given=given) as output:
        for sha, changes in _commits(output):
            many = sum(status == "A" for status, *_ in changes) > MANY
            for status, blob, old, new in changes:
                before = found.pop(old, None) if status == "R" else found.get(new)
                commits = before.commits if before else ()
                came = (sha,) if status == "A" and not many else ()
                found[new] = Added(new, blob, (*commits, *came))
    return sorted(found.values())


def _commits(output: Iterable[bytes]) -> Iterator[tuple[str, list[tuple[str, str, str, str]]]]:
    """Commit and its changes: (status, blob, old name, new name)."""
    sha = ""
    changes: list[tuple[str, str, str, str]] = []
    for line in output:
        if start := _COMMIT.fullmatch(line):
            if changes:
                yield sha, changes
            sha, changes = start[1].decode("ascii"), []
        elif (found := _CHANGE.fullmatch(line)) and found[1].startswith(b"100"):
            old = shown(unquoted(found[4]))
            new = shown(unquoted(found[5])) if found[5] else old
            changes.append((found[3].decode("ascii"), found[2].decode("ascii"), old, new))
    if changes:
        yield sha, changes


def added_lines(repository: Repository, history: History, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(commit, text of a line) for every line that a commit added to these files, parents before children.

    One process reads the whole history. Commits that add more than `MANY_LINES` are left out: they move or gather text.
    """
    named = sorted(set(paths))
    if not named:
        return
    given = "".join(f"{sha}\n" for sha in reversed(list(history.commits))).encode("ascii")
    with repository.stream("diff-tree", "--stdin", "--root", *PATCH, "--", *named, given=given) as output:
        found = collect(output, everything)
    for sha, files in found.items():
        texts = [text for change in files.values() for text in change.text.values()]
        if len(texts) <= MANY_LINES:
            yield from ((sha, text) for text in texts)


def touched(repository: Repository, history: History, shas: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Commit → the paths in which it differs from its first parent, in one process."""
    asked = dict.fromkeys(sha for sha in shas if sha in history.commits)
    if not asked:
        return {}
    given = patches(history.commits, asked)
    found: dict[str, list[str]] = defaultdict(list)
    names = ("-r", "--root", "--name-only", "--no-renames", "--ignore-submodules=dirty")
    with repository.stream("diff-tree", "--stdin", *names, given=given) as output:
        sha = ""
        for line in output:
            if (start := _COMMIT.fullmatch(line)) and start[1].decode("ascii") in asked:
                sha = start[1].decode("ascii")
            else:
                found[sha].append(shown(unquoted(line.rstrip(b"\n"))))
    return {sha: tuple(found[sha]) for sha in asked}


def brought(history: History) -> dict[str, str]:
    """Commit → the merge that brought it into the main line, which is HEAD and its first parents; nothing for those."""
    found: dict[str, str] = {}
    line = list(_main_line(history))
    on_line = set(line)
    for sha in reversed(line):
        waiting = list(history.commits[sha].parents[1:])
        while waiting:
            parent = waiting.pop()
            if parent in history.commits and parent not in on_line and parent not in found:
                found[parent] = sha
                waiting += history.commits[parent].parents
    return found


def _main_line(history: History) -> Iterator[str]:
    sha = next(iter(history.commits), "")
    while sha in history.commits:
        yield sha
        sha = next(iter(history.commits[sha].parents), "")
