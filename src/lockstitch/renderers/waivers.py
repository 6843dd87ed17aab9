"""The waivers that are written down, as every output shows them: whose word stands for what, why, and until when."""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Report
from lockstitch.renderers.escape import visible
from lockstitch.renderers.words import pardon, plural
from lockstitch.settings import Waiver
from lockstitch.values import NamedTuple

MOST = 20
"""Waivers that are told one by one where an output has lines only."""
LONGEST = 2000
"""Characters of such a line."""


class Row(NamedTuple):
    """`subject`: its record or path; `answers`: for what, in this run."""

    waiver: Waiver
    subject: str
    answers: str


def rows(report: Report) -> list[Row]:
    """Those that answer for something come first."""
    found = []
    for waiver in (each.waiver for each in report.matrix.waivers):
        count = sum(waived.by is waiver for waived in report.waived)
        idle = "expired" if waiver.until < report.matrix.today else "no finding"
        found.append(Row(waiver, waiver.record or waiver.path, plural(count, "finding") if count else idle))
    return sorted(found, key=lambda each: each.answers in ("expired", "no finding"))


def told(report: Report) -> Iterator[str]:
    """The table for outputs that hold nothing but lines. Neutral text."""
    found = rows(report)
    for each in found[:MOST]:
        what = f"waiver of {each.waiver.rule} for {each.subject} ({each.answers})"
        yield visible(f"{what}: {pardon(each.waiver)}", LONGEST)
    if len(found) > MOST:
        yield plural(len(found) - MOST, "more waiver")
