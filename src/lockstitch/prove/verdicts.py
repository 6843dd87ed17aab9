"""What the runs of one test come to: the table of verdicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lockstitch.model import ProofVerdict, Ran
from lockstitch.prove import cases
from lockstitch.prove.added import Added
from lockstitch.prove.job import Asked, Case, Failure, Session
from lockstitch.prove.kinds import missing
from lockstitch.values import NamedTuple

STRONGEST: tuple[ProofVerdict, ...] = ("proven", "failing", "flaky", "inconclusive", "refuted", "not-run")
"""Of several cases of one asked function the first of these stands: the defect needs one that is proven."""
SETUP = frozenset(("setUp", "asyncSetUp", "setUpClass", "setUpModule"))
"""unittest's own set-up, which pytest counts as part of the test: https://docs.python.org/3/library/unittest.html."""
LIMIT = 300
"""Characters of a message within a reason."""


class Said(NamedTuple):
    """The verdict on one test or one of its cases."""

    verdict: ProofVerdict
    reason: str
    after: Ran = "absent"
    before: Ran = "absent"
    failure: Failure = Failure("")
    traceback: str = ""


class Fix(NamedTuple):
    """What a verdict must know of the fix. `raised_in`: source of the product file in which a failure was raised.

    `unbuilt`: its files in languages that must be built, which nobody did.
    """

    added: Callable[[], Added]
    raised_in: Callable[[Failure], str]
    unbuilt: Sequence[str] = ()
    notes: Sequence[str] = ()
    today: bool = True


def judge(asked: Asked, afters: Sequence[Session], before: Session | None, fix: Fix) -> Said:
    """The verdict on an asked test: of its cases the strongest."""
    first = cases.settled(afters[0], asked.test)
    if not first:
        return _absent(afters[0], fix)
    said = {one: _case(one, asked, (afters, before), fix) for one in first}
    best = min(said.values(), key=lambda each: STRONGEST.index(each.verdict))
    if set(first) == {asked.test}:
        return best
    same = sum(each.verdict == best.verdict for each in said.values())
    counted = f"{same} of {len(said)} cases {best.verdict}: {best.reason}" if len(said) > 1 else best.reason
    if cases.function(asked.test) == asked.test:
        return best._replace(reason=counted)
    return _gone(best, counted, same == len(said))


def _gone(best: Said, counted: str, alike: bool) -> Said:
    """The verdict on a case whose parameters read otherwise today: what all cases of its function agree on."""
    told = f"its parameters read otherwise today, so that all cases of its function were run: {counted}"
    return best._replace(verdict=best.verdict if alike else "inconclusive", reason=told)


def _absent(after: Session, fix: Fix) -> Said:
    if after.note:
        return Said("inconclusive", _with(after.note, fix.notes))
    return Said("not-run", _with("it is not there: pytest collects no such test with the fix in place", fix.notes))


def _case(one: str, asked: Asked, runs: tuple[Sequence[Session], Session | None], fix: Fix) -> Said:
    afters, before = runs
    tries = [session.cases.get(one) or _like(session, one) for session in afters]
    after = tries[0]
    note = next((session.note for session in afters if session.note), "")
    if note and after.outcome in ("passed", "failed", "error"):
        return Said("inconclusive", note, after.outcome, "absent", after.failure, after.traceback)
    if any(each.several for each in tries) or len({each.outcome for each in tries}) > 1:
        seen = ", then ".join("retried" if each.several else each.outcome for each in tries)
        return Said("flaky", f"with the fix in place its runs differ: {seen}", "flaky", traceback=tries[-1].traceback)
    if after.outcome != "passed":
        return _not_passed(after, fix)
    if before is None:
        return Said("inconclusive", "it was not run without the fix", "passed")
    return _compared(cases.settled(before, one), asked, before, fix)


