"""JUnit XML, as pytest, Surefire, Gradle, gotestsum, Jest, Vitest, nextest, GoogleTest, CTest and PHPUnit write it.

No standard exists. The writers share a tree of `testsuite` with leaves `testcase`; how a leaf says that it did not pass
differs: by a child element, by an attribute, or by a second leaf of the same name (`junit_words.py`).
"""

from __future__ import annotations

from array import array
from typing import TypeAlias, get_args

from lockstitch import load
from lockstitch.load import Parser, Source
from lockstitch.model import Outcome, Results, TestCase, Wanted
from lockstitch.results.cases import bare, folded
from lockstitch.results.junit_batch import Attributes, dull
from lockstitch.results.junit_case import Children
from lockstitch.results.junit_suites import Suites
from lockstitch.results.junit_words import CHILDREN, HINTS, SUITES, VERDICT

BATCH = 1024
"""Cases that are looked at together."""
Key: TypeAlias = tuple[int, str, str, str]
"""Suite, classname, name, file: what the attempts of one test have in common."""


def detects(_path: str, head: bytes) -> bool:
    return load.root_element(head) in SUITES


def read(source: Source, wanted: Wanted) -> Results:
    """The wanted cases, the attempts of one test within a suite as one case, and the counts; raises `ReadError`."""
    report = _parsed(_Report(source, wanted))
    if report.misses_attempts():
        report = _parsed(_Report(source, wanted, frozenset(report.marked)))
    return report.results()


def _parsed(report: _Report) -> _Report:
    load.xml(report.source, report.attach)
    return report


