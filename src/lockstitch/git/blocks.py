"""Where the blocks of an old file stand in the files of today, by their text without its margins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from lockstitch import load
from lockstitch.errors import ReadError
from lockstitch.git.repository import Repository
from lockstitch.lines import Lines, numbers, span
from lockstitch.settings import Limits
from lockstitch.values import NamedTuple

LEAST = 3
"""Different lines of a block that hold more than brackets and blanks: fewer may be alike by chance."""
COMMON = 100
"""A line that stands in more places than these is not looked up: the lines around it are."""
LARGEST = Limits(bytes=8 << 20)
"""Of a file that is searched: a larger one is no source that a person moved code into."""

Rows: TypeAlias = "list[bytes]"
"""A file's lines without their margins; the first has the number 1."""


class Left(NamedTuple):
    """A file as a commit left it, some lines of which its file of today lacks.

    `path`: what it is called today. `owned`: lines that the commit added; `gone`: those that the file of today lacks,
    -1 for all; `fresh`: lines of that file which were not there then.
    """

    sha: str
    path: str
    blob: str
    owned: Lines
    gone: Lines
    fresh: Lines = 0


class Run(NamedTuple):
    """Lines first..last of an old file that stand in a file of today, `shift` lines further down."""

    path: str
    first: int
    last: int
    shift: int


def rows_of(data: bytes) -> Rows:
    return [b"", *(row.strip() for row in data.removesuffix(b"\n").split(b"\n"))]


def tells(row: bytes) -> bool:
    """Whether a line holds more than brackets and blanks."""
    return any(byte > 127 or chr(byte).isalnum() for byte in row)


class Search:
    """The files of today, as far as they hold one of the lines that are looked for."""

    def __init__(self, asked: set[bytes]) -> None:
        self._asked = asked
        self._files: dict[str, Rows] = {}
        self._places: dict[bytes, list[tuple[str, int]]] = defaultdict(list)

    def read(self, repository: Repository, paths: Iterable[str]) -> None:
        for path in paths:
            rows = _today(repository, path) if self._asked else []
            if not self._asked.isdisjoint(rows):
                self._files[path] = rows
                for number, row in enumerate(rows):
                    if row in self._asked and len(self._places[row]) <= COMMON:
                        self._places[row].append((path, number))

    def runs(self, one: Left, rows: Rows) -> Iterator[list[Run]]:
        """For one gone line of the commit after the other: everywhere that its block may stand."""
        seen = 0
        for number in numbers(one.owned & one.gone):
            places = self._places.get(rows[number], ())
            if seen >> number & 1 or len(places) > COMMON:
                continue
            every = (self._run(one, rows, number, place) for place in places)
            found = [run for run in every if run and weight(one, rows, run) >= LEAST]
            if found:
                seen |= span(max(run.first for run in found), min(run.last for run in found))
                yield found

    def _run(self, one: Left, rows: Rows, number: int, place: tuple[str, int]) -> Run | None:
        """As many lines around one as are alike; in the commit's own file only such as came there since."""
        path, at = place
        today, shift = self._files[path], at - number
        free = one.fresh if path == one.path else -1

        def fits(line: int) -> bool:
            there = line + shift
            alike = 0 < line < len(rows) and 0 < there < len(today) and rows[line] == today[there]
            return alike and bool(free >> there & 1)

        if not fits(number):
            return None
        first = last = number
        while fits(first - 1):
            first -= 1
        while fits(last + 1):
            last += 1
        return Run(path, first, last, shift)


def _today(repository: Repository, path: str) -> Rows:
    whole = Path(repository.root, path)
    if whole.is_symlink():
        return []
    try:
        return rows_of(load.contents(load.Source(str(whole), path, LARGEST)))
    except ReadError:  # it cannot be read, or is no source
        return []


def weight(one: Left, rows: Rows, run: Run, came: Lines = -1) -> int:
    """How many different telling lines of a block are gone from the old place and `came` at the new one."""
    moved = one.gone & shifted(came, -run.shift) & span(run.first, run.last)
    return len({rows[n] for n in numbers(moved) if tells(rows[n])})


def shifted(lines: Lines, by: int) -> Lines:
    return lines << by if by >= 0 else lines >> -by
