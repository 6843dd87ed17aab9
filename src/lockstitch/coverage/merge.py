"""One file, told of several times: by several reports, or at several places of one report. Executed wins.

Merging is commutative, associative and idempotent, so that shards may come in any order and any grouping.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

from lockstitch import lines
from lockstitch.lines import Lines
from lockstitch.model import Branch, FileCoverage

HIGHEST_LINE = 10_000_000
"""No source file is longer. A set is as large as its largest number, so a reader refuses what lies beyond."""


class Tally:
    """The lines of one file as a report lists them, which may be often: four bytes each until they become sets."""

    __slots__ = ("executed", "missing")

    def __init__(self) -> None:
        self.executed = array("I")
        self.missing = array("I")

    def note(self, line: int, ran: bool) -> None:
        (self.executed if ran else self.missing).append(line)

    def span(self, first: int, last: int, ran: bool) -> None:
        (self.executed if ran else self.missing).extend(range(first, last + 1))

    def add(self, other: Tally) -> None:
        self.executed.extend(other.executed)
        self.missing.extend(other.missing)

    @property
    def listed(self) -> int:
        """How many lines were listed, each as often as it was."""
        return len(self.executed) + len(self.missing)

    def distinct(self) -> set[int]:
        return set(self.executed).union(self.missing)

    def sets(self) -> tuple[Lines, Lines]:
        """Executed and missing lines; executed wins."""
        executed = lines.of(self.executed)
        return executed, lines.of(self.missing) & ~executed


def merge(parts: Sequence[FileCoverage]) -> FileCoverage:
    """What several reports (at least one) say of one path together.

    A line is excluded only where no report measured it. Where a part is not analysed, nor is the whole.
    """
    executed = _union(part.executed for part in parts)
    measured = _union(part.measured for part in parts)
    return FileCoverage(
        path=parts[0].path,
        executed=executed,
        missing=measured & ~executed,
        excluded=_union(part.excluded for part in parts) & ~measured,
        branches=merge_branches(part.branches for part in parts),
        contexts=_contexts(parts),
        arcs=frozenset().union(*(part.arcs for part in parts)),
        analysed=all(part.analysed for part in parts),
        extents=frozenset().union(*(part.extents for part in parts)),
    )


def merge_branches(parts: Iterable[Mapping[int, Branch]]) -> dict[int, Branch]:
    """The branches of one file, line by line."""
    told: defaultdict[int, list[Branch]] = defaultdict(list)
    for part in parts:
        for line, branch in part.items():
            told[line].append(branch)
    return {line: _joined(branches) for line, branches in told.items()}


def _joined(branches: Sequence[Branch]) -> Branch:
    """The exits of one line taken by any of these.

    Who knows of more exits is right about the line; only those are compared. An exit is missing where all who name
    their missing exits name it. Formats name exits differently (LCOV `0,1`, Cobertura `12`): like is compared to like,
    or two reports of one run would seem to take each other's exits.
    """
    total = max(branch.total for branch in branches)
    alike = [branch for branch in branches if branch.total == total]
    taken = max(branch.taken for branch in alike)
    missing: frozenset[str] = frozenset()
    for paired in (True, False):
        told = [names for branch in alike if (names := _names(branch, paired)) is not None]
        if told:
            common = frozenset.intersection(*told)
            taken = max(taken, total - len(common))
            missing |= common
    if taken == total:
        return Branch(total, total, frozenset())
    return Branch(total, taken, missing or None)


def _names(branch: Branch, paired: bool) -> frozenset[str] | None:
    """The missing exits named in one of the two ways (`block,branch` or a single name); None where not all are."""
    names = frozenset(name for name in branch.missing or () if ("," in name) is paired)
    return names if len(names) >= branch.total - branch.taken else None


def _contexts(parts: Iterable[FileCoverage]) -> Mapping[str, Lines]:
    contexts: defaultdict[str, Lines] = defaultdict(int)
    for part in parts:
        for name, executed in part.contexts.items():
            contexts[name] |= executed
    return dict(contexts)


def _union(sets: Iterable[Lines]) -> Lines:
    return reduce(or_, sets, 0)
