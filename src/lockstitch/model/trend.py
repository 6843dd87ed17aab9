"""Defects and incidents month by month: whether the promise is kept that they approach zero."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeAlias

from lockstitch.model.entries import Rungs
from lockstitch.model.matrix import Input
from lockstitch.values import NamedTuple

Group: TypeAlias = Literal["component", "owner"]
GROUPS: tuple[Group, ...] = ("component", "owner")


class Month(NamedTuple):
    """What came, and what was fixed, in one month. `fixed`: rungs of the defects fixed in it that are in this history.

    `again`: defects that came back. `days`: days from report to fix of those fixed in it, where both are known.
    """

    defects: int = 0
    incidents: int = 0
    fixed: Rungs = Rungs({})
    again: int = 0
    days: tuple[int, ...] = ()

    @property
    def median(self) -> int | None:
        """Half of the fixes took so many days or fewer; of two middle ones the longer."""
        return sorted(self.days)[len(self.days) // 2] if self.days else None


class Series(NamedTuple):
    """One component's, one owner's, or everybody's months: `2026-03` → what happened. None is left out."""

    name: str
    months: Mapping[str, Month]
    total: Month
    """The shown months together."""


class Trend(NamedTuple):
    """`whole`: all records together; `groups`: the same by component or owner, where asked for, the largest first.

    `notes`: what the figures rest on, and what they leave out, one line each.
    """

    today: date
    by: Group | None
    whole: Series
    groups: tuple[Series, ...]
    notes: tuple[str, ...]
    inputs: tuple[Input, ...]
