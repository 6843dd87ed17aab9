"""The reader of Istanbul's JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from damage import NOTHING, REPORTS, read, read_bytes, refused, seen

from lockstitch.coverage import istanbul
from lockstitch.model import Branch, CoverageReport


def place(first: int, last: int | None = 0) -> dict[str, Any]:
    return {"start": {"line": first, "column": 0}, "end": {"line": first if last == 0 else last, "column": None}}


def entry(statements: dict[str, Any], hits: dict[str, Any], **more: Any) -> dict[str, Any]:
    plain = {"path": "/ci/a.js", "statementMap": statements, "fnMap": {}, "branchMap": {}, "s": hits, "f": {}, "b": {}}
    return {**plain, **more}


def text(*entries: dict[str, Any]) -> str:
    return json.dumps({each["path"]: each for each in entries})


def found(text: str) -> CoverageReport:
    report = read_bytes("istanbul", text.encode())
    assert report
    return report


GOOD = entry({"0": place(1), "1": place(2, 4), "2": place(2)}, {"0": 1, "1": 0, "2": 3})


@pytest.mark.parametrize(
    ("head", "ours"),
    [
        (b'{"/a.js": {"path":"/a.js","statementMap":{', 1),
        (b'{"/a.js":{"path":"/a.js","all":false,"statementMap":{', 1),
        (b'\xef\xbb\xbf { "a.js" : {"data": {"path": 1, "statementMap": {', 1),
        (b'{"total": {"lines": {"total": 3', 0),
        (b'{"statementMap": 1}', 0),
        (b'[{"a": {"statementMap": {', 0),
    ],
)
def test_recognition(head: bytes, ours: bool) -> None:
    assert istanbul.detects("whatever", head) == bool(ours)


def test_a_statement_stands_where_it_begins_and_executed_wins() -> None:
    (file,) = found(text(GOOD)).files
    assert seen(file) == ("1-2", "")
    assert file.extents == {(2, 4)}


def test_statements_of_nyc() -> None:
    (cart,) = read(REPORTS / "nyc-18.0.0" / "coverage-final.json").files
    assert seen(cart) == ("5-7, 9-10, 18, 25, 33", "15, 20, 29")
    assert cart.extents == {(6, 8), (9, 14), (10, 13), (18, 21)}
    assert cart.branches[9] == Branch(4, 3, frozenset({"0,1"}))


def test_a_source_map_may_leave_the_end_of_a_statement_open() -> None:
    (file,) = found(text(entry({"0": place(3, None)}, {"0": 1}))).files
    assert (seen(file), file.extents) == (("3", ""), frozenset())


def test_functions_stand_where_they_are_declared() -> None:
    (cart,) = read(REPORTS / "nyc-18.0.0" / "coverage-final.json").files
    assert {name for _, name in cart.functions} >= {"total"}
    told = {"0": {"name": "f", "decl": place(3)}, "1": {"name": "g", "line": 4}, "2": 5}
    (file,) = found(text(entry({"0": place(1)}, {"0": 1}, fnMap=told))).files
    assert file.functions == {(3, "f")}


def test_old_nyc_wraps_its_data() -> None:
    assert seen(found(json.dumps({"/ci/a.js": {"data": GOOD}})).files[0]) == ("1-2", "")


def test_what_old_istanbul_was_told_to_ignore_is_excluded() -> None:
    more = {"branchMap": {"0": {"line": 2, "skip": True}}, "b": {"0": [0, 1]}}
    (file,) = found(text(entry({"0": place(1), "1": {**place(2), "skip": True}}, {"0": 1, "1": 0}, **more))).files
    assert (seen(file), file.excluded, file.branches) == (("1", ""), 1 << 2, {})


def test_a_branch_without_a_place_stands_on_its_line() -> None:
    more = {"branchMap": {"7": {"line": 2, "type": "if"}}, "b": {"7": [0, 1]}}
    (file,) = found(text(entry({"0": place(2)}, {"0": 1}, **more))).files
    assert file.branches == {2: Branch(2, 1, frozenset({"7,0"}))}


def test_what_was_not_asked_for_is_only_counted() -> None:
    bare = read(REPORTS / "nyc-18.0.0" / "coverage-final.json", NOTHING)
    assert (bare.files, bare.measured, bare.has_branches) == ((), 11, True)


BRANCH = {"0": {"loc": place(2), "type": "if", "locations": [place(2), place(2)]}}


@pytest.mark.parametrize(
    ("report", "cause"),
    [
        ("{}", "holds no file"),
        (text(GOOD)[:-9], "is not well-formed JSON"),
        (text({**GOOD, "s": {"0": 1}}), "/ci/a.js: contradicts itself: 3 in statementMap, 1 in s"),
        (text(entry({"0": place(2)}, {"1": 1})), "1 in statementMap, 1 in s, which are not the same"),
        (json.dumps({"/ci/b.js": GOOD}), "/ci/b.js: contradicts itself: it calls itself '/ci/a.js'"),
        (text({**GOOD, "branchMap": BRANCH, "b": {"0": [1]}}), "branch 0 has 2 exits, and counts 1"),
        (text({**GOOD, "branchMap": BRANCH, "b": {}}), "1 in branchMap, 0 in b"),
        (text(entry({"0": place(0)}, {"0": 1})), "line is 0, which is no line of a file"),
        (text(entry({"0": place(99_999_999)}, {"0": 1})), "which is no line of a file"),
        (text(entry({"0": place(1)}, {"0": -1})), "s is -1, which is no count"),
        (text(entry({"0": place(1)}, {"0": True})), "s is True, which is no count"),
        (text(entry({"0": place(1)}, {"0": "1"})), "s is '1', which is no count"),
        (text(entry({"0": {"start": 1}}, {"0": 1})), "start is not a JSON object"),
        (text(GOOD).replace('"s"', '"f"', 1), "f' twice"),
        ('{"a.js": 1}', "a.js: the entry is not a JSON object"),
    ],
)
def test_no_report_is_read_as_one(report: str, cause: str) -> None:
    assert cause in refused("istanbul", report)
