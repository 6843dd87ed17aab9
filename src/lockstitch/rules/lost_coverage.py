"""What was covered stays covered.

What it finds: unchanged statements that were covered at the commit of the snapshot and are not any more (lcov's LBC,
lost baseline coverage), or that no report measures any more. Lines are followed through edits and renames. Deleted
code is no loss, and moved code is new where it stands now: `uncovered-change` judges it there. Of an unchanged line
that is covered still, it finds branches that were taken and are not any more, and files whose branches were measured
and are not any more, as after `branch = false`. A snapshot of before that holds no branches is read; then branches are
not compared, and the list of inputs says so. What only failed tests ran is not covered, where contexts tell that; of a
run in which a test failed no snapshot is taken.

A file of the snapshot that still stands and is no product any more, because it was moved or because `paths` in the
configuration were changed, is found with all that was covered in it: from then on nobody would judge it. What is
product only since then is not in the snapshot, and the list of inputs says so.

The rule is in force where a snapshot is configured, named with `--snapshot` or lies in `.lockstitch/snapshot.json.gz`.
A snapshot that is of no ancestor of HEAD or of the change itself is not believed: then the rule cannot say.

Why: deleting a test breaks no build. What only that test ran is from then on held by nothing, and no diff shows it.

Mend: bring the test back, or test the lines anew; where they are no longer needed, delete them. For what shall not be
judged any more, write a waiver with its path (`gen/` stands for all below); it is stale once main has a new snapshot.
The snapshot is made with `lockstitch snapshot` on the main branch, after its tests, as a file, in git notes or as an
artifact of CI.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import islice
from operator import or_

from lockstitch.lines import Lines, first, numbers, of, shown
from lockstitch.model import Branch, ComparedFile, Comparison, Finding, Location, Matrix, Rule

RULE = Rule("lost-coverage", "unchanged code is not covered any more", __doc__, needs=("coverage", "change"))
SHOWN = 5
"""So many lines or files of one finding are named."""
KINDS = {"test": "a test", "support": "a support file of tests", "ignored": "an ignored file", "no code": "no code"}


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
    yield from _no_branches(made, matrix)


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
        hint = "a test that ran this failed, or is gone, skipped or changed: bring it back, or test it anew"
        yield _finding(file, file.lost, message, hint)
    if file.became:
        yield _left(file, made)
    elif file.unmeasured:
        count = file.unmeasured.bit_count()
        message = f"{_many(count)} {since} and {'is' if count == 1 else 'are'} not measured any more"
        hint = "did an omit, a pragma or a missing report take it out of measurement?"
        yield _finding(file, file.unmeasured, f"{message}: {_lines(file, file.unmeasured)}", hint)
    if file.lost_branches:
        yield _fewer(file, made)
    if file.unmeasured_branches and not made.no_branches_now:
        yield _finding(file, file.unmeasured_branches, *_told_no_more([file], made))


def _left(file: ComparedFile, made: Comparison) -> Finding:
    """A file that is no product any more."""
    many = _many(file.unmeasured.bit_count())
    now = f"{file.was} is {file.path} now, {KINDS[file.became]}" if file.was else f"{file.path} is {KINDS[file.became]}"
    cause = "" if file.was else "did paths in the configuration take it out? "
    hint = f"{cause}where it shall not be judged any more, waive {RULE.id} for the path {file.path}"
    return _finding(
        file, file.unmeasured, f"{many} covered at {made.commit[:10]} in what is no product any more: {now}", hint
    )


def _fewer(file: ComparedFile, made: Comparison) -> Finding:
    """Unchanged lines of which fewer branches are taken."""
    parts = [
        f"line {line} ({_exits(then, now)}{_never(now)})"
        for line, (then, now) in islice(file.lost_branches.items(), SHOWN)
    ]
    left = len(file.lost_branches) - SHOWN
    parts += [f"{left} more line{'s' if left > 1 else ''}"] if left > 0 else []
    message = f"fewer branches are taken on unchanged lines than at {made.commit[:10]}: {file.path} {', '.join(parts)}"
    hint = "a test of the other outcome is gone, skipped or changed: bring it back, or test it anew"
    return _finding(file, of(file.lost_branches), message, hint)


def _exits(then: Branch, now: Branch) -> str:
    return f"{then.taken} of {then.total} then, {now.taken} of {now.total} now"


def _never(now: Branch) -> str:
    return f", never to {', '.join(sorted(now.missing))}" if now.missing else ""


def _no_branches(made: Comparison, matrix: Matrix) -> Iterator[Finding]:
    """One finding for all files where today's reports hold no branches at all."""
    gone = [file for file in made.files if file.unmeasured_branches]
    if made.no_branches_now and gone:
        message, hint = _told_no_more(gone, made)
        yield Finding(RULE.id, "broken", message, location=_place(matrix), hint=hint)


def _told_no_more(files: Sequence[ComparedFile], made: Comparison) -> tuple[str, str]:
    """The message and the hint about files of which no branches are measured any more."""
    count = sum(file.unmeasured_branches.bit_count() for file in files)
    many = f"{count} unchanged line{'s' if count > 1 else ''}"
    where = ", ".join(file.path for file in files[:SHOWN])
    more = f" and {len(files) - SHOWN} more files" if len(files) > SHOWN else ""
    message = f"the branches of {many} were measured at {made.commit[:10]} and are not any more: {where}{more}"
    hint = (
        "let the tests measure branches (coverage.py: branch = true); if they no longer shall, write the snapshot anew"
    )
    return message, hint


def _finding(file: ComparedFile, lines: Lines, message: str, hint: str) -> Finding:
    marked = reduce(or_, (file.physical.get(line, 1 << line) for line in numbers(lines)), 0)
    return Finding(RULE.id, "broken", message, location=Location(file.path, first(lines)), hint=hint, lines=marked)


def _many(count: int) -> str:
    return "1 unchanged statement was" if count == 1 else f"{count} unchanged statements were"


def _lines(file: ComparedFile, lines: Lines) -> str:
    return f"{file.path} line{'s' if lines.bit_count() > 1 else ''} {shown(lines)}"
