"""Next steps that depend on the language of the tests: what pytest can do is of no use to a project without Python."""

from __future__ import annotations

from lockstitch.model import Matrix


def link(matrix: Matrix, record: str) -> str:
    """How a test is linked to a record."""
    if matrix.python:
        return f'mark its test with @pytest.mark.defect("{record}"), or list it under tests: in the record'
    return f'write "Regression test for {record}" into a comment of its test, or list it under tests: in the record'


def results(matrix: Matrix) -> str:
    """How a test report comes about."""
    report = "JUnit report (pytest --junitxml=junit.xml)" if matrix.python else "report (lockstitch init tells how)"
    return f"run the tests with a {report}, or name it with --results"


def coverage(matrix: Matrix) -> str:
    """How a coverage report comes about."""
    command = "pytest --cov --cov-report=xml" if matrix.python else "lockstitch init tells how"
    return f"run the tests under coverage ({command}), or name the report with --coverage"
