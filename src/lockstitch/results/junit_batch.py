"""Many test cases of a JUnit report looked at together: asking for each what it might be wanted for costs too much."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import TypeAlias

from lockstitch.model import Wanted
from lockstitch.results.cases import bare

Attributes: TypeAlias = dict[str, str]

NAME, CLASSNAME = itemgetter("name"), itemgetter("classname")
NAMED = {"name", "classname"}
PLAIN = NAMED | {"time", "line", "timestamp", "assertions"}
"""Attributes about which nothing has to be asked case by case: others may tell an outcome, or a file."""


def dull(batch: Sequence[Attributes], wanted: Wanted, file: str) -> list[str] | None:
    """The names of cases without children, where certainly none is wanted or anything but passed; else nothing.

    `file`: that of the suite around them.
    """
    shapes = set(map(tuple, batch))
    if not all(PLAIN >= set(shape) >= NAMED for shape in shapes):
        return None
    names = list(map(NAME, batch))
    text = "\n".join(names)
    if wanted.names:
        styled = "(" in text or "/" in text or " " in text
        bares = map(bare, names) if styled else [name.partition("[")[0] for name in names]
        if not wanted.names.isdisjoint(bares) or not wanted.names.isdisjoint(names):
            return None
    if wanted.unlikely is None:
        return None if wanted.matches else names
    return names if wanted.unlikely(set(map(CLASSNAME, batch)), file, text) else None
