"""The snapshot of a commit's coverage: taken, found, and believed only where it is what it says.

A snapshot that the change under review brings could hide what the change loses: it has to be of the base or older, a
file that the change edits or moves is read as it stands at the base, and where it is, the base's configuration tells.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lockstitch import lazy, load
from lockstitch.classes import language
from lockstitch.errors import Fault, ReadError, UsageError, plural
from lockstitch.gate import inputs
from lockstitch.gate.measure import Need, measure, settled
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import diff, notes, objects
from lockstitch.git.base import Base
from lockstitch.model import Input, Wanted
from lockstitch.model.snapshot import Snapshot
from lockstitch.settings import Config
from lockstitch.values import NamedTuple

if TYPE_CHECKING:
    from lockstitch import snapshots
else:
    (snapshots,) = lazy.modules("lockstitch", "snapshots")

DEFAULT = ".lockstitch/snapshot.json.gz"
NOTES = "notes"
"""What names the notes in the place of a file."""
FETCH = f"git fetch origin +{notes.REF}:{notes.REF}"
"""A clone brings no notes along. With the plus sign, since what was begun anew here is no longer history of theirs."""
AGAIN = "run lockstitch snapshot on the main branch after its tests"


class Found(NamedTuple):
    """What there is of a snapshot. `why`: why there is none to be believed, and `hint`; both empty where there is."""

    where: str
    snapshot: Snapshot | None = None
    why: str = ""
    hint: str = ""
    absent: bool = False
    """There is none at all, which a project that begins may accept."""
    fresh: bool = False
    """This change brings the first one, so that nothing was held before."""


def place(config: Config) -> str:
    """Where the configuration or the option puts the snapshot: a path, or `notes`."""
    asked = config.snapshot
    return config.snapshot_named or (NOTES if asked and asked.notes else asked.file if asked else "") or DEFAULT


def everything(scene: Scene) -> frozenset[str]:
    """All product files that hold code."""
    return frozenset(path for path in scene.files if language(path) and scene.classify(path) == "product")


def asked(config: Config, past: Past) -> bool:
    """Whether coverage is compared with a snapshot at all: one is configured, named, or lies in the usual place."""
    if config.static:
        return False
    named = bool(config.snapshot_named) or config.snapshot is not None
    return named or Path(config.root, DEFAULT).is_file() or DEFAULT in _touched(past)


def standing(config: Config, stood: Config, past: Past) -> Config:
    """The configuration with the base's key `snapshot` where coverage was compared there. `stood`: the base's."""
    usual = past.change.files.get(DEFAULT)
    begins = stood.snapshot is None and usual is not None and usual.status == "added"
    return config._replace(snapshot=stood.snapshot) if asked(stood, past) and not begins else config


def _touched(past: Past) -> set[str]:
    """The names of all files of the change, there and at the base."""
    return {name for file in past.change.files.values() for name in (file.path, file.old_path)}


def find(run: Run, past: Past) -> Found:
    """The snapshot that today's coverage is compared with."""
    where = place(run.config)
    try:
        found = _in_notes(run, past) if where == NOTES else _in_file(run, past, where)
    except ReadError as error:
        fault = error.faults[0]
        return Found(where, why=str(fault), hint=fault.hint or AGAIN)
    return _believed(found, run, past) if found.snapshot else found


def _in_file(run: Run, past: Past, where: str) -> Found:
    path = Path(run.config.root, where)
    name = path.relative_to(run.config.root).as_posix() if path.is_relative_to(run.config.root) else where
    source = load.Source(str(path), name, run.config.limits)
    fresh = name in _touched(past) and bool(past.change.base)
    if fresh:
        before = f"{past.change.base}:{name}"
        if data := objects.blobs(run.repository, [before]).get(before):
            return Found(f"{name} at the base", snapshots.parsed(data, source))
    if path.is_dir():
        raise source.refuse("is a folder, not a snapshot", hint="name the file in it")
    if not path.is_file():
        return Found(name, why=f"there is no snapshot: {name} does not exist", hint=AGAIN, absent=True)
    return Found(name, snapshots.parsed(load.contents(source), source), fresh=fresh)


