import pytest

from lockstitch import lines
from lockstitch.evidence import Ground, merged, weigh
from lockstitch.model import Commit, Fix, Link, LinkedTest, Location
from lockstitch.settings import Level, Strength

COMMIT = Commit("a" * 40, (), 0, "Fixes SHOP-1")
FIX = Fix((COMMIT,), lines={"shop.py": lines.of([10, 11])})
ACCEPT: tuple[Strength, ...] = ("explicit", "strong", "commit")
TEST = "tests/test_x.py::test_a"
BODY = {"shop.py": lines.span(1, 50)}


def linked(outcome: str, strength: Strength = "explicit", id: str = TEST) -> LinkedTest:
    link = Link("SHOP-1", id, "commit" if strength == "commit" else "marker", strength, Location("junit.xml"))
    return LinkedTest(id, (link,), outcome)  # type: ignore[arg-type]


def ground(**contexts: list[int]) -> Ground:
    names = {"a": TEST, "b": "tests/test_x.py::test_b", "at_import": "", "p": TEST + "[1]", "inner": TEST + "::x"}
    return Ground({"shop.py": {names[name]: lines.of(found) for name, found in contexts.items()}}, BODY)


def test_no_test_is_none_and_says_so() -> None:
    weight = weigh([], ACCEPT, FIX, ground())
    assert (weight.level, weight.gap) == (Level.NONE, "no test is linked to it")


def test_weak_and_negative_links_do_not_count_but_are_kept() -> None:
    weight = weigh([linked("passed", "weak"), linked("passed", "negative", "t::x")], ACCEPT, FIX, ground(a=[10]))
    assert weight.level == Level.NONE
    assert "(1 weak mention; 1 test is skipped or expected to fail because of it" in weight.gap
    assert len(weight.tests) == 2


@pytest.mark.parametrize("outcome", ["failed", "error", "skipped", "xfailed", "flaky", "absent", "ambiguous"])
def test_what_did_not_pass_stays_linked(outcome: str) -> None:
    weight = weigh([linked(outcome)], ACCEPT, FIX, ground(a=[10]))
    assert weight.level == Level.LINKED
    assert TEST in weight.gap


@pytest.mark.parametrize(
    ("outcome", "level"),
    [("failed", Level.LINKED), ("flaky", Level.LINKED), ("skipped", Level.EXERCISED), ("absent", Level.EXERCISED)],
)
def test_beside_a_passing_test_only_failures_speak_against(outcome: str, level: Level) -> None:
    tests = [linked("passed"), linked(outcome, id="tests/test_x.py::test_b")]
    assert weigh(tests, ACCEPT, FIX, ground(a=[10])).level == level


def test_a_test_touched_by_chance_in_the_fixing_commit_does_not_speak_against() -> None:
    tests = [linked("passed"), linked("failed", "commit", "tests/test_x.py::test_b")]
    assert weigh(tests, ACCEPT, FIX, ground(a=[10])).level == Level.EXERCISED
    alone = weigh([linked("failed", "commit")], ACCEPT, FIX, ground(a=[10]))
    assert alone.level == Level.LINKED


@pytest.mark.parametrize("context", ["a", "p", "inner"])
def test_a_passing_test_that_runs_a_line_of_the_fix_exercises_it(context: str) -> None:
    weight = weigh([linked("passed")], ACCEPT, FIX, ground(**{context: [11]}))
    assert (weight.level, weight.exercised) == (Level.EXERCISED, "yes")
    assert weight.tests[0].exercised == {"shop.py": lines.of([11])}
    assert "not proven" in weight.gap


def test_another_tests_run_earns_nothing() -> None:
    weight = weigh([linked("passed")], ACCEPT, FIX, ground(b=[10, 11], a=[12]))
    assert (weight.level, weight.exercised) == (Level.PASSED, "no")
    assert "runs a line of the fix (shop.py)" in weight.gap


def test_the_run_of_a_linked_test_that_was_skipped_earns_nothing() -> None:
    tests = [linked("passed"), linked("skipped", id="tests/test_x.py::test_b")]
    assert weigh(tests, ACCEPT, FIX, ground(b=[10])).exercised == "no"


def test_a_function_wide_context_credits_one_parameter() -> None:
    assert weigh([linked("passed", id=TEST + "[1]")], ACCEPT, FIX, ground(a=[10])).level == Level.EXERCISED


def test_lines_at_import_count_only_where_the_fix_has_no_others() -> None:
    inside = weigh([linked("passed")], ACCEPT, FIX, ground(at_import=[10]))
    assert inside.exercised == "no"
    table = Ground({"shop.py": {"": lines.of([10])}}, {"shop.py": 0})
    weight = weigh([linked("passed")], ACCEPT, FIX, table)
    assert (weight.level, weight.exercised) == (Level.EXERCISED, "at import")
    assert "imported" in weight.why_unknown


def test_running_only_the_def_line_of_a_repaired_function_is_idle() -> None:
    mixed = Ground({"shop.py": {TEST: lines.of([10])}}, {"shop.py": lines.of([11])})
    assert weigh([linked("passed")], ACCEPT, FIX, mixed).exercised == "no"


def test_what_cannot_be_known_is_unknown_never_idle() -> None:
    gone = weigh([linked("passed")], ACCEPT, Fix((COMMIT,)), ground(a=[10]))
    assert gone.exercised == "unknown"
    assert "survives" in gone.why_unknown
    nameless = weigh([linked("passed")], ACCEPT, Fix(()), ground(a=[10]))
    assert nameless.why_unknown == "no fix commit is known"
    blind = weigh([linked("passed")], ACCEPT, FIX, Ground({}, {}, "no contexts"))
    assert (blind.level, blind.gap) == (Level.PASSED, "cannot say whether a test runs the fix: no contexts")


def test_links_of_one_test_are_merged_strongest_first() -> None:
    where = Location("junit.xml")
    commit = Link("SHOP-1", TEST, "commit", "commit", where)
    marker = Link("SHOP-1", TEST, "marker", "explicit", where)
    found = merged([commit, marker, marker._replace(where=Location("other.xml")), commit._replace(test="t::b")])
    assert [link.via for link in found[TEST]] == ["marker", "commit"]
    assert set(found) == {TEST, "t::b"}


def test_code_removed_outside_every_function_leaves_it_unknown_unless_a_test_runs_the_rest() -> None:
    mixed = FIX._replace(bare=("shop.py",))
    weight = weigh([linked("passed")], ACCEPT, mixed, ground(b=[10]))
    assert (weight.exercised, "outside every function" in weight.why_unknown) == ("unknown", True)
    assert weigh([linked("passed")], ACCEPT, mixed, ground(a=[10])).exercised == "yes"
