"""Every changed statement is executed by the tests, and every branch on it is taken.

What it finds: executable statements of product files that this change added or edited and that no test ran, and lines
whose branches were not all taken, where the report holds branches. An edit of any physical line of a statement counts
for the statement. Numbers are compared as integers: one uncovered statement in 25,001 is a finding.

Why: a new feature that ships uncovered is tomorrow's defect without a test.

Mend: write a test that runs the lines shown. Where `snapshot.legacy` is `tolerate`, a statement that was uncovered
before it was edited or moved is told, but is no finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from lockstitch.lines import first, numbers, shown
from lockstitch.model import ChangedFile, Finding, Location, Matrix, Rule

RULE = Rule("uncovered-change", "a changed statement or branch is not covered", __doc__, needs=("coverage", "change"))


def check(matrix: Matrix) -> Iterator[Finding]:
    if matrix.given("coverage"):
        for file in matrix.changed:
            debt = matrix.comparison.tolerated(file.path) if matrix.comparison else 0
            yield from _findings(file._replace(uncovered=file.uncovered & ~debt))
    elif (count := sum(file.statements for file in matrix.changed)) and not matrix.faulty("coverage"):
        from lockstitch.rules import hints

        some = f"{count} changed statements" if count > 1 else "1 changed statement"
        yield Finding(RULE.id, "unknown", f"{some}, but no coverage report was found", hint=hints.coverage(matrix))


def _findings(file: ChangedFile) -> Iterator[Finding]:
    if file.state in ("unparsed", "stale"):
        hint = "mend the syntax" if file.state == "unparsed" else "run the tests under coverage anew"
        message = f"{file.path} cannot be judged: {file.detail}"
        yield Finding(RULE.id, "unknown", message, location=Location(file.path), hint=hint)
        return
    if file.uncovered:
        count = file.uncovered.bit_count()
        many = "1 changed statement is" if count == 1 else f"{count} changed statements are"
        message = f"{many} not covered: {file.path} line{'s' if count > 1 else ''} {shown(file.uncovered)}"
        marked = reduce(or_, (file.physical.get(line, 1 << line) for line in numbers(file.uncovered)))
        place = Location(file.path, first(file.uncovered))
        yield Finding(RULE.id, "broken", message, location=place, hint="write a test that runs this", lines=marked)
    for line, branch in sorted(file.partial.items()):
        left = branch.total - branch.taken
        never = f" (never to {', '.join(sorted(branch.missing))})" if branch.missing else ""
        message = f"{left} of {branch.total} branches not taken on a changed line: {file.path}:{line}{never}"
        hint = "write a test for the other outcome of the condition"
        yield Finding(RULE.id, "broken", message, location=Location(file.path, line), hint=hint, lines=1 << line)
