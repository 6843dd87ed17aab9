"""What files of old commits are called today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from lockstitch.git.history import History
from lockstitch.git.objects import patches
from lockstitch.git.repository import Repository, shown
from lockstitch.values import NamedTuple

RENAMES = ("-r", "-z", "-M50%", "-l1000", "--name-status", "--diff-filter=R", "--ignore-submodules=dirty")


class _Rename(NamedTuple):
    """`age`: place of the commit in the history, 0 being HEAD."""

    age: int
    name: str


def followed(repository: Repository, history: History, lost: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], str]:
    """(commit, its path) → the path's name today, for the paths of each commit that were renamed since it.

    One walk from the oldest of these commits to HEAD, whatever their number, and a look at the working tree.
    """
    ages = {sha: age for age, sha in enumerate(history.commits) if lost.get(sha)}
    if not ages:
        return {}
    renames = defaultdict(list)
    for age, old, new in _committed(repository, history, max(ages.values())):
        renames[old].append(_Rename(age, new))
    output = repository.run("diff-index", *RENAMES, "HEAD", "--")
    uncommitted = {old: new for _, old, new in _pairs(output)}
    found = {}
    for sha, age in ages.items():
        for path in lost[sha]:
            name = _end(renames, path, age)
            found[sha, path] = uncommitted.get(name, name)
    return {key: name for key, name in found.items() if name != key[1]}


def earlier(repository: Repository, history: History, come: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], str]:
    """(commit, path of today) → the path's name in the commit, for the paths that were renamed since it.

    The same walk, looked at from its other end.
    """
    ages = {sha: age for age, sha in enumerate(history.commits) if come.get(sha)}
    if not ages:
        return {}
    origins = defaultdict(list)
    for age, old, new in _committed(repository, history, max(ages.values())):
        origins[new].append(_Rename(age, old))
    uncommitted = {new: old for _, old, new in _pairs(repository.run("diff-index", *RENAMES, "HEAD", "--"))}
    found = {}
    for sha, age in ages.items():
        for path in come[sha]:
            found[sha, path] = _start(origins, uncommitted.get(path, path), age)
    return {key: name for key, name in found.items() if name != key[1]}


def _committed(repository: Repository, history: History, oldest: int) -> Iterator[tuple[int, str, str]]:
    """The renames of the commits younger than the `oldest`-th: age, old and new name, the youngest first."""
    younger = list(islice(history.commits, oldest))
    ages = {sha: age for age, sha in enumerate(younger)}
    output = repository.run("diff-tree", "--stdin", *RENAMES, given=patches(history.commits, younger))
    for sha, old, new in _pairs(output):
        yield ages[sha], old, new


def _pairs(output: bytes) -> Iterator[tuple[str, str, str]]:
    """Of `--name-status -z`: commit id where one stands before, old and new name."""
    commit = ""
    words = iter(output.split(b"\0")[:-1])
    for word in words:
        if word.startswith(b"R"):
            yield commit, shown(next(words, b"")), shown(next(words, b""))
        else:
            commit = word.decode("ascii")


def _end(renames: Mapping[str, list[_Rename]], path: str, age: int) -> str:
    """The last name in the chain of renames that begins with `path` in the commit of that age."""
    while rename := next((each for each in reversed(renames.get(path, ())) if each.age < age), None):
        age, path = rename
    return path


def _start(origins: Mapping[str, list[_Rename]], path: str, age: int) -> str:
    """The first name in the chain of renames, younger than the commit of that age, that ends with `path`."""
    since = -1
    while rename := next((each for each in origins.get(path, ()) if since < each.age < age), None):
        since, path = rename
    return path
