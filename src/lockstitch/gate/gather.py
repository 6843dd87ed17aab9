"""What is known of the tests that may belong to a fix: the facts that `candidates` ranks by.

The tests that the fixing commits edited come first. What the commits changed beside them leads to more: helpers and
data of tests, base classes, and where nothing else is found, the tests of the repaired module.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lockstitch import candidates, functions
from lockstitch.candidates import Facts, Fixed
from lockstitch.classes import language
from lockstitch.functions import Pair, Part
from lockstitch.gate import came
from lockstitch.gate.came import Came, Changes, Today
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Scene
from lockstitch.git.repository import Repository
from lockstitch.lines import Lines, numbers, span
from lockstitch.model import FileChange
from lockstitch.values import NamedTuple

NEAR = 40
"""Most tests that are offered only because they stand near the fix."""
DUNDER = re.compile("__.*__")
WIDE = 400
"""Changed support files of one commit beyond which it is a sweep, and its data leads nowhere."""

RESERVED = frozenset({
    *keyword.kwlist, *keyword.softkwlist, "abstract", "boolean", "catch", "char", "const", "double", "extends", "final",
    "float", "function", "func", "implements", "instanceof", "int", "interface", "let", "long", "new", "null",
    "package", "private", "protected", "public", "return", "static", "super", "switch", "this", "throw", "throws",
    "var", "void",
})  # fmt: skip
"""Words of the languages themselves, which a fix does not introduce."""


class Commit(NamedTuple):
    """What one commit did, as far as tests and their ranking go. `support`: test data, and sources without tests."""

    came: tuple[Came, ...]
    fixed: Fixed
    support: tuple[str, ...]
    helpers: frozenset[str]


class Gathered:
    """The facts of many fixes; each commit is looked into once, and all in a fixed number of git processes."""

    def __init__(self, scene: Scene, past: Past, repository: Repository, changes: Changes) -> None:
        self.scene = scene
        self.today = Today(scene)
        self._tests = tuple(path for path in scene.files if language(path) and scene.classify(path) == "test")
        code = {sha: {p: f for p, f in files.items() if self._compared(p, f)} for sha, files in changes.items()}
        moved = came.names(
            repository, past, scene, {s: {p: f for p, f in fs.items() if self._tested(p)} for s, fs in code.items()}
        )
        self._folders = frozenset(folder for path in self._tests for folder in path.split("/")[:-1])
        self.commits = {
            sha: self._commit(changes[sha], pairs, sha, moved) for sha, pairs in came.pairs(repository, code)
        }

    def _tested(self, path: str) -> bool:
        return self.scene.classify(path) in ("test", "support")

    def _compared(self, path: str, file: FileChange) -> bool:
        return bool(language(path)) and not file.binary and self.scene.classify(path) != "ignored"

    def _commit(
        self, files: Mapping[str, FileChange], pairs: Mapping[str, Pair], sha: str, moved: Mapping[tuple[str, str], str]
    ) -> Commit:
        tests = [pair for path, pair in pairs.items() if self._tested(path) and pair.after]
        edits = functions.edited(tests)
        settled = tuple(came.settled(edits, sha, moved, self.today))
        product = {path: pair for path, pair in pairs.items() if not self._tested(path)}
        own = {edit.path for edit in edits}
        support = [p for p in files if self.scene.classify(p) == "support" and p not in own][:WIDE]
        helpers = functions.helpers(pair for pair in tests if pair.path in support)
        fresh = _union(functions.words(each.edit.fresh) for each in settled)
        return Commit(settled, _fixed(product, files, fresh), tuple(support), helpers)

    def facts(self, sha: str, told: str) -> Iterator[Facts]:
        """The candidates that one commit leads to. `told`: what its message and the record say."""
        commit = self.commits[sha]
        for each in commit.came:
            heirs = list(self._heirs(each)) if self._abstract(each) else []
            for heir in heirs:
                yield _facts(each, sha)._replace(test=heir, base=each.edit.part.owner)
            if not heirs:
                yield _facts(each, sha)
        if any(each.edit.how in functions.LINKING for each in commit.came):
            return
        supported = list(self._by_support(commit, sha))
        yield from supported
        if not commit.came and not supported:
            yield from self._near(commit.fixed, told)

    def _abstract(self, each: Came) -> bool:
        owner = self.today.parts(each.test.partition("::")[0]).get(each.edit.part.owner)
        return owner is not None and owner.kind == "class" and owner.abstract

    def _heirs(self, each: Came) -> Iterator[str]:
        """The same test in the classes that inherit it from an abstract one."""
        base = each.edit.part.owner.rpartition("::")[2]
        for path in self._tests:
            if base in self.scene.sources.text(path):
                classes = (part for part in self.today.parts(path).values() if part.kind == "class")
                yield from (f"{path}::{c.name}::{each.edit.part.bare}" for c in classes if base in c.bases)

    def _by_support(self, commit: Commit, sha: str) -> Iterator[Facts]:
        """The tests below or beside a changed file of test data or helpers that speak of it; else their files."""
        if not commit.support:
            return
        if commit.helpers:
            pattern = re.compile(rf"\b({'|'.join(map(re.escape, sorted(commit.helpers)))})\b")
            for test, words, name in self._speaking(pattern, commit.support, False):
                yield _plain(test, "touched", name, sha, words)
        for pattern, of in self._spoken(commit.support):
            found = list(self._speaking(pattern, commit.support, True))
            yield from (_plain(test, "data", of[name], sha, words) for test, words, name in found)
            if found:
                return

    def _speaking(
        self, pattern: re.Pattern[str], support: Iterable[str], whole: bool
    ) -> Iterator[tuple[str, frozenset[str], str]]:
        """(test, its words, what it speaks of); where no test does and `whole` is asked, the files that do."""
        found, files = False, dict[str, str]()
        for path in self._around(support):
            spoken = pattern.search(self.scene.sources.text(path))
            if spoken:
                files[path] = spoken[1]
                for test, part in self._of(path):
                    if match := pattern.search(part.text.decode("utf-8", "replace")):
                        found = True
                        yield test, functions.words(part.text), match[1]
        if whole and not found:
            yield from ((path, frozenset(), name) for path, name in files.items())

    def _spoken(self, support: Sequence[str]) -> Iterator[tuple[re.Pattern[str], Mapping[str, str]]]:
        """How tests speak of changed files: by name, then by ever wider folders that hold data alone, as in a path."""
        names = {_literal(path): path for path in support if not path.endswith("__init__.py")}
        if names:
            yield re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)"), names
        deep = max(path.count("/") for path in support)
        for level in range(1, deep + 1):
            pieces = {path.split("/")[-1 - level]: path for path in support if path.count("/") >= level}
            own = {piece: path for piece, path in pieces.items() if piece not in self._folders}
            if own:
                yield re.compile(rf"[\"'/]({'|'.join(map(re.escape, own))})[\"'/]"), own

    def _around(self, support: Iterable[str]) -> Iterator[str]:
        """The test files that stand in a folder above or below one of the support files."""
        folders = {path.rpartition("/")[0] for path in support}
        for path in self._tests:
            folder = path.rpartition("/")[0]
            if any(f"{each}/".startswith(f"{folder}/") or f"{folder}/".startswith(f"{each}/") for each in folders):
                yield path

    def _of(self, path: str) -> Iterator[tuple[str, Part]]:
        yield from ((f"{path}::{p.name}", p) for p in self.today.parts(path).values() if p.kind == "test")

    def _near(self, fixed: Fixed, told: str) -> Iterator[Facts]:
        """The tests of files that are named after a repaired file, the likeliest `NEAR` of them."""
        stems = {candidates.stem(path) for path in fixed.files}
        paths = (path for path in self._tests if candidates.stem(path) in stems)
        found = [
            _plain(test, "near", "", "", functions.words(part.text)) for path in paths for test, part in self._of(path)
        ]
        yield from (ranked.facts for ranked in candidates.rank(found, fixed._replace(told=told))[:NEAR])


def _literal(path: str) -> str:
    """By what a test may name a file: without the ending where that is long enough to mean nothing else."""
    name = path.rpartition("/")[2]
    stem = name.rpartition(".")[0]
    return stem if len(stem) > 5 else name


def _facts(each: Came, sha: str) -> Facts:
    edit = each.edit
    told, fresh = functions.words(edit.part.text), functions.words(edit.fresh)
    return Facts(each.test, edit.how, edit.by, commit=sha, size=edit.size, words=told, fresh=fresh)


def _plain(test: str, way: candidates.Way, by: str, sha: str, words: frozenset[str]) -> Facts:
    return Facts(test, way, by, commit=sha, words=words)


def _fixed(product: Mapping[str, Pair], files: Mapping[str, FileChange], fresh: frozenset[str]) -> Fixed:
    """What the commit changed in the product: which functions, and which of the tests' `fresh` words it introduced."""
    repaired = {name for path, pair in product.items() for name in _repaired(pair, files[path])}
    added = b"\n".join(row for path, pair in product.items() for row in _added(pair, files[path]))
    before = b"\n".join(pair.before for pair in product.values())
    new = {word for word in functions.words(added) & fresh if not _holds(before, word.encode())}
    codes = (functions.code(pair.after, pair.language) for pair in product.values())
    names = new & _union(map(functions.words, codes)) if new else frozenset()
    return Fixed(tuple(product), frozenset(repaired), frozenset(names - RESERVED), frozenset(new - names))


def _added(pair: Pair, file: FileChange) -> Iterator[bytes]:
    rows = pair.after.split(b"\n")
    yield from (rows[number - 1] for number in numbers(file.added) if number <= len(rows))


def _holds(text: bytes, word: bytes) -> bool:
    return word in text and re.search(rb"(?<!\w)" + re.escape(word) + rb"(?!\w)", text) is not None


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _repaired(pair: Pair, file: FileChange) -> Iterator[str]:
    touched: Lines = file.added
    for hunk in file.hunks:
        touched |= span(max(hunk.new_start, 1), hunk.new_start + max(hunk.new_count, 1) - 1)
    yield from (name for name in functions.around(pair.after, touched, pair.language) if not DUNDER.fullmatch(name))
