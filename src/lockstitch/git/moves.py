"""Lines that were moved or indented since their commit, within their file or into another, found by their text.

What `git blame -w -M -C` tells of one file after the other (https://git-scm.com/docs/git-blame), for all commits at
once: a block that stood in a file as a commit left it, is gone from there and came elsewhere since. In doubt it is not
followed: a block that came in two places, or holds too little to be told from another, moved nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import TypeAlias

from lockstitch.git import objects, renames
from lockstitch.git.blocks import LEAST, Left, Rows, Run, Search, rows_of, shifted, tells, weight
from lockstitch.git.carry import survivors
from lockstitch.git.history import History
from lockstitch.git.repository import Repository
from lockstitch.lines import Lines, numbers, of, span
from lockstitch.model import Hunk

Between: TypeAlias = "Callable[[set[tuple[str, str]], tuple[str, ...]], Mapping[tuple[str, str], Sequence[Hunk]]]"
"""(blob, path) → the hunks that lead from the blob to the file of that path in the working tree, by these options."""
SPACED = ("--ignore-all-space",)


def left(sha: str, path: str, blob: str, added: Lines, edits: Sequence[Hunk] | None) -> Left:
    """`edits`: what leads from the blob to the file of today; None where that is gone."""
    if edits is None:
        return Left(sha, path, blob, added, -1)
    gone = reduce(or_, (span(h.old_start, h.old_start + h.old_count - 1) for h in edits if h.old_count), 0)
    return Left(sha, path, blob, added, gone, fresh(edits))


def fresh(edits: Sequence[Hunk]) -> Lines:
    """The lines that came with the edits."""
    return reduce(or_, (span(h.new_start, h.new_start + h.new_count - 1) for h in edits if h.new_count), 0)


def followed(
    repository: Repository, history: History, lefts: Iterable[Left], paths: Iterable[str], between: Between
) -> dict[str, dict[str, Lines]]:
    """Commit → path of today → lines there that the commit added elsewhere and that were moved there.

    `paths`: the files of today that may hold them; they are read where a block of three lines is gone, and not before.
    A handful of git processes, whatever the number of commits.
    """
    found: dict[str, dict[str, Lines]] = defaultdict(lambda: defaultdict(int))
    lefts = [one for one in lefts if one.owned & one.gone]
    for number, (one, lines) in enumerate(_spaced(lefts, between)):
        lefts[number] = one
        if lines:
            found[one.sha][one.path] |= lines
    old = _old(repository, [one for one in lefts if one.owned & one.gone])
    if not old:
        return found
    search = Search({row for one, rows in old for row in _asked(one, rows)})
    search.read(repository, paths)
    groups = [(one, rows, runs) for one, rows in old for runs in search.runs(one, rows)]
    asked = {(one.sha, run.path) for one, _, runs in groups for run in runs if run.path != one.path}
    came = _came(repository, history, asked, between)
    age = {sha: number for number, sha in enumerate(history.commits)}
    taken: dict[str, Lines] = defaultdict(int)
    for one, rows, runs in sorted(groups, key=lambda group: -age.get(group[0].sha, 0)):  # who wrote it first has it
        path, lines = _place(one, rows, runs, came)
        lines &= ~taken[path]
        if lines:
            found[one.sha][path] |= lines
            taken[path] |= lines
    return found


def _spaced(lefts: Sequence[Left], between: Between) -> Iterator[tuple[Left, Lines]]:
    """Each with the commit's lines of which nothing but white space was changed where they stood: they are not gone."""
    there = {(one.blob, one.path) for one in lefts if one.gone >= 0}
    edits = between(there, SPACED) if there else {}
    for one in lefts:
        hunks = edits.get((one.blob, one.path))
        standing = survivors(one.owned & one.gone, hunks) if hunks is not None else {}
        pairs = {line: now for line, now in standing.items() if one.fresh >> now & 1}
        now = of(pairs.values())
        yield one._replace(gone=one.gone & ~of(pairs), fresh=one.fresh & ~now), now


def _old(repository: Repository, lefts: Sequence[Left]) -> list[tuple[Left, Rows]]:
    """The old files with what they held, as far as enough is gone to be a block."""
    found = []
    if lefts:
        contents = objects.contents(repository, [one.blob for one in lefts])
        for one, data in zip(lefts, contents, strict=True):
            rows = rows_of(data or b"")
            whole = one._replace(gone=one.gone & span(1, len(rows) - 1))
            if len({rows[n] for n in numbers(whole.gone) if tells(rows[n])}) >= LEAST:
                found.append((whole, rows))
        next(contents, None)  # lets git end
    return found


def _asked(one: Left, rows: Rows) -> Iterator[bytes]:
    """The lines of which a block's place is looked up."""
    return (rows[n] for n in numbers(one.owned & one.gone) if tells(rows[n]))


def _place(one: Left, rows: Rows, runs: Sequence[Run], came: Mapping[tuple[str, str], Lines]) -> tuple[str, Lines]:
    """The one place in which a block came, and the commit's lines there; no lines where there is none, or a second.

    A place in its own file goes before all others, and one that holds more of the block before one that holds less.
    """

    def new(run: Run) -> Lines:
        return one.fresh if run.path == one.path else came[one.sha, run.path]

    near = [run for run in runs if run.path == one.path] or runs
    weighed = sorted(((weight(one, rows, run, new(run)), run) for run in near), reverse=True)
    (most, run), second = weighed[0], weighed[1][0] if len(weighed) > 1 else 0
    if most < LEAST or most == second:
        return run.path, 0
    return run.path, shifted(one.owned & one.gone & span(run.first, run.last), run.shift) & new(run)


def _came(
    repository: Repository, history: History, asked: set[tuple[str, str]], between: Between
) -> dict[tuple[str, str], Lines]:
    """(commit, path of today) → the lines there that were not in that file when the commit was made; -1 for all."""
    blobs = _blobs(repository, {key: key[1] for key in asked})
    absent: dict[str, list[str]] = defaultdict(list)
    for sha, path in asked - blobs.keys():
        absent[sha].append(path)
    blobs |= _blobs(repository, renames.earlier(repository, history, absent))
    edits = between({(blob, path) for (_, path), blob in blobs.items()}, ())
    return {key: fresh(edits[blobs[key], key[1]]) if key in blobs else -1 for key in asked}


def _blobs(repository: Repository, names: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """The keys (commit, path of today) with the blob of the file, whose name in that commit is given."""
    found = objects.ids(repository, {f"{sha}:{name}" for (sha, _), name in names.items()}) if names else {}
    return {key: blob for key, name in names.items() if (blob := found.get(f"{key[0]}:{name}", ""))}
