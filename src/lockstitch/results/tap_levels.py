"""The lines of TAP that count: plans and tests, and the levels of subtests that they fill."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lockstitch.model import Outcome, TestCase
from lockstitch.results.cases import seconds, whole
from lockstitch.results.text import first_line
from lockstitch.values import NamedTuple

PLAN = re.compile(r"1\.\.(\d{1,9})\s*(?:#\s*(.*))?$")
POINT = re.compile(r"(not )?ok\b(?:\s+(\d{1,9})\b)?\s*(?:-\s*)?(.*)$")
DIRECTIVE = re.compile(r"(?:^|\s)#\s*(skip\S*|todo\b|expected failure\b)\s*(.*)$", re.IGNORECASE)
"""Behind a `#` that is not escaped; Perl takes every word that begins with `skip`."""
PLACE = re.compile(r"(?:.*\()?(.*?)(?::(\d+))?(?::\d+)?\)?$")
"""`/shop/cart.test.js:7:5`, or `Test.<anonymous> (/shop/cart.js:2:60)`."""

Refuse = Callable[[str], Exception]


class Plan(NamedTuple):
    planned: int
    why: str
    """Why nothing is planned."""

    @classmethod
    def of(cls, text: str) -> Plan | None:
        match = PLAN.match(text)
        return cls(int(match[1]), match[2] or "") if match else None

    @property
    def reason(self) -> str:
        return re.sub(r"^skip\S*\s*", "", self.why, flags=re.IGNORECASE)


@dataclass
class Level:
    """One document, or the lines of one subtest. `next`: the name of the subtest that a comment announced."""

    name: str
    next: str = ""
    planned: int | None = None
    seen: int = 0
    cases: list[TestCase] = field(default_factory=list)
    failed: bool = False

    @property
    def started(self) -> bool:
        return self.planned is not None or self.seen > 0

    @property
    def full(self) -> bool:
        return self.planned is not None and self.seen == self.planned

    def plan(self, plan: Plan, outermost: bool, refuse: Refuse) -> None:
        """A plan; the outermost level may have several, of documents one behind the other."""
        if self.planned is not None:
            if not (outermost and self.full):
                raise refuse(f"has two plans, 1..{self.planned} and 1..{plan.planned}{self._where}")
            self.seen = 0
        self.planned = plan.planned

    def count(self, refuse: Refuse) -> None:
        self.seen += 1
        if self.planned is not None and self.seen > self.planned:
            raise refuse(f"plans {self.planned} tests, but holds more{self._where}")

    def check(self, refuse: Refuse) -> None:
        """Whether all that was planned is there."""
        if self.planned is None:
            raise refuse(f"has no plan (1..N){self._where}")
        if self.seen != self.planned:
            raise refuse(f"plans {self.planned} tests, but holds {self.seen}{self._where}")

    @property
    def _where(self) -> str:
        return f' in the subtest "{self.name[:80]}"' if self.name else ""


@dataclass
class Point:
    """One line `ok` or `not ok`, the YAML below it, and for a subtest the level that it closes."""

    ok: bool
    number: int
    name: str
    directive: str
    why: str
    depth: int
    data: dict[str, str] = field(default_factory=dict)
    inner: Level | None = None

    @classmethod
    def of(cls, text: str, depth: int) -> Point | None:
        match = POINT.match(text)
        if match is None:
            return None
        said = match[3]
        found = DIRECTIVE.search(said)
        name = said[: found.start()] if found else said
        name = re.sub(r"\\([#\\])", r"\1", name).strip()
        word = found[1].lower() if found else ""
        return cls(not match[1], whole(match[2] or ""), name, word, found[2] if found else "", depth)

    @property
    def outcome(self) -> Outcome:
        if self.directive.startswith("skip"):
            return "skipped"
        if self.directive:
            return "xfailed"
        if self.ok and (self.inner is not None or self.data.get("type") == "suite"):
            return "passed" if self.inner and self.inner.cases else "skipped"  # a subtest in which nothing ran
        return "passed" if self.ok else "failed"

    def cases(self, around: list[str]) -> Iterator[TestCase]:
        """The test's own case, or those of the subtest; `around`: the names of the subtests that it is in."""
        outcome = self.outcome
        if self.inner is None or not self.inner.cases:
            yield self._case(around)
            return
        for case in self.inner.cases:
            spared = outcome in ("skipped", "xfailed") and case.outcome == "passed"
            yield case._replace(outcome=outcome) if spared else case
        if outcome == "failed" and not self.inner.failed:
            yield self._case(around)

    def _case(self, around: list[str]) -> TestCase:
        place = PLACE.match(self.data.get("location") or self.data.get("at", ""))
        return TestCase(
            id="",
            name=self.name,
            outcome=self.outcome,
            classname="::".join(around),
            file=place[1] if place else "",
            line=whole(place[2] or "") if place else 0,
            suite=around[0] if around else "",
            time=seconds(self.data.get("duration_ms", "")) / 1000,
            message=first_line(self.data.get("error") or self.data.get("message") or self.why),
        )


def failed(case: TestCase) -> bool:
    return case.outcome in ("failed", "error")
