"""What became of the tests of some files between two states of them.

A test is linked to a commit that brought it, changed what it does, or took it back into the run. One that was only
moved, renamed, reformatted or documented is not; nor is one whose helper changed, which is told apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

from lockstitch.functions.forms import Form, form, words
from lockstitch.functions.part import Part
from lockstitch.functions.scan import parts
from lockstitch.values import NamedTuple

How: TypeAlias = Literal["added", "enabled", "changed", "touched"]
LINKING: tuple[How, ...] = ("added", "enabled", "changed")
"""The edits that link a test to the commit, the strongest first; `touched`: only a helper of the test changed."""
ALIKE = 0.6
"""Share of equal lines from which on a test that came is the one that went."""
PAIRS = 20_000
"""So many comparisons of tests that came with tests that went are made in one commit."""
LETTER = re.compile(rb"\w")
TABLE = re.compile(rb"=\s*(?:new\b[^{(;]*)?[\[{(]")
"""A value that is written out as a list, a mapping or the like: what tests expect, rather than how they work."""
SETUPS = frozenset({
    "setUp", "tearDown", "setUpClass", "tearDownClass", "asyncSetUp", "setup", "teardown", "setup_method",
    "teardown_method", "setup_class", "teardown_class", "setup_module", "teardown_module", "before", "after",
    "beforeEach", "afterEach", "init",
})  # fmt: skip
"""Functions that run around every test of their class."""


class Pair(NamedTuple):
    """One file before and after; empty where it was not there."""

    path: str
    language: str
    before: bytes
    after: bytes


class Edit(NamedTuple):
    """`old`: the text that it took the place of. `by`: the helper that changed, where only that did.

    `beside`: the names of all tests of the file afterwards.
    """

    path: str
    how: How
    part: Part
    old: bytes = b""
    by: str = ""
    beside: frozenset[str] = frozenset()

    @property
    def fresh(self) -> bytes:
        """The lines that were not there before."""
        return b"\n".join((_rows(self.part.text) - _rows(self.old)).elements())

    @property
    def size(self) -> int:
        """Lines that came, and lines that went."""
        new, old = _rows(self.part.text), _rows(self.old)
        return (new - old).total() + (old - new).total()


class _File(NamedTuple):
    pair: Pair
    before: Mapping[str, Part]
    after: Mapping[str, Part]

    def form(self, part: Part) -> Form:
        return form(part, self.pair.language)


def edited(pairs: Iterable[Pair]) -> list[Edit]:
    """The tests that differ, file by file in the order of their sources."""
    files = [_File(pair, _named(pair.before, pair.language), _named(pair.after, pair.language)) for pair in pairs]
    gone = [(f, p) for f in files for name, p in f.before.items() if p.kind == "test" and name not in f.after]
    pool = _Pool(gone)
    return [edit for file in files for edit in _in_file(file, pool)]


def helpers(pairs: Iterable[Pair]) -> frozenset[str]:
    """The bare names of the functions and values, no tests, whose content changed in these files."""
    files = (_File(pair, _named(pair.before, pair.language), _named(pair.after, pair.language)) for pair in pairs)
    return frozenset(name.rpartition("::")[2] for file in files for name in _Helpers(file).changed)


def _named(source: bytes, language: str) -> dict[str, Part]:
    return {part.name: part for part in parts(source, language)}


def _in_file(file: _File, pool: _Pool) -> Iterator[Edit]:
    helpers = _Helpers(file)
    beside = frozenset(name for name, part in file.after.items() if part.kind == "test")
    for name, part in file.after.items():
        if part.kind != "test":
            continue
        old = file.before.get(name)
        if old is None or old.kind != "test":
            old = pool.origin(file, part)
        edit = _compared(file, old, part, helpers)
        if edit:
            yield edit._replace(beside=beside)


def _compared(file: _File, old: Part | None, part: Part, helpers: _Helpers) -> Edit | None:
    if old is None:
        return Edit(file.pair.path, "added", part)
    if old.text != part.text:
        before, now = file.form(old), file.form(part)
        if before.off and not now.off:
            return Edit(file.pair.path, "enabled", part, old.text)
        if before.body != now.body:
            return Edit(file.pair.path, "changed", part, old.text)
    by = helpers.data(part)
    if by:
        return Edit(file.pair.path, "changed", part, old.text, by)
    by = helpers.used(part)
    return Edit(file.pair.path, "touched", part, old.text, by) if by else None


class _Helpers:
    """The functions and values of a file that are no tests and whose content changed.

    `around`: class, or nothing for the file → a function that runs around each of its tests and is not as it was.
    """

    def __init__(self, file: _File) -> None:
        self._file = file
        others = (part for part in file.after.values() if part.kind in ("function", "value"))
        changed = {part.name for part in others if self._differs(part.name)}
        self.changed = changed | self._users(changed)
        self.around = {p.owner: p.name for p in self._setups() if p.name in self.changed or self._came_or_went(p)}
        self.values = {name for name in changed if file.after[name].kind == "value"}
        self.tables = {name for name in self.values if TABLE.search(file.after[name].text)}
        self._bare = {name.rpartition("::")[2]: name for name in self.changed}

    def _setups(self) -> Iterator[Part]:
        for part in (*self._file.before.values(), *self._file.after.values()):
            if part.kind == "function" and (part.bare in SETUPS or b"autouse=True" in part.text):
                yield part

    def _came_or_went(self, part: Part) -> bool:
        """Whether it stands on one side alone, and not on the other side in a class of another name."""
        before, after = self._file.before, self._file.after
        if not before or (part.name in before) == (part.name in after):
            return False
        others = (before if part.name in after else after).values()
        namesakes = [other for other in others if other.bare == part.bare and other.kind == part.kind]
        return all(self._file.form(other).body != self._file.form(part).body for other in namesakes)

    def _differs(self, name: str) -> bool:
        old, new = self._file.before.get(name), self._file.after[name]
        if old is None or old.text == new.text:
            return False
        return self._file.form(old).body != self._file.form(new).body

    def _users(self, changed: set[str]) -> set[str]:
        """Helpers that call a changed helper."""
        names = {name.rpartition("::")[2] for name in changed}
        if not names:
            return set()
        others = (p for p in self._file.after.values() if p.kind == "function" and p.name not in changed)
        return {part.name for part in others if not names.isdisjoint(words(part.text))}

    def data(self, part: Part) -> str:
        """The changed value that holds the test's parameters, or a table that its body speaks of."""
        if not self.values:
            return ""
        tables = {self._bare[word] for word in words(part.text) & self._bare.keys()} & self.tables
        tables = {name for name in tables if "::" not in name or name.rpartition("::")[0] == part.owner}
        named = self.values & self._file.form(part).values if b"@" in part.text else set()
        return min(named | tables, default="")

    def used(self, part: Part) -> str:
        """A changed helper that the test calls, or that runs around it."""
        around = self.around.get(part.owner) or self.around.get("")
        if around or not self.changed:
            return around or ""
        called = {self._bare[word] for word in words(part.text) & self._bare.keys()}
        called = {name for name in called if "::" not in name or name.rpartition("::")[0] == part.owner}
        return min(called, default="")


