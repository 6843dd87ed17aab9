"""YAML: values that lose nothing, lines, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from lockstitch.errors import Fault, LockstitchError, UsageError
from lockstitch.load import Source
from lockstitch.settings import Limits
from lockstitch.shape import Positions, yaml_, yaml_values


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test runs with both of PyYAML's parsers."""
    if request.param == "python":
        monkeypatch.setattr(yaml_, "_LOADER", yaml.SafeLoader)
    return str(request.param)


def read(tmp_path: Path, text: str, limits: Limits | None = None) -> tuple[object, Positions]:
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8", newline="")
    return yaml_values(Source(str(path), "a.yml", limits or Limits()))


def refused(tmp_path: Path, text: str, limits: Limits | None = None) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text, limits)
    assert all("\n" not in fault.message for fault in caught.value.faults)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("0", 0),
        ("-7", -7),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("2026-03-02", date(2026, 3, 2)),
    ],
)
def test_a_plain_word_that_loses_nothing_becomes_a_value(tmp_path: Path, written: str, value: object) -> None:
    found, _ = read(tmp_path, f"a: {written}\n")
    assert isinstance(found, dict)
    assert (found["a"], type(found["a"])) == (value, type(value))


@pytest.mark.parametrize(
    "written",
    [
        *("yes", "no", "on", "off", "y", "True", "NULL", "<<", "=", "4f1c2ab", "12e4567"),
        *("0123", "-0", "+5", "0x1F", "0o7", "1_000", "12:30", "1:2:3", "1234567890123456789"),
        *("1.10", "2.5", "1e5", ".inf", ".nan", "2026-02-30", "2026-3-2", "2026-03-02 10:00:00"),
    ],
)
def test_any_other_plain_word_is_the_text_that_stands_there(tmp_path: Path, written: str) -> None:
    assert read(tmp_path, f"a: {written}\n")[0] == {"a": written}


@pytest.mark.parametrize("quoted", ["'12'", '"12"', "|-\n  12", ">-\n  12"])
def test_what_is_quoted_is_text(tmp_path: Path, quoted: str) -> None:
    assert read(tmp_path, f"a: {quoted}\n")[0] == {"a": "12"}


def test_keys_are_text_as_it_is_written(tmp_path: Path) -> None:
    assert read(tmp_path, "on: 1\n0123: 2\n2026-01-01: 3\n")[0] == {"on": 1, "0123": 2, "2026-01-01": 3}


def test_each_key_and_item_has_its_line(tmp_path: Path) -> None:
    text = "# ledger\nrecords:\n  - id: A-1\n    labels:\n      - x\n      - y\n\n  - {id: A-2,\n     title: t}\n"
    _, positions = read(tmp_path, text)
    assert positions == {
        (): 2,
        ("records",): 2,
        ("records", 0): 3,
        ("records", 0, "id"): 3,
        ("records", 0, "labels"): 4,
        ("records", 0, "labels", 0): 5,
        ("records", 0, "labels", 1): 6,
        ("records", 1): 8,
        ("records", 1, "id"): 8,
        ("records", 1, "title"): 9,
    }


def test_an_alias_repeats_the_value_of_its_anchor(tmp_path: Path) -> None:
    text = "a: &list [x, y]\nb: *list\nc: &word z\nd: *word\n"
    assert read(tmp_path, text)[0] == {"a": ["x", "y"], "b": ["x", "y"], "c": "z", "d": "z"}


def test_an_alias_without_an_anchor_before_it_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "a: 1\nb: *list\n") == ["a.yml:2: alias *list stands for nothing before it"]
    assert refused(tmp_path, "a: &me [*me]\n") == ["a.yml:1: alias *me stands for nothing before it"]


def test_a_bomb_of_aliases_is_refused(tmp_path: Path) -> None:
    layers = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert refused(tmp_path, "\n".join(["l0: &l0 x", *layers])) == [
        "a.yml:6: aliases stand for more than 100,000 values"
    ]


def test_a_bomb_counts_as_what_it_holds(tmp_path: Path) -> None:
    text = "a: &a [x, x, x, x]\nb: [*a, *a]\n"
    assert refused(tmp_path, text, Limits(entries=10)) == ["a.yml:2: holds more than 10 entries"]
    # mapping, a, 4 x, b, two aliases that repeat 5 values each
    assert read(tmp_path, text, Limits(entries=19))[0] == {"a": ["x"] * 4, "b": [["x"] * 4] * 2}


