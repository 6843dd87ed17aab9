"""Tests that spoke for a fixed defect at the base and do so no more: deleted, taken out of the run, or unlinked.

Only the test files that the change touches are compared, and the `tests:` of ledgers that it touches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lockstitch import functions, link
from lockstitch.classes import language
from lockstitch.gate import came, mentioned
from lockstitch.gate.earlier import Earlier, since_unnamed
from lockstitch.gate.fates import Fate, Moved, compares
from lockstitch.gate.fates import fates as fates_of
from lockstitch.gate.gone import Gone
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import history, objects, renames
from lockstitch.model import Commit, FileChange, Link, Location, LostTest, Record, Trace
from lockstitch.values import NamedTuple

DELETED = "was deleted"
UNLINKED = "does not say any more that it is for it"


class Sight(NamedTuple):
    """What the search looks at. `links`: all links of today, as sources, records and commits tell them."""

    run: Run
    scene: Scene
    past: Past
    earlier: Earlier
    traces: Sequence[Trace]
    links: Sequence[Link]
    absent: Gone
    ran: bool
    """Whether a test report was read."""


class _Said(NamedTuple):
    """A link as it was at the base. `word`: what linked the test in its source; empty for other routes."""

    record: str
    word: bytes = b""


def lost(sight: Sight) -> tuple[LostTest, ...]:
    """What is lost, for each judged defect that no other linked test holds."""
    judged = {trace.record.id: trace for trace in sight.traces if trace.scope == "judged"}
    if not judged or not sight.past.change.base:
        return ()
    files = [file for file in (*sight.past.change.files.values(), *_delisted(sight)) if compares(file, sight.scene)]
    if not files:
        return ()
    names = {file.old_path or file.path: f"{sight.past.change.base}:{file.old_path or file.path}" for file in files}
    contents = objects.blobs(sight.run.repository, names.values())
    sources = {old: contents.get(name, b"") for old, name in names.items()}
    fates, said = _base(sight, files, sources)
    _listed(sight, fates, said)
    then = came.Today(sight.scene, {**dict.fromkeys(sight.past.change.files), **sources})
    _by_commit(sight, judged, fates, said, then)
    now = {(one.record, link.bare(one.test)) for one in sight.links if one.strength in sight.run.config.links.accept}
    gone = {fate.today or fate.test for fate in fates.values() if fate.off or not fate.today}
    found = [
        LostTest(each.record, test, how, Location(fates[test].path), _commit(sight, fates[test], each, how))
        for test, links in said.items()
        for each in dict.fromkeys(links)
        if each.record in judged
        and (how := _how(fates[test], each.record, now))
        and not _held(judged[each.record], gone, sight)
    ]
    return tuple({(one.record, one.test): one for one in reversed(found)}.values())[::-1]


def _base(
    sight: Sight, files: Sequence[FileChange], sources: Mapping[str, bytes]
) -> tuple[dict[str, Fate], dict[str, list[_Said]]]:
    """The tests of the base in the files that the change touches, and what their sources said."""
    today, moved = came.Today(sight.scene), Moved(sight.past.change, sight.scene, sight.absent)
    fates = {
        fate.test: fate for file in files for fate in fates_of(file, sources[file.old_path or file.path], today, moved)
    }
    said: dict[str, list[_Said]] = defaultdict(list)
    for spoken in _spoken(sources, sight):
        if spoken.test in fates and spoken.mention.strength in sight.run.config.links.accept:
            said[spoken.test].append(_Said(spoken.record, spoken.mention.written.encode()))
    return fates, said


def _delisted(sight: Sight) -> Iterator[FileChange]:
    """The files, untouched by the change, of tests that a record listed at the base and lists no more."""
    for record in sight.scene.records:
        before = sight.earlier.records.get(record.id, record)
        for test in before.tests if before is not record else ():
            path = test.partition("::")[0]
            if test not in record.tests and path in sight.scene.files and path not in sight.past.change.files:
                yield FileChange(path, "modified")


def _spoken(sources: Mapping[str, bytes], sight: Sight) -> Iterable[mentioned.Spoken]:
    fixes = {t.record.id: tuple(commit.sha for commit in t.fix.commits) for t in sight.traces if t.fix.commits}
    return mentioned.of_sources(sources, sight.run, sight.scene, fixes)


def _listed(sight: Sight, fates: Mapping[str, Fate], said: dict[str, list[_Said]]) -> None:
    """Adds what the records' `tests:` said at the base."""
    for record in sight.scene.records:
        for test in sight.earlier.records.get(record.id, record).tests:
            if link.bare(test) in fates:
                said[link.bare(test)].append(_Said(record.id))


