"""Fields of mappings: what each reader takes, and every problem of a mapping at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from lockstitch.shape import Field, FieldError, Problem, problems
from lockstitch.shape.fields import choice, day, due, filled, number, read, text, texts

DAY = date(2026, 3, 2)
colour = choice({"red": "r", "green": "g"})


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        (text, "a", "a"),
        (text, "", ""),
        (text, None, ""),
        (text, 12, "12"),
        (text, DAY, "2026-03-02"),
        (filled, " a", " a"),
        (filled, 0, "0"),
        (texts, None, ()),
        (texts, [], ()),
        (texts, "a", ("a",)),
        (texts, 1234567, ("1234567",)),
        (texts, ["a", 7], ("a", "7")),
        (day, None, None),
        (day, "2026-03-02", DAY),
        (day, DAY, DAY),
        (due, DAY, DAY),
        (due, datetime(2026, 3, 2, 23, 59), DAY),
        (number, None, None),
        (number, 3, 3.0),
        (number, 2.5, 2.5),
        (number, "2.50", 2.5),
        (number, "-1", -1.0),
        (colour, "green", "g"),
    ],
)
def test_a_value_is_read(reader: Callable[[object], object], value: object, expected: object) -> None:
    found = reader(value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("reader", "value", "message"),
    [
        (text, ["a"], "must be text, not a list"),
        (text, True, "must be text, not true"),
        (text, 1.1, "must be text, not 1.1"),
        (filled, "", "may not be empty"),
        (filled, " \n", "may not be empty"),
        (filled, None, "may not be empty"),
        (texts, "", "may not be empty"),
        (texts, ["a", ""], "holds an item that may not be empty"),
        (texts, ["a", None], "holds an item that may not be empty"),
        (texts, [["a"]], "holds an item that must be text, not a list"),
        (texts, {"a": 1}, "must be text, not a mapping"),
        (day, "2026-02-30", "must be a date written YYYY-MM-DD, not '2026-02-30'"),
        (day, "20260302", "must be a date written YYYY-MM-DD, not '20260302'"),
        (day, "2026-W10-1", "must be a date written YYYY-MM-DD, not '2026-W10-1'"),
        (day, "2026-3-002", "must be a date written YYYY-MM-DD, not '2026-3-002'"),
        (day, "2026-03-02T10:00", "must be a date written YYYY-MM-DD, not '2026-03-02T10:00'"),
        (day, "", "must be a date written YYYY-MM-DD, not ''"),
        (day, 20260302, "must be a date written YYYY-MM-DD, not 20260302"),
        (due, None, "must be a date written YYYY-MM-DD, not nothing"),
        (number, "many", "must be a number, not 'many'"),
        (number, "1_0", "must be a number, not '1_0'"),
        (number, "", "must be a number, not ''"),
        (number, True, "must be a number, not true"),
        (number, float("nan"), "must be a number, not nan"),
        (number, float("inf"), "must be a number, not inf"),
        (number, 10**15, "must be a number, not 1000000000000000"),
        (number, "9" * 400, f"must be a number, not '{'9' * 50}'"),
        (colour, "Green", "must be one of red, green; not 'Green'"),
        (colour, ["red"], "must be one of red, green; not a list"),
        (colour, None, "must be one of red, green; not nothing"),
    ],
)
def test_a_value_is_refused(reader: Callable[[object], object], value: object, message: str) -> None:
    with pytest.raises(FieldError) as caught:
        reader(value)
    assert caught.value.message == message


def test_a_refusal_says_what_to_do_where_it_can() -> None:
    def hint(reader: Callable[[object], object], value: object) -> str:
        with pytest.raises(FieldError) as caught:
            reader(value)
        return caught.value.hint

    assert hint(colour, "Green") == 'did you mean "green"?'
    assert hint(colour, "mauve") == ""
    assert hint(text, True) == "put it in quotes"
    assert hint(texts, [1.5]) == "put it in quotes"
    assert hint(text, []) == ""


TABLE = {"name": Field(filled, {}, True), "colour": Field(colour, {}, True), "points": Field(number, {})}


def test_a_sound_mapping_has_no_problems() -> None:
    sound = {"name": "a", "colour": "red"}
    assert list(problems(sound, TABLE)) == []
    assert read(sound, TABLE) == {"name": "a", "colour": "r"}


def test_all_problems_are_told_at_once() -> None:
    assert list(problems({"nam": "a", "points": [], "colour": "rde"}, TABLE)) == [
        Problem("nam", "unknown key 'nam'", 'did you mean "name"?'),
        Problem("points", "points must be a number, not a list"),
        Problem("colour", "colour must be one of red, green; not 'rde'", 'did you mean "red"?'),
        Problem("", "name is missing"),
    ]


def test_what_is_no_mapping_is_one_problem() -> None:
    assert list(problems(["a"], TABLE)) == [Problem("", "must be a mapping of fields, not a list")]
