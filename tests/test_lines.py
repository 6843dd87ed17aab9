from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lockstitch import lines

SETS = st.frozensets(st.integers(1, 2000), max_size=60)


@given(SETS)
def test_a_set_survives_the_way_there_and_back(numbers: frozenset[int]) -> None:
    assert list(lines.numbers(lines.of(numbers))) == sorted(numbers)


@given(SETS, SETS)
def test_the_operators_are_those_of_sets(a: frozenset[int], b: frozenset[int]) -> None:
    assert set(lines.numbers(lines.of(a) & ~lines.of(b))) == a - b
    assert set(lines.numbers(lines.of(a) | lines.of(b))) == a | b
    assert (lines.of(a) & lines.of(b)).bit_count() == len(a & b)


@given(SETS)
def test_ranges_cover_the_set_and_never_touch(numbers: frozenset[int]) -> None:
    runs = lines.ranges(lines.of(numbers))
    assert {n for first, last in runs for n in range(first, last + 1)} == numbers
    assert all(after[0] > before[1] + 1 for before, after in pairwise(runs))


def test_an_iterator_is_read_once_and_kept_whole() -> None:
    assert lines.of(n for n in (3, 1)) == 0b1010


def test_span_counts_both_ends_and_is_empty_backwards() -> None:
    assert list(lines.numbers(lines.span(3, 5))) == [3, 4, 5]
    assert lines.span(5, 4) == 0


def test_first_contains_and_shown() -> None:
    some = lines.of([12, 3, 4, 5])
    assert lines.first(some) == 3
    assert lines.first(0) == 0
    assert lines.contains(some, 12)
    assert not lines.contains(some, 6)
    assert lines.shown(some) == "3-5, 12"


def test_numbits_are_those_of_coverage() -> None:
    from coverage.numbits import nums_to_numbits

    assert lines.from_numbits(nums_to_numbits([1, 8, 9, 300])) == lines.of([1, 8, 9, 300])


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=12), SETS)
def test_the_owner_of_a_line_is_the_extent_that_begins_nearest_above(
    pairs: list[tuple[int, int]], wanted: frozenset[int]
) -> None:
    extents = {(min(pair), max(pair)) for pair in pairs}
    expected = {
        number: max(first for first, last in extents if first <= number <= last)
        for number in wanted
        if any(first <= number <= last for first, last in extents)
    }
    assert lines.owners(extents, lines.of(wanted)) == expected
