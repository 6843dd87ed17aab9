"""The second road: linked tests are run with the fix undone and with it in place, and what that shows is kept.

`plan` says what is to be tried, `work` tries one job, `verdicts` judges; the ledger grows with every job that ends, so
that a killed run loses the jobs under way and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from datetime import date

from lockstitch import __version__
from lockstitch.gate import Run
from lockstitch.model import Proof, ProofReport, Tried
from lockstitch.prove import ledger, work
from lockstitch.prove.job import Job, Settings
from lockstitch.prove.plan import Plan, Wish, again, plan
from lockstitch.prove.workspace import sweep
from lockstitch.values import NamedTuple

__all__ = ["Job", "Plan", "Progress", "Settings", "Wish", "plan", "prove"]


class Progress(NamedTuple):
    """How far a run is: jobs that ended, all of them, and what the last one has shown."""

    done: int
    jobs: int
    last: tuple[Tried, ...]


def prove(run: Run, planned: Plan, pool: Executor, tell: Callable[[Progress], None]) -> ProofReport:
    """Runs the jobs of a plan. Raises `UsageError` where tests cannot be run at all."""
    if planned.jobs:
        sweep()
    held = ledger.index(ledger.read(run.config), planned.platform) if planned.jobs else {}
    found = {_key(one): one for one in planned.known}
    with ledger.Growth(run.config) as growth:
        for progress in _all(planned.jobs, run.today, pool, growth):
            growth.add(one.proof for one in progress.last if _tells_more(one.proof, held.get(one.proof[:2])))
            found.update((_key(one), _beside(one, held.get(one.proof[:2]))) for one in progress.last)
            tell(progress)
    tried = [found[key] for key in planned.order if key in found]
    return ProofReport(tuple(tried), planned.untried, planned.platform, __version__)


def _tells_more(proof: Proof, held: Proof | None) -> bool:
    """What could not be tried does not take the place of what was."""
    return proof.after != "absent" or held is None or held.after == "absent"


def _beside(one: Tried, held: Proof | None) -> Tried:
    """What could not be tried keeps the proof that the ledger has of it, and says so."""
    if held is None or _tells_more(one.proof, held):
        return one
    day = f" of {held.day}" if held.day else ""
    reason = f"{one.proof.reason}; the ledger keeps its proof{day}: {held.verdict}"
    return one._replace(proof=one.proof._replace(reason=reason))


def _key(one: Tried) -> tuple[str, str]:
    return one.proof.record, one.written


def _all(jobs: Sequence[Job], today: date, pool: Executor, growth: ledger.Growth) -> Iterator[Progress]:
    """What each job shows, as they end; what a fix's own commit cannot run here is tried at HEAD as well."""
    running: dict[Future[tuple[Tried, ...]], tuple[Job, tuple[Tried, ...]]] = {
        pool.submit(work.prove, job, today): (job, ()) for job in jobs
    }
    ended = 0
    try:
        while running:
            done, _ = wait(running, growth.patience(), FIRST_COMPLETED)
            if not done:
                growth.write()
            for future in done:
                job, first = running.pop(future)
                tried = _better(first, future.result())
                more = again(job, tried)
                if more:
                    running[pool.submit(work.prove, more, today)] = (more, tried)
                else:
                    ended += 1
                waiting = {(asked.record, asked.written) for asked in more.asked} if more else ()
                yield Progress(ended, len(jobs), tuple(one for one in tried if _key(one) not in waiting))
    finally:
        for future in running:
            future.cancel()


def _better(first: Sequence[Tried], second: Sequence[Tried]) -> tuple[Tried, ...]:
    """Of two tries of a test the second, unless only the first could be made."""
    before = {_key(one): one for one in first}
    return tuple(before.get(_key(one), one) if one.proof.after == "absent" else one for one in second)