def test_a_repeated_key_is_refused_with_both_lines(tmp_path: Path) -> None:
    text = "a:\n  b: 1\n  c: 2\n  b: 3\n"
    assert refused(tmp_path, text) == ["a.yml:4: 'b' is given twice"]
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    assert caught.value.faults[0].hint == "it stands in line 2 too"


def test_the_same_key_in_two_mappings_is_no_repetition(tmp_path: Path) -> None:
    assert read(tmp_path, "- {a: 1}\n- {a: 1}\n")[0] == [{"a": 1}, {"a": 1}]


@pytest.mark.parametrize("tagged", ["!!python/object/apply:os.system [x]", "!mine {}", "!!str 12", "!!binary aGk="])
def test_a_tag_is_refused(tmp_path: Path, tagged: str) -> None:
    [fault] = refused(tmp_path, f"a: 1\nb: {tagged}\n")
    assert fault.startswith("a.yml:2: tag ")
    assert fault.endswith(" is not accepted")


def test_faults_that_do_not_stop_the_reading_are_told_together(tmp_path: Path) -> None:
    text = "a: !x 1\na: 2\n"
    assert refused(tmp_path, text) == ["a.yml:1: tag '!x' is not accepted", "a.yml:2: 'a' is given twice"]
    assert refused(tmp_path, f"{text}b: [\n")[:2] == refused(tmp_path, text)


def test_such_faults_can_be_collected_instead(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("a: 1\na: 2\n")
    faults = [Fault("earlier")]
    values, positions = yaml_values(Source(str(tmp_path / "a.yml"), "a.yml"), faults)
    assert values == {"a": 2}
    assert positions[("a",)] == 2
    assert [f.message for f in faults] == ["earlier", "'a' is given twice"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\n b: 2\n", 2),
        ("a: [1\n", 2),
        ("a:\n\t- b\n", 2),
        ('a: "x\n', 2),
        ("a: 1\nb: @x\n", 2),
        ("- a\nb: c\n", 2),
    ],
)
def test_malformed_yaml_is_refused_with_line_and_column(tmp_path: Path, text: str, line: int) -> None:
    [fault] = refused(tmp_path, text)
    assert fault.startswith(f"a.yml:{line}: is not well-formed YAML: ")
    assert f"(line {line}, column " in fault


def test_a_character_that_yaml_does_not_allow_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path, "a: é\nb: \x01\n") == ["a.yml:2: holds the character U+0001, which YAML does not allow"]


def test_half_a_surrogate_pair_is_refused(tmp_path: Path, loader: str) -> None:
    [fault] = refused(tmp_path, 'a: "\\ud800"\n')
    told = {"libyaml": "found invalid Unicode character escape code", "python": "escapes one half of a surrogate pair"}
    assert told[loader] in fault


def test_a_key_that_is_no_plain_text_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "? [a]\n: b\n") == ["a.yml:1: has a key that is not plain text"]


def test_a_second_document_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "a: 1\n---\nb: 2\n") == ["a.yml:2: holds more than one document"]
    assert read(tmp_path, "---\na: 1\n...\n")[0] == {"a": 1}


def test_nesting_is_bounded(tmp_path: Path) -> None:
    assert refused(tmp_path, "[" * 1_000) == ["a.yml:1: is nested deeper than 200"]
    assert refused(tmp_path, "[[[1]]]", Limits(depth=2)) == ["a.yml:1: is nested deeper than 2"]
    assert read(tmp_path, "[[1]]", Limits(depth=2))[0] == [[1]]


def test_nesting_beyond_the_interpreter_is_refused_too(tmp_path: Path) -> None:
    assert refused(tmp_path, "[" * 600, Limits(depth=1_000_000)) == ["a.yml: is nested too deeply"]


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n"])
def test_a_file_without_a_document_is_none(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == (None, {})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_understood(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.yml").write_bytes("a: é\n".encode(encoding))
    assert yaml_values(Source(str(tmp_path / "a.yml"), "a.yml"))[0] == {"a": "é"}


def test_only_our_errors_leave(tmp_path: Path) -> None:
    pieces = [
        "{",
        "}",
        "[",
        "]",
        "- ",
        ": ",
        "? ",
        "&a ",
        "*a",
        "!!x ",
        '"',
        "'",
        "|",
        ">",
        "%YAML 9.9",
        "---",
        "\t",
        "\x00",
    ]
    for first in pieces:
        for second in pieces:
            try:
                read(tmp_path, f"a: b\n{first}{second}\nc")
            except LockstitchError as error:
                assert all(fault.path == "a.yml" for fault in error.faults)
