"""The one road: read, settle, link, weigh, judge. Pure once its inputs are read: no network, no clock, no writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockstitch import link
from lockstitch.gate import baseline, changed, exclusions, fixes, inputs, kinds, past, proofs, scope, traces
from lockstitch.gate.judge import judge
from lockstitch.gate.measure import measure, needed
from lockstitch.gate.scene import Run, Scene
from lockstitch.model import Input, Ledger, Link, Matrix, Report

__all__ = ["Run", "check"]


def check(run: Run, more: Sequence[Ledger] = (), lines: bool = True) -> Report:
    """The verdict on a repository. Raises `UsageError` for what must be mended before anything can be judged.

    `more`: records beside those of the ledgers, which stand in no file. `lines`: whether the lines of the fixes are
    looked up in today's tree, without which no rung above PASSED is seen.
    """
    config = run.config
    ledgers, examined = inputs.read_records(config)
    scene = Scene.of(run, [*ledgers, *more])
    before = past.read(run, scene)
    scoped = scope.scoped(kinds.settled(before, run.repository, scene), before, config)
    judged = [one for one in scoped if one.scope == "judged"]
    fixed = fixes.trace(judged, before, run.repository, scene, fixes.Extent(lines, proofs.asked(config)))
    cases, seen = _cases(run, scene, fixed)
    failed = frozenset(_failed(cases))
    measured = measure(config, scene, needed(config, scene, before.change, fixed, bool(failed)))
    desk = changed.Desk(config, scene, measured, failed)
    kept = proofs.settle(run, scene, scoped, before, fixed)
    known = traces.Known(config, scene, fixed, cases, measured, kept)
    matrix = Matrix(
        config=config,
        today=run.today,
        inputs=(*examined, *before.inputs, *seen, *measured.inputs, *kept.inputs),
        traces=traces.join(scoped, _links(scene, cases, fixed, run), known),
        strays=link.strays(cases, scene.ids, config.links, scene.complete),
        change=before.change,
        classes={path: scene.classify(path) for path in before.change.files},
        changed=changed.join(before.change, desk),
        coverage=measured.files,
        outlines=scene.sources.outlines,
        exclusions=exclusions.added(before.change, run.repository, scene),
        unclassified=before.unknown,
        shallow=before.shallow,
        has_contexts=measured.has_contexts,
        has_branches=measured.has_branches,
        baseline=baseline.read(config, run.repository, before.change.base),
        floors=changed.floors(desk),
        orphans=kept.orphans,
    )
    return judge(matrix, scene.waivers, scene.sources.line)


def _cases(run: Run, scene: Scene, fixed: fixes.Fixes) -> tuple[link.Cases, list[Input]]:
    """The test cases that matter here, out of all reports."""
    tests = [test for tests in fixed.tests.values() for test in tests]
    wanted = link.wanted(scene.records, tests, scene.ids, run.config.links)
    reports, seen = inputs.read_results(run.config, wanted)
    return link.Cases((case for report in reports for case in report.cases), scene.identity), seen


def _failed(cases: link.Cases) -> Iterator[str]:
    for case in cases.all:
        if case.outcome in ("failed", "error"):
            yield from cases.ids[id(case)]


def _links(scene: Scene, cases: link.Cases, fixed: fixes.Fixes, run: Run) -> Iterator[Link]:
    """Every link, by every route."""
    yield from link.from_records(scene.records, scene.identity)
    yield from link.from_cases(cases, scene.ids, run.config.links)
    for record, tests in fixed.tests.items():
        yield from link.from_commits(record, tests)
