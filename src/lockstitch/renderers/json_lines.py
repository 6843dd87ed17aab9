"""The parts of the JSON report that are about lines: the change, the floors and the features."""

from __future__ import annotations

from lockstitch import lines
from lockstitch.lines import Lines
from lockstitch.model import Branch, ChangedFile, Comparison, Matrix
from lockstitch.renderers import features, tally
from lockstitch.renderers.document import Json

COMPARED = ("lost", "unmeasured", "uncovered", "gained", "debt", "unmeasured_branches")
"""The sets of statements of one file that a snapshot is compared with."""


def change(matrix: Matrix) -> Json:
    made = matrix.change
    counted = tally.tally(matrix.changed)
    judged = {file.path: file for file in matrix.changed}
    return {
        "judged": made.judged,
        "base": made.base,
        "base_from": made.base_from,
        "commits": [{"sha": commit.sha, "subject": commit.subject} for commit in made.commits],
        "untracked": made.untracked,
        "summary": list[Json](tally.sentences(matrix)),
        "statements": statements(counted),
        "partial_branches": counted.partial if matrix.has_branches else None,
        "files": [
            {
                "path": path,
                "status": file.status,
                "class": matrix.classes.get(path),
                "coverage": coverage(judged[path]) if path in judged else None,
                "exempt": matrix.exempt.get(path),
            }
            for path, file in sorted(made.files.items())
        ],
    }


def statements(counted: tally.Tally) -> Json:
    return {
        "all": counted.statements,
        "covered": counted.covered,
        "uncovered": counted.uncovered,
        "unmeasured": counted.unmeasured,
        "excluded": counted.excluded,
    }


def feature(row: features.Row, matrix: Matrix) -> Json:
    held = matrix.features.get(row.trace.record.id)
    return {
        "id": row.trace.record.id,
        "title": row.trace.record.title,
        "state": row.state,
        "summary": row.lines,
        "statements": statements(row.counts) if row.counts else None,
        "partial_branches": row.counts.partial if row.counts and matrix.has_branches else None,
        "files": [{"path": file.path, "coverage": coverage(file)} for file in (held.files if held else ())],
        "tests": [
            {
                "id": test.id,
                "linked": bool(test.via),
                "via": test.via or None,
                "outcome": test.outcome or None,
                "statements": test.ran,
            }
            for test in (*row.linked, *row.others)
        ],
    }


def comparison(made: Comparison) -> Json:
    return {
        "where": made.where,
        "commit": made.commit,
        "why_unknown": made.why_unknown,
        "bootstrap": made.bootstrap,
        "files": [
            {
                "path": file.path,
                **{name: ranges(getattr(file, name)) for name in COMPARED},
                "lost_branches": [
                    {"line": line, "before": _exits(before), "now": _exits(now)}
                    for line, (before, now) in file.lost_branches.items()
                ],
                "unknown": file.unknown,
                "became": file.became,
            }
            for file in made.files
        ],
    }


def _exits(branch: Branch) -> Json:
    return {"branches": branch.total, "taken": branch.taken}


def coverage(file: ChangedFile) -> Json:
    return {
        "state": file.state,
        "covered": ranges(file.covered),
        "uncovered": ranges(file.uncovered),
        "unmeasured": ranges(file.unmeasured),
        "excluded": ranges(file.excluded),
        "partial": [
            {"line": line, "branches": branch.total, "taken": branch.taken}
            for line, branch in sorted(file.partial.items())
        ],
        "detail": file.detail,
    }


def floors(matrix: Matrix) -> Json:
    """`covered` is null where nothing was measured."""
    given = matrix.given("coverage")
    return [
        {
            "folder": folder,
            "percent": matrix.config.coverage_floor[folder],
            "covered": floor.covered if given else None,
            "statements": floor.total,
            "uncounted": list[Json](floor.uncounted),
        }
        for folder, floor in sorted(matrix.floors.items())
    ]


def ranges(held: Lines) -> Json:
    return [[first, last] for first, last in lines.ranges(held)]
