"""Many test cases of a JUnit report looked at together: asking for each what it might be wanted for costs too much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import TypeAlias

from lockstitch.model import Wanted
from lockstitch.results.cases import bare

Attributes: TypeAlias = dict[str, str]

NAME, CLASSNAME = itemgetter("name"), itemgetter("classname")
PLAIN = {"name", "classname", "time", "line", "timestamp", "assertions"}
"""Attributes about which nothing has to be asked case by case: others may tell an outcome, or a file."""


def dull(batch: Sequence[Attributes], wanted: Wanted, file: str) -> list[str] | None:
    """The names of cases without children, where certainly none is wanted or anything but passed; else nothing.

    `file`: that of the suite around them.
    """
    if not set().union(*batch) <= PLAIN:
        return None
    try:
        names = list(map(NAME, batch))
        classnames = set(map(CLASSNAME, batch))
    except KeyError:
        return None
    text = "\n".join(names)
    if wanted.names and not (wanted.names.isdisjoint(_bares(names, text)) and wanted.names.isdisjoint(names)):
        return None
    if wanted.unlikely is None:
        return None if wanted.matches else names
    return names if wanted.unlikely(classnames, file, text) else None


def _bares(names: list[str], text: str) -> Iterable[str]:
    """The names without their parameters. `text`: all of them, a line each."""
    if "(" in text or "/" in text or " " in text:
        return map(bare, names)
    pieces = text.replace("[", "\n[").split("\n")  # and the parameters, which are no test's name
    return pieces if len(pieces) == len(names) + text.count("[") else map(bare, names)
