"""What test reports say."""

from collections.abc import Callable, Mapping, Set
from typing import Literal, TypeAlias

from lockstitch.values import NamedTuple

Outcome: TypeAlias = Literal["passed", "failed", "error", "skipped", "xfailed", "flaky"]


class Reference(NamedTuple):
    """A property of a test case as the report writes it: `defect` = `BUG-12`."""

    name: str
    value: str


class TestCase(NamedTuple):
    """One result of one test. `id` is a node id or `file::class::name` as far as the report tells."""

    id: str
    name: str
    outcome: Outcome
    classname: str = ""
    file: str = ""
    line: int = 0
    suite: str = ""
    report: str = ""
    references: tuple[Reference, ...] = ()
    time: float = 0.0
    message: str = ""


TestCase.__test__ = False  # type: ignore[attr-defined]  # pytest takes what is called Test* for a test


class Wanted(NamedTuple):
    """Which test cases a results reader keeps whole; the others are only counted.

    A case is kept when the name without its parameters is in `names`, when `matches(classname, name, file)` says so, or
    when it carries a property whose lower-cased name is in `properties`.
    """

    names: frozenset[str] = frozenset()
    matches: Callable[[str, str, str], bool] | None = None
    properties: frozenset[str] = frozenset()
    failures: bool = False
    """Keep cases that failed or had an error too: what only they ran is not covered."""
    unlikely: Callable[[Set[str], str, str], bool] | None = None
    """Says of many cases at once that none of them matches: their classnames, their file, all their names in one text.
    True must be certain; without it each case is asked for."""


class Results(NamedTuple):
    """What one test report holds: the wanted cases, and how many had which outcome (each attempt counts)."""

    format: str
    cases: tuple[TestCase, ...]
    counts: Mapping[Outcome, int]
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def executed(self) -> int:
        return self.total - self.counts.get("skipped", 0) - self.counts.get("xfailed", 0)
