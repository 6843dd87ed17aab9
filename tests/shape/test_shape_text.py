"""Words, places and foreign text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lockstitch.errors import ReadError, UsageError
from lockstitch.load import Source
from lockstitch.settings import Limits
from lockstitch.shape import content, described, line_at, nearest, unknown_key

MANY = [f"SHOP-{n}" for n in range(1000, 2000)]


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("titel", ["id", "title", "status"], "title"),
        ("Title", ["id", "title"], "title"),
        ("shop-12", ["SHOP-12", "SHOP-99"], "SHOP-12"),
        ("resolved_at", ["opened", "resolved"], "resolved"),
        ("colour", ["id", "title"], ""),
        ("", ["id"], ""),
        ("id", [], ""),
        ("x" * 100_000, ["id"], ""),
    ],
)
def test_nearest_is_the_name_most_like_the_word(word: str, known: list[str], expected: str) -> None:
    assert nearest(word, known) == expected


@pytest.mark.parametrize(
    ("slip", "expected"),
    [
        ("SHOP-1234", "SHOP-1234"),
        ("shop-1234", "SHOP-1234"),
        ("SHPO-1234", "SHOP-1234"),
        ("SHO-1234", "SHOP-1234"),
        ("SHOOP-1234", "SHOP-1234"),
        ("SHIP-1234", "SHOP-1234"),
        ("SHOP_1234", "SHOP-1234"),
        ("SHOP-9234", "SHOP-1234"),
        ("BILL-1", ""),
    ],
)
def test_among_many_names_one_slip_is_forgiven(slip: str, expected: str) -> None:
    assert nearest(slip, MANY) == expected


def test_an_unknown_key_is_told_with_the_nearest_known_one() -> None:
    assert unknown_key("titel", ["id", "title"]) == ("unknown key 'titel'", 'did you mean "title"?')


def test_an_unknown_key_like_no_other_is_told_with_all_known_ones() -> None:
    assert unknown_key("colour\n", ["id", "title"]) == ("unknown key 'colour\\n'", "known keys: id, title")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "nothing"),
        (True, "true"),
        (7, "7"),
        (2.5, "2.5"),
        (date(2026, 3, 2), "2026-03-02"),
        ([1], "a list"),
        ({"a": 1}, "a mapping"),
        ("two\nlines \x1b[31m\u202e", r"'two\nlines \x1b[31m\u202e'"),
        ("x" * 50, "'" + "x" * 50 + "'"),
        ("\n" * 500, "'" + r"\n" * 29 + "…"),
    ],
)
def test_a_value_in_a_message_is_short_and_one_line(value: object, expected: str) -> None:
    assert described(value) == expected


def test_the_line_of_a_path_is_its_own_or_that_of_what_holds_it() -> None:
    positions = {("records",): 2, ("records", 0): 3, ("records", 0, "title"): 5}
    assert line_at(positions, ("records", 0, "title")) == 5
    assert line_at(positions, ("records", 0, "status", 1)) == 3
    assert line_at(positions, ("waivers", 0)) == 0


def test_text_that_is_none_is_a_fault_of_use_but_a_missing_file_is_not(tmp_path: Path) -> None:
    (tmp_path / "latin.yml").write_bytes(b"a: 1\nb: \xe9\n")
    with pytest.raises(UsageError) as caught:
        content(Source(str(tmp_path / "latin.yml"), "latin.yml"))
    assert str(caught.value) == "latin.yml:2: is not valid UTF-8"
    with pytest.raises(ReadError, match=r"none\.yml: does not exist"):
        content(Source(str(tmp_path / "none.yml"), "none.yml"))
    with pytest.raises(ReadError, match="larger than 3 bytes"):
        content(Source(str(tmp_path / "latin.yml"), "latin.yml", Limits(bytes=3)))
