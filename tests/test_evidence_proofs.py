"""What proofs add to the weight of a record, and what they do not."""

from __future__ import annotations

import pytest

from lockstitch import lines
from lockstitch.evidence import UNSEEN, Ground, Weight, weigh
from lockstitch.model import Commit, FileChange, Fix, Link, LinkedTest, Location, Outcome, Proof, SettledProof
from lockstitch.settings import Level, Strength

TEST = "tests/test_x.py::TestX::test_a"
COMMIT = Commit("a" * 40, (), 0, "Fixes SHOP-1")
CHANGE = FileChange("shop.py", "modified", added=lines.of([4, 5]))
FIX = Fix((COMMIT,), {"shop.py": CHANGE}, {"shop.py": lines.of([10, 11])})
SEEN = Ground({"shop.py": {TEST: lines.of([10])}}, {"shop.py": lines.span(1, 50)})
BLIND = Ground({}, {}, "no coverage report was read")
PROOF = SettledProof(Proof("SHOP-1", TEST, "x", "proven", "why", (), "", "", "", "passed", "failed"))


def linked(outcome: Outcome = "passed", strength: Strength = "explicit", id: str = TEST) -> LinkedTest:
    return LinkedTest(id, (Link("SHOP-1", id, "marker", strength, Location("junit.xml")),), outcome)


def weighed(*proofs: SettledProof, test: LinkedTest | None = None, fix: Fix = FIX, ground: Ground = SEEN) -> Weight:
    return weigh([test or linked()], ("explicit", "strong", "commit"), fix, ground, proofs)


def proof(state: str = "valid", why: str = "", **given: object) -> SettledProof:
    return SettledProof(PROOF.proof._replace(**given), state, why)  # type: ignore[arg-type]


@pytest.mark.parametrize("ground", [SEEN, BLIND])
def test_a_proof_lifts_a_passed_test_to_the_top(ground: Ground) -> None:
    weight = weighed(PROOF, ground=ground)
    assert (weight.level, weight.gap, weight.unproven) == (Level.PROVEN, "", "")
    assert weight.proofs[0].counts
    assert weight.exercised == ("yes" if ground is SEEN else "unknown")


def test_a_proof_that_contexts_contradict_leaves_exercised_open() -> None:
    weight = weighed(PROOF, ground=SEEN._replace(contexts={"shop.py": {"other": lines.of([10])}}))
    assert (weight.level, weight.exercised, weight.why_unknown) == (Level.PROVEN, "unknown", UNSEEN)


@pytest.mark.parametrize("outcome", ["failed", "error", "skipped", "xfailed", "flaky", "absent", "ambiguous"])
def test_a_proof_does_not_make_a_test_pass(outcome: Outcome) -> None:
    assert weighed(PROOF, test=LinkedTest(TEST, linked().links, outcome)).level == Level.LINKED


def test_a_test_that_did_not_run_proves_nothing_beside_one_that_passed() -> None:
    tests = [linked(id="t.py::other"), LinkedTest(TEST, linked().links, "skipped")]
    weight = weigh(tests, ("explicit",), FIX, SEEN, (PROOF,))
    assert (weight.level, weight.proofs[0].counts) == (Level.PASSED, False)


def test_a_test_that_came_with_the_fix_may_prove_but_not_refute() -> None:
    chance = linked(strength="commit", id="t.py::chance")
    both = [linked(), chance]
    found = weigh(both, ("explicit", "commit"), FIX, SEEN, (proof(test=chance.id, verdict="refuted"),))
    assert (found.proofs[0].counts, "no recorded run" in found.gap) == (False, True)
    assert weigh(both, ("explicit", "commit"), FIX, SEEN, (proof(test=chance.id),)).level == Level.PROVEN
    alone = weigh([chance], ("commit",), FIX, SEEN, (proof(test=chance.id, verdict="refuted"),))
    assert alone.unproven.startswith("refuted: t.py::chance")


def test_a_weakly_linked_test_proves_nothing() -> None:
    assert weighed(PROOF, test=linked(strength="weak")).level == Level.NONE


@pytest.mark.parametrize("id", [TEST, "tests/test_x.py::TestX", "tests/test_x.py"])
@pytest.mark.parametrize("tried", [TEST, TEST + "[a::b-[1]]"])
def test_a_proof_is_about_what_holds_its_test(id: str, tried: str) -> None:
    assert weighed(proof(test=tried), test=linked(id=id)).level == Level.PROVEN


@pytest.mark.parametrize("id", [TEST + "[1]", TEST + "bc", "tests/test_x.py::TestXY", "tests/test_y.py"])
def test_a_proof_is_not_about_its_neighbours(id: str) -> None:
    weight = weighed(PROOF, proof(test=TEST + "[2]"), test=linked(id=id))
    assert weight.level < Level.PROVEN
    assert not any(each.counts for each in weight.proofs)


@pytest.mark.parametrize(
    ("each", "gap"),
    [
        (proof("stale", "it changed"), "proof is stale: it changed; run lockstitch prove SHOP-1"),
        (proof("unchecked", "cut off"), "proof cannot be checked: cut off; run lockstitch prove SHOP-1"),
        (proof(verdict="refuted"), f"refuted: {TEST} passes without the fix too (x)"),
        (proof(verdict="failing"), f"not proven: {TEST} failed with the fix in place when it was tried (x)"),
        (proof(verdict="not-run"), f"not proven: {TEST} did not run when it was tried (x): why"),
        (proof(verdict="flaky"), f"not proven: the try of {TEST} was flaky (x): why"),
    ],
)
def test_the_gap_says_why_it_is_not_proven(each: SettledProof, gap: str) -> None:
    weight = weighed(each)
    assert (weight.level, weight.gap) == (Level.EXERCISED, gap)


def test_what_says_most_is_said() -> None:
    assert "refuted" in weighed(proof("stale", "x"), proof(verdict="refuted"), proof(verdict="flaky")).gap
    assert "no recorded run" in weighed(proof(test="t.py::other", verdict="refuted")).gap


RAN = {"shop.py": lines.of([5])}


def test_recorded_lines_of_the_fix_exercise_it() -> None:
    assert weighed(proof(verdict="refuted", exercised=RAN), ground=BLIND).level == Level.EXERCISED


@pytest.mark.parametrize(
    ("each", "fix"),
    [
        (proof(verdict="refuted", exercised={"shop.py": lines.of([10])}), FIX),  # today's numbers, not the commit's
        (proof(verdict="refuted", exercised={"other.py": lines.of([5])}), FIX),
        (proof("stale", "x", exercised=RAN), FIX),
        (proof(verdict="failing", after="failed", exercised=RAN), FIX),
        (proof(verdict="refuted", test="t.py::other", exercised=RAN), FIX),
        (proof(verdict="refuted", exercised=RAN), FIX._replace(lines={})),
        (proof(verdict="refuted", exercised=RAN), FIX._replace(commits=(COMMIT, COMMIT._replace(sha="b" * 40)))),
    ],
)
def test_recorded_lines_are_not_stretched(each: SettledProof, fix: Fix) -> None:
    weight = weighed(each, fix=fix, ground=BLIND)
    assert (weight.level, weight.exercised) == (Level.PASSED, "unknown")


def test_contexts_that_are_there_are_believed() -> None:
    ground = SEEN._replace(contexts={"shop.py": {"other": lines.of([10])}})
    assert weighed(proof(verdict="refuted", exercised=RAN), ground=ground).exercised == "no"
