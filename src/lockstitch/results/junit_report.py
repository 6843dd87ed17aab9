"""One pass over a JUnit report: which of its test cases are kept, and how many had which outcome."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from typing import TypeAlias, get_args

from lockstitch.load import Parser, Source
from lockstitch.model import Outcome, Results, TestCase, Wanted
from lockstitch.results.cases import bare, folded
from lockstitch.results.junit_batch import Attributes, dull
from lockstitch.results.junit_case import Children
from lockstitch.results.junit_suites import Suites
from lockstitch.results.junit_words import CHILDREN, HINTS, SUITES, VERDICT

BATCH = 256
"""Cases that are looked at together."""
Key: TypeAlias = tuple[int, str, str, str]
"""Suite, classname, name, file: what the attempts of one test have in common."""


class Report:
    """Most cases pass, have no children and are not wanted: `start` gathers them, and they are
    looked at many at once. For their ends no code of ours runs: expat appends their tags to a list, and where this is
    as long as the batch is, no case is open.

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
        self.batch: list[Attributes] = []  # cases of the current suite without children, the last one may be open
        self.ends: list[str] = []  # tags of what ended since the batch was begun: its cases, then what is around them
        self.told: list[tuple[int, Attributes, Children]] = []  # other wanted cases, behind how many of the batch
        self.case: Attributes = {}  # the case whose children are read
        self.inner = 0  # open elements inside it

    def attach(self, parser: Parser) -> None:
        self.parser = parser
        parser.StartElementHandler = self.root
        parser.EndElementHandler = self.ends.append

    def root(self, tag: str, attributes: Attributes) -> None:
        local = tag.rpartition(":")[2]
        if local not in SUITES:
            hint = HINTS.get(local, "a JUnit report begins with <testsuites> or <testsuite>")
            raise self.source.refuse(f"is not a JUnit report: its root element is <{tag[:80]}>", hint=hint)
        if attributes.get("name") == VERDICT:
            raise self.source.refuse("is lockstitch's own verdict, no test report", hint="write it under another name")
        self.start = self.parser.StartElementHandler = self.starting()
        self.outside(tag, attributes)

    def starting(self) -> Callable[[str, Attributes], None]:
        """What is called for each element that stands in no test case, and for the first one in each."""
        batch, ends, begin = self.batch, self.ends, self.batch.append

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "testcase" and len(ends) == len(batch) < BATCH:
                begin(attributes)
            else:
                self.turn(tag, attributes)

        return start

    def turn(self, tag: str, attributes: Attributes) -> None:
        """Anything but the next case of a batch that has room."""
        if len(self.ends) < len(self.batch):
            self.start_inside(tag, attributes)
            return
        self.end_outside()
        if tag.rpartition(":")[2] == "testcase":
            if len(self.batch) >= BATCH:
                self.settle()
            self.batch.append(attributes)
        else:
            self.outside(tag, attributes)

    def settle(self) -> None:
        """Counts the cases of the batch and keeps the wanted ones, in the report's order."""
        names = None if self.known else dull(self.batch, self.wanted, self.suites.current.file)
        told, self.told = self.told, []
        if names is None:
            place = 0
            for before, case, children in told:
                self.each(self.batch[place:before])
                self.keep(case, children)
                place = before
            self.each(self.batch[place:])
        else:
            self.passed += len(names)
            self.nameless += names.count("")
            if self.recalls:
                self.dropped.extend(map(hash, names))
            for _, case, children in told:
                self.keep(case, children)
        self.batch.clear()
        self.ends.clear()

    def each(self, batch: Iterable[Attributes]) -> None:
        for case in batch:
            children = Children(self.parser)
            if "status" in case or "result" in case:
                if self.judged(case, children):
                    self.keep(case, children)
                continue
            name = case.get("name", "")
            self.passed += 1
            self.nameless += not name
            if self.asked(case, name):
                self.keep(case, children)
            elif self.recalls:
                self.dropped.append(hash(name))

    def start_inside(self, tag: str, attributes: Attributes) -> None:
        """The first child of a case: until the case ends, other handlers stand in."""
        self.case = self.batch.pop()
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
        self.parser.EndElementHandler = self.ends.append
        if self.judged(self.case, self.children):
            self.told.append((len(self.batch), self.case, self.children))
            if len(self.told) >= BATCH:
                self.settle()

    def judged(self, case: Attributes, children: Children) -> bool:
        """Counts a case that has children, or attributes that may tell its outcome; whether it is to be kept."""
        children.judge_attributes(case)
        self.counts[children.outcome] += 1
        name = case.get("name", "")
        if self.asked(case, name):
            return True
        if self.stands_out(children):
            self.marked.add(self.key(case, name))
            return True
        if self.recalls:
            self.dropped.append(hash(name))
        return False

    def end_outside(self) -> None:
        """What ended around the cases since the last one."""
        ended = len(self.ends) - len(self.batch)
        del self.ends[len(self.batch) :]
        for _ in range(ended):
            self.settle()
            if self.suites.current.depth == self.depth:
                self.suites.leave()
                self.limit("entries", self.passed + sum(self.counts.values()), "holds more than {:,} test cases")
            self.depth -= 1

    def outside(self, tag: str, attributes: Attributes) -> None:
        local = tag.rpartition(":")[2]
        self.settle()
        self.depth += 1
        self.limit("depth", self.depth, "is nested deeper than {:,} elements")
        if local in SUITES:
            self.suites.enter(self.depth, attributes)
        elif local in CHILDREN:
            self.suites.saw_astray(local)

    def inside(self, tag: str, attributes: Attributes) -> None:
        self.inner += 1
        if self.depth + self.inner > self.source.limits.depth:
            self.limit("depth", self.depth + self.inner, "is nested deeper than {:,} elements")
        local = tag.rpartition(":")[2] if ":" in tag else tag
        if local == "testcase" or local in SUITES:
            raise ValueError(f"holds <{local}> inside a test case")
        if local in CHILDREN:
            self.suites.saw(local)
        self.children.start(local, self.inner, attributes)

    def asked(self, case: Attributes, name: str) -> bool:
        """Whether the case is wanted for its name, or for where it stands."""
        if name in self.names or bare(name) in self.names:
            return True
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

    def keep(self, case: Attributes, found: Children) -> None:
        suite = self.suites.current
        test = found.case(case, self.owner(case), suite, self.source.name)
        key = self.key(case, case.get("name", ""))
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