def _like(session: Session, one: str) -> Case:
    """The case in another run; where ids change on every run, what the function's cases there agree on."""
    found = list(cases.settled(session, one).values())
    return found[0] if len({case.outcome for case in found}) == 1 else Case("absent")


def _not_passed(after: Case, fix: Fix) -> Said:
    failure, traceback = after.failure, after.traceback
    told = f": {_short(failure)}" if failure.type or failure.message else ""
    if after.outcome in ("failed", "error") and after.why != "collection":
        if fix.today:
            return Said("failing", f"it fails with the fix in place{told}", after.outcome, "absent", failure, traceback)
        words = f"not reproducible here: it fails in the fix's own commit, too{told}"
        return Said("inconclusive", words, after.outcome, "absent", failure, traceback)
    if after.outcome == "error":
        words = _with(f"it cannot be collected with the fix in place{told}", fix.notes)
        return Said("inconclusive", words, "error", "absent", failure, traceback)
    if after.outcome == "timeout":
        words = "with the fix in place it takes longer than the time limit: raise --timeout"
        return Said("inconclusive", words, "timeout")
    how = {"absent": "it is deselected by the project's own settings", "xfailed": "it is expected to fail (xfail)"}
    return Said("not-run", how.get(after.outcome, f"it is {after.outcome}") + told, after.outcome)


def _compared(found: Mapping[str, Case], asked: Asked, before: Session, fix: Fix) -> Said:
    """The verdict on a test that passes with the fix, from what it comes to without it."""
    if before.note:
        return Said("inconclusive", f"without the fix: {before.note}", "passed")
    if not found:
        return Said("inconclusive", "without the fix there is no such test", "passed")
    outcomes = {case.outcome for case in found.values()}
    case = next(iter(found.values()))
    if len(outcomes) > 1:
        return Said("inconclusive", "without the fix its cases read otherwise, and they differ", "passed")
    if any(each.several for each in found.values()):
        return Said("flaky", "without the fix its tries differ", "passed", "flaky", case.failure, case.traceback)
    verdict, reason = _against(case, asked, fix)
    return Said(verdict, reason, "passed", case.outcome, case.failure, case.traceback)


def _against(case: Case, asked: Asked, fix: Fix) -> tuple[ProofVerdict, str]:
    """What the outcome without the fix shows."""
    if case.outcome == "passed" and fix.unbuilt:
        return "inconclusive", f"passes without the fix, but {fix.unbuilt[0]} was not built: set prove.command"
    if case.outcome == "failed" and any(function in SETUP for _, function in case.failure.frames):
        return "inconclusive", f"without the fix it fails in its set-up: {_short(case.failure)}"
    if case.outcome == "failed" and (lacks := missing(case.failure, fix.added, fix.raised_in(case.failure))):
        return "inconclusive", f"without the fix it lacks {lacks}: test through behaviour that existed"
    if case.outcome == "timeout" and asked.hang and case.why == "call":
        return "proven", "without the fix it hangs, which is the record's symptom"
    return {
        "passed": ("refuted", "it passes without the fix, too"),
        "failed": ("proven", f"without the fix: {_short(case.failure)}"),
        "timeout": (
            "inconclusive",
            "without the fix it runs out of time: if the defect is a hang, record symptom: hang",
        ),
        "error": ("inconclusive", f"without the fix it {_phase(case)}: {_short(case.failure)}"),
    }.get(case.outcome, ("inconclusive", f"without the fix it is {case.outcome}"))  # type: ignore[return-value]  # mypy takes the words for text


def _phase(case: Case) -> str:
    return "cannot be collected" if case.why == "collection" else "fails in its set-up"


def _short(failure: Failure) -> str:
    first = failure.message.strip().partition("\n")[0][:LIMIT]
    return f"{failure.type}: {first}" if failure.type and first else failure.type or first or "it fails"


def _with(reason: str, notes: Sequence[str]) -> str:
    return "; ".join([reason, *notes])
