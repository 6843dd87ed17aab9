"""TAP, the Test Anything Protocol, versions 12 to 14: node:test, Perl's Test::More, node-tap, bats, pgTAP.

Source: https://testanything.org/tap-version-14-specification.html. A plan that the tests do not fill, a missing plan
and `Bail out!` are reports that were cut off. What is `TODO` is expected to fail, whatever came of it. A subtest's
own line is a test only where nothing inside it tells of its failure.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lockstitch.errors import ReadError
from lockstitch.load import Source
from lockstitch.model import Results, Wanted
from lockstitch.results.kept import Kept, kept
from lockstitch.results.tap_levels import Level, Plan, Point, failed
from lockstitch.results.textlines import lines, opening

FIRST = re.compile(r"\A\s*(?:#[^\n]*\n\s*)*(?:TAP version \d+|1\.\.\d+\b|(?:not )?ok\b(?: +\d+)?(?: |$))", re.MULTILINE)
INDENT = 4
OPEN = 1_000_000
"""Tests of one subtest, which are held until its own result is known."""
VERSION = re.compile(r"TAP version \d+\s*$")
BAIL = re.compile(r"Bail out!\s*(.*)")
SUBTEST = re.compile(r"# Subtest(?:: ?(.*))?$")
DATUM = re.compile(r"(duration_ms|type|location|at|error|message): *(.*)")
"""What is read of the YAML below a test; a text of several lines begins with `|` or `>`."""


def detects(_path: str, head: bytes) -> bool:
    """A version, a plan or a test comes first; comments may stand before it."""
    return FIRST.match(opening(head)) is not None


def read(source: Source, wanted: Wanted) -> Results:
    """The wanted cases and the counts of a report, in memory for the open subtests; raises `ReadError`."""
    return kept(source, wanted, "tap", _walk)


def _walk(found: Kept) -> None:
    report = _Report(found)
    for number, line in lines(found.source):
        report.line(number, line)
    report.end()


class _Report:
    """One pass: a stack of levels, the outermost first. `point` is the test whose YAML may follow."""

    def __init__(self, found: Kept) -> None:
        self._kept = found
        self._levels = [Level("")]
        self._point: Point | None = None
        self._yaml: str | None = None  # the end of the open block
        self._margin = ""  # before the keys of the open block
        self._wants_text = False
        self._number = 0

    def line(self, number: int, line: str) -> None:
        self._number = number
        if self._yaml is not None and self._point:
            self._datum(line, self._yaml, self._point)
            return
        text = line.lstrip(" ")
        blanks = len(line) - len(text)
        if text.rstrip() == "---" and self._point and blanks == self._point.depth * INDENT + 2:
            self._yaml, self._margin, self._wants_text = " " * blanks + "...", "", False
        elif text and blanks % INDENT == 0:
            self._said(blanks // INDENT, text)

    def _datum(self, line: str, end: str, point: Point) -> None:
        """One line of the YAML below a test."""
        if line.rstrip() == end:
            self._yaml = None
            return
        text = line.strip()
        margin = line[: len(line) - len(line.lstrip(" "))]
        self._margin = self._margin or margin
        match = DATUM.match(text) if margin == self._margin else None
        if match and match[2][:1] not in ("|", ">"):
            point.data.setdefault(match[1], match[2].strip("'\""))
        elif match:
            self._wants_text = match[1] in ("error", "message")
        elif self._wants_text and text:
            point.data.setdefault("error", text)
            self._wants_text = False

    def _said(self, depth: int, text: str) -> None:
        if match := BAIL.match(text):
            cause = f"bailed out: {match[1][:200]}".rstrip(": ")
            raise self._kept.source.refuse(cause, self._number, "the tests behind it did not run")
        if match := SUBTEST.match(text):
            self._opened(depth)
            self._levels[depth].next = (match[1] or "").replace("\\#", "#").strip()
        elif plan := Plan.of(text):
            self._at(depth).plan(plan, depth == 0, self._refuse)
            self._note_skip(plan)
        elif point := Point.of(text, depth):
            self._add(depth, point)
        elif depth == 0 and VERSION.match(text):
            self._restart()

    def _note_skip(self, plan: Plan) -> None:
        if not plan.planned and plan.why:
            where = " > ".join(level.name for level in self._levels[1:]) or "the report"
            self._kept.note(f"{where[:80]} was skipped as a whole: {plan.reason[:200]}")

    def _opened(self, depth: int) -> None:
        """A line of this depth may open a level, or several."""
        self._flush()
        if depth > self._kept.source.limits.depth:
            raise self._refuse(f"is nested deeper than {self._kept.source.limits.depth:,} subtests")
        while len(self._levels) <= depth:
            self._levels.append(Level(self._levels[-1].next))

    def _at(self, depth: int) -> Level:
        self._opened(depth)
        if len(self._levels) > depth + 1:
            raise self._refuse(f'has a subtest "{self._levels[-1].name[:80]}" whose own result is missing')
        return self._levels[-1]

    def _add(self, depth: int, point: Point) -> None:
        """A test; behind the lines of a subtest it is that subtest's own result."""
        self._flush()
        if len(self._levels) > depth + 1:
            point = replace(point, inner=self._closed(depth))
        level = self._at(depth)
        if depth == 0 and level.full and point.number in (0, 1):
            self._restart()
            level = self._levels[0]
        level.count(self._refuse)
        self._point = point if point.name else replace(point, name=str(point.number or level.seen))

    def _closed(self, depth: int) -> Level:
        """The level below `depth`, complete."""
        inner = self._levels.pop()
        inner.check(self._refuse)
        if len(self._levels) > depth + 1:
            raise self._refuse(f'has a subtest "{self._levels[-1].name[:80]}" whose own result is missing')
        return inner

    def _flush(self) -> None:
        """The last test is complete, with its YAML: it goes to its level, or out where it is of the outermost."""
        point, self._point = self._point, None
        if point is None:
            return
        level = self._levels[point.depth]
        level.next = ""
        for case in point.cases([each.name for each in self._levels[1 : point.depth + 1]]):
            if point.depth:
                level.cases.append(case)
                self._bound(level)
                level.failed = level.failed or failed(case)
            else:
                self._kept.add(case)

    def _bound(self, level: Level) -> None:
        if len(level.cases) > OPEN:
            raise self._kept.source.refuse(f"has a subtest with more than {OPEN:,} tests", self._number)

    def _restart(self) -> None:
        """Another document in the same file."""
        self._flush()
        if len(self._levels) > 1:
            raise self._refuse(f'has a subtest "{self._levels[-1].name[:80]}" whose own result is missing')
        if self._levels[0].started:
            self._levels[0].check(self._refuse)
        self._levels = [Level("")]

    def end(self) -> None:
        if self._yaml is not None:
            raise self._refuse("ends inside the YAML of a test")
        started = self._levels[0].started or len(self._levels) > 1
        self._restart()
        if not started:
            raise self._refuse("holds neither a test nor a plan")

    def _refuse(self, cause: str) -> ReadError:
        return self._kept.source.refuse(cause, self._number, "it may have been cut off: did its tool finish?")
