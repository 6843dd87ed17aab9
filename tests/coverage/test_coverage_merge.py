from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch import lines
from lockstitch.coverage.merge import Tally, merge, merge_branches
from lockstitch.model import Branch, FileCoverage

EXITS = frozenset("1234")


def part(
    executed: str = "",
    missing: str = "",
    excluded: str = "",
    *,
    branches: Mapping[int, Branch] | None = None,
    contexts: Mapping[str, int] | None = None,
    arcs: frozenset[tuple[int, int]] = frozenset(),
    analysed: bool = True,
) -> FileCoverage:
    """A part from digits: `part("12", "3")`."""
    sets = (_set(executed), _set(missing), _set(excluded))
    return FileCoverage("a.py", *sets, branches or {}, contexts or {}, arcs, analysed)


def _set(digits: str) -> int:
    return lines.of([int(digit) for digit in digits])


def branch_of(*branches: Branch) -> Branch:
    """The branches of one line, merged; in whatever order."""
    results = {merge_branches([{3: branch} for branch in order])[3] for order in permutations(branches)}
    assert len(results) == 1
    return results.pop()


def test_one_part_stays_as_it_is() -> None:
    alone = part("12", "3", excluded="5", branches={1: Branch(2, 1, frozenset("3"))}, contexts={"t": _set("1")})
    assert merge([alone]) == alone


def test_a_line_executed_by_any_is_executed() -> None:
    assert merge([part("1", "23"), part("2", "13")]) == part("12", "3")


def test_a_line_is_excluded_only_where_nobody_measured_it() -> None:
    merged = merge([part("1", excluded="4567"), part("4", "5"), part(excluded="8")])
    assert (merged.executed, merged.missing, merged.excluded) == (_set("14"), _set("5"), _set("678"))


def test_contexts_are_united_by_name() -> None:
    merged = merge([part("12", contexts={"a": _set("1"), "": _set("2")}), part("3", contexts={"a": _set("3")})])
    assert merged.contexts == {"a": _set("13"), "": _set("2")}


def test_what_is_not_analysed_keeps_its_arcs_and_makes_the_whole_so() -> None:
    one = part("1", arcs=frozenset({(1, 2)}), analysed=False)
    other = part("2", arcs=frozenset({(2, 3)}), analysed=False)
    assert merge([one, other]) == part("12", arcs=frozenset({(1, 2), (2, 3)}), analysed=False)
    assert merge([one, part("3")]).analysed is False
    assert merge([part("2"), part("3")]).analysed is True


def test_an_exit_is_missing_where_all_who_name_theirs_miss_it() -> None:
    assert branch_of(Branch(3, 1, frozenset({"5", "7"})), Branch(3, 1, frozenset({"7", "exit"}))) == Branch(
        3, 2, frozenset({"7"})
    )
    assert branch_of(Branch(2, 1, frozenset({"5"})), Branch(2, 1, frozenset({"7"}))) == Branch(2, 2, frozenset())


def test_without_names_the_larger_count_is_all_that_is_known() -> None:
    assert branch_of(Branch(4, 2), Branch(4, 3)) == Branch(4, 3)
    assert branch_of(Branch(2, 1), Branch(2, 1)) == Branch(2, 1)
    assert branch_of(Branch(2, 1, frozenset({"5"})), Branch(2, 2, frozenset())) == Branch(2, 2, frozenset())
    assert branch_of(Branch(2, 1, frozenset({"5"})), Branch(2, 1)) == Branch(2, 1, frozenset({"5"}))


def test_names_of_another_format_are_not_compared() -> None:
    """One run, told by LCOV and by Cobertura: the exit that did not run is called differently."""
    told = branch_of(Branch(2, 1, frozenset({"0,jump to line 5"})), Branch(2, 1, frozenset({"5"})))
    assert told == Branch(2, 1, frozenset({"0,jump to line 5", "5"}))


def test_who_knows_of_more_exits_is_right() -> None:
    """Another compiler, another interpreter: its exits are not those of the others."""
    assert branch_of(Branch(2, 2, frozenset()), Branch(4, 1, frozenset({"5", "6", "7"}))) == Branch(
        4, 1, frozenset({"5", "6", "7"})
    )