class _Pool:
    """The tests that went; each may be where one that came is from."""

    def __init__(self, gone: Sequence[tuple[_File, Part]]) -> None:
        self._gone = gone
        self._bodies: dict[str, Part] | None = None
        self._left = PAIRS

    def origin(self, file: _File, part: Part) -> Part | None:
        if not self._gone:
            return None
        if self._bodies is None:
            self._bodies = {each.form(old).body: old for each, old in self._gone}
        same = self._bodies.get(file.form(part).body)
        if same:
            return same
        self._left -= len(self._gone)
        return nearest(part, [old for _, old in self._gone]) if self._left > 0 else None


def nearest(part: Part, others: Iterable[Part]) -> Part | None:
    """The part that shares most of its lines with this one, if it shares enough; of two alike neither."""
    best, share, tied = None, ALIKE, False
    for other in others:
        found = alike(part, other)
        if found >= share:
            tied = best is not None and found == share
            best, share = other, found
    return None if tied else best


def alike(part: Part, other: Part) -> float:
    """The share of equal lines, but for the one that names the test, from 0 to 1; one line alone tells nothing."""
    mine, theirs = _body(part.text, part.at - part.first), _body(other.text, other.at - other.first)
    common = sum(min(mine[row], theirs[row]) for row in mine.keys() & theirs.keys())
    return 2 * common / (mine.total() + theirs.total()) if common > 1 else 0.0


@lru_cache(maxsize=20_000)  # each that went is compared with all that came: a smaller one forgets them in between
def _body(text: bytes, head: int) -> Counter[bytes]:
    rows = text.split(b"\n")
    return _rows(b"\n".join([*rows[:head], *rows[head + 1 :]]))


def _rows(text: bytes) -> Counter[bytes]:
    """The lines of a piece of code without their margins, blank ones, comments, and those that are brackets alone."""
    found = (row.strip() for row in text.split(b"\n"))
    return Counter(row for row in found if LETTER.search(row) and not row.startswith((b"#", b"//", b"*")))
