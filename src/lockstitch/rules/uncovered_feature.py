"""Every statement of a delivered feature is executed by the tests, and every branch of it is taken.

What it finds: statements that the feature's commits introduced, as they stand in today's tree, and that no test ran;
and its lines whose branches were not all taken, where the report holds branches. They are followed through renames of
files and, by their text, where code was indented or moved, within its file or into another. A statement that a later
commit rewrote belongs to that commit. What no report measures, and a feature of which no commit is known, is unknown,
never fine; of a language that no report measures nothing is asked. Of a feature without a record, which a `feat:`
commit brings, only that is told which `uncovered-change` and `unmeasured-change` do not tell already.

Why: a feature that was covered when it came is covered only as long as somebody looks.

Mend: write a test that runs the lines shown; name the feature's commits in its record, or say `feat: … (SHOP-10)` or
`Implements SHOP-10` in their messages. What a project owes for the past goes into the baseline.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from lockstitch.lines import Lines, first, numbers, of, shown
from lockstitch.model import ChangedFile, Finding, Location, Matrix, Rule, Trace

RULE = Rule(
    "uncovered-feature",
    "a delivered feature is not wholly covered",
    __doc__,
    needs=("records", "coverage", "change"),
)
UNREADABLE = ("unparsed", "stale")
"""States of files of which nothing can be said."""


def check(matrix: Matrix) -> Iterator[Finding]:
    given = matrix.given("coverage")
    files = {trace.record.id: _files(trace, matrix) for trace in matrix.delivered}
    lined = [t for t in matrix.delivered if any(f.statements for f in files[t.record.id])]
    for trace in matrix.delivered:
        if trace.record.id not in matrix.features:
            yield _unowned(trace, matrix)
        elif given:
            for file in files[trace.record.id]:
                yield from _findings(trace, file)
    if lined and not given and not matrix.faulty("coverage"):
        from lockstitch.rules import hints

        some = f"{len(lined)} features have statements" if len(lined) > 1 else f"{lined[0].record.id} has statements"
        yield Finding(RULE.id, "unknown", f"{some}, but no coverage report was found", hint=hints.coverage(matrix))


def _files(trace: Trace, matrix: Matrix) -> tuple[ChangedFile, ...]:
    """Its files, without what the rules on changed code tell of them."""
    held = matrix.features.get(trace.record.id)
    files = held.files if held else ()
    if not trace.record.unrecorded:
        return files
    told = {file.path: file for file in matrix.changed}
    return tuple(_rest(file, told[file.path], matrix) if file.path in told else file for file in files)


def _rest(file: ChangedFile, told: ChangedFile, matrix: Matrix) -> ChangedFile:
    if _on("unmeasured-change", matrix):
        file = file._replace(unmeasured=file.unmeasured & ~told.unmeasured)
    if not _on("uncovered-change", matrix):
        return file
    partial = {line: branch for line, branch in file.partial.items() if line not in told.partial}
    file = file._replace(uncovered=file.uncovered & ~told.uncovered, partial=partial)
    return file._replace(state="measured") if file.state == told.state and file.state in UNREADABLE else file


def _on(rule: str, matrix: Matrix) -> bool:
    setting = matrix.config.rules.get(rule)
    return setting is None or setting.severity != "off"


def _unowned(trace: Trace, matrix: Matrix) -> Finding:
    from lockstitch.rules import hints

    record = trace.record
    why = "no commit of it is known"
    hint = f"name what delivered it: {hints.claim(matrix, record, 'Implements')}"
    whole = "fetch the whole history (fetch-depth: 0 for actions/checkout)"
    if trace.fix.commits:
        why, hint = "this clone leaves out what stood before its commits", whole
    elif matrix.shallow:
        hint = f"{whole}; else {hint}"
    message = f"{record.id}: cannot say whether its lines are covered: {why}"
    place = None if record.unrecorded else record.location
    return Finding(RULE.id, "unknown", message, record=record.id, location=place, hint=hint)


def _findings(trace: Trace, file: ChangedFile) -> Iterator[Finding]:
    record = trace.record.id
    if file.state in UNREADABLE:
        hint = "mend the syntax" if file.state == "unparsed" else "run the tests under coverage anew"
        message = f"{record}: {file.path} cannot be judged: {file.detail}"
        yield Finding(RULE.id, "unknown", message, record=record, location=Location(file.path), hint=hint)
        return
    if file.uncovered:
        message = f"{record}: {_many(file.uncovered)} not covered: {_place(file.path, file.uncovered)}"
        hint = f"write a test of {record} that runs this"
        place = Location(file.path, first(file.uncovered))
        yield Finding(RULE.id, "broken", message, "error", record, place, hint, _physical(file, file.uncovered))
    if file.partial:
        lines = of(file.partial)
        left = sum(branch.total - branch.taken for branch in file.partial.values())
        message = f"{record}: {left} branch{'es' if left > 1 else ''} not taken: {_place(file.path, lines)}"
        hint = f"write a test of {record} for the other outcome of the condition"
        yield Finding(RULE.id, "broken", message, "error", record, Location(file.path, first(lines)), hint, lines)
    if file.unmeasured and file.state != "foreign":
        cause = "is in no coverage report" if file.state == "absent" else "is measured without them"
        message = (
            f"{record}: {_many(file.unmeasured)} not measured: {_place(file.path, file.unmeasured)}; the file {cause}"
        )
        place = Location(file.path, first(file.unmeasured))
        yield Finding(RULE.id, "unknown", message, "error", record, place, file.detail, file.unmeasured)


def _many(lines: Lines) -> str:
    return f"{lines.bit_count()} of its statements are" if lines.bit_count() > 1 else "1 of its statements is"


def _place(path: str, lines: Lines) -> str:
    return f"{path} line{'s' if lines.bit_count() > 1 else ''} {shown(lines)}"


def _physical(file: ChangedFile, lines: Lines) -> Lines:
    return reduce(or_, (file.physical.get(line, 1 << line) for line in numbers(lines)), 0)