def test_two_exits_of_one_name_are_not_counted_as_one() -> None:
    """Three exits, none taken, two called `exit`: the names do not say how many are missing."""
    assert branch_of(Branch(3, 0, frozenset({"5", "exit"})), Branch(3, 0, frozenset({"5", "exit"}))) == Branch(3, 0)


def test_lines_without_a_branch_on_one_side_keep_the_others() -> None:
    merged = merge([part("12", branches={1: Branch(2, 1)}), part("12", branches={2: Branch(2, 2, frozenset())})])
    assert merged.branches == {1: Branch(2, 1), 2: Branch(2, 2, frozenset())}


def test_nothing_to_merge_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(IndexError):
        merge([])


def test_a_tally_lists_a_line_as_often_as_it_comes() -> None:
    tally, other = Tally(), Tally()
    tally.executed.extend([1, 1, 2])
    tally.missing.append(2)
    other.missing.extend([2, 9])
    tally.add(other)
    assert (tally.listed, tally.distinct(), tally.sets()) == (6, {1, 2, 9}, (_set("12"), _set("9")))


# ---- algebra, over parts that are told of runs: who took which exits, and how the report names them


@st.composite
def branches(draw: st.DrawFn) -> tuple[Branch, frozenset[str]]:
    """What a report says of a line with four exits, and which it took."""
    taken = draw(st.frozensets(st.sampled_from(sorted(EXITS))))
    prefix = draw(st.sampled_from(["", "0,", None]))
    missing = None if prefix is None else frozenset(f"{prefix}{name}" for name in EXITS - taken)
    return Branch(4, len(taken), frozenset() if taken == EXITS else missing), taken


sets = st.integers(0, 63).map(lambda bits: bits << 1)
others = st.builds(lambda total, taken: Branch(total, min(taken, total)), st.integers(1, 6), st.integers(0, 6)).map(
    lambda branch: Branch(branch.total, branch.taken, frozenset()) if branch.taken == branch.total else branch
)
tellings = st.dictionaries(st.integers(1, 3), st.one_of(branches().map(lambda told: told[0]), others), max_size=3)


@st.composite
def parts(draw: st.DrawFn) -> FileCoverage:
    executed, missing, excluded = draw(sets), draw(sets), draw(sets)
    arcs = draw(st.frozensets(st.tuples(st.integers(-1, 3), st.integers(-1, 3)), max_size=3))
    contexts: Mapping[str, int] = draw(st.dictionaries(st.sampled_from(["", "a", "b"]), sets, max_size=3))
    missing &= ~executed
    excluded &= ~(executed | missing)
    return FileCoverage(
        "a.py", executed, missing, excluded, draw(tellings), contexts, arcs, analysed=draw(st.booleans())
    )


@settings(max_examples=120, deadline=None)
@given(st.lists(parts(), min_size=1, max_size=5), st.data())
def test_order_grouping_and_repetition_make_no_difference(told: list[FileCoverage], data: st.DataObject) -> None:
    whole = merge(told)
    assert merge(data.draw(st.permutations(told))) == whole
    assert merge([*told, *told]) == whole
    cut = data.draw(st.integers(0, len(told) - 1))
    assert merge([merge(told[: cut + 1]), *told[cut + 1 :]]) == whole
    assert merge([*told[:cut], merge(told[cut:])]) == whole


@settings(max_examples=120, deadline=None)
@given(st.lists(parts(), min_size=1, max_size=4))
def test_lines_are_covered_by_somebody_or_not_at_all(told: list[FileCoverage]) -> None:
    whole = merge(told)
    for line in range(1, 8):
        said = {each.covers(line) for each in told}
        assert whole.covers(line) is (True if True in said else False if False in said else None)


@settings(max_examples=120, deadline=None)
@given(st.lists(branches(), min_size=1, max_size=4))
def test_no_more_exits_are_taken_than_the_runs_took_together(told: list[tuple[Branch, frozenset[str]]]) -> None:
    merged = merge_branches([{1: branch} for branch, _taken in told])[1]
    together = len(frozenset().union(*(taken for _branch, taken in told)))
    assert max(branch.taken for branch, _taken in told) <= merged.taken <= together
    if all(branch.missing is not None and not any("," in name for name in branch.missing) for branch, _taken in told):
        assert merged.taken == together
