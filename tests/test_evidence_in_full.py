"""Whole weights, word for word: every reason that a person reads on the way from one rung to the next."""

from __future__ import annotations

import pytest

from lockstitch import lines
from lockstitch.evidence import IMPORT, VAGUE, Ground, Weight, merged, static, weigh
from lockstitch.model import Commit, FileChange, Fix, Link, LinkedTest, Location, Proof, SettledProof, TestCase, Via
from lockstitch.settings import Level, Strength

TEST = "tests/test_x.py::test_a"
WHERE = Location("junit.xml")
ACCEPT: tuple[Strength, ...] = ("explicit", "strong", "commit")
COMMIT = Commit("a" * 40, (), 0, "Fixes SHOP-1")
CHANGE = FileChange("shop.py", "modified", added=lines.of([4, 5]))
FIX = Fix((COMMIT,), {"shop.py": CHANGE}, {"shop.py": lines.of([10, 11])})
SEEN = Ground({"shop.py": {TEST: lines.of([10])}}, {"shop.py": lines.span(1, 50)})
BLIND = Ground({}, {}, "no coverage report was read")
PROOF = SettledProof(Proof("SHOP-1", TEST, "x", "proven", "why", (), "", "", "", "passed", "failed"))
UNPROVEN = "not proven: no recorded run fails without the fix; run lockstitch prove SHOP-1"


def linked(outcome: str = "passed", strength: Strength = "explicit", id: str = TEST) -> LinkedTest:
    case = TestCase(id, "test_a", "passed", report="junit.xml")
    return LinkedTest(id, (Link("SHOP-1", id, "marker", strength, WHERE),), outcome, (case,))  # type: ignore[arg-type]


def weighed(*tests: LinkedTest, fix: Fix = FIX, ground: Ground = SEEN, proofs: tuple[SettledProof, ...] = ()) -> Weight:
    return weigh(tests, ACCEPT, fix, ground, proofs)


WEAK = linked(strength="weak", id="t.py::weak")
OTHER = linked(strength="weak", id="t.py::other")
EXCUSED = linked("xfailed", "negative", "t.py::excused")
AGAIN = linked("skipped", "negative", "t.py::again")
SKIPPED = "skipped or expected to fail because of it, which is no regression test"


@pytest.mark.parametrize(
    ("tests", "gap"),
    [
        ((), "no test is linked to it"),
        ((WEAK,), "no test is linked to it (1 weak mention)"),
        ((WEAK, OTHER), "no test is linked to it (2 weak mentions)"),
        ((EXCUSED,), f"no test is linked to it (1 test is {SKIPPED})"),
        ((WEAK, EXCUSED, AGAIN), f"no test is linked to it (1 weak mention; 2 tests are {SKIPPED})"),
    ],
)
def test_without_a_link_what_there_is_instead_is_told(tests: tuple[LinkedTest, ...], gap: str) -> None:
    assert weighed(*tests, proofs=(PROOF,)) == Weight(Level.NONE, gap, tests, proofs=(PROOF,))
    assert static(tests, ACCEPT) == Weight(Level.NONE, gap, tests)


def test_where_nothing_is_run_a_link_is_all_there_is() -> None:
    found = static((WEAK, linked()), ACCEPT)
    assert found == Weight(Level.LINKED, "no test was run (--static)", (linked(), WEAK))


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("absent", "is in no report"),
        ("error", "has an error"),
        ("ambiguous", "is ambiguous: two tests answer to it"),
        ("gone", "is no longer in its file"),
        ("skipped", "skipped"),
    ],
)
def test_what_did_not_pass_is_told(outcome: str, words: str) -> None:
    test = linked(outcome)
    assert weighed(test, WEAK, proofs=(PROOF,)) == Weight(
        Level.LINKED, f"{TEST} {words}", (test, WEAK), proofs=(PROOF,)
    )
    others = [linked("absent", id=f"t.py::{n}") for n in range(2)]
    assert weighed(test, others[0]).gap == f"{TEST} {words} (1 more linked)"
    assert weighed(test, *others).gap == f"{TEST} {words} (2 more linked)"


def test_of_those_that_did_not_pass_the_one_that_speaks_against_is_told() -> None:
    assert weighed(linked("absent"), linked("failed", id="t.py::b")).gap == "t.py::b failed (1 more linked)"


def test_an_exercised_fix_in_full() -> None:
    seen = linked()._replace(exercised={"shop.py": lines.of([10])})
    expected = Weight(Level.EXERCISED, UNPROVEN, (seen, WEAK), "yes", "", (), UNPROVEN)
    assert weighed(WEAK, linked()) == expected
    blind = weighed(linked(), ground=BLIND)
    why = BLIND.why_unknown
    gap = f"cannot say whether a test runs the fix: {why}"
    assert blind == Weight(Level.PASSED, gap, (linked(),), "unknown", why, (), UNPROVEN)


