"""The matrix of the whole history: all records, whatever this change is, by whatever reports lie there, or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lockstitch.gate import Run, check
from lockstitch.gate.inputs import find
from lockstitch.model import Ledger, Matrix


def whole(run: Run, more: Sequence[Ledger] = (), since: date | None = None) -> Matrix:
    """Joined by the gate itself, so that what is counted here and `lockstitch check` can never disagree."""
    config = run.config._replace(base="none", scope="all", since=since)
    covered = bool(find(config, "coverage").sources)
    return check(run._replace(config=config), more, lines=covered).matrix
