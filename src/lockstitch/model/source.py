"""Source files: their statements, and how a change of them is covered."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from lockstitch.lines import Lines
from lockstitch.model.coverage import Branch
from lockstitch.values import NamedTuple


class Function(NamedTuple):
    """A function or method: `name` is qualified by its classes with `::`; lines from its first decorator to its end."""

    name: str
    first: int
    last: int


class Outline(NamedTuple):
    """Which physical lines of a source file belong to which executable statement.

    `statement`: physical line → first line of its innermost statement's header; lines without a statement are absent.
    `headers`: first line → all physical lines of that header, as a set.
    `body`: lines of statements inside functions, which do not run at import.
    `inert`: lines of code that are no statement here, but may be one for another Python or coverage.py.
    `fault`: why the file could not be parsed; everything else is empty then.
    """

    statement: Mapping[int, int] = MappingProxyType({})
    headers: Mapping[int, Lines] = MappingProxyType({})
    body: Lines = 0
    functions: tuple[Function, ...] = ()
    fault: str = ""
    fault_line: int = 0
    inert: Lines = 0

    @property
    def statements(self) -> int:
        return len(self.headers)


class ChangedFile(NamedTuple):
    """One changed product file after the join with coverage; all sets hold first lines of changed statements.

    `state`: measured (the report lists it), absent (no report lists it), unparsed (its source has a syntax error),
    stale (the report's lines do not fall on its statements), foreign (a language that no report measures).
    """

    path: str
    state: Literal["measured", "absent", "unparsed", "stale", "foreign"]
    covered: Lines = 0
    uncovered: Lines = 0
    unmeasured: Lines = 0
    excluded: Lines = 0
    partial: Mapping[int, Branch] = MappingProxyType({})
    physical: Mapping[int, Lines] = MappingProxyType({})
    """First line of a statement → its changed physical lines."""
    detail: str = ""

    @property
    def statements(self) -> int:
        return (self.covered | self.uncovered | self.unmeasured | self.excluded).bit_count()


class FeatureCoverage(NamedTuple):
    """The lines that a feature's commits introduced, as they stand today, after the join with coverage.

    `files`: its product files that hold a statement of it, or that could not be looked into. `ran_by`: test → how many
    of its statements that test ran, of those that did not fail; empty where no per-test data tells.
    """

    files: tuple[ChangedFile, ...] = ()
    ran_by: Mapping[str, int] = MappingProxyType({})
