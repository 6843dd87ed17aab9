"""Tables of the job summary as lines of a log or of a test report: the waivers, and which tests hold which features."""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Report
from lockstitch.renderers import features, words
from lockstitch.renderers.escape import visible

MOST = 20
"""Waivers, and features, that are told."""
TESTS = 3
"""Tests of one feature that are named, linked to it or not."""


def waivers(report: Report) -> Iterator[str]:
    """Each waiver with its rule, subject, owner, expiry, category and reason. Neutral lines."""
    found = words.granted(report)
    for each in found[:MOST]:
        told = f"waiver of {each.waiver.rule} for {each.subject} ({each.answers})"
        yield visible(f"{told}: {words.pardon(each.waiver)}", 2000)
    if len(found) > MOST:
        yield f"{words.plural(len(found) - MOST, 'more waiver')}"


def rows(report: Report) -> Iterator[str]:
    """Each feature with how its lines are covered, and by which tests. Neutral lines."""
    found = features.rows(report) if report.matrix.delivered else []
    if found:
        yield features.standing(report)
    for row in found[:MOST]:
        tests = "; ".join(features.shown(row, TESTS))
        yield visible(f"feature {row.trace.record.id} {row.state}: {row.lines}; {tests}", 3000)
    if len(found) > MOST:
        yield f"{words.plural(len(found) - MOST, 'more feature')}"