class _Report:
    """One pass over a report. Most cases pass, have no children and are not wanted: `start` and `end` gather them, and
    they are looked at many at once.

    A case can be wanted for something that another attempt of it lacks: its failure, or a property (pytest's
    `record_property` after a failed set-up). `marked` are the cases that only this asked for, `dropped` the hashes of
    the names that were not kept; where the two meet, a second pass with the `known` cases finds all attempts.
    """

    parser: Parser
    children: Children

    def __init__(self, source: Source, wanted: Wanted, known: frozenset[Key] = frozenset()) -> None:
        self.source = source
        self.wanted = wanted
        self.names = wanted.names
        self.known = known
        self.asking = bool(known) or wanted.matches is not None
        self.marked: set[Key] = set()
        self.dropped = array("q")
        self.recalls = wanted.failures or bool(wanted.properties)
        self.cases: dict[Key, TestCase] = {}
        self.passed = 0  # without children; all others are in `counts`
        self.counts: dict[Outcome, int] = dict.fromkeys(get_args(Outcome), 0)
        self.nameless = 0
        self.suites = Suites()
        self.depth = 0  # open elements outside of test cases
        self.batch: list[Attributes] = []  # cases of the current suite that ended without children
        self.case: Attributes | None = None
        self.inner = 0  # open elements inside the open test case

    def attach(self, parser: Parser) -> None:
        self.parser = parser
        parser.StartElementHandler = self.root
        parser.EndElementHandler = self.end

    def root(self, tag: str, attributes: Attributes) -> None:
        local = tag.rpartition(":")[2]
        if local not in SUITES:
            hint = HINTS.get(local, "a JUnit report begins with <testsuites> or <testsuite>")
            raise self.source.refuse(f"is not a JUnit report: its root element is <{tag[:80]}>", hint=hint)
        if attributes.get("name") == VERDICT:
            raise self.source.refuse("is lockstitch's own verdict, no test report", hint="write it under another name")
        self.parser.StartElementHandler = self.start
        self.outside(tag, attributes)

    def start(self, tag: str, attributes: Attributes) -> None:
        if self.case is not None:
            self.start_inside(tag, attributes)
        elif tag == "testcase":
            self.case = attributes
        else:
            self.outside(tag, attributes)

    def end(self, _tag: str) -> None:
        case = self.case
        if case is None:
            self.end_outside()
            return
        self.case = None
        self.batch.append(case)
        if len(self.batch) >= BATCH:
            self.settle()

    def settle(self) -> None:
        """Counts the cases of the batch and keeps the wanted ones."""
        names = None if self.known else dull(self.batch, self.wanted, self.suites.current.file)
        batch, self.batch = self.batch, []
        if names is None:
            for case in batch:
                self.single(case, case.get("name", ""))
        else:
            self.passed += len(names)
            self.nameless += names.count("")
            if self.recalls:
                self.dropped.extend(map(hash, names))

    def single(self, case: Attributes, name: str) -> None:
        if "status" in case or "result" in case:
            self.end_eventful(case, Children(self.parser))
            return
        self.passed += 1
        if not name:
            self.nameless += 1
        if name in self.names or bare(name) in self.names or self.asks(case, name):
            self.keep(case, name, Children(self.parser))
        elif self.recalls:
            self.dropped.append(hash(name))

    def start_inside(self, tag: str, attributes: Attributes) -> None:
        """The first child of a case: until the case ends, other handlers stand in."""
        self.parser.StartElementHandler = self.inside
        self.parser.EndElementHandler = self.end_inside
        self.children = Children(self.parser)
        self.inside(tag, attributes)

    def end_inside(self, _tag: str) -> None:
        if self.inner:
            self.children.end(self.inner)
            self.inner -= 1
            return
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        case, self.case = self.case or {}, None
        self.end_eventful(case, self.children)

    def end_eventful(self, case: Attributes, children: Children) -> None:
        """The end of a case that has children, or attributes that may tell its outcome."""
        children.judge_attributes(case)
        self.counts[children.outcome] += 1
        name = case.get("name", "")
        asked = name in self.names or bare(name) in self.names or self.asks(case, name)
        if asked or self.stands_out(children):
            if not asked:
                self.marked.add(self.key(case, name))
            self.settle()  # attempts of one test become one in the report's order
            self.keep(case, name, children)
        elif self.recalls:
            self.dropped.append(hash(name))

    def end_outside(self) -> None:
        self.settle()
        if self.suites.current.depth == self.depth:
            self.suites.leave()
            self.limit("entries", self.passed + sum(self.counts.values()), "holds more than {:,} test cases")
        self.depth -= 1

    def outside(self, tag: str, attributes: Attributes) -> None:
        local = tag.rpartition(":")[2]
        if local == "testcase":
            self.case = attributes
            return
        self.settle()
        self.depth += 1
        self.limit("depth", self.depth, "is nested deeper than {:,} elements")
        if local in SUITES:
            self.suites.enter(self.depth, attributes)
        elif local in CHILDREN:
            self.suites.saw_astray(local)

    def inside(self, tag: str, attributes: Attributes) -> None:
        self.inner += 1
        self.limit("depth", self.depth + self.inner, "is nested deeper than {:,} elements")
        local = tag.rpartition(":")[2]
        if local == "testcase" or local in SUITES:
            raise ValueError(f"holds <{local}> inside a test case")
        if local in CHILDREN:
            self.suites.saw(local)
        self.children.start(local, self.inner, attributes)

    def asks(self, case: Attributes, name: str) -> bool:
        """Whether the case is wanted for more than its mere name."""
        if not self.asking:
            return False
        matches = self.wanted.matches
        if matches is not None:
            classname, file = self.owner(case)
            if matches(classname, name, file):
                return True
        return bool(self.known) and self.key(case, name) in self.known

    def stands_out(self, children: Children) -> bool:
        """Whether the case is wanted for what is inside it."""
        if self.wanted.failures and children.outcome in ("failed", "error"):
            return True
        return any(reference.name.lower() in self.wanted.properties for reference in children.references)

    def key(self, case: Attributes, name: str) -> Key:
        classname, file = self.owner(case)
        return self.suites.current.number, classname, name, file

    def owner(self, case: Attributes) -> tuple[str, str]:
        """Class and file of a case; PHPUnit up to 5 writes `class`."""
        return case.get("classname") or case.get("class", ""), case.get("file") or self.suites.current.file

    def keep(self, case: Attributes, name: str, found: Children) -> None:
        suite = self.suites.current
        test = found.case(case, self.owner(case), suite, self.source.name)
        key = self.key(case, name)
        earlier = self.cases.get(key)
        self.cases[key] = folded(earlier, test, suite.pytest) if earlier else test

    def misses_attempts(self) -> bool:
        names = {hash(name) for _, _, name, _ in self.marked}
        return bool(names) and not names.isdisjoint(self.dropped)

    def limit(self, name: str, count: int, words: str) -> None:
        most = getattr(self.source.limits, name)
        if count > most:
            hint = f"raise limits.{name} if the report is right"
            raise self.source.refuse(words.format(most), self.parser.CurrentLineNumber, hint)

    def results(self) -> Results:
        self.counts["passed"] += self.passed
        if self.nameless:
            why = "pytest-xdist writes an attempt that crashed like this"
            self.suites.note(f"passed test cases without a name: {self.nameless:,} ({why})")
        counts = {outcome: count for outcome, count in self.counts.items() if count}
        return Results("junit", tuple(self.cases.values()), counts, self.suites.notes)
