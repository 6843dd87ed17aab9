"""The rules about proofs: who owes one, what each lack is called, and what is none of their business."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lockstitch.errors import Fault
from lockstitch.model import Finding, Fix, Input, Proof, SettledProof
from lockstitch.rules import RULES
from lockstitch.settings import Config, Level

Make = Callable[..., Any]
TEST = "tests/test_x.py::test_a"
PROOF = Proof("SHOP-1", TEST, "cpython-3.11-linux", "proven", "", (), "", "", "", day=date(2026, 1, 1))


def found(rule: str, matrix: Any) -> list[Finding]:
    return list(RULES[rule].check(matrix))


def settled(verdict: str = "proven", state: str = "valid", counts: bool = True, **given: Any) -> SettledProof:
    why = f"{TEST} changed since 2026-01-01" if state == "stale" else ""
    return SettledProof(PROOF._replace(verdict=verdict, **given), state, why, counts)  # type: ignore[arg-type]


@pytest.mark.parametrize("level", [Level.PASSED, Level.EXERCISED])
def test_what_must_be_proven_and_is_not_is_broken(make_matrix: Make, make_trace: Make, level: Level) -> None:
    gap = "not proven: nothing was tried; run lockstitch prove SHOP-1"
    trace = make_trace(level, required=Level.PROVEN, gap=gap)
    (finding,) = found("unproven-fix", make_matrix(traces=(trace,)))
    assert (finding.verdict, finding.record, str(finding.location)) == ("broken", "SHOP-1", "defects.yml:3")
    assert finding.message == "SHOP-1: not proven: nothing was tried"
    assert finding.hint == "run lockstitch prove SHOP-1 and commit the proof ledger"


@pytest.mark.parametrize(
    ("level", "required"),
    [
        (Level.PROVEN, Level.PROVEN),
        (Level.EXERCISED, Level.EXERCISED),
        (Level.PASSED, Level.EXERCISED),
        (Level.PASSED, Level.PASSED),
        (Level.LINKED, Level.PROVEN),
        (Level.NONE, Level.PROVEN),
    ],
)
def test_unproven_fix_is_silent_below_and_above(
    make_matrix: Make, make_trace: Make, level: Level, required: Level
) -> None:
    trace = make_trace(level, required=required, proofs=(settled("refuted"),))
    assert not found("unproven-fix", make_matrix(traces=(trace,)))


@pytest.mark.parametrize(
    ("proofs", "verdict", "hint"),
    [
        ([settled("refuted")], "broken", "let the test assert what the fix changed; then run"),
        ([settled("failing")], "broken", "mend what the reason says"),
        ([settled("inconclusive")], "unknown", "mend what the reason says"),
        ([settled("flaky")], "unknown", "mend what the reason says"),
        ([settled("not-run")], "unknown", "mend what the reason says"),
        ([settled(state="stale")], "broken", "run lockstitch prove"),
        ([settled("inconclusive", "stale")], "broken", "run lockstitch prove"),
        ([settled(state="unchecked")], "unknown", "fetch the whole history"),
        ([settled("inconclusive"), settled("refuted")], "broken", "let the test assert"),
        ([settled(counts=False)], "broken", "run lockstitch prove"),
    ],
)
def test_each_lack_has_its_verdict_and_its_next_step(
    make_matrix: Make, make_trace: Make, proofs: list[SettledProof], verdict: str, hint: str
) -> None:
    trace = make_trace(required=Level.PROVEN, proofs=tuple(proofs))
    (finding,) = found("unproven-fix", make_matrix(traces=(trace,)))
    assert (finding.verdict, finding.hint[: len(hint)]) == (verdict, hint)


def test_a_refuted_test_is_where_the_finding_stands(make_matrix: Make, make_trace: Make) -> None:
    trace = make_trace(required=Level.PROVEN, proofs=(settled("refuted"),))
    (finding,) = found("unproven-fix", make_matrix(traces=(trace,)))
    assert str(finding.location) == "tests/test_x.py"


def test_a_fix_that_nobody_knows_must_be_named_first(make_matrix: Make, make_trace: Make) -> None:
    trace = make_trace(required=Level.PROVEN, fix=Fix(()))
    (finding,) = found("unproven-fix", make_matrix(traces=(trace,)))
    assert finding.hint.startswith('name the fix first ("Fixes SHOP-1" in its commit message')
    (finding,) = found("unproven-fix", make_matrix(traces=(trace,), shallow=True))
    assert (finding.verdict, finding.hint[:23]) == ("unknown", "fetch the whole history")


def test_an_unreadable_ledger_leaves_it_unknown(make_matrix: Make, make_trace: Make) -> None:
    inputs = (Input("proofs", "p.jsonl", fault=Fault("cannot be read", "p.jsonl")),)
    (finding,) = found("unproven-fix", make_matrix(traces=(make_trace(required=Level.PROVEN),), inputs=inputs))
    assert finding.verdict == "unknown"


def test_contexts_are_not_asked_for_where_a_proof_is(make_matrix: Make, make_trace: Make) -> None:
    blind = make_trace(Level.PASSED, required=Level.PROVEN, exercised="unknown", why_unknown="no contexts")
    assert not found("idle-regression-test", make_matrix(traces=(blind,)))
    assert found("idle-regression-test", make_matrix(traces=(blind._replace(required=Level.EXERCISED),)))
    assert found("idle-regression-test", make_matrix(traces=(blind._replace(exercised="no"),)))


def test_stale_proofs_are_told_once_a_record(make_matrix: Make, make_trace: Make) -> None:
    trace = make_trace(proofs=(settled(state="stale"), settled(), settled(state="stale", environment="pypy")))
    (finding,) = found("stale-proof", make_matrix(traces=(trace,), config=Config("/repo", proofs="kept.jsonl")))
    assert (finding.verdict, finding.record, str(finding.location)) == ("broken", "SHOP-1", "kept.jsonl")
    assert finding.message == f"SHOP-1: proof is stale: {TEST} changed since 2026-01-01 (and 1 more)"
    assert RULES["stale-proof"].RULE.severity == "warning"


def test_a_proof_without_a_record_is_told_once_an_id(make_matrix: Make) -> None:
    (finding,) = found("stale-proof", make_matrix(orphans=(PROOF, PROOF._replace(environment="pypy"))))
    assert finding.message == "SHOP-1 has a proof and no record (and 1 more)"


@pytest.mark.parametrize(
    "proof", [settled(), settled("refuted"), settled("inconclusive"), settled(counts=False), settled(state="unchecked")]
)
@pytest.mark.parametrize("required", [Level.PASSED, Level.PROVEN])
def test_what_holds_or_cannot_be_checked_is_not_stale(
    make_matrix: Make, make_trace: Make, proof: SettledProof, required: Level
) -> None:
    assert not found("stale-proof", make_matrix(traces=(make_trace(proofs=(proof,), required=required),)))


def test_stale_proof_leaves_to_unproven_fix_what_that_finds(make_matrix: Make, make_trace: Make) -> None:
    trace = make_trace(required=Level.PROVEN, proofs=(settled(state="stale"),))
    assert not found("stale-proof", make_matrix(traces=(trace,)))
    assert found("unproven-fix", make_matrix(traces=(trace,)))
    assert found("stale-proof", make_matrix(traces=(trace._replace(level=Level.PROVEN),)))


def test_records_that_cannot_be_read_orphan_no_proof(make_matrix: Make) -> None:
    inputs = (Input("records", "defects.yml", fault=Fault("cannot be read", "defects.yml")),)
    assert not found("stale-proof", make_matrix(orphans=(PROOF,), inputs=inputs))