def _in_notes(run: Run, past: Past) -> Found:
    """The note of the newest commit that has one and is the base, or older."""
    known = notes.noted(run.repository)
    old = (sha for sha in past.history.commits if sha in known and sha not in past.history.of_change)
    newest = next(old, "")
    if not newest:
        cause = f"there is no snapshot: no commit before this change has a note in {notes.REF}"
        return Found(notes.REF, why=cause, hint=f"fetch the notes ({FETCH}), or {AGAIN} (--notes)", absent=True)
    source = load.Source(notes.REF, f"{notes.REF} of {newest[:10]}", run.config.limits)
    snapshot = snapshots.parsed(notes.content(run.repository, known[newest]), source)
    if snapshot.commit != newest:
        raise source.refuse(f"is about {snapshot.commit[:10]}", hint=snapshots.HINT)
    return Found(source.name, snapshot)


def _believed(found: Found, run: Run, past: Past) -> Found:
    """The same, without its snapshot where that is not to be believed."""
    held, history = found.snapshot, past.history
    assert held  # noqa: S101 - asked only where there is one
    short = held.commit[:10]
    if held.commit not in history.commits:
        cause = f"the snapshot is of {short}, which is no ancestor of HEAD"
        shallow = "fetch the whole history (fetch-depth: 0); else " if run.repository.shallow else ""
        return Found(found.where, why=cause, hint=shallow + AGAIN)
    if held.commit in history.of_change:
        cause = f"the snapshot is of {short}, a commit of this very change, whose losses it would hide"
        return Found(found.where, why=cause, hint="take the snapshot of the base", fresh=found.fresh)
    return found


def take(run: Run) -> tuple[str, bytes, tuple[Input, ...]]:
    """(commit, bytes, what was read) of a snapshot of HEAD.

    Raises `UsageError` where product files differ from HEAD, `ReadError` where tests failed or coverage cannot be used.
    """
    from lockstitch.gate import exits

    head = objects.commits(run.repository, ["HEAD"])["HEAD"]
    if not head:
        raise UsageError(Fault("the repository has no commit yet", hint="commit first"))
    scene = Scene.of(run, [])
    wanted = everything(scene)
    changed = diff.change(run.repository, Base(head, "HEAD"), scene.untracked).files
    if dirty := sorted(path for path in changed if language(path) and scene.classify(path) == "product"):
        cause = f"{len(dirty)} product files differ from HEAD" if len(dirty) > 1 else "differs from HEAD"
        raise UsageError(Fault(cause, dirty[0], hint="commit or remove it: a snapshot is of a commit"))
    results = _passed(run.config)
    measured = measure(run.config, scene, Need(wanted))
    if faults := [each.fault for each in measured.inputs if each.fault]:
        raise ReadError(*faults)
    known = {path: measured.files[path] for path in sorted(wanted & measured.files.keys())}
    files = {
        path: settled(file, scene.sources)._replace(exits=exits.grouped(exits.by_line(file, scene.sources)))
        for path, file in known.items()
        if file.analysed
    }
    if not files:
        cause = "no coverage report lists a product file" if measured.inputs else "no coverage report was found"
        raise ReadError(Fault(cause, hint="run the tests under coverage, or name the report with --coverage"))
    return head, snapshots.dumped(head, run.config, files), (*results, *measured.inputs)


def _passed(config: Config) -> tuple[Input, ...]:
    """The test reports, none of which tells of a failure: a test that failed early ran less than it will again."""
    reports, examined = inputs.read_results(config, Wanted(failures=True))
    if faults := [each.fault for each in examined if each.fault]:
        raise ReadError(*faults)
    bad = [case for report in reports for case in report.cases if case.outcome in ("failed", "error")]
    if bad:
        more = f" (and {plural(len(bad) - 1, 'other test')})" if len(bad) > 1 else ""
        cause = f"{bad[0].id}{more} failed: such a run covers less than the tests do once they pass"
        raise ReadError(Fault(cause, bad[0].report, hint="mend it, run all tests again, then take the snapshot"))
    return tuple(examined)
