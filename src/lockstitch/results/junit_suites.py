"""The open suites of a JUnit report, and the failures that they count but no test case shows."""

from __future__ import annotations

from collections.abc import Mapping

from lockstitch.results.cases import whole
from lockstitch.results.junit_words import CHILDREN, PYTEST_ATTRIBUTES, PYTEST_NAMES
from lockstitch.values import NamedTuple

NOTES = 20
"""Notes that are spelt out; further ones are counted."""


class Suite(NamedTuple):
    """One `testsuite` or `testsuites` element. `file` is its own or that of a suite around it."""

    depth: int
    number: int
    name: str
    file: str
    pytest: bool
    declared: Mapping[str, int]
    before: Mapping[str, int]
    """Of failures and errors: how many the suite says it holds, and how many were seen before it."""

    @property
    def label(self) -> str:
        return (
            f'suite "{self.name[:80]}"' if self.name else "the root element" if self.depth == 1 else "an unnamed suite"
        )


OUTSIDE = Suite(0, 0, "", "", False, {}, {})


class Suites:
    """A stack: `current` is the innermost open suite."""

    def __init__(self) -> None:
        self.current = OUTSIDE
        self._around: list[Suite] = []
        self._opened = 0
        self._seen = {"errors": 0, "failures": 0}
        self._notes: list[str] = []
        self._more = 0

    def enter(self, depth: int, attributes: Mapping[str, str]) -> None:
        outer = self.current
        name = attributes.get("name", "")
        self._opened += 1
        self._around.append(outer)
        self.current = Suite(
            depth,
            self._opened,
            name,
            attributes.get("file") or attributes.get("filepath") or outer.file,
            outer.pytest or name in PYTEST_NAMES or list(attributes)[:8] == PYTEST_ATTRIBUTES,
            {kind: whole(attributes.get(kind, "")) for kind in self._seen},
            self._seen.copy(),
        )

    def leave(self) -> None:
        """Notes what the suite counts beyond its cases: a Go package that fails to build, a file to import."""
        suite = self.current
        for kind, declared in suite.declared.items():
            orphans = declared - (self._seen[kind] - suite.before[kind])
            if orphans > 0:
                self._seen[kind] += orphans  # the suites around it count them, too
                what = f"1 {kind[:-1]} that belongs" if orphans == 1 else f"{orphans:,} {kind} that belong"
                self.note(f"{suite.label} reports {what} to no test case")
        self.current = self._around.pop()

    def saw(self, tag: str) -> None:
        """A child element of a test case."""
        if kind := CHILDREN[tag][1]:
            self._seen[kind] += 1

    def saw_astray(self, tag: str) -> None:
        """The same element, but outside of any test case."""
        self.saw(tag)
        self.note(f"{self.current.label} holds <{tag}> outside of its test cases")

    def note(self, text: str) -> None:
        if len(self._notes) < NOTES:
            self._notes.append(text)
        else:
            self._more += 1

    @property
    def notes(self) -> tuple[str, ...]:
        return (*self._notes, f"and {self._more:,} more notes of this kind") if self._more else tuple(self._notes)
