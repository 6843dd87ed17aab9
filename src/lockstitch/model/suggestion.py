"""Which tests may belong to a defect: what a person is offered to choose from."""

from __future__ import annotations

from lockstitch.model.change import Commit
from lockstitch.model.matrix import Input
from lockstitch.model.records import Location, Record
from lockstitch.values import NamedTuple


class Candidate(NamedTuple):
    """One test that may be for the record. `evidence`: why, in words, the strongest first. `paste`: the line that links
    it, to stand above `location` where it is a marker, else in the ledger's record."""

    test: str
    location: Location
    score: int
    evidence: tuple[str, ...]
    paste: str
    marker: bool = True
    hint: str = ""


class Suggestion(NamedTuple):
    """One record's candidates, the likeliest first. `clear`: the first is so far ahead that it needs no choice.

    `why`: why there is none, or what was not known, in words.
    """

    record: Record
    commits: tuple[Commit, ...]
    candidates: tuple[Candidate, ...]
    clear: bool = False
    why: str = ""


class Suggestions(NamedTuple):
    """`linked`: fixed defects that have a link that counts, and are not asked about."""

    items: tuple[Suggestion, ...]
    inputs: tuple[Input, ...] = ()
    linked: int = 0
