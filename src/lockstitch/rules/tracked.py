"""Where a record is kept, so that a hint names something that can be written there.

Nobody can write `tests:` or `owner:` into an issue of a tracker; its export is read as it is.
"""

from __future__ import annotations

from lockstitch.model import Matrix, Record


def exported(matrix: Matrix, path: str) -> bool:
    """Whether a file of records is what a tracker exported, and no ledger."""
    return any(
        each.kind == "records" and each.path == path and each.format and not each.format.startswith("ledger")
        for each in matrix.inputs
    )


def link(matrix: Matrix, record: Record) -> str:
    """How a test is linked to a record."""
    mark = f'mark its test with @pytest.mark.defect("{record.id}")'
    return mark if exported(matrix, record.location.path) else f"{mark}, or list it under tests: in the record"


def claim(matrix: Matrix, record: Record, word: str) -> str:
    """How a commit is known to be a record's: `word` is what its message says, as in `Fixes SHOP-12`."""
    said = f'"{word} {"#" * record.id.isdigit()}{record.id}" in its commit message'
    return said if exported(matrix, record.location.path) else f"{said}, or commits: in the record"
