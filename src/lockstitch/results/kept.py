"""What a reader keeps of a report: the wanted cases whole, of the others their number."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TypeAlias, get_args

from lockstitch.load import Source
from lockstitch.model import Outcome, Results, TestCase, Wanted
from lockstitch.results.cases import bare, folded, identity, node_id

Key: TypeAlias = tuple[str, str, str, str]
"""Suite, classname, name, file: what the attempts of one test have in common."""
NOTES = 20
"""Notes that are spelt out; further ones are counted."""


class Kept:
    """Takes every case of a report, in its order; the attempts of one test in a suite become one case.

    A case can be wanted for something that another attempt of it lacks: its failure, or a property. `marked` are the
    cases that only this asked for, `dropped` the hashes of the names that were not kept; where the two meet, a second
    pass with the `known` cases finds all attempts.
    """

    def __init__(self, source: Source, wanted: Wanted, known: frozenset[Key] = frozenset()) -> None:
        self.source = source
        self.marked: set[Key] = set()
        self._wanted = wanted
        self._known = known
        self._dropped = array("q")
        self._cases: dict[Key, TestCase] = {}
        self._counts: dict[Outcome, int] = dict.fromkeys(get_args(Outcome), 0)
        self._total = 0
        self._notes: list[str] = []
        self._more = 0

    def add(self, case: TestCase) -> None:
        """Counts one result, and keeps it where it is wanted. Its `id` and `report` are set here."""
        self._counts[case.outcome] += 1
        self._total += 1
        if self._total > self.source.limits.entries:
            hint = "raise limits.entries if the report is right"
            raise self.source.refuse(f"holds more than {self.source.limits.entries:,} test cases", hint=hint)
        key = (case.suite, case.classname, case.name, case.file)
        if self._asked(case, key):
            self._keep(case, key)
        elif self._stands_out(case):
            self.marked.add(key)
            self._keep(case, key)
        else:
            self._dropped.append(hash(case.name))

    def note(self, text: str) -> None:
        if len(self._notes) < NOTES:
            self._notes.append(text)
        else:
            self._more += 1

    def misses_attempts(self) -> bool:
        names = {hash(name) for _, _, name, _ in self.marked}
        return bool(names) and not names.isdisjoint(self._dropped)

    def results(self, form: str) -> Results:
        counts = {outcome: count for outcome, count in self._counts.items() if count}
        more = (f"and {self._more:,} more notes of this kind",) if self._more else ()
        return Results(form, tuple(self._cases.values()), counts, (*self._notes, *more))

    def _asked(self, case: TestCase, key: Key) -> bool:
        wanted, name = self._wanted, case.name
        if name in wanted.names or bare(name) in wanted.names or key in self._known:
            return True
        return wanted.matches is not None and wanted.matches(case.classname, name, case.file)

    def _stands_out(self, case: TestCase) -> bool:
        if self._wanted.failures and case.outcome in ("failed", "error"):
            return True
        return any(reference.name.lower() in self._wanted.properties for reference in case.references)

    def _keep(self, case: TestCase, key: Key) -> None:
        id_ = node_id(case.references) or identity(case.classname, case.name, case.file)
        named = case._replace(id=id_, report=self.source.name)
        earlier = self._cases.get(key)
        self._cases[key] = folded(earlier, named, False) if earlier else named


def kept(source: Source, wanted: Wanted, form: str, walk: Callable[[Kept], None]) -> Results:
    """The results of a report that `walk` reads, once, or twice where attempts were missed. Raises `ReadError`."""
    first = Kept(source, wanted)
    walk(first)
    if not first.misses_attempts():
        return first.results(form)
    second = Kept(source, wanted, frozenset(first.marked))
    walk(second)
    return second.results(form)
