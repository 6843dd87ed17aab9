"""Next steps that depend on the language of the tests, and on where a record is kept.

What pytest can do is of no use to a project without Python, nor a field of our ledger to one that keeps its records in
a tracker.
"""

from __future__ import annotations

from lockstitch.model import Matrix, Record


def exported(matrix: Matrix, path: str) -> bool:
    """Whether a file of records is what a tracker exported: nobody can write `tests:` or `owner:` into an issue."""
    return any(
        each.kind == "records" and each.path == path and each.format and not each.format.startswith("ledger")
        for each in matrix.inputs
    )


def link(matrix: Matrix, record: Record) -> str:
    """How a test is linked to a record."""
    mark = f'write "Regression test for {record.id}" into a comment of its test'
    if matrix.python:
        mark = f'mark its test with @pytest.mark.defect("{record.id}")'
    return mark if exported(matrix, record.location.path) else f"{mark}, or list it under tests: in the record"


def claim(matrix: Matrix, record: Record, word: str) -> str:
    """How a commit is known to be a record's: `word` is what its message says, as in `Fixes SHOP-12`."""
    said = f'"{word} {"#" * record.id.isdigit()}{record.id}" in its commit message'
    return said if exported(matrix, record.location.path) else f"{said}, or commits: in the record"


def results(matrix: Matrix) -> str:
    """How a test report comes about."""
    report = "JUnit report (pytest --junitxml=junit.xml)" if matrix.python else "report (lockstitch init tells how)"
    return f"run the tests with a {report}, or name it with --results"


def coverage(matrix: Matrix) -> str:
    """How a coverage report comes about."""
    command = "pytest --cov --cov-report=xml" if matrix.python else "lockstitch init tells how"
    return f"run the tests under coverage ({command}), or name the report with --coverage"
