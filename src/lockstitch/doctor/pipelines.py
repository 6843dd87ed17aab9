"""What a pipeline runs, whoever runs it: jobs, their steps, and the lines of shell in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lockstitch.doctor.shell import Command, commands, joined
from lockstitch.values import NamedTuple

REPORT = re.compile(r"junit|coverage|lcov|jacoco|surefire|report|test-?results?|\.trx|\.tap\b", re.IGNORECASE)
"""What the names of reports have in common: a built package may well be kept on success alone."""


class Mark(NamedTuple):
    """A line of a pipeline's file, and what is written there."""

    line: int
    words: str


class Step(NamedTuple):
    """One step. `script`: numbered lines of shell. `stops`, `pipefail`: how its shell treats a failure."""

    line: int = 0
    script: tuple[tuple[int, str], ...] = ()
    uses: str = ""
    """The action or task that it runs instead of a script."""
    tolerated: Mark | None = None
    """What lets the pipeline pass although the step fails."""
    publishes: str = ""
    """What it hands on, where it hands reports on."""
    always: bool = False
    """It is run although an earlier step failed."""
    stops: bool = True
    pipefail: bool = True

    def lines(self) -> Iterator[tuple[int, tuple[Command, ...]]]:
        """The numbered lines as commands."""
        for number, line in joined(self.script):
            yield number, commands(line)

    @property
    def gates(self) -> tuple[str, ...]:
        """The programs in it whose exit code is a verdict; an action or task may be one."""
        ours = ("lockstitch",) if "lockstitch" in self.uses else ()
        return (*ours, *(command.gate for _, line in self.lines() for command in line if command.gate))


class Job(NamedTuple):
    """The steps that share one checkout. `shallow`: where its history is cut off; `deepen`: what mends that."""

    path: str
    name: str
    line: int
    steps: tuple[Step, ...]
    tolerated: Mark | None = None
    shallow: Mark | None = None
    deepen: str = ""

    @property
    def gates(self) -> tuple[str, ...]:
        return tuple(gate for step in self.steps for gate in step.gates)


def script(source: Sequence[str], start: int, text: str) -> tuple[tuple[int, str], ...]:
    """The lines of a script that is written in the line `start` of a file or below, each with its own number."""
    found = []
    at = start
    for line in text.splitlines():
        bare = line.strip()
        near = range(at, min(at + 200, len(source) + 1))
        place = next((number for number in near if bare and bare in source[number - 1]), 0)
        found.append((place or at, line))
        at = place + 1 if place and place < len(source) else at
    return tuple(found)


def table(value: object) -> Mapping[str, object]:
    """The value where it is a table, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> Sequence[object]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else ()