def _by_commit(
    sight: Sight,
    judged: Mapping[str, Trace],
    fates: Mapping[str, Fate],
    said: dict[str, list[_Said]],
    then: came.Today,
) -> None:
    """Adds the tests that came with the commits of the fixes, as the base calls them, where a test is lost at all.

    `then`: the tests of the base.
    """
    if "commit" not in sight.run.config.links.accept:
        return
    fixing = _fixing(sight, judged) if any(fate.off or not fate.today for fate in fates.values()) else {}
    changes = history.changes_of(sight.run.repository, sight.past.history, fixing) if fixing else {}
    kept = {sha: {p: f for p, f in files.items() if _holds_tests(f, sight.scene)} for sha, files in changes.items()}
    if not any(kept.values()):
        return
    names = _names(sight, kept, then)
    for sha, pairs in came.pairs(sight.run.repository, kept):
        edits = [edit for edit in functions.edited(pairs.values()) if edit.how in functions.LINKING]
        for test in {each.test for each in came.settled(edits, sha, names, then)} & fates.keys():
            said[test] += [_Said(record) for record in fixing[sha]]


def _holds_tests(file: FileChange, scene: Scene) -> bool:
    """Whether the file may hold tests after the change."""
    held = bool(file.new_blob and language(file.path)) and not file.binary
    return held and scene.classify(file.path) in ("test", "support")


def _names(sight: Sight, changes: came.Changes, then: came.Today) -> Mapping[tuple[str, str], str]:
    """(commit, path) → the path's name at the base, for changed files that were renamed between the two."""
    lost = {sha: [path for path in files if path not in then.files] for sha, files in changes.items()}
    if not any(lost.values()):
        return {}
    today = renames.followed(sight.run.repository, sight.past.history, lost)
    before = {path: file.old_path or path for path, file in sight.past.change.files.items()}
    return {key: before.get(name, name) for key, name in today.items()}


def _fixing(sight: Sight, judged: Mapping[str, Trace]) -> Mapping[str, list[str]]:
    """Commit → the records that it fixed, but for commits of this change."""
    found = defaultdict(list)
    for trace in judged.values():
        for commit in trace.fix.commits:
            if commit.sha not in sight.past.history.of_change:
                found[commit.sha].append(trace.record.id)
    return found


def _how(fate: Fate, record: str, now: set[tuple[str, str]]) -> str:
    """How a link was lost, in words; empty where it was not."""
    if not fate.today:
        return DELETED
    if fate.off:
        return "is skipped or expected to fail now"
    words = fate.today.split("::")
    around = ("::".join(words[:count]) for count in range(1, len(words) + 1))  # it, its classes, its file
    return "" if any((record, name) in now for name in around) else UNLINKED


def _held(trace: Trace, gone: set[str], sight: Sight) -> bool:
    """Whether another linked test holds the defect: one that passed, or, where nothing was run, one that is there."""
    accepted = sight.run.config.links.accept
    enough = ("passed",) if sight.ran else ("passed", "absent")
    return any(
        test.outcome in enough
        and link.bare(test.id) not in gone
        and any(one.strength in accepted for one in test.links)
        for test in trace.tests
    )


def _commit(sight: Sight, fate: Fate, said: _Said, how: str) -> Commit | None:
    """The commit of the change since which the test is lost."""
    files, versions = sight.earlier.files.get(said.record), sight.earlier.versions
    if how == UNLINKED and not said.word and files:
        found = versions.since_when(files, lambda path, data: _unlisted(versions.records(path, data), fate, said))
        return found or since_unnamed(sight.earlier, files[0], sight.run)
    spoken = language(fate.old)
    today = _text(sight.scene.sources.data(fate.path), fate, spoken)

    def done(_path: str, data: bytes) -> bool:
        tests = fate.members(functions.defined(data, spoken))
        if how == DELETED:
            return not tests
        if fate.off and tests:
            return tests <= functions.off(data, spoken)
        return _text(data, fate, spoken) == today

    return versions.since_when((fate.old, fate.path), done)


def _unlisted(records: Mapping[str, Record], fate: Fate, said: _Said) -> bool:
    """Whether a ledger does not list the test for the record any more."""
    record = records.get(said.record)
    return record is None or fate.test not in map(link.bare, record.tests)


def _text(source: bytes, fate: Fate, spoken: str) -> bytes:
    """How a source writes what the test is today."""
    name = fate.today.partition("::")[2]
    return next((part.text for part in functions.parts(source, spoken) if part.name == name), source)
