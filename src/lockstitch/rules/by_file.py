"""What the rules about records share: a gap that many records have is told once a ledger, so day one reads well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lockstitch.model import Finding, Location, Matrix, Record, Trace
from lockstitch.values import NamedTuple

NAMED = 5
"""So many records of one file are told one by one; of more the first are named, and the others counted."""
SETTLED = ("rejected", "before since")
"""Scopes of records that nothing is asked of."""


def defects(matrix: Matrix, *, open_only: bool = False) -> Iterator[Trace]:
    """The defects that a rule about records asks something of."""
    for trace in matrix.traces:
        record = trace.record
        if record.kind == "defect" and trace.scope not in SETTLED and not (open_only and record.status != "open"):
            yield trace


class Hint(NamedTuple):
    """The next step: where a ledger holds the record, and where a tracker does."""

    ledger: str
    tracker: str


def findings(rule: str, matrix: Matrix, gaps: Iterable[tuple[Record, str]], many: str, hint: Hint) -> Iterator[Finding]:
    """One finding a record, or one a file that has more than `NAMED` of them. `gaps`: record, and its gap in words.

    `many` says the gap of several records: `have no priority`. A record that a waiver of the rule names stays alone, so
    that the waiver can answer for it.
    """
    from lockstitch.rules import hints

    waived = {each.waiver.record for each in matrix.waivers if each.waiver.rule == rule}
    files: dict[str, list[tuple[Record, str]]] = {}
    for record, gap in gaps:
        files.setdefault(record.location.path, []).append((record, gap))
    for path, found in files.items():
        step = hint.tracker if hints.exported(matrix, path) else hint.ledger
        together = [one for one in found if one[0].id not in waived]
        together = together if len(together) > NAMED else []
        for record, gap in found:
            if (record, gap) not in together:
                yield Finding(
                    rule, "broken", f"{record.id} {gap}", record=record.id, location=record.location, hint=step
                )
        if together:
            ids = ", ".join(record.id for record, _ in together[:NAMED])
            message = f"{len(together)} defects {many}: {ids} and {len(together) - NAMED} more"
            yield Finding(rule, "broken", message, location=Location(path), hint=step)
