"""Features that no record tells of: commits that say `feat:` (https://www.conventionalcommits.org), each its own.

Who commits feature and test apart owes nothing for that: where no test that came with the commit itself passed, every
test that its change added or changed counts, committed or not. Where tests came of which nobody can tell the names
(other languages, the data of one test for everything), the lines alone are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone

from lockstitch import functions, link
from lockstitch.classes import language
from lockstitch.functions import Pair
from lockstitch.gate import came, scope
from lockstitch.gate.fixes import SETTLED, Fixes
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import history, objects
from lockstitch.model import Commit, FileChange, Location, Record, Trace
from lockstitch.settings import Level
from lockstitch.surface import COMMENTS, tells
from lockstitch.values import NamedTuple

DOCUMENTS = (".md", ".rst", ".adoc")
FRAME = ("conftest.py", "__init__.py")
"""Files beside tests that hold the data of none."""
DIGITS = 10
"""Of a commit's id, in the id of its feature."""


class Unrecorded(NamedTuple):
    """`records`: the features. `tests`: those of the change, which count for its features that have none of their own.

    `ours`: the features of the change. `nameless`: features with which tests came that nobody can name.
    """

    records: tuple[Record, ...]
    tests: tuple[str, ...]
    ours: frozenset[str]
    nameless: frozenset[str]


def found(run: Run, scene: Scene, past: Past, records: Iterable[Record], feats: Sequence[Commit]) -> Unrecorded:
    """The features among commits that say `feat:`: they touch product code, stand, and belong to no recorded one."""
    recorded = {c.sha for r in records if r.kind == "feature" for c in scope.commits(r, past).inside}
    others = recorded | past.history.reverted.keys() | _reverts(past)
    single = [commit for commit in feats if len(commit.parents) < 2 and commit.sha not in others]
    shas = [commit.sha for commit in single]
    changes = history.changes_of(run.repository, past.history, shas, lambda path: bool(language(path)))
    bring = [c for c in single if c.sha not in changes or any(_brings(f, scene) for f in changes[c.sha].values())]
    ours = frozenset(_id(commit) for commit in bring if commit.sha in past.history.of_change)
    nameless = _Nameless(scene)
    older = {_id(c) for c in bring if _id(c) not in ours and nameless.among(changes.get(c.sha, {}).values())}
    eased = older | (ours if ours and nameless.among(past.change.files.values()) else set())
    tests = tuple(_tests(run, scene, past)) if ours else ()
    return Unrecorded(tuple(_record(commit, past) for commit in bring), tests, ours, frozenset(eased))


def _id(commit: Commit) -> str:
    return f"feat-{commit.sha[:DIGITS]}"


def _reverts(past: Past) -> set[str]:
    """The commits that undo another one of this history."""
    return {by for sha, by in past.history.reverted.items() if sha in past.history.commits}


def _brings(file: FileChange, scene: Scene) -> bool:
    """Whether code was added to a product file."""
    if not language(file.path) or scene.classify(file.path) != "product":
        return False
    return _says(file)


def _says(file: FileChange) -> bool:
    """Whether one of the added lines holds more than brackets, blanks and a comment."""
    return any(tells(text, COMMENTS) for text in file.text.values())


def _record(commit: Commit, past: Past) -> Record:
    """The feature, in no file. One of the past has the day of its commit, which `since` looks at."""
    ours = commit.sha in past.history.of_change
    return Record(
        _id(commit),
        "feature",
        link.feature(commit.subject) or commit.subject,
        "done",
        Location(""),
        resolved=None if ours else datetime.fromtimestamp(commit.when, timezone.utc).date(),
        commits=(commit.sha,),
        kind_from=f"commit {commit.sha[:10]} says feat",
    )


class _Nameless:
    """Tells tests, and what tests live on, in which no test has a name that a report leads back to."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._today = came.Today(scene)
        self._files = frozenset(scene.files)

    def among(self, files: Iterable[FileChange]) -> bool:
        """Whether something of the kind came with these changes."""
        return any(map(self._is, files))

    def _is(self, file: FileChange) -> bool:
        if file.status == "deleted" or not file.added or self._scene.classify(file.path) not in ("test", "support"):
            return False
        if language(file.path) not in SETTLED:
            return not file.path.endswith(DOCUMENTS)
        if file.path.endswith(FRAME) or file.path not in self._files or not _says(file):
            return False
        return not any(part.kind == "test" for part in self._today.parts(file.path).values())


def _tests(run: Run, scene: Scene, past: Past) -> Iterator[str]:
    """The tests that the change added, changed or took back into the run, whatever is committed of that."""
    files = [
        file
        for file in past.change.files.values()
        if not file.binary and scene.classify(file.path) == "test" and language(file.path) in SETTLED
    ]
    names = {file.path: f"{past.change.base}:{file.old_path or file.path}" for file in files}
    before = objects.blobs(run.repository, [names[file.path] for file in files if file.status != "added"])
    pairs = (
        Pair(
            file.path,
            language(file.path),
            before.get(names[file.path], b""),
            scene.sources.data(file.path),
        )
        for file in files
    )
    for edit in functions.edited(pairs):
        if edit.how in functions.LINKING:
            yield f"{edit.path}::{edit.part.name}"


def joined(own: Unrecorded, fixed: Fixes) -> Fixes:
    """With the tests of the change as tests of its features; the commit of such a test is not known."""
    beside = dict.fromkeys(own.tests, "")
    more = {feature: {**beside, **fixed.tests.get(feature, {})} for feature in own.ours}
    return fixed._replace(tests={**fixed.tests, **more})


def narrowed(own: Unrecorded, fixed: Fixes, cases: link.Cases, static: bool) -> Fixes:
    """With nothing but the tests of its own commit for a feature of which one of these passed; for it alone, if so."""
    fewer = {}
    for feature in own.ours:
        tests = {test: sha for test, sha in fixed.tests.get(feature, {}).items() if sha}
        if any(static or link.outcome(cases.find(test)) == "passed" for test in tests):
            fewer[feature] = tests
    return fixed._replace(tests={**fixed.tests, **fewer})


def asked(own: Unrecorded, traces: Iterable[Trace], results: bool) -> tuple[Trace, ...]:
    """The traces, with what is asked of these features: nothing where no statement of them stands today, nothing but
    their lines where tests came that have no name, no run where the project says that it has no test reports."""
    return tuple(
        trace._replace(required=_least(trace, own, results)) if trace.record.unrecorded else trace for trace in traces
    )


def _least(trace: Trace, own: Unrecorded, results: bool) -> Level:
    required = trace.required if results else min(trace.required, Level.LINKED)
    eased = trace.record.id in own.nameless and all(test.outcome == "absent" for test in trace.tests)
    return Level.NONE if not trace.fix.lines or (eased and trace.level < required) else required
