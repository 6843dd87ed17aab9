"""A set of line numbers as one int: bit n stands for line n, so that &, | and ~ on sets are one machine operation.

`int.bit_count` counts; there is no class, because an int already is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import TypeAlias

Lines: TypeAlias = int
"""A set of 1-based line numbers; 0 is the empty set."""


def of(numbers: Iterable[int]) -> Lines:
    """The set of `numbers` (each >= 0), in time linear in the largest of them."""
    collected = numbers if isinstance(numbers, (list, tuple, set, frozenset)) else list(numbers)
    if not collected:
        return 0
    bits = bytearray(max(collected) // 8 + 1)
    for number in collected:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def span(first: int, last: int) -> Lines:
    """The lines first..last, both included; empty where last < first."""
    return ((1 << (last - first + 1)) - 1) << first if last >= first else 0


def numbers(lines: Lines) -> Iterator[int]:
    """The line numbers of a set, ascending."""
    for index, byte in enumerate(lines.to_bytes((lines.bit_length() + 7) // 8, "little")):
        if byte:
            base = index * 8
            for bit in range(8):
                if byte >> bit & 1:
                    yield base + bit


def contains(lines: Lines, number: int) -> bool:
    return bool(lines >> number & 1)


def first(lines: Lines) -> int:
    """The smallest line number; 0 for the empty set."""
    return (lines & -lines).bit_length() - 1 if lines else 0


def from_numbits(blob: bytes) -> Lines:
    """A coverage.py numbits blob: https://coverage.readthedocs.io/en/latest/dbschema.html#numbits."""
    return int.from_bytes(blob, "little")


def ranges(lines: Lines) -> list[tuple[int, int]]:
    """Runs of consecutive lines as (first, last) pairs, ascending: what a person reads."""
    runs: list[tuple[int, int]] = []
    for number in numbers(lines):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def shown(lines: Lines) -> str:
    """`3, 7-9`: the runs as text."""
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges(lines))


def owners(extents: Iterable[tuple[int, int]], wanted: Lines) -> dict[int, int]:
    """Line of `wanted` → the first line of the extent (first, last) around it that begins nearest above it."""
    waiting = sorted(extents, reverse=True)
    around: list[tuple[int, int]] = []
    found = {}
    for number in numbers(wanted):
        while waiting and waiting[-1][0] <= number:
            first, last = waiting.pop()
            heappush(around, (-first, last))
        while around and around[0][1] < number:
            heappop(around)
        if around:
            found[number] = -around[0][0]
    return found
