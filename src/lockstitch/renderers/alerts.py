"""What code scanners' formats ask of every finding: a place in the repository and an identity of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lockstitch.model import BaselineEntry, Finding, Location, Report
from lockstitch.renderers import words
from lockstitch.renderers.escape import visible
from lockstitch.settings import Waiver
from lockstitch.values import NamedTuple

LEDGER = "defects.yml"
MESSAGE = 3000
HINT = 1000
"""Characters: together they stay below what the runner of GitHub Actions cuts a message at."""


class Alert(NamedTuple):
    """A finding as a scanner shows it. `place`: its own, or where it is to be mended. `by`: whose word waives it.

    `identity`: its fingerprint, told apart from another finding's that has the same one; it outlives moved lines.
    """

    finding: Finding
    place: Location
    identity: str
    by: Waiver | BaselineEntry | None = None


def alerts(report: Report) -> Iterator[Alert]:
    """All findings in the order of every output, then the waived ones."""
    excused = sorted(report.waived, key=lambda waived: words.rank(waived.finding))
    pairs = [(finding, None) for finding in words.ordered(report.findings)]
    seen: Counter[str] = Counter()
    home = Location(report.matrix.config.source or LEDGER)
    for finding, by in [*pairs, *((waived.finding, waived.by) for waived in excused)]:
        seen[finding.fingerprint] += 1
        count = seen[finding.fingerprint]
        identity = f"{finding.fingerprint}:{count}"
        yield Alert(finding, finding.location or home, identity, by)


def message(finding: Finding) -> str:
    """What is wrong, on one neutral line; `cannot say` where that is the verdict."""
    unknown = "cannot say: " if finding.verdict == "unknown" else ""
    return unknown + visible(finding.message, MESSAGE)


def hint(finding: Finding) -> str:
    """The next step on one neutral line; empty where there is none."""
    return visible(finding.hint, HINT)
