"""What was covered at an earlier commit, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from lockstitch.lines import Lines
from lockstitch.model.change import FileClass
from lockstitch.model.coverage import Branch
from lockstitch.values import NamedTuple

Exits: TypeAlias = Mapping[tuple[int, int], Lines]
"""(taken, total) exits → the lines that have so many: a few sets a file, whatever its length."""


class Covered(NamedTuple):
    """Executed and missing lines of one file; of Python, the first lines of its statements."""

    executed: Lines
    missing: Lines
    exits: Exits = MappingProxyType({})


class Snapshot(NamedTuple):
    """The coverage of all measured product files at one commit. `files`: path there → its lines.

    `configuration`: hash of what decided which files those are, so that another one is told. `tool`: the version that
    wrote it.
    """

    commit: str
    configuration: str
    tool: str
    files: Mapping[str, Covered]

    @property
    def has_branches(self) -> bool:
        """Whether branches were measured then, and kept: the first form of the file held none."""
        return any(file.exits for file in self.files.values())


class ComparedFile(NamedTuple):
    """One product file of today, or of the snapshot, in first lines of statements as they stand today.

    The words are those of differential coverage in lcov (https://github.com/linux-test-project/lcov, `man genhtml`):
    `lost` (LBC) is unchanged code that was covered and is not any more, `unmeasured` is such code that no report
    measures or that is excluded now (ECB), `uncovered` is new code without coverage (UNC), `gained` unchanged code that
    was not covered and is now (GBC). `debt`: the part of `uncovered` that stands in the place of uncovered code, or was
    moved there uncovered.
    """

    path: str
    lost: Lines = 0
    unmeasured: Lines = 0
    uncovered: Lines = 0
    gained: Lines = 0
    debt: Lines = 0
    lost_branches: Mapping[int, tuple[Branch, Branch]] = MappingProxyType({})
    """Unchanged line, covered then and now, of which fewer exits are taken → its exits then, and now."""
    unmeasured_branches: Lines = 0
    """Such lines of which exits were told then, in a file of which none are told now."""
    physical: Mapping[int, Lines] = MappingProxyType({})
    """First line of a statement → its physical lines, where it has several."""
    unknown: str = ""
    """Why nothing can be said of the file."""
    became: FileClass | Literal["no code", ""] = ""
    """What it is today where it is no product file any more, so that nobody judges it; then `unmeasured` is what was
    covered."""
    was: str = ""
    """How the snapshot calls it, where it left the product by another name."""


class Comparison(NamedTuple):
    """The coverage of today against a snapshot. `where`: the file or the ref that holds it.

    `why_unknown`: why there is nothing to compare with, and `hint` what to do; `bootstrap`: that is accepted.
    `tolerant`: debt is told, not judged.
    """

    where: str
    commit: str = ""
    files: tuple[ComparedFile, ...] = ()
    why_unknown: str = ""
    hint: str = ""
    bootstrap: bool = False
    tolerant: bool = False
    without_branches: bool = False
    """The snapshot holds no branches, and today's reports do."""
    no_branches_now: bool = False
    """No report of today holds branches at all."""
    other_paths: bool = False
    """The snapshot was made under other paths in the configuration: what is product only since then is not in it."""

    def tolerated(self, path: str) -> Lines:
        """Statements of a file that stand for uncovered code of the snapshot and are not judged again."""
        return next((file.debt for file in self.files if file.path == path), 0) if self.tolerant else 0
