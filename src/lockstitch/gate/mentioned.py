"""What test sources say about the records: found in the sources, resolved against the ids that records have.

A mention becomes a link only where a record has its id, and where it does not name another project's tracker. Where
nobody tells which repository this is, an address is at most a bare mention.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from lockstitch import load
from lockstitch.errors import ReadError
from lockstitch.gate.scene import Run, Scene
from lockstitch.gate.sources import decoded
from lockstitch.link import split
from lockstitch.model import Link, Location, Via
from lockstitch.model.mentions import DIGITS, Mention, Route
from lockstitch.values import NamedTuple

if TYPE_CHECKING:
    from lockstitch.mentions.prefilter import Prefilter

Whose: TypeAlias = Literal["ours", "foreign", "unknown"]
VIAS: Mapping[Route, Via] = {
    "marker": "marker",
    "annotation": "marker",
    "property": "property",
    "name": "name",
    "file name": "name",
    "docstring": "comment",
    "comment": "comment",
    "reason": "comment",
    "trailer": "comment",
}


class Spoken(NamedTuple):
    """One mention with the file that it stands in, and the record that it means; empty where none has that id."""

    path: str
    mention: Mention
    record: str = ""
    whose: Whose = "ours"

    @property
    def test(self) -> str:
        return f"{self.path}::{self.mention.test}" if self.mention.test else self.path


def links(run: Run, scene: Scene, fixes: Mapping[str, Iterable[str]]) -> tuple[Link, ...]:
    """The links that sources hold. `fixes`: record → ids of the commits that fixed it, which a test may name."""
    if not scene.records:
        return ()
    spoken = _resolved(_read(run, scene, _prefilter(run, scene, fixes)), run, scene, fixes)
    return tuple(
        Link(one.record, one.test, VIAS[one.mention.via], one.mention.strength, Location(one.path, one.mention.line))
        for one in spoken
        if one.record
    )


def everything(run: Run, scene: Scene, fixes: Mapping[str, Iterable[str]]) -> tuple[Spoken, ...]:
    """Every mention of every test source, whether a record has its id or not."""
    return tuple(_resolved(_read(run, scene, None), run, scene, fixes))


def of_sources(
    sources: Mapping[str, bytes], run: Run, scene: Scene, fixes: Mapping[str, Iterable[str]]
) -> Iterator[Spoken]:
    """What these sources (path → content) say, which need not be those of the working tree; nothing is kept of it."""
    from lockstitch import mentions

    prefilter, reader = _prefilter(run, scene, fixes), Reader(run, scene)
    spoken = (
        (path, each)
        for path, data in sources.items()
        if mentions.readable(path) and prefilter.may_speak(_named(path) + b"\n" + data)
        for each in reader.of(path, data)
    )
    yield from _resolved(spoken, run, scene, fixes)


def _named(path: str) -> bytes:
    return path.rpartition("/")[2].encode("utf-8", "surrogateescape")


def _prefilter(run: Run, scene: Scene, fixes: Mapping[str, Iterable[str]]) -> Prefilter:
    from lockstitch.mentions.prefilter import Prefilter

    numbers = scene.ids.numbers
    others = [one for one in scene.ids.all if not split(one)[1]]
    prefixes = [word.casefold().rstrip("-_# ") for word in run.config.links.prefixes]
    commits = [sha for shas in fixes.values() for sha in shas]
    return Prefilter(numbers, others, prefixes, commits, bool(run.config.links.patterns))


def _read(run: Run, scene: Scene, prefilter: Prefilter | None) -> Iterator[tuple[str, Mention]]:
    """All mentions; with a prefilter only those of files in which a known id can stand."""
    from lockstitch import mentions

    reader: Reader | None = None
    for path in scene.files:
        if mentions.readable(path) and _is_test(path, scene):
            data = _contents(path, run)
            if prefilter is None or prefilter.may_speak(_named(path) + b"\n" + data):
                reader = reader or Reader(run, scene)
                yield from ((path, each) for each in reader.of(path, data))
    if reader:
        reader.cache.save()


class Reader:
    """The dialect of a project and what its sources said the last time: made once a file is worth being read."""

    def __init__(self, run: Run, scene: Scene) -> None:
        from lockstitch.mentions.cache import Cache
        from lockstitch.mentions.dialect import Dialect

        stems = {stem for stems in scene.ids.numbers.values() for stem in stems}
        self._dialect = Dialect.of(run.config.links, stems)
        self.cache = Cache(_folder(run.config.root), self._dialect)

    def of(self, path: str, data: bytes) -> tuple[Mention, ...]:
        from lockstitch import mentions

        key = self.cache.key(path, data)
        found = self.cache.get(key)
        if found is None:
            found = mentions.read(path, decoded(data), self._dialect)
            self.cache.put(key, found)
        return (*mentions.of_file_name(path, self._dialect), *found)


def _is_test(path: str, scene: Scene) -> bool:
    """Test files; in other languages than Python also what lies in a folder of tests, whatever its name."""
    kind = scene.classify(path)
    return kind == "test" or (kind == "support" and not path.endswith(".py"))


def _contents(path: str, run: Run) -> bytes:
    """The file's bytes; none where it cannot be read, for what it would say is then not known and links nothing."""
    try:
        return load.contents(load.Source(str(Path(run.config.root, path)), path, run.config.limits))
    except ReadError:
        return b""


