"""Which sources can speak of a known record at all: a look at bytes, so that the others are never parsed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from lockstitch.model.mentions import NUMBERED, WORDS

_DIGITS = re.compile(rb"\d+")
_LISTED = rb"\d[ ,/&]+(?:and |or )?#?\Z"
_COMMIT = rb"(?i)(?:fix|fixed|resolved|corrected|commit)\b[^\n]{0,40}?\b([0-9a-f]{7,40})\b"
BEFORE = 24
"""Bytes before a number in which the word or prefix stands that makes it an id."""
SIGNS = (b"#", b"/", b"=", b"(", b'"', b"'", b"@bug", b"[", b",")
"""What may stand right before a bare number that is an id: its sign, an address, a mark's bracket or quotes."""


class Prefilter:
    """`numbers`: number → letters before it in known ids (empty: none). `others`: known ids that end in no number.

    `prefixes`: the project's further words before a number. `loose`: own patterns over names are configured, so that
    any word may stand before an id. `commits`: known fixes, whose ids a test may name.
    """

    def __init__(
        self,
        numbers: Mapping[int, frozenset[str]],
        others: Collection[str],
        prefixes: Iterable[str] = (),
        commits: Iterable[str] = (),
        loose: bool = False,
    ) -> None:
        self._numbers = {str(number).encode(): stems for number, stems in numbers.items()}
        self._others = [one.casefold().encode() for one in others]
        self._words = [word.encode() for word in (*WORDS, *prefixes)]
        self._commits = tuple(sha.encode() for sha in commits)
        self._loose = loose
        self._foreign = any(not one.isascii() for one in others)  # bytes do not tell upper from lower case there

    def may_speak(self, data: bytes) -> bool:
        """False only where no known id stands in `data` in any form of the dialect."""
        found = {number for number in _DIGITS.findall(data) if number.lstrip(b"0") in self._numbers}
        if found and (self._loose or self._names(data, found)):
            return True
        if self._foreign or any(one in data.lower() for one in self._others):
            return True
        if not self._commits or not (b"ix" in data or b"commit" in data or b"solved" in data or b"rrected" in data):
            return False
        return any(self._known(match[1].lower()) for match in re.finditer(_COMMIT, data))

    def _known(self, sha: bytes) -> bool:
        return any(full.startswith(sha) for full in self._commits)

    def _names(self, data: bytes, found: set[bytes]) -> bool:
        for match in _DIGITS.finditer(data):
            if match[0] in found and self._is_id(data[max(match.start() - BEFORE, 0) : match.start()], match[0]):
                return True
        return False

    def _is_id(self, before: bytes, number: bytes) -> bool:
        before = before.lower()
        stems = self._numbers[number.lstrip(b"0")]
        if any(stem and before.rstrip(b"-_# :`").endswith(stem.encode()) for stem in stems):
            return True
        if re.search(_LISTED, before):
            return True
        plain = not stems.isdisjoint(NUMBERED)
        return plain and (before.endswith(SIGNS) or any(word in before for word in self._words))
