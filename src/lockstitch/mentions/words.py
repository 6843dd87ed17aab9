"""The words of the dialect that names and prose share, and one id as either of them gives it."""

from __future__ import annotations

from lockstitch.model.mentions import WORDS
from lockstitch.values import NamedTuple

FOREIGN = ("bpo",)
"""Words that mean one certain tracker: another project's, unless records have them as their prefix."""


class Vocabulary(NamedTuple):
    """A project's own words, lower-cased. `prefixes`: before a number, as `issue` is; `stems`: of ids, as `shop` is."""

    prefixes: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """Everything that makes a number an id."""
        return frozenset({*WORDS, *FOREIGN, *self.prefixes, *self.stems})


class Reference(NamedTuple):
    """One id in a text, or what only looks like one: then `tracker` is `-`. `start` and `end` are offsets."""

    written: str
    tracker: str
    key: str
    repository: str
    start: int
    end: int
