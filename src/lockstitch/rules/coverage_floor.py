"""The statements below a folder are covered to the whole percent that the configuration sets.

What it finds: a folder (or file) of `coverage_floor` of which fewer statements ran than its floor. `src/pay` is that
folder and not `src/payments` beside it; the empty name is the whole repository. Integers are compared, nothing is
rounded: 94.90% is below 95. What only failed tests ran is not covered, where contexts tell that. Python files that no
report lists count with all their statements, and a file with a syntax error makes the floor unknown. In other languages
only a report knows the statements: let it list all files.

Why: a floor that rounds, or that forgets the files which were never imported, holds nothing.

Mend: write tests below the folder, or lower the floor where a reviewer sees it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockstitch.lines import Lines, shown
from lockstitch.model import Finding, Floor, Location, Matrix, Rule
from lockstitch.model.coverage import named

RUNS = 4
"""Runs of lines that are named of one file."""
RULE = Rule("coverage-floor", "a folder is covered less than its floor", __doc__, needs=("coverage",))


def check(matrix: Matrix) -> Iterator[Finding]:
    place = Location(matrix.config.source) if matrix.config.source else None
    given = matrix.given("coverage")
    for prefix, percent in matrix.config.coverage_floor.items():
        floor = matrix.floors.get(prefix, Floor(0, 0))
        covered, total, uncounted, unrun = floor
        lacking, name = floor.lacking(percent), named(prefix)
        if not given and matrix.faulty("coverage"):
            continue  # `unusable-input` says so
        if not given or not total:
            cause = "no statement lies below it" if given else "no coverage report was found"
            hint = (
                'correct the folder in coverage_floor ("" is the whole repository)'
                if given
                else "name the report with --coverage"
            )
            message = f"{name} has a floor of {percent}%, but {cause}"
            yield Finding(RULE.id, "unknown", message, location=place, hint=hint)
        elif uncounted and lacking <= 0:
            more = f" and {len(uncounted) - 1} more files" if len(uncounted) > 1 else ""
            message = f"{name} has a floor of {percent}%, but the statements of {uncounted[0]}{more} cannot be counted"
            yield Finding(RULE.id, "unknown", message, location=Location(uncounted[0]), hint="mend the syntax")
        elif lacking > 0:
            message = f"{name}: {covered} of {total} statements covered, {lacking} fewer than the floor of {percent}%"
            yield Finding(RULE.id, "broken", message, location=place, hint=_mend(lacking, unrun))


def _mend(lacking: int, unrun: Sequence[tuple[str, Lines]]) -> str:
    """How many more, and where most are to be had: `cover 2 more, for example in src/pay/card.py (lines 3-19)`."""
    places = ", ".join(f"{path} ({_some(lines)})" for path, lines in unrun)
    elsewhere = " and elsewhere" * (sum(lines.bit_count() for _, lines in unrun) < lacking)
    return f"cover {lacking} more" + (f", for example in {places}{elsewhere}" if places else "")


def _some(lines: Lines) -> str:
    runs = shown(lines).split(", ")
    named = ", ".join(runs[:RUNS]) + (", …" if len(runs) > RUNS else "")
    return f"line{'s' if lines.bit_count() > 1 else ''} {named}"