def _folder(root: str) -> str:
    """A folder of this working tree's own within git's, where nothing is committed; empty where there is none."""
    git = Path(root, ".git")
    if git.is_dir():
        return str(git / "lockstitch")
    words = os.fsdecode(git.read_bytes()).strip() if git.is_file() else ""
    there = Path(root, words.removeprefix("gitdir: "))
    return str(there / "lockstitch") if words.startswith("gitdir: ") and there.is_dir() else ""


def _resolved(
    found: Iterable[tuple[str, Mention]], run: Run, scene: Scene, fixes: Mapping[str, Iterable[str]]
) -> Iterator[Spoken]:
    own: frozenset[str] | None = None
    for path, mention in found:
        if mention.repository and own is None:
            own = _repositories(run, scene)
        whose = _whose(mention.repository, own or frozenset())
        weak = whose == "unknown" and mention.strength == "strong"
        records = _records(mention, scene, fixes) if whose != "foreign" else ()
        for record in records or ("",):
            yield Spoken(path, mention._replace(strength="weak") if weak else mention, record, whose)


def _records(mention: Mention, scene: Scene, fixes: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    if mention.tracker == "commit":
        return tuple(r for r, shas in fixes.items() if any(sha.startswith(mention.key) for sha in shas))
    if mention.key.isdecimal() and len(mention.key) <= DIGITS:
        record = scene.ids.numbered(mention.tracker, int(mention.key))
    else:
        record = scene.ids.find(mention.key)
    return (record,) if record else ()


def _repositories(run: Run, scene: Scene) -> frozenset[str]:
    """The repositories whose tracker is ours: as configured, of git's remotes, and of the records' own addresses."""
    from lockstitch.mentions import references

    try:
        said = run.repository.run("config", "--get-regexp", r"^remote\..*\.url$").decode("utf-8", "replace")
    except ReadError:  # there is no remote
        said = ""
    remotes = {references.repository_of(line.partition(" ")[2]) for line in said.splitlines()}
    written = {one for record in scene.records if record.url for one in references.repositories(record.url)}
    return frozenset({*map(str.casefold, run.config.links.repository), *remotes, *written} - {""})


def _whose(repository: str, own: frozenset[str]) -> Whose:
    if not (repository and own):
        return "unknown" if repository else "ours"
    if repository in own or ("/" not in repository and any(one.endswith(f"/{repository}") for one in own)):
        return "ours"
    return "foreign"