def test_a_proof_in_full() -> None:
    seen = linked()._replace(exercised={"shop.py": lines.of([10])})
    proven = weighed(linked(), WEAK, proofs=(PROOF,))
    assert proven == Weight(Level.PROVEN, "", (seen, WEAK), "yes", "", (PROOF._replace(counts=True),))


def test_a_refuted_proof_that_saw_the_fix_tells_that_it_was_exercised() -> None:
    ran = PROOF.proof._replace(verdict="refuted", before="passed", exercised={"shop.py": lines.of([4])})
    found = weighed(linked(), ground=BLIND, proofs=(SettledProof(ran),))
    unproven = f"refuted: {TEST} passes without the fix too (x)"
    shown = (SettledProof(ran, counts=True),)
    assert found == Weight(Level.EXERCISED, unproven, (linked(),), "yes", "", shown, unproven)


def test_idle_tests_are_told_with_every_place_of_the_fix() -> None:
    fix = FIX._replace(lines={"b.py": lines.of([3]), "a.py": lines.of([4])})
    found = weighed(linked(), fix=fix, ground=SEEN._replace(contexts={}))
    assert found.gap == "no linked test that passed runs a line of the fix (a.py, b.py)"
    assert (found.exercised, found.why_unknown, found.tests) == ("no", "", (linked()._replace(exercised={}),))


@pytest.mark.parametrize(
    ("test", "context"),
    [(f"{TEST}[a[b]", TEST), (TEST, f"{TEST}[a[b]"), (f"{TEST}[a[b]", f"{TEST}[a[b]"), (TEST, f"{TEST}::inner")],
)
def test_contexts_of_one_test_however_its_parameters_are_spelt(test: str, context: str) -> None:
    ground = SEEN._replace(contexts={"shop.py": {context: lines.of([11])}})
    assert weighed(linked(id=test), ground=ground).tests[0].exercised == {"shop.py": lines.of([11])}


def test_all_contexts_of_a_test_come_together() -> None:
    both = {f"{TEST}[1]": lines.of([10]), f"{TEST}[2]": lines.of([11, 12]), IMPORT: lines.of([10])}
    found = weighed(linked(), ground=SEEN._replace(contexts={"shop.py": both}))
    assert found.tests[0].exercised == {"shop.py": lines.of([10, 11])}


def test_a_file_of_the_fix_that_no_report_knows_earns_nothing_and_breaks_nothing() -> None:
    fix = FIX._replace(lines={"new.py": lines.of([1]), "shop.py": lines.of([10])})
    assert weighed(linked(), fix=fix).exercised == "yes"
    ground = SEEN._replace(contexts={"shop.py": {}}, body={})
    assert weighed(linked(), fix=fix, ground=ground).exercised == "no"


def test_a_fix_outside_every_function_is_run_by_a_test_or_at_import() -> None:
    outside = SEEN._replace(body={})
    assert weighed(linked(), ground=outside).exercised == "yes"
    imported = weighed(linked(), ground=outside._replace(contexts={"shop.py": {IMPORT: lines.of([10])}}))
    assert (imported.level, imported.exercised) == (Level.EXERCISED, "at import")
    assert imported.why_unknown == "its lines run when the module is imported"


def test_contexts_that_two_files_answer_to_tell_nothing() -> None:
    found = weighed(linked(), ground=SEEN._replace(contexts={"shop.py": {VAGUE: lines.of([10])}}))
    assert found.exercised == "unknown"
    assert found.why_unknown == "the coverage contexts name tests that two files answer to"


def test_a_fix_of_which_nothing_is_left_tells_which_of_two_reasons() -> None:
    gone = weighed(linked(), fix=FIX._replace(lines={}))
    assert gone.why_unknown == "no statement of the fix survives in today's tree"
    assert weighed(linked(), fix=Fix(())).why_unknown == "no fix commit is known"


def test_links_come_strongest_first_and_each_convention_once() -> None:
    kinds: list[tuple[Via, Strength]] = [
        ("comment", "negative"),
        ("comment", "weak"),
        ("commit", "commit"),
        ("name", "strong"),
        ("marker", "explicit"),
    ]
    found = [Link("SHOP-1", TEST, via, strength, WHERE) for via, strength in kinds]
    again = Link("SHOP-1", TEST, "marker", "explicit", Location("other.xml"))
    assert merged([*found, again, found[0]]) == {TEST: tuple(reversed(found))}
