"""Where the lines of old commits stand today, for all of them at once.

Each file as a commit left it becomes an entry of one tree, what became of it an entry of the same name in another; one
diff of the two maps every line. The trees lie in a temporary folder: the repository is only read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from lockstitch import load
from lockstitch.git.history import History
from lockstitch.git.patch import PATCH, collect
from lockstitch.git.renames import followed
from lockstitch.git.repository import Repository, raw, shown
from lockstitch.lines import Lines, numbers, of, span
from lockstitch.model import FileChange, Hunk
from lockstitch.values import NamedTuple

_Named: TypeAlias = tuple[str, str, FileChange]
_Edits: TypeAlias = Mapping[tuple[str, str], tuple[Hunk, ...]]


class Carried(NamedTuple):
    """What is left in today's file of one commit's change, in today's numbering.

    `added`: the lines that it added and that still stand. `places`: where it removed lines and nothing stands of what
    it put there instead, the line before the place, or else the one after it. `moved`: the lines that it added
    elsewhere and that were moved there, of the commits that are followed so.
    """

    added: Lines = 0
    places: Lines = 0
    moved: Lines = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.places or self.moved)


class Moving(NamedTuple):
    """Commits whose lines are followed where they were moved, and the files of today to which that may be.

    The paths are asked for once, and only where some lines are gone.
    """

    shas: Collection[str]
    paths: Iterable[str]


def carry(
    repository: Repository,
    history: History,
    changes: Mapping[str, Mapping[str, FileChange]],
    files: Iterable[str],
    moving: Moving | None = None,
) -> dict[str, dict[str, Carried]]:
    """Commit → path of today in the working tree → what is left there of the commit's change; nothing left, no entry.

    `changes`: commit → path then → its change, as `changes_of` gives them. `files`: those of the working tree.
    """
    there = set(files)
    named = _named(repository, history, changes, there)
    regular = {path for path in {path for _, path, _ in named} & there if _regular(repository, path)}
    wanted = [each for each in named if each[1] in regular]
    edits = _edits(repository, {(change.new_blob, path) for _, path, change in wanted})
    lengths = {path: _length(repository, path) for path in {path for _, path, _ in wanted}}
    found: dict[str, dict[str, Carried]] = {sha: {} for sha in changes}
    for sha, path, change in wanted:
        left = _left(change, edits[change.new_blob, path], lengths[path])
        if left:
            here = found[sha].get(path, Carried())
            found[sha][path] = Carried(here.added | left.added, here.places | left.places)
    for sha, places in _moved(repository, history, named, edits, moving).items() if moving else ():
        for path, lines in places.items():
            found[sha][path] = found[sha].get(path, Carried())._replace(moved=lines)
    return found


def _moved(
    repository: Repository, history: History, named: Sequence[_Named], edits: _Edits, moving: Moving
) -> Mapping[str, Mapping[str, Lines]]:
    """Commit → path of today → lines that were moved there. Nothing is looked at where no line is gone."""
    lost = [each for each in named if each[0] in moving.shas and not _whole(each, edits)]
    if not lost:
        return {}
    from lockstitch.git import moves

    lefts = [
        moves.left(sha, path, change.new_blob, change.added, edits.get((change.new_blob, path)))
        for sha, path, change in lost
    ]
    return moves.followed(repository, history, lefts, moving.paths, partial(_edits, repository))


def _whole(each: _Named, edits: _Edits) -> bool:
    """Whether all lines that a commit added to a file stand in it today."""
    _, path, change = each
    hunks = edits.get((change.new_blob, path))
    return hunks is not None and len(survivors(change.added, hunks)) == change.added.bit_count()


def _named(
    repository: Repository, history: History, changes: Mapping[str, Mapping[str, FileChange]], there: Set[str]
) -> list[_Named]:
    """Commit, path of today and change, of the files that have lines."""
    lined = {
        sha: {path: change for path, change in files.items() if change.hunks and change.new_blob}
        for sha, files in changes.items()
    }
    names = followed(repository, history, {sha: files.keys() - there for sha, files in lined.items()})
    return [
        (sha, names.get((sha, path), path), change) for sha, files in lined.items() for path, change in files.items()
    ]


def _regular(repository: Repository, path: str) -> bool:
    whole = Path(repository.root, path)
    return whole.is_file() and not whole.is_symlink()


def _length(repository: Repository, path: str) -> int:
    """How many lines lie there."""
    with load.opened(load.Source(str(Path(repository.root, path)), path)) as file:
        return sum(1 for _ in file)


def _edits(repository: Repository, pairs: Iterable[tuple[str, str]], options: tuple[str, ...] = ()) -> _Edits:
    """(blob, path) → the hunks that lead from the blob to the file of that path in the working tree."""
    ordered = sorted(pairs)
    if not ordered:
        return {}
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        scratch = _beside(repository, folder)
        blobs = _stored(scratch, sorted({path for _, path in ordered}))
        before = _tree(scratch, (blob for blob, _ in ordered))
        after = _tree(scratch, (blobs[path] for _, path in ordered))
        with scratch.stream("diff-tree", *PATCH, *options, before, after) as output:
            differing = collect(output).get("", {})
    hunks = {int(name): change.hunks for name, change in differing.items()}
    return {pair: hunks.get(number, ()) for number, pair in enumerate(ordered)}


def _beside(repository: Repository, folder: str) -> Repository:
    """The same repository, but new objects go to `folder`."""
    objects = Path(repository.root, shown(repository.run("rev-parse", "--git-path", "objects").removesuffix(b"\n")))
    alternate = shown(_quoted(raw(str(objects))))
    extra = (("GIT_OBJECT_DIRECTORY", folder), ("GIT_ALTERNATE_OBJECT_DIRECTORIES", alternate))
    return repository._replace(extra=extra)


def _stored(scratch: Repository, paths: Sequence[str]) -> dict[str, str]:
    """Path → blob id of what lies there, which is an object from now on."""
    given = b"".join(_quoted(raw(path)) + b"\n" for path in paths)
    ids = scratch.run("hash-object", "-w", "--stdin-paths", given=given).decode("ascii").split()
    return dict(zip(paths, ids, strict=True))


def _tree(scratch: Repository, blobs: Iterable[str]) -> str:
    """A tree whose entries are called 0, 1, 2, ..."""
    given = "".join(f"100644 blob {blob}\t{number}\0" for number, blob in enumerate(blobs)).encode("ascii")
    return scratch.run("mktree", "-z", given=given).decode("ascii").strip()


def _quoted(name: bytes) -> bytes:
    """A name within quotes, as git reads it in lists."""
    for plain, escaped in ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n"), (b"\r", b"\\r")):
        name = name.replace(plain, escaped)
    return b'"' + name + b'"'


def _left(change: FileChange, edits: Sequence[Hunk], length: int) -> Carried:
    """What is left of a change after these edits of the file, which has `length` lines now."""
    removals = [(hunk, *_around(hunk)) for hunk in change.hunks if hunk.old_count]
    beside = of([line for _, before, after in removals for line in (before, after)])
    today = survivors(change.added | beside, edits)
    places = []
    for hunk, before, after in removals:
        instead = range(hunk.new_start, hunk.new_start + hunk.new_count)
        if not any(line in today for line in instead):
            places += [today.get(before) or today.get(after, 0)]
    added = of([today[line] for line in numbers(change.added) if line in today])
    return Carried(added, of(places) & span(1, length))  # the last line has none after it


def _around(hunk: Hunk) -> tuple[int, int]:
    """The lines before and after a hunk, in the numbering after it; 0 is the top of the file."""
    if hunk.new_count:
        return hunk.new_start - 1, hunk.new_start + hunk.new_count
    return hunk.new_start, hunk.new_start + 1


def survivors(lines: Lines, edits: Sequence[Hunk]) -> dict[int, int]:
    """Number before → number after the edits, of those of the `lines` that the edits leave standing."""
    found = {}
    shift = passed = 0
    for number in numbers(lines):
        while passed < len(edits) and edits[passed].old_start + max(edits[passed].old_count, 1) <= number:
            shift += edits[passed].new_count - edits[passed].old_count
            passed += 1
        removed = passed < len(edits) and edits[passed].old_count and edits[passed].old_start <= number
        if not removed:
            found[number] = number + shift
    return found
