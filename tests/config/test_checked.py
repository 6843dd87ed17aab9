"""Each kind of value: what it takes, and what is said of anything else; and where in a file it stands."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from lockstitch import load
from lockstitch.config import Options, checked, toml
from lockstitch.config import read as configuration
from lockstitch.config.checked import Checked, Key, Read
from lockstitch.config.fields import fields
from lockstitch.errors import UsageError
from lockstitch.rules import RULES
from lockstitch.settings import Config, Level, Require, RuleSetting

KEY: Key = ("some", "key")


def tried(read: Read, value: object) -> tuple[object, list[str]]:
    """What a reader makes of a value, and its complaints."""
    file = Checked("x.toml", len)
    found = read(file, KEY, value)
    assert all((fault.path, fault.line > 0) == ("x.toml", True) for fault in file.faults)
    return found, [fault.message for fault in file.faults]


GOOD: list[tuple[Read, object, object]] = [
    (checked.text, "a", "a"),
    (checked.flag, True, True),
    (checked.flag, False, False),
    (checked.texts, "a", ("a",)),
    (checked.texts, ["a", "b"], ("a", "b")),
    (checked.texts, [], ()),
    (checked.patterns, [r"x_(?P<id>\d+)"], (r"x_(?P<id>\d+)",)),
    (checked.inputs, "none", ()),
    (checked.inputs, ["none"], ()),
    (checked.inputs, ["none", "a"], ("none", "a")),
    (checked.inputs, "a.xml", ("a.xml",)),
    (checked.day, date(2026, 3, 2), date(2026, 3, 2)),
    (checked.day, datetime(2026, 3, 2, 12, 30), date(2026, 3, 2)),
    (checked.day, "2026-03-02", date(2026, 3, 2)),
    (checked.one_of("a", "b"), "b", "b"),
    (checked.list_of("a", "b"), ["b", "a"], ("b", "a")),
    (checked.list_of("a", "b"), "a", ("a",)),
    (checked.whole(0), 0, 0),
    (checked.whole(0, 100), 100, 100),
    (checked.mapping_of(checked.text), {"x": "a", 3: "b"}, {"x": "a", "3": "b"}),
    (checked.mapping_of(checked.text, ["x"]), {"x": "a"}, {"x": "a"}),
    (checked.table(dict, {"x": checked.text}), {"x": "a"}, {"x": "a"}),
    (checked.table(dict, {"x": checked.text}), {}, {}),
]


@pytest.mark.parametrize(("read", "value", "found"), GOOD)
def test_a_good_value_is_read_without_a_word(read: Read, value: object, found: object) -> None:
    assert tried(read, value) == (found, [])


BAD: list[tuple[Read, object, str]] = [
    (checked.text, "", "some.key must be text, not ''"),
    (checked.text, 3, "some.key must be text, not 3"),
    (checked.flag, 1, "some.key must be true or false, not 1"),
    (checked.flag, "yes", "some.key must be true or false, not 'yes'"),
    (checked.texts, ["a", ""], "some.key must be text or a list of texts, not ['a', '']"),
    (checked.texts, ["a", 3], "some.key must be text or a list of texts, not ['a', 3]"),
    (checked.texts, "", "some.key must be text or a list of texts, not ''"),
    (checked.texts, {"a": 1}, "some.key must be text or a list of texts, not {'a': 1}"),
    (checked.texts, ["x" * 99, 3], "some.key must be text or a list of texts, not list"),
    (checked.inputs, 3, "some.key must be text or a list of texts, not 3"),
    (checked.patterns, 3, "some.key must be text or a list of texts, not 3"),
    (checked.day, "soon", "some.key must be a date such as 2026-03-02, not 'soon'"),
    (checked.day, 20260302, "some.key must be a date such as 2026-03-02, not 20260302"),
    (checked.one_of("a", "b"), "c", "some.key must be one of a, b, not 'c'"),
    (checked.one_of("a", "b"), ["a"], "some.key must be one of a, b, not ['a']"),
    (checked.list_of("a", "b"), ["a", "c"], "some.key must be a list out of a, b, not ['a', 'c']"),
    (checked.list_of("a", "b"), 3, "some.key must be text or a list of texts, not 3"),
    (checked.whole(1), 0, "some.key must be a whole number >= 1, not 0"),
    (checked.whole(1), True, "some.key must be a whole number >= 1, not True"),
    (checked.whole(1), "1", "some.key must be a whole number >= 1, not '1'"),
    (checked.whole(1), 1.0, "some.key must be a whole number >= 1, not 1.0"),
    (checked.whole(0, 100), 101, "some.key must be a whole number 0 to 100, not 101"),
    (checked.mapping_of(checked.text), ["a"], "some.key must be a table, not ['a']"),
    (checked.table(dict, {"x": checked.text}), "a", "some.key must be a table, not 'a'"),
]


@pytest.mark.parametrize(("read", "value", "message"), BAD)
def test_a_bad_value_is_refused_in_words(read: Read, value: object, message: str) -> None:
    assert tried(read, value) == (None, [message])


def test_a_bad_pattern_says_what_is_wrong_with_it() -> None:
    found = tried(checked.patterns, ["(", "x", r"(?P<id>\d)"])[1]
    assert [message.partition(":")[0] for message in found] == ["some.key", "some.key"]
    assert "'(' is no regular expression: " in found[0]
    assert "'x' has no group (?P<id>…)" in found[1]


def test_what_is_good_in_a_table_is_kept_and_every_fault_is_told() -> None:
    value = {"x": "a", "y": 3, "z": "b"}
    found, messages = tried(checked.mapping_of(checked.text, ["x", "y"]), value)
    assert (found, messages) == ({"x": "a"}, ["some.key.y must be text, not 3", "some.key: unknown key 'z'"])
    found, messages = tried(checked.table(dict, {"x": checked.text, "y": checked.text}), value)
    assert (found, messages) == ({"x": "a"}, ["some.key.y must be text, not 3", "some.key: unknown key 'z'"])


def test_a_table_at_the_top_has_no_name() -> None:
    file = Checked("x.toml", lambda _key: 1)
    checked.table(dict, {"rules": checked.text})(file, (), {"rule": "a"})
    assert [(fault.message, fault.hint) for fault in file.faults] == [("unknown key 'rule'", 'did you mean "rules"?')]


READ: list[tuple[str, object, object]] = [
    ("require", "linked", Require(Level.LINKED)),
    ("require", {"default": "exercised"}, Require(Level.EXERCISED)),
    ("require", {"label": {"money": "proven"}}, Require(label={"money": Level.PROVEN})),
    ("rules", {"stray-link": "off"}, {"stray-link": RuleSetting("off")}),
    ("rules", {"stray-link": {"unknown": "warn"}}, {"stray-link": RuleSetting("error", "warn")}),
    ("rules", {"stray-link": {"severity": "note", "unknown": "fail"}}, {"stray-link": RuleSetting("note", "fail")}),
    ("waivers", [], ()),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "found"), READ)
def test_the_keys_with_two_shapes(key: str, value: object, found: object) -> None:
    assert tried(fields(RULES)[key].read, value) == (found, [])


WRONG: list[tuple[str, object, int]] = [
    ("require", "tested", 1),
    ("require", {"default": "tested", "severity": {"high": "x", "low": 3}}, 3),
    ("require", 3, 1),
    ("rules", {"stray-link": "fatal"}, 1),
    ("rules", {"stray-link": {"unknown": "ignore", "severty": "note"}}, 2),
    ("rules", {"stray-link": 3, "stray": "off"}, 2),
    ("waivers", {"rule": "x"}, 1),
    ("waivers", "x", 1),
    ("waivers", [3], 1),
    ("waivers", [{"rule": "x", "record": "A"}], 3),
    ("links", {"accept": ["negative"]}, 1),
    ("limits", {"bytes": 0}, 1),
    ("prove", {"timeout": 0, "command": ""}, 2),
]


@pytest.mark.parametrize(("key", "value", "faults"), WRONG)
def test_what_a_key_cannot_hold(key: str, value: object, faults: int) -> None:
    assert len(tried(fields(RULES)[key].read, value)[1]) == faults


def test_a_map_holds_texts_alone() -> None:
    found, messages = tried(fields(RULES)["paths"].read, {"map": {"/app": "src", "/ci": 3}})
    assert getattr(found, "map", None) == {"/app": "src"}
    assert messages == ["some.key.map./ci must be text, not 3"]


def test_an_empty_folder_in_a_map_is_the_top() -> None:
    found, messages = tried(fields(RULES)["paths"].read, {"map": {"/app": ""}})
    assert (getattr(found, "map", None), messages) == ({"/app": ""}, [])


def written(tmp_path: Path, text: str, name: str = "pyproject.toml") -> Config:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return configuration(str(tmp_path), Options(), RULES)


def faults(tmp_path: Path, text: str, name: str = "pyproject.toml") -> list[tuple[str, int]]:
    with pytest.raises(UsageError) as caught:
        written(tmp_path, text, name)
    return [(fault.message, fault.line) for fault in caught.value.faults]


@pytest.mark.parametrize(
    "text", ["", "[project]\n", "[tool.ruff]\n# not lockstitch\n", "lockstitch = 3\n", "tool = 3 # lockstitch\n"]
)
def test_a_file_that_does_not_configure_us(tmp_path: Path, text: str) -> None:
    assert written(tmp_path, text) == Config(root=str(tmp_path))


def test_a_file_of_another_tool_that_is_malformed_is_not_our_matter(tmp_path: Path) -> None:
    assert written(tmp_path, "[tool.ruff\n") == Config(root=str(tmp_path))


@pytest.mark.parametrize("value", ["3", '"x"', "[1]"])
def test_our_table_must_be_one(tmp_path: Path, value: str) -> None:
    assert faults(tmp_path, f"[tool]\nlockstitch = {value}\n") == [("tool.lockstitch must be a table", 0)]


PLACES = """\
[tool.lockstitch]
base = "main"
"scope" = "all"
paths.tests = ["a"]
links = { accept = ["explicit"] }

