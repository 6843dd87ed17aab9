"""What the runs of one test come to: the table of verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lockstitch.model import ProofVerdict, Ran
from lockstitch.prove import cases
from lockstitch.prove.added import Added
from lockstitch.prove.job import Asked, Case, Failure, Session
from lockstitch.prove.kinds import missing

STRONGEST: tuple[ProofVerdict, ...] = ("proven", "failing", "flaky", "inconclusive", "refuted", "not-run")
"""Of several cases of one asked function the first of these stands: the defect needs one that is proven."""
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
    """What a verdict must know of the fix. `unbuilt`: its files in languages that must be built, which nobody did."""

    added: Added
    unbuilt: Sequence[str] = ()
    notes: Sequence[str] = ()
    today: bool = True


def judge(asked: Asked, afters: Sequence[Session], before: Session | None, fix: Fix) -> Said:
    """The verdict on an asked test: of its cases the strongest."""
    first = cases.settled(afters[0], asked.test)
    if not first:
        return _absent(afters[0], fix)
    alone = set(first) == {asked.test}
    said = {one: _case(one, asked, (afters, before), fix) for one in first}
    best = min(said.values(), key=lambda each: STRONGEST.index(each.verdict))
    if alone:
        return best
    return best._replace(reason=_counted(asked, said, best))


def _counted(asked: Asked, said: Mapping[str, Said], best: Said) -> str:
    if cases.function(asked.test) != asked.test and len(said):
        gone = "its parameters read otherwise today, so that all cases of its function were run: "
    else:
        gone = ""
    if len(said) == 1:
        return gone + best.reason
    same = sum(each.verdict == best.verdict for each in said.values())
    return f"{gone}{same} of {len(said)} cases {best.verdict}: {best.reason}"


def _absent(after: Session, fix: Fix) -> Said:
    if after.note:
        return Said("inconclusive", _with(after.note, fix.notes))
    return Said("not-run", _with("it is not there: pytest collects no such test with the fix in place", fix.notes))


def _case(one: str, asked: Asked, runs: tuple[Sequence[Session], Session | None], fix: Fix) -> Said:
    afters, before = runs
    tries = [session.cases.get(one) or _like(session, one) for session in afters]
    after = tries[0]
    if any(each.several for each in tries) or len({each.outcome for each in tries}) > 1:
        seen = ", then ".join("retried" if each.several else each.outcome for each in tries)
        return Said("flaky", f"with the fix in place its runs differ: {seen}", "flaky", traceback=tries[-1].traceback)
    if after.outcome != "passed":
        return _not_passed(after, fix)
    note = next((session.note for session in afters if session.note), "")
    if note or before is None:
        return Said("inconclusive", note or "it was not run without the fix", "passed")
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
    if case.outcome == "passed":
        if fix.unbuilt:
            return "inconclusive", f"passes without the fix, but {fix.unbuilt[0]} was not built: set prove.command"
        return "refuted", "it passes without the fix, too"
    if case.outcome == "timeout":
        if asked.hang and case.why == "call":
            return "proven", "without the fix it hangs, which is the record's symptom"
        return "inconclusive", "without the fix it ran out of time: if the defect is a hang, record symptom: hang"
    if case.outcome == "failed":
        lacks = missing(case.failure, fix.added)
        if lacks:
            return "inconclusive", f"without the fix it lacks {lacks}, which the fix adds: test through what was there"
        return "proven", f"without the fix: {_short(case.failure)}"
    if case.outcome == "error":
        phase = "cannot be collected" if case.why == "collection" else "fails in its set-up"
        return "inconclusive", f"without the fix it {phase}: {_short(case.failure)}"
    return "inconclusive", f"without the fix it is {case.outcome}"


def _short(failure: Failure) -> str:
    first = failure.message.strip().partition("\n")[0][:LIMIT]
    return f"{failure.type}: {first}" if failure.type and first else failure.type or first or "it fails"


def _with(reason: str, notes: Sequence[str]) -> str:
    return "; ".join([reason, *notes])
