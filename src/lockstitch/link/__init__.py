"""Which test speaks of which record, and how we know: via what, where it is written, and how strong that is.

The routes built here are the record's own `tests:`, our pytest marker and JUnit properties (explicit), test names
(strong) and the tests that the closing commit added or changed (commit). What test sources say (marks, names,
docstrings, comments) is found by `mentions` and resolved by the gate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from lockstitch.link.identity import Identity, bare, spellings
from lockstitch.link.ids import Ids, feature, is_feat, split
from lockstitch.model import Link, Location, Outcome, Record, Reference, Stray, TestCase, Wanted
from lockstitch.model.mentions import PROPERTIES
from lockstitch.settings import Links

__all__ = [
    "Cases",
    "Identity",
    "Ids",
    "bare",
    "feature",
    "from_cases",
    "from_commits",
    "from_records",
    "is_feat",
    "split",
    "strays",
    "wanted",
]

NODE_ID = "lockstitch.nodeid"
"""The property in which our pytest plugin writes a test's node id: its other properties are markers."""
MOST_STRANGERS = 100_000
"""Classnames that are remembered, however many a report has."""


class Cases:
    """The kept test cases of all reports, findable by every spelling of their names."""

    def __init__(self, cases: Iterable[TestCase], identity: Identity) -> None:
        self.ids: dict[int, tuple[str, ...]] = {}
        self.all = tuple(cases)
        self._by_spelling: dict[str, list[TestCase]] = defaultdict(list)
        for case in self.all:
            ids = identity.of(case)
            self.ids[id(case)] = ids
            for spelling in spellings(ids, case):
                self._by_spelling[spelling].append(case)

    def find(self, test: str) -> tuple[TestCase, ...]:
        return tuple(self._by_spelling.get(test, ()))

    def uncollected(self, test: str) -> tuple[TestCase, ...]:
        """The errors that stand for a test's whole file, which could not be imported."""
        path = test.partition("::")[0]
        return tuple(c for c in self.find(path) if c.outcome == "error" and path in self.ids[id(c)])

    def id(self, case: TestCase) -> str:
        """The case's id, for a link found on the case itself (where ambiguity of files does not matter)."""
        return self.ids[id(case)][0]

    def ambiguous(self, case: TestCase) -> bool:
        return len(self.ids[id(case)]) > 1


def wanted(records: Iterable[Record], tests: Iterable[str], ids: Ids, settings: Links) -> Wanted:
    """What the results readers must keep: tests that records or commits name, and whatever names a record itself."""
    names, containers = set(), set()
    for test in [*tests, *(test for record in records for test in record.tests)]:
        last = bare(test).replace("#", "::").rpartition("::")[2]
        if "/" in last or last.endswith(".py"):
            containers.add(last.rpartition("/")[2].partition(".")[0])
        else:
            names.add(last)
            names.add(last.rpartition(".")[2])
            containers.add(last.rpartition(".")[2])

    strangers: dict[str, set[str]] = defaultdict(set)  # file → classnames that are known not to be wanted

    def owns(classname: str, file: str) -> bool:
        module = file.rpartition("/")[2]
        named = not containers.isdisjoint((*classname.split("."), module.partition(".")[0]))
        return named or bool(ids.in_name(classname, module))

    def matches(classname: str, name: str, file: str) -> bool:
        strange = classname in strangers[file]
        return (not strange and owns(classname, file)) or bool(ids.may_stand_in(name) and ids.in_name(bare(name)))

    def unlikely(classnames: Set[str], file: str, names: str) -> bool:
        fresh = classnames - strangers[file]
        if any(owns(classname, file) for classname in fresh):
            return False
        if sum(map(len, strangers.values())) > MOST_STRANGERS:
            strangers.clear()
        strangers[file] |= fresh
        return not ids.may_stand_in(names)

    return Wanted(frozenset(names), matches, _properties(settings), failures=True, unlikely=unlikely)


def _properties(settings: Links) -> frozenset[str]:
    extra = {name.lower() for name in (*settings.properties, *settings.markers)}
    return PROPERTIES | extra


def from_records(records: Iterable[Record], identity: Identity) -> Iterator[Link]:
    """The tests that the records themselves list."""
    for record in records:
        for test in record.tests:
            for one in identity.node(test):
                yield Link(record.id, one, "record", "explicit", record.location)


def from_cases(cases: Cases, ids: Ids, settings: Links) -> Iterator[Link]:
    """Markers, properties and names, as the reports show them."""
    for case in cases.all:
        where = Location(case.report)
        test = cases.id(case)
        for reference in _references(case, settings):
            via = "marker" if reference.name == "defect" and _marked(case) else "property"
            for _word, record in ids.in_value(reference.value):
                if record:
                    yield Link(record, test, via, "explicit", where)  # type: ignore[arg-type]  # two literals
        for record in sorted(ids.in_name(case.classname, bare(case.name), case.file.rpartition("/")[2])):
            yield Link(record, test, "name", "strong", where)


def from_commits(record: str, tests: Mapping[str, str]) -> Iterator[Link]:
    """The tests that the closing commits added or changed: test id of today → the commit's id, empty where it is not
    known which of the change's did, if any did yet."""
    for test, sha in tests.items():
        yield Link(record, test, "commit", "commit", Location(f"commit {sha[:10]}" if sha else "this change"))


def _references(case: TestCase, settings: Links) -> Sequence[Reference]:
    names = _properties(settings)
    return [reference for reference in case.references if reference.name.lower() in names]


def _marked(case: TestCase) -> bool:
    return any(reference.name == NODE_ID for reference in case.references)


def strays(cases: Cases, ids: Ids, settings: Links, complete: Sequence[str]) -> tuple[Stray, ...]:
    """Explicit references to ids that no record has; `complete`: prefixes of which every id is known."""
    found: dict[tuple[str, str], Stray] = {}
    for case in cases.all:
        for reference in _references(case, settings):
            for word, record in ids.in_value(reference.value):
                if not record:
                    test = cases.id(case)
                    found.setdefault((word, test), _stray(word, test, case, ids.all, complete))
    return tuple(found.values())


def _stray(word: str, test: str, case: TestCase, known: Sequence[str], complete: Sequence[str]) -> Stray:
    from lockstitch.shape import nearest

    prefix = split(word)[0].casefold()
    declared = any(prefix == p.casefold() or prefix.rstrip("-_# ") == p.casefold().rstrip("-_# ") for p in complete)
    return Stray(word, test, Location(case.report), declared, nearest(word, known))


def outcome(cases: Sequence[TestCase]) -> Outcome | None:
    """What the results of one test in all its environments come to: failed anywhere is failed."""
    found = {case.outcome for case in cases}
    order: tuple[Outcome, ...] = ("failed", "error", "flaky", "passed", "xfailed", "skipped")
    return next((one for one in order if one in found), None)