[tool.lockstitch.rules]
'stray-link' = "off"
untested-defect.severity = "note"

[[tool.lockstitch.waivers]]
rule = "x"
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("base",), 2), (("scope",), 3), (("paths", "tests"), 4), (("links",), 5), (("links", "accept"), 5),
        (("rules",), 7), (("rules", "stray-link"), 8), (("rules", "untested-defect", "severity"), 9),
        (("rules", "none"), 7), (("waivers", 0, "rule"), 11), (("none",), 1), ((), 1),
    ],
)  # fmt: skip
def test_the_line_of_a_key_in_toml_is_the_nearest_that_is_written(tmp_path: Path, key: Key, line: int) -> None:
    (tmp_path / "x.toml").write_text(PLACES)
    _, line_of = toml.read(load.Source(str(tmp_path / "x.toml"), "x.toml"))
    assert line_of(key) == line


def test_the_line_of_a_key_in_a_file_without_us(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("[project]\n")
    values, line_of = toml.read(load.Source(str(tmp_path / "x.toml"), "x.toml"))
    assert (values, line_of(("base",))) == ({}, 0)


YAML = "base: main\nrules:\n  stray-link: fatal\n  other: 'off'\nwaivers:\n  - rule: x\n    record: A\n"


def test_the_lines_of_faults_in_yaml(tmp_path: Path) -> None:
    assert [line for _, line in faults(tmp_path, YAML, "lockstitch.yml")] == [3, 4, 6, 6, 6]


def test_a_key_that_is_no_text_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, "3: x\n", "lockstitch.yml") == [("unknown key '3'", 1)]


def test_toml_that_is_nested_too_deeply(tmp_path: Path) -> None:
    ((message, line),) = faults(tmp_path, "[tool.lockstitch]\nbase = " + "[" * 100_000)
    assert (message.startswith("is not valid TOML: "), line) == (True, 0)


def test_malformed_toml_without_a_line_in_its_message(tmp_path: Path) -> None:
    ((message, line),) = faults(tmp_path, "[tool.lockstitch]\nbase = '''x")
    assert message.startswith("is not valid TOML: ")
    assert line in (0, 2)
