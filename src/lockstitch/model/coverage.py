"""What coverage reports say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from lockstitch.lines import Lines
from lockstitch.values import NamedTuple


class Branch(NamedTuple):
    """The exits of one line: `taken` of `total`. `missing` names those never taken, where the format names them."""

    total: int
    taken: int
    missing: frozenset[str] | None = None


class FileCoverage(NamedTuple):
    """What one file's lines did. `path` is the report's spelling until `paths` settles it, then the repository's.

    `arcs` and `analysed=False` stand where the report holds only what ran (coverage.py's data file): statements,
    exclusions and branches are then found by analysis of the source. `extents`: first and last line of the statements
    that run over several lines, where the format tells; such a statement is measured on its first line. `functions`:
    the line on which each begins, and its name, where the format tells both.
    """

    path: str
    executed: Lines
    missing: Lines = 0
    excluded: Lines = 0
    branches: Mapping[int, Branch] = MappingProxyType({})
    contexts: Mapping[str, Lines] = MappingProxyType({})
    arcs: frozenset[tuple[int, int]] = frozenset()
    analysed: bool = True
    extents: frozenset[tuple[int, int]] = frozenset()
    functions: frozenset[tuple[int, str]] = frozenset()

    @property
    def measured(self) -> Lines:
        return self.executed | self.missing

    def covers(self, line: int) -> bool | None:
        """True: executed, False: missing, None: not measured."""
        if self.executed >> line & 1:
            return True
        return False if self.missing >> line & 1 else None


WORST = 3


class Floor(NamedTuple):
    """Statements below a folder. `uncounted`: files whose statements nobody can tell, as those with a syntax error."""

    covered: int
    total: int
    uncounted: tuple[str, ...] = ()
    unrun: tuple[tuple[str, Lines], ...] = ()
    """The files with the most statements that did not run, at most `WORST` of them."""

    def lacking(self, percent: int) -> int:
        """Statements that have to be covered yet for so many whole percent; none, or less, where that is reached."""
        return -(-percent * self.total // 100) - self.covered


def named(folder: str) -> str:
    """The folder of a floor in words: the empty name is the top of the repository, and so is `.`."""
    return folder if folder.strip("./") else "the whole repository"


class Ask(NamedTuple):
    """Which of a report's files a coverage reader keeps, asked with the path as the report spells it.

    `void`: says of a context that what it ran does not count, where some may not. A reader that knows which exits a
    context took leaves those out that no other took; the lines it tells with their contexts, as ever.
    """

    lines: Callable[[str], bool]
    contexts: Callable[[str], bool] = lambda _path: False
    void: Callable[[str], bool] | None = None


class CoverageReport(NamedTuple):
    """What one coverage report holds: every path it lists, and the lines of the wanted ones.

    `roots` are the folders to which paths are relative (Cobertura's `<source>`), as the report writes them.
    `counts`: listed files, and measured lines of all of them where the format lists them. `granularity`: a "span"
    measures all lines from where a piece of code begins to where it ends, a "line" only lines that hold code.
    """

    format: str
    listed: tuple[str, ...]
    files: tuple[FileCoverage, ...]
    roots: tuple[str, ...] = ()
    measured: int = 0
    has_branches: bool = False
    has_contexts: bool = False
    notes: tuple[str, ...] = ()
    granularity: Literal["unknown", "line", "span"] = "unknown"
