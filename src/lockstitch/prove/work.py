"""One job from its trees to its proofs: what an executor runs, here or on another machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from lockstitch import __version__
from lockstitch.errors import ReadError
from lockstitch.git.repository import Repository
from lockstitch.model import DECIDED, Proof, Tried
from lockstitch.prove import cases, command, pytest_, sources, trees, undo, verdicts
from lockstitch.prove.added import added
from lockstitch.prove.job import Asked, Job, Session
from lockstitch.prove.verdicts import Said
from lockstitch.prove.workspace import steady, workspace


def prove(job: Job, today: date) -> tuple[Tried, ...]:
    """The proofs of a job, one an asked test. Raises `UsageError` where nothing can be run at all."""
    with workspace() as place:
        try:
            planted = trees.plant(job, place)
        except ReadError as error:
            told = (f"{fault} ({fault.hint})" if fault.hint else str(fault) for fault in error.faults)
            return _all(job, "; ".join(told), today)
        if lacks := _lacks(planted):
            return _all(job, lacks, today, planted.base)
        return _tried(job, planted, place, today)


def _lacks(planted: trees.Trees) -> str:
    """Why these trees can prove nothing."""
    if planted.undone.entries:
        return ""
    if planted.undone.submodules:
        return f"the fix moves a submodule, which cannot be undone here: {planted.undone.submodules[0]}"
    return "without the fix the tree is the same: the fix changes no product file, or is undone already"


def _all(job: Job, reason: str, today: date, base: str = "") -> tuple[Tried, ...]:
    said = Said("inconclusive", reason)
    around = (job.settings.platform, today, ())
    return tuple(_proof(asked, said, base, around, asked.head) for asked in job.asked)


def _tried(job: Job, planted: trees.Trees, place: Path, today: date) -> tuple[Tried, ...]:
    settings = job.settings
    after = _tree(planted.after, place / "scratch-after", planted)
    before = _tree(planted.before, place / "scratch-before", planted)
    tests = list(dict.fromkeys(asked.test for asked in job.asked))
    run = command.run if settings.command else pytest_.run
    last = settings.repeat - 1
    afters = [_checked(run(after, tests, settings, number == last), after) for number in range(settings.repeat)]
    promising = [test for test in tests if _may_be_proven(test, afters)]
    without = None
    if promising:
        without = _checked(run(before, promising, settings), before)
    repository = Repository(str(planted.before))
    unbuilt = planted.undone.compiled if not settings.command else ()
    raised_in = sources.raised_in(planted.before, undo.product(settings.paths, settings.kept))
    names = cache(lambda: added(repository, planted.undone.entries))
    fix = verdicts.Fix(names, raised_in, unbuilt, planted.notes, job.today)
    return tuple(
        _proof(
            asked,
            verdicts.judge(asked, afters, without, fix),
            planted.base,
            (settings.platform, today, afters if planted.commit == asked.commits[0] else ()),
            "" if not job.after and planted.commit != asked.head else asked.head,
        )
        for asked in job.asked
    )


def _tree(top: Path, scratch: Path, planted: trees.Trees) -> pytest_.Tree:
    scratch.mkdir()
    files = [entry.path for entry in planted.undone.entries]
    roots = sources.roots(planted.after, files)
    modules = sources.modules(planted.after, files, roots)
    return pytest_.Tree(top, scratch, roots, modules, planted.undone.python)


def _checked(session: Session, tree: pytest_.Tree) -> Session:
    return session._replace(note=sources.foreign(tree.top, session.origins) or session.note)


def _may_be_proven(test: str, afters: Sequence[Session]) -> bool:
    found = cases.settled(afters[0], test)
    return any(case.outcome == "passed" for case in found.values()) and not any(session.note for session in afters)


def _proof(asked: Asked, said: Said, base: str, around: tuple[str, date, Iterable[Session]], head: str) -> Tried:
    """`around`: the environment, the day, and the runs in the fix's own commit, by whose lines they are counted.

    `head`: what is checked out, as far as it is what was tried.
    """
    environment, today, afters = around
    reason, message = (steady(text) for text in (said.reason, said.failure.message))
    lasts = said.verdict in DECIDED
    proof = Proof(
        asked.record,
        asked.test,
        environment,
        said.verdict,
        reason,
        asked.commits,
        base,
        asked.test_hash,
        asked.fix_hash,
        said.after,
        said.before,
        said.failure.type,
        message,
        _exercised(asked.test, afters),
        f"lockstitch {__version__}",
        today,
        "" if lasts else head,
        "" if lasts else asked.setup_hash,
    )
    return Tried(proof, asked.written, said.traceback)


def _exercised(test: str, afters: Iterable[Session]) -> dict[str, int]:
    """The lines that the test ran, all of its cases together."""
    found: dict[str, int] = {}
    for session in afters:
        for one in cases.settled(session, test):
            for path, lines in session.lines.get(one, {}).items():
                found[path] = found.get(path, 0) | lines
    return found
