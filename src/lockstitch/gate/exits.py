"""Branches against a snapshot: an exit that was taken on an unchanged line, and is not taken any more.

Only lines that are covered then and now are looked at: what is not run any more is lost as a whole. Numbers are
compared, since formats name exits differently. Where the exits of a line are others than they were (a newer compiler,
or code beside it was edited), only what is certain counts: more exits are left, and fewer are taken or none were left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import reduce
from operator import or_

from lockstitch.classes import language
from lockstitch.gate.sources import Sources
from lockstitch.lines import Lines, numbers, of
from lockstitch.model.coverage import Branch, FileCoverage
from lockstitch.model.snapshot import Exits

BESIDE = 1
"""So many lines of an edited file may have no exits any more because of the edit."""


def by_line(file: FileCoverage, sources: Sources) -> Mapping[int, Branch]:
    """The exits by line; of Python by the first line of the statement, whichever of its lines a report names."""
    if language(file.path) != "Python" or not file.branches:
        return file.branches
    first_of = sources.outline(file.path).statement
    found: dict[int, Branch] = {}
    for line, branch in file.branches.items():
        first = first_of.get(line, 0)
        before = found.get(first)
        found[first] = Branch(before.total + branch.total, before.taken + branch.taken) if before else branch
    found.pop(0, None)
    return found


def grouped(branches: Mapping[int, Branch]) -> Exits:
    """The lines by how many of their exits were taken."""
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for line, branch in branches.items():
        found[min(branch.taken, branch.total), branch.total].append(line)
    return {counts: of(held) for counts, held in found.items()}


def lost(then: Exits, now: Mapping[int, Branch]) -> dict[int, tuple[Branch, Branch]]:
    """Line that has lost exits → what it had, and has. `then`: the lines to be judged, where they stand today."""
    found = {}
    today = grouped(now)
    for (taken, total), held in then.items():
        before = Branch(total, taken)
        worse = reduce(
            or_, (lines for counts, lines in today.items() if _worse(before, Branch(counts[1], counts[0]))), 0
        )
        found.update({line: (before, now[line]) for line in numbers(held & worse)})
    return dict(sorted(found.items()))


def _worse(then: Branch, now: Branch) -> bool:
    left = then.total - then.taken
    return now.total - now.taken > left and (now.taken < then.taken or not left)


def unmeasured(then: Exits, now: Mapping[int, Branch], edited: bool) -> Lines:
    """Lines whose exits were told, in a file of which none are told any more."""
    gone = reduce(or_, then.values(), 0)
    return 0 if now or (edited and gone.bit_count() <= BESIDE) else gone
