"""The one road: read, settle, link, weigh, judge. Pure once its inputs are read: no network, no clock, no writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from lockstitch import lazy, link
from lockstitch.ahead import Ahead
from lockstitch.classes import language
from lockstitch.gate import (
    baseline,
    changed,
    codeowners,
    earlier,
    exclusions,
    exempt,
    fixes,
    gone,
    inputs,
    kinds,
    mentioned,
    past,
    proofs,
    scope,
    snapshot,
    titles,
    traces,
)
from lockstitch.gate.judge import judge
from lockstitch.gate.measure import Measured, measure, needed
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import history
from lockstitch.model import Change, Comparison, Input, Ledger, Link, Matrix, Outcome, Report, StandingWaiver, Trace
from lockstitch.values import NamedTuple

if TYPE_CHECKING:
    from lockstitch.gate import credit, dropped, features, lost, lost_tests, restored, stale, trend, unrecorded
else:
    credit, dropped, features, lost, lost_tests, restored, stale, trend, unrecorded = lazy.modules(
        __name__, "credit", "dropped", "features", "lost", "lost_tests", "restored", "stale", "trend", "unrecorded"
    )

__all__ = ["Run", "check"]


def check(run: Run, more: Sequence[Ledger] = (), lines: bool = True) -> Report:
    """The verdict on a repository. Raises `UsageError` for what must be mended before anything can be judged.

    `more`: records beside those of the ledgers, which stand in no file. `lines`: whether the lines of the fixes are
    looked up in today's tree, without which no rung above PASSED is seen.
    """
    read = _read(run, more, lines)
    matrix = _matrix(run, read)
    return judge(matrix, read.scene.sources.line)._replace(trends=lambda: trend.reported(run, matrix))


class _Read(NamedTuple):
    """Everything that was read, before it is joined."""

    scene: Scene
    past: past.Past
    scoped: Sequence[scope.Scoped]
    said: Sequence[Link]
    """What test sources say."""
    fixed: fixes.Fixes
    cases: link.Cases
    desk: changed.Desk
    kept: proofs.Kept
    earlier: earlier.Earlier
    inputs: tuple[Input, ...]
    comparison: Comparison | None
    own: unrecorded.Unrecorded | None


def _read(run: Run, more: Sequence[Ledger], lines: bool) -> _Read:
    config = run.config
    files, commits = Ahead(run.repository.files), Ahead(partial(history.commits, run.repository))
    ledgers, examined = inputs.read_records(config)
    scene = Scene.of(run, [*ledgers, *more], files)
    before = past.read(run, scene, commits)
    records = kinds.settled(before, run.repository, scene)
    feats = scope.feats(before, config)
    own = unrecorded.found(run, scene, before, records, feats) if feats else None
    scoped = scope.scoped((*records, *(own.records if own else ())), before, config)
    judged = [one for one in scoped if one.scope == "judged"]
    said = mentioned.links(run, scene, scope.fixing(scoped))
    extent = fixes.Extent(lines, not config.static and proofs.asked(config))
    fixed = fixes.trace(_untold(judged, said, run), before, run.repository, scene, extent)
    fixed = unrecorded.joined(own, fixed) if own else fixed
    cases, seen = _cases(run, scene, fixed, said)
    fixed = unrecorded.narrowed(own, fixed, cases, config.static) if own else fixed
    stood = earlier.read(run, scene, before)
    run = run._replace(config=snapshot.standing(config, stood.stood.config, before))
    desk = _measured(run, scene, before, fixed, cases)
    kept = proofs.settle(run, scene, scoped, before, fixed)
    compared = lost.compare(run, scene, before, desk.measured) if snapshot.asked(run.config, before) else None
    seen += [*desk.measured.inputs, *kept.inputs, *(lost.examined(compared) if compared else ())]
    examined += [*before.inputs, *stood.inputs, *seen]
    return _Read(scene, before, scoped, said, fixed, cases, desk, kept, stood, tuple(examined), compared, own)


def _matrix(run: Run, read: _Read) -> Matrix:
    config, scene, change, measured = run.config, read.scene, read.past.change, read.desk.measured
    absent = gone.Gone(run.repository, scene, change)
    known = traces.Known(config, scene, read.fixed, read.cases, measured, absent, read.kept)
    others = tuple(_links(scene, read.cases, read.fixed, run))
    joined = _joined(run, read, known, others)
    ran = any(each.kind == "results" and not each.fault for each in read.inputs)
    files = () if config.static else changed.join(change, read.desk)
    return Matrix(
        config=config,
        today=run.today,
        inputs=read.inputs,
        traces=joined,
        strays=link.strays(read.cases, scene.ids, config.links, scene.complete),
        change=change,
        classes={path: scene.classify(path) for path in change.files},
        changed=files,
        exempt={} if config.static else exempt.every(read.desk, files, scene, read.past),
        coverage=measured.files,
        outlines=scene.sources.outlines,
        exclusions=exclusions.added(change, run, scene, read.earlier.stood, measured.languages),
        unclassified=read.past.unknown,
        shallow=read.past.shallow,
        has_contexts=measured.has_contexts,
        has_branches=measured.has_branches,
        baseline=baseline.read(config, run.repository, change.base, read.earlier.stood.config.baseline),
        floors={} if config.static else changed.floors(read.desk),
        orphans=read.kept.orphans,
        features=features.join(known, read.desk) if read.fixed.owned else {},
        comparison=read.comparison,
        waivers=tuple(map(StandingWaiver, scene.waivers)),
        owners=codeowners.owners(run, scene, joined, read.past),
        dropped=tuple(dropped.dropped(read.earlier, run, scene, read.past)) if read.earlier.records else (),
        lost=lost_tests.lost(
            lost_tests.Sight(run, scene, read.past, read.earlier, joined, (*read.said, *others), absent, ran)
        )
        if _beside_code(change, scene)
        else (),
        python=any(path.endswith(".py") for path in scene.files),
    )


def _joined(run: Run, read: _Read, known: traces.Known, others: Sequence[Link]) -> tuple[Trace, ...]:
    """The chain of every record, and of the features that no record tells of."""
    joined = traces.join(read.scoped, (*titles.settled(read.said, read.cases), *others), known)
    if any(test.outcome == "absent" for trace in joined for test in trace.tests):
        joined = stale.told(joined, run, read.scene, read.past)
    return unrecorded.asked(read.own, joined, known.config.results != ()) if read.own else joined


def _beside_code(change: Change, scene: Scene) -> bool:
    """Whether anything but product code changed: only then a test or a record can be lost."""
    names = [name for file in change.files.values() for name in (file.path, file.old_path) if name]
    return not all(language(name) and scene.classify(name) == "product" for name in names)


def _untold(judged: list[scope.Scoped], said: Sequence[Link], run: Run) -> list[scope.Scoped]:
    """Whose fixes matter: of all, or, in static mode, of records that no source links, so that their commit has to."""
    if not run.config.static:
        return judged
    told = {each.record for each in said if each.strength in run.config.links.accept}
    return [one for one in judged if one.record.id not in told and not one.record.tests]


def _cases(run: Run, scene: Scene, fixed: fixes.Fixes, said: Sequence[Link]) -> tuple[link.Cases, list[Input]]:
    """The test cases that matter here, out of all reports; none where only sources are looked at."""
    if run.config.static:
        return link.Cases((), scene.identity), []
    tests = [*(test for tests in fixed.tests.values() for test in tests), *titles.asked(said)]
    wanted = link.wanted(scene.records, tests, scene.ids, run.config.links)
    reports, seen = inputs.read_results(run.config, wanted)
    return link.Cases((case for report in reports for case in report.cases), scene.identity), seen


def _measured(run: Run, scene: Scene, before: past.Past, fixed: fixes.Fixes, cases: link.Cases) -> changed.Desk:
    failed = frozenset(_failed(cases))
    need = needed(run.config, scene, before.change, fixed)
    if snapshot.asked(run.config, before):
        need = need._replace(lines=need.lines | snapshot.everything(scene))
    if failed:
        measured = credit.measured(run.config, scene, need, failed, frozenset(_failed(cases, ("error",))))
    else:
        measured = Measured() if run.config.static else measure(run.config, scene, need)
    back = restored.lines(run, scene, before) if before.history.undone and not run.config.static else {}
    return changed.Desk(run.config, scene, measured, failed, exempt.beforehand(run, scene, before, back), back)


def _failed(cases: link.Cases, outcomes: tuple[Outcome, ...] = ("failed", "error")) -> Iterator[str]:
    for case in cases.all:
        if case.outcome in outcomes:
            yield from cases.ids[id(case)]


def _links(scene: Scene, cases: link.Cases, fixed: fixes.Fixes, run: Run) -> Iterator[Link]:
    """The links of every route but the test sources, which were read before."""
    yield from link.from_records(scene.records, scene.identity)
    yield from link.from_cases(cases, scene.ids, run.config.links)
    for record, tests in fixed.tests.items():
        yield from link.from_commits(record, tests)
