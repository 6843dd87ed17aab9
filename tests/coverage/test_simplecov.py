"""The reader of SimpleCov's JSON files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from damage import NOTHING, REPORTS, read, read_bytes, refused, seen

from lockstitch import lines
from lockstitch.coverage import simplecov
from lockstitch.model import Branch, CoverageReport

IF = {"[:if, 0, 3, 4, 3, 21]": {"[:then, 1, 3, 4, 3, 12]": 0, "[:else, 2, 3, 4, 3, 21]": 2}}


def text(entry: Any, **commands: Any) -> str:
    results = {"RSpec": entry, **commands}
    return json.dumps({name: {"coverage": {"/ci/a.rb": each}, "timestamp": 1} for name, each in results.items()})


def found(text: str) -> CoverageReport:
    report = read_bytes("simplecov", text.encode())
    assert report
    return report


@pytest.mark.parametrize(
    ("head", "ours"),
    [
        (b'{\n "RSpec": {\n "coverage": {', 1),
        (b'{"meta": {"simplecov_version": "0.21.2"}, "coverage": {', 1),
        (b'{"$schema": "https://example.org/simplecov-ruby/coverage.json",', 1),
        (b'{"coverage": {"a.rb": {"lines": [1', 1),
        (b'{"coverage": {"a.rb": {"1": 1', 0),
        (b'{"coverage": {"a.rb": [1', 0),
    ],
)
def test_recognition(head: bytes, ours: bool) -> None:
    assert simplecov.detects("whatever", head) == bool(ours)


def test_the_results_of_all_commands_are_united_and_executed_wins() -> None:
    (cart,) = read(REPORTS / "simplecov-0.22.0" / "resultset.json").files
    assert cart.path == "/home/ci/rb/lib/cart.rb"
    assert seen(cart) == ("2-5, 9-10, 12, 18, 23", "11, 13, 19, 24")
    assert cart.branches == {
        4: Branch(2, 2, frozenset()),
        10: Branch(3, 1, frozenset({"when on line 11", "else on line 13"})),
        24: Branch(2, 0, frozenset({"then on line 24", "else on line 24"})),
    }


def test_the_formatter_knows_what_is_ignored_and_where_its_paths_begin() -> None:
    report = read(REPORTS / "by-hand" / "simplecov-1.1.json")
    assert (report.listed, report.roots) == (("lib/cart.rb",), ("/home/ci/rb",))
    assert lines.shown(report.files[0].excluded) == "17-21"
    assert report.files[0].branches[10].missing == frozenset({"when on line 11", "else on line 13"})


def test_before_0_18_a_file_is_its_list_of_lines() -> None:
    assert seen(found(text([None, 1, 0])).files[0]) == ("2", "3")


def test_exits_of_one_name_are_only_counted() -> None:
    twice = {**IF, "[:if, 3, 3, 40, 3, 60]": {"[:then, 4, 3, 40, 3, 50]": 0, "[:else, 5, 3, 40, 3, 60]": 1}}
    assert found(text({"lines": [1, 1, 1], "branches": twice})).files[0].branches == {3: Branch(4, 2, None)}


def test_an_exit_that_is_ignored_is_none() -> None:
    whole = json.loads((REPORTS / "by-hand" / "simplecov-1.1.json").read_text(encoding="utf-8"))
    first, *_ = whole["coverage"]["lib/cart.rb"]["branches"]
    line = first["report_line"]
    before = found(json.dumps(whole)).files[0].branches[line]
    first["coverage"] = "ignored"
    assert found(json.dumps(whole)).files[0].branches[line].total == before.total - 1


def test_what_was_not_asked_for_is_only_counted() -> None:
    bare = read(REPORTS / "simplecov-0.22.0" / "resultset.json", NOTHING)
    assert (bare.files, bare.measured, bare.has_branches) == ((), 13, True)


@pytest.mark.parametrize(("key", "number", "listed"), [("covered_lines", 9, 8), ("missed_lines", 2, 3)])
def test_counts_that_contradict_the_list_are_refused_with_both_numbers(key: str, number: int, listed: int) -> None:
    whole = json.loads((REPORTS / "by-hand" / "simplecov-1.1.json").read_text(encoding="utf-8"))
    whole["coverage"]["lib/cart.rb"][key] = number
    assert f"contradicts itself on its lines: it counts {number} {key[:6].strip('_')}" in refused(
        "simplecov", json.dumps(whole)
    )
    whole["coverage"]["lib/cart.rb"][key] = listed
    whole["total"]["lines"][key.partition("_")[0]] = number
    message = refused("simplecov", json.dumps(whole))
    assert "contradicts itself on the whole" in message
    assert f"and lists {listed}" in message


@pytest.mark.parametrize(
    ("report", "cause"),
    [
        ("{}", "holds no file"),
        ('{"RSpec": {"coverage": {}}}', "holds no file"),
        ('{"RSpec": {}}', "the coverage of RSpec is not a JSON object"),
        ('{"RSpec": 1}', "RSpec is not a JSON object"),
        (text(1), "/ci/a.rb: the entry is not a JSON object"),
        (text({"lines": [1, -1]}), "line 2 is -1, which is no count"),
        (text({"lines": [1, "x"]}), "line 2 is 'x', which is no count"),
        (text({"lines": 3}), "lines is not a list"),
        (text([1, 1], unit=[1, 1, 1]), "one result has 2 lines, another 3"),
        (text({"lines": [1], "branches": {"[:if]": {}}}), "'[:if]' names no branch"),
        (text({"lines": [1], "branches": {next(iter(IF)): {"x": 1}}}), "'x' names no branch"),
        (text({"lines": [1], "branches": [{"type": "then", "coverage": 1}]}), "report_line is None, which is no line"),
        (text([1])[:-4], "is not well-formed JSON"),
    ],
)
def test_no_report_is_read_as_one(report: str, cause: str) -> None:
    assert cause in refused("simplecov", report)
