"""JSON: lines, and what is refused beyond what the standard library refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch.errors import Fault, UsageError
from lockstitch.load import Source
from lockstitch.settings import Limits
from lockstitch.shape import Positions
from lockstitch.shape.json_ import Repeated, _positions, json_value, json_values

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def read(tmp_path: Path, text: str, limits: Limits | None = None) -> tuple[object, Positions]:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8", newline="")
    return json_values(Source(str(path), "a.json", limits or Limits()))


def refused(tmp_path: Path, text: str, limits: Limits | None = None) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text, limits)
    return [str(fault) for fault in caught.value.faults]


def test_outer_keys_and_items_of_outer_lists_have_their_lines(tmp_path: Path) -> None:
    text = '\n{"version" : 1,\n "records": [\n  {"id":\n "A"}\n,\n\n {}, 7],\n "more": {"x": [1,\n 2]}, "none": [ ]}\n'
    values, positions = read(tmp_path, text)
    assert values == json.loads(text)
    assert positions == {
        (): 2,
        ("version",): 2,
        ("records",): 3,
        ("records", 0): 4,
        ("records", 1): 8,
        ("records", 2): 8,
        ("more",): 9,
        ("more", "x"): 9,
        ("none",): 10,
    }


def test_items_of_a_list_alone_have_their_lines(tmp_path: Path) -> None:
    assert read(tmp_path, '[\n{"a": [1,\n2]},\n{}]')[1] == {(): 1, (0,): 2, (1,): 4}


@given(VALUES, st.sampled_from([None, 0, 1, "\t", "\r\n"]))
@settings(deadline=None)
def test_lines_are_those_of_the_values(value: object, indent: int | str | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    positions = _positions(text)
    assert positions[()] == 1
    lines = text.split("\n")
    for path, line in positions.items():
        item: Any = value
        for key in path:
            item = item[key]
        first = json.dumps(item, ensure_ascii=False)[0]
        assert first in lines[line - 1]


@given(VALUES)
@settings(deadline=None)
def test_a_value_is_what_the_standard_library_reads(value: object) -> None:
    assert json_value(json.dumps(value)) == value
    assert json_value(f" {json.dumps(value, indent=1)}\r\n") == value


def test_a_repeated_key_is_refused_with_the_line_of_what_holds_it(tmp_path: Path) -> None:
    text = '{"records": [\n{"id": 1},\n{"id": 1, "x": {"b": 1, "a": 1, "b": 2}}], "records": []}'
    assert refused(tmp_path, text) == ["a.json:1: 'records' is given twice"]
    text = '{"records": [\n{"id": 1},\n{"id": 1, "x": {"b": 1, "a": 1, "b": 2}}]}'
    assert refused(tmp_path, text) == ["a.json:3: 'b' is given twice"]


def test_repeated_keys_can_be_collected_instead(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": 1, "a": 2}')
    faults = [Fault("earlier")]
    assert json_values(Source(str(tmp_path / "a.json"), "a.json"), faults)[0] == {"a": 2}
    assert [f.message for f in faults] == ["earlier", "'a' is given twice"]


def test_a_repeated_key_is_kept_by_name() -> None:
    value = json_value('{"a": 1, "b": 2, "b": 3, "a": 4}')
    assert isinstance(value, Repeated)
    assert value.key == "a"
    assert value == {"a": 4, "b": 3}
    assert not isinstance(json_value('{"a": 1, "b": {"a": 1}}'), Repeated)


def test_malformed_json_is_refused_with_line_and_column(tmp_path: Path) -> None:
    assert refused(tmp_path, '{"a": 1,\n "b" 2}') == [
        "a.json:2: is not well-formed JSON: Expecting ':' delimiter (line 2, column 6)"
    ]
    assert refused(tmp_path, "[1] x") == ["a.json:1: is not well-formed JSON: Extra data (line 1, column 5)"]


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text) == ["a.json: is empty"]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_in_json_is_refused(tmp_path: Path, constant: str) -> None:
    assert refused(tmp_path, f"[{constant}]") == [f"a.json: holds {constant}, which is no number in JSON"]


@pytest.mark.parametrize("escape", [r"\ud800", r"\uDC00", r"\uD83D\uD83D", r"\ude00\ud83d"])
def test_half_a_surrogate_pair_is_refused(tmp_path: Path, escape: str) -> None:
    assert refused(tmp_path, f'["{escape}"]') == ["a.json: escapes one half of a surrogate pair"]


@pytest.mark.parametrize(("escape", "text"), [(r"\ud83d\ude00", "😀"), (r"\\ud800", r"\ud800"), (r"\u00e9", "é")])
def test_other_escapes_are_read(tmp_path: Path, escape: str, text: str) -> None:
    assert read(tmp_path, f'["{escape}"]')[0] == [text]


def test_nesting_is_bounded(tmp_path: Path) -> None:
    assert refused(tmp_path, "[" * 100_000 + "]" * 100_000) == ["a.json: is nested too deeply"]
    assert refused(tmp_path, "[" * 300 + "]" * 300) == ["a.json: is nested deeper than 200"]
    assert refused(tmp_path, '{"a": [[]]}', Limits(depth=2)) == ["a.json: is nested deeper than 2"]
    assert read(tmp_path, '{"a": [1]}', Limits(depth=2))[0] == {"a": [1]}


def test_the_interpreters_own_stack_bounds_nesting_too(tmp_path: Path) -> None:
    assert refused(tmp_path, "[" * 600 + "]" * 600, Limits(depth=10**6)) == ["a.json: is nested deeper than 500"]


def test_entries_are_bounded(tmp_path: Path) -> None:
    assert refused(tmp_path, "[1, 2, [3]]", Limits(entries=3)) == ["a.json: holds more than 3 entries"]
    assert read(tmp_path, "[1, 2, [3]]", Limits(entries=4))[0] == [1, 2, [3]]


def test_a_number_of_thousands_of_digits_is_refused_or_read(tmp_path: Path) -> None:
    try:
        read(tmp_path, f"[{'9' * 5000}]")
    except UsageError as error:  # interpreters with the limit of 4,300 digits
        assert str(error) == "a.json: holds a number of too many digits"
