"""What a reader has found of one file so far, and the report that all files make in the end.

Lines are kept four bytes each and become sets, which are as large as their highest line, only for the files asked for.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from lockstitch import lines
from lockstitch.coverage.merge import Tally, merge_branches
from lockstitch.model import Ask, Branch, CoverageReport, FileCoverage


class Found(Tally):
    """The lines of one file; the rest as in `FileCoverage`. `ran_in`: test → the lines that it ran."""

    __slots__ = ("branches", "excluded", "extents", "functions", "ran_in")

    def __init__(self) -> None:
        super().__init__()
        self.branches: dict[int, Branch] = {}
        self.excluded = array("I")
        self.extents: set[tuple[int, int]] = set()
        self.functions: set[tuple[int, str]] = set()
        self.ran_in: dict[str, array[int]] = {}

    def exits(self, line: int, taken: int, total: int) -> None:
        """More exits of one line, beside those that it has."""
        if total:
            before = self.branches.get(line, Branch(0, 0))
            self.branches[line] = Branch(before.total + total, before.taken + taken)

    def join(self, other: Found) -> None:
        """The same file again, at another place of the report: executed wins."""
        self.add(other)
        self.excluded.extend(other.excluded)
        self.branches = merge_branches([self.branches, other.branches])
        self.extents |= other.extents
        self.functions |= other.functions

    def coverage(self, path: str) -> FileCoverage:
        executed, missing = self.sets()
        excluded = lines.of(self.excluded) & ~executed & ~missing
        extents = frozenset(self.extents)
        contexts = {test: lines.of(numbers) for test, numbers in self.ran_in.items()}
        functions = frozenset(self.functions)
        return FileCoverage(
            path, executed, missing, excluded, self.branches, contexts, extents=extents, functions=functions
        )


def join(files: dict[str, Found], path: str, found: Found) -> None:
    if path in files:
        files[path].join(found)
    else:
        files[path] = found


def report(form: str, files: Mapping[str, Found], ask: Ask) -> CoverageReport:
    """The report on these files; `ValueError` where there are none."""
    if not files:
        raise ValueError("holds no file")
    return CoverageReport(
        format=form,
        listed=tuple(files),
        files=tuple(found.coverage(path) for path, found in files.items() if ask.lines(path)),
        measured=sum(len(found.distinct()) for found in files.values()),
        has_branches=any(found.branches for found in files.values()),
        has_contexts=any(found.ran_in for found in files.values()),
    )
