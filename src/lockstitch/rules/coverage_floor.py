"""The statements below a folder are covered to the whole percent that the configuration sets.

What it finds: a folder of `coverage_floor` of which fewer statements ran than its floor. Integers are compared, nothing
is rounded: 94.90% is below 95. Product files that no report lists count with all their statements.

Why: a floor that rounds, or that forgets the files which were never imported, holds nothing.

Mend: write tests below the folder, or lower the floor where a reviewer sees it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Location, Matrix, Rule

RULE = Rule("coverage-floor", "a folder is covered less than its floor", __doc__, needs=("coverage",))


def check(matrix: Matrix) -> Iterator[Finding]:
    place = Location(matrix.config.source) if matrix.config.source else None
    given = matrix.given("coverage")
    for prefix, percent in matrix.config.coverage_floor.items():
        covered, total = matrix.floors.get(prefix, (0, 0))
        lacking = -(-percent * total // 100) - covered
        if not given and matrix.faulty("coverage"):
            continue  # `unusable-input` says so
        if not given or not total:
            cause = "no statement lies below it" if given else "no coverage report was found"
            hint = "correct the folder in coverage_floor" if given else "name the report with --coverage"
            message = f"{prefix} has a floor of {percent}%, but {cause}"
            yield Finding(RULE.id, "unknown", message, location=place, hint=hint)
        elif lacking > 0:
            message = f"{prefix}: {covered} of {total} statements covered, {lacking} fewer than the floor of {percent}%"
            yield Finding(RULE.id, "broken", message, location=place, hint=f"cover {lacking} more")
