"""Every waiver is short, needed and not yet expired.

What it finds: a waiver that expired; one that answers for no finding (found only where the whole repository was judged
with all its inputs, and only of rules about records: one about a change is spent once that is merged, and ends with its
day); one whose expiry lies more than `waiver_days` days ahead; and more waivers in force than
`waiver_budget` allows. The last two are asked only where the configuration sets them.

Why: a waiver is a debt with a date. One that is left lying answers, one day, for a finding that nobody meant; and where
there are many, the gate is a list of its exceptions.

Mend: take it out, or renew it with a new reason and date where a reviewer sees it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Location, Matrix, Rule
from lockstitch.settings import Waiver

RULE = Rule("stale-waiver", "a waiver expired, is not needed, or is one too many", __doc__, severity="warning")


def check(matrix: Matrix) -> Iterator[Finding]:
    today, days = matrix.today, matrix.config.waiver_days
    for each in matrix.waivers:
        waiver = each.waiver
        ahead = (waiver.until - today).days
        if ahead < 0:
            yield _finding(waiver, f"expired on {waiver.until}", "take it out, or renew it with a reason of today")
        elif each.used is False:
            yield _finding(waiver, "answers for no finding", "take it out")
        elif days is not None and ahead > days:
            cause = f"runs until {waiver.until}, {ahead} days ahead: waiver_days allows {days}"
            yield _finding(waiver, cause, "let it end sooner")
    yield from _budget(matrix)


def _budget(matrix: Matrix) -> Iterator[Finding]:
    budget = matrix.config.waiver_budget
    count = sum(each.waiver.until >= matrix.today for each in matrix.waivers)
    if budget is not None and count > budget:
        many = "1 waiver is" if count == 1 else f"{count} waivers are"
        message = f"{many} in force, {count - budget} more than waiver_budget = {budget}"
        place = Location(matrix.config.source) if matrix.config.source else None
        yield Finding(RULE.id, "broken", message, location=place, hint="mend what the oldest of them answer for")


def _finding(waiver: Waiver, cause: str, hint: str) -> Finding:
    path, _, line = waiver.source.rpartition(":")
    message = f"the waiver of {waiver.rule} for {waiver.record or waiver.path} {cause}"
    place = Location(path, int(line)) if line.isdigit() else None
    return Finding(RULE.id, "broken", message, record=waiver.record, location=place, hint=hint)
