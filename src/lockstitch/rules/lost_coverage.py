"""What was covered stays covered.

What it finds: unchanged statements that were covered at the commit of the snapshot and are not any more (lcov's LBC,
lost baseline coverage), or that no report measures any more. Lines are followed through edits and renames. Deleted
code is no loss, and moved code is new where it stands now: `uncovered-change` judges it there. The rule is in force
where a snapshot is configured, named with `--snapshot` or lies in `.lockstitch/snapshot.json.gz`. A snapshot that is of
no ancestor of HEAD, of the change itself, or made under other `paths` is not believed: then the rule cannot say.

Why: deleting a test breaks no build. What only that test ran is from then on held by nothing, and no diff shows it.

Mend: bring the test back, or test the lines anew; where they are no longer needed, delete them. The snapshot is made
with `lockstitch snapshot` on the main branch, after its tests, as a file, in git notes or as an artifact of CI.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from lockstitch.lines import Lines, first, numbers, shown
from lockstitch.model import ComparedFile, Comparison, Finding, Location, Matrix, Rule

RULE = Rule("lost-coverage", "unchanged code is not covered any more", __doc__, needs=("coverage", "change"))


def check(matrix: Matrix) -> Iterator[Finding]:
    made = matrix.comparison
    if made is None or made.bootstrap:
        return
    if made.why_unknown:
        if not (matrix.faulty("coverage") or matrix.faulty("change")):  # `unusable-input` says so
            message = f"cannot say whether coverage was lost: {made.why_unknown}"
            yield Finding(RULE.id, "unknown", message, location=_place(matrix), hint=made.hint)
        return
    for file in made.files:
        yield from _findings(file, made)


def _place(matrix: Matrix) -> Location | None:
    return Location(matrix.config.source) if matrix.config.source else None


def _findings(file: ComparedFile, made: Comparison) -> Iterator[Finding]:
    since = f"covered at {made.commit[:10]}"
    if file.unknown:
        message = f"{file.path} was {since} and cannot be judged: {file.unknown}"
        hint = "run the tests under coverage anew, on the code that is checked"
        yield Finding(RULE.id, "unknown", message, location=Location(file.path), hint=hint)
    if file.lost:
        count = file.lost.bit_count()
        message = f"{_many(count)} {since} and {'is' if count == 1 else 'are'} not any more: {_lines(file, file.lost)}"
        hint = "a test that ran this is gone, skipped or changed: bring it back, or test it anew"
        yield _finding(file, file.lost, message, hint)
    if file.unmeasured:
        count = file.unmeasured.bit_count()
        message = f"{_many(count)} {since} and {'is' if count == 1 else 'are'} not measured any more"
        hint = "did an omit, a pragma or a missing report take it out of measurement?"
        yield _finding(file, file.unmeasured, f"{message}: {_lines(file, file.unmeasured)}", hint)


def _finding(file: ComparedFile, lines: Lines, message: str, hint: str) -> Finding:
    marked = reduce(or_, (file.physical.get(line, 1 << line) for line in numbers(lines)), 0)
    return Finding(RULE.id, "broken", message, location=Location(file.path, first(lines)), hint=hint, lines=marked)


def _many(count: int) -> str:
    return "1 unchanged statement was" if count == 1 else f"{count} unchanged statements were"


def _lines(file: ComparedFile, lines: Lines) -> str:
    return f"{file.path} line{'s' if lines.bit_count() > 1 else ''} {shown(lines)}"
