"""The table of verdicts, row by row: what the runs of one test come to, whatever runner they were made by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from lockstitch.prove.added import Added
from lockstitch.prove.job import Asked, Case, Failure, Session
from lockstitch.prove.verdicts import Fix, judge

TEST = "tests/test_basket.py::test_voucher"
ASKED = Asked("S-1", TEST, TEST, ("a" * 40,), "", "")
WRONG = Failure("AssertionError", "assert 9 == 7\nwhere")
PASSED = Case("passed")
FAILED = Case("failed", "call", WRONG)
NOTHING: Mapping[str, Case] = MappingProxyType({})


def fix(**changes: object) -> Fix:
    plain = Fix(lambda: Added(frozenset(), {}), lambda _failure: "")
    return plain._replace(**changes)  # type: ignore[arg-type]  # fields by name


def told(after: Case, before: Case | Session | None, made: Fix | None = None) -> tuple[str, str]:
    without = Session({TEST: before}) if isinstance(before, Case) else before
    said = judge(ASKED, [Session({TEST: after})] * 2, without, made or fix())
    return said.verdict, said.reason


@pytest.mark.parametrize(
    ("after", "before", "verdict", "reason"),
    [
        (PASSED, FAILED, "proven", "without the fix: AssertionError: assert 9 == 7"),
        (PASSED, PASSED, "refuted", "it passes without the fix, too"),
        (PASSED, None, "inconclusive", "it was not run without the fix"),
        (PASSED, Session({}), "inconclusive", "without the fix there is no such test"),
        (PASSED, Session({}, "it broke"), "inconclusive", "without the fix: it broke"),
        (PASSED, Case("failed", "call", WRONG, several=True), "flaky", "without the fix its tries differ"),
        (PASSED, Case("skipped"), "inconclusive", "without the fix it is skipped"),
        (PASSED, Case("error", "collection", WRONG), "inconclusive",
         "without the fix it cannot be collected: AssertionError: assert 9 == 7"),
        (PASSED, Case("error", "setup", WRONG), "inconclusive",
         "without the fix it fails in its set-up: AssertionError: assert 9 == 7"),
        (PASSED, Case("failed", "call", WRONG._replace(frames=(("t.py", "setUp"), ("b.py", "total")))), "inconclusive",
         "without the fix it fails in its set-up: AssertionError: assert 9 == 7"),
        (PASSED, Case("failed", "call", WRONG._replace(frames=(("t.py", "test_setUp"),))), "proven",
         "without the fix: AssertionError: assert 9 == 7"),
        (PASSED, Case("timeout", "call"), "inconclusive",
         "without the fix it runs out of time: if the defect is a hang, record symptom: hang"),
        (FAILED, None, "failing", "it fails with the fix in place: AssertionError: assert 9 == 7"),
        (Case("error", "setup"), None, "failing", "it fails with the fix in place"),
        (Case("error", "collection", WRONG), None, "inconclusive",
         "it cannot be collected with the fix in place: AssertionError: assert 9 == 7; submodules are left empty: a"),
        (Case("timeout", "call"), None, "inconclusive",
         "with the fix in place it takes longer than the time limit: raise --timeout"),
        (Case("absent", "deselected"), None, "not-run", "it is deselected by the project's own settings"),
        (Case("xfailed"), None, "not-run", "it is expected to fail (xfail)"),
        (Case("skipped", failure=Failure("", "later")), None, "not-run", "it is skipped: later"),
    ],
)  # fmt: skip
def test_what_one_test_comes_to(after: Case, before: Case | Session | None, verdict: str, reason: str) -> None:
    assert told(after, before, fix(notes=("submodules are left empty: a",))) == (verdict, reason)


def test_what_was_not_built_refutes_nothing() -> None:
    built = fix(unbuilt=("src/total.c", "src/tax.c"))
    assert told(PASSED, PASSED, built) == (
        "inconclusive", "passes without the fix, but src/total.c was not built: set prove.command"
    )  # fmt: skip
    assert told(PASSED, FAILED, built)[0] == "proven"


def test_what_failed_in_its_own_commit_fails_perhaps_not_today() -> None:
    assert told(FAILED, None, fix(today=False)) == (
        "inconclusive", "not reproducible here: it fails in the fix's own commit, too: AssertionError: assert 9 == 7"
    )  # fmt: skip


def test_a_test_that_nobody_collects() -> None:
    notes = fix(notes=("files under Git LFS are pointers here",))
    said = judge(ASKED, [Session(NOTHING)], None, notes)
    assert (said.verdict, said.reason.partition("; ")[2]) == ("not-run", "files under Git LFS are pointers here")
    assert judge(ASKED, [Session(NOTHING, "it broke")], None, notes).verdict == "inconclusive"


def test_cases_that_differ_without_the_fix_and_are_named_otherwise_there() -> None:
    """Of an id that changes with each run."""
    after = Session({f"{TEST}[a]": PASSED})
    for second, verdict in ((FAILED, "proven"), (PASSED, "inconclusive")):
        before = Session({f"{TEST}[b]": FAILED, f"{TEST}[c]": second})
        assert judge(ASKED, [after], before, fix()).verdict == verdict
