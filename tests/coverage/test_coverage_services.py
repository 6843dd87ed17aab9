"""The readers of what is written for gcovr's own use, for Coveralls and for Codecov."""

from __future__ import annotations

import json
from typing import Any

import pytest
from damage import NOTHING, REPORTS, read, read_bytes, refused, seen

from lockstitch import coverage, lines
from lockstitch.model import Branch, CoverageReport, FileCoverage


def found(form: str, value: object) -> CoverageReport:
    report = read_bytes(form, json.dumps(value).encode())
    assert report
    return report


def gcovr(*entries: Any) -> FileCoverage:
    whole = {"gcovr/format_version": "0.15", "files": [{"file": "a.cpp", "lines": list(entries), "functions": []}]}
    return found("gcovr JSON", whole).files[0]


def coveralls(*counts: Any, **more: Any) -> dict[str, Any]:
    return {"service_name": "x", "source_files": [{"name": "a.cpp", "coverage": list(counts), **more}]}


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (b'{"gcovr/format_version": "0.15", "files": [', "gcovr JSON"),
        (b'{"files": [], "gcovr/format_version": 0.1', "gcovr JSON"),
        (b'{"repo_token": "x", "git": {"head": {}}, "source_files": [', "coveralls"),
        (b'{"coverage": {"a.rs": {"1": 0', "codecov"),
        (b'{"coverage": {"a.rs": [null, 1', "codecov"),
        (b'{"coverage": {"a.rs": {}', "codecov"),
        (b'{"coverage": {}', "codecov"),
        (b'{"coverage": 1}', ""),
        (b'{"coverage": {"a.rs": {"x": 1', ""),
        (b'{"gcovr/summary_format_version": "0.6", "files": [', ""),
        (b'{"source_files": 3', ""),
    ],
)
def test_recognition(head: bytes, form: str) -> None:
    assert coverage.identify("whatever", head) == form


# ---- gcovr


def test_gcovr_lists_a_line_once_for_each_function() -> None:
    branches = [{"count": 1}, {"count": 0}]
    file = gcovr(
        {"line_number": 3, "count": 0},
        {"line_number": 3, "count": 2, "branches": branches},
        {"line_number": 3, "count": 1, "branches": branches},
    )
    assert (seen(file), file.branches) == (("3", ""), {3: Branch(4, 2)})


def test_gcovr_leaves_out_what_it_was_told_to() -> None:
    """Line 23 of the stored file stands under GCOVR_EXCL_LINE."""
    cart = read(REPORTS / "gcovr-8.8" / "shop" / "gcovr.json").files[0]
    assert seen(cart) == ("5-9, 12, 14, 22, 25-26", "17-18, 28-29, 31")
    assert lines.shown(cart.excluded) == "23"
    file = gcovr(
        {"line_number": 1, "count": 0, "gcovr/noncode": True},
        {"line_number": 2, "count": 0, "gcovr/excluded": True},
        {"line_number": 3, "count": 1, "branches": [{"count": 0, "gcovr/excluded": True}]},
    )
    assert file == FileCoverage("a.cpp", 1 << 3, excluded=1 << 2)


# ---- Coveralls


def test_coveralls_counts_lines_from_one_and_branches_by_four() -> None:
    flat = [2, 0, 0, 1, 2, 0, 1, 0, 2, 0, 1, 3, 3, 5, 0, 0]
    (file,) = found("coveralls", coveralls(None, 1, 0, branches=flat)).files
    assert seen(file) == ("2", "3")
    assert file.branches == {2: Branch(2, 2), 3: Branch(1, 0)}


def test_coveralls_may_list_a_file_twice() -> None:
    one, two = coveralls(0, 1)["source_files"], coveralls(1, 0)["source_files"]
    assert seen(found("coveralls", {"source_files": one + two}).files[0]) == ("1-2", "")


# ---- Codecov


def test_codecovs_parts_are_branches() -> None:
    library, main = read(REPORTS / "by-hand" / "codecov.json").files
    assert seen(library) == ("2-4, 7", "1, 9")
    assert library.branches == {3: Branch(2, 1), 4: Branch(2, 2), 9: Branch(3, 0)}
    assert seen(main) == ("1", "")


def test_codecovs_list_begins_with_line_0() -> None:
    file, other = read(REPORTS / "by-hand" / "codecov-list.json").files
    assert (seen(file), file.branches) == (("1, 4, 7-8", "2, 5-6"), {4: Branch(2, 1)})
    assert (seen(other), other.branches) == (("2-4", "1"), {4: Branch(3, 1)})


@pytest.mark.parametrize(("hits", "ran"), [("0.0", False), ("1.0", True), ("1e+20", True)])
def test_a_count_may_be_written_as_a_float(hits: str, ran: bool) -> None:
    report = read_bytes("codecov", f'{{"coverage": {{"a.rs": {{"1": {hits}}}}}}}'.encode())
    assert report and seen(report.files[0]) == (("1", "") if ran else ("", "1"))


@pytest.mark.parametrize("hits", ["1.5", "2e+20", "-1.0"])
def test_a_float_that_is_no_count_is_none(hits: str) -> None:
    assert "line 1 is" in refused("codecov", f'{{"coverage": {{"a.rs": {{"1": {hits}}}}}}}')


# ---- all


@pytest.mark.parametrize(
    "path", [REPORTS / "gcovr-8.8" / "shop" / "gcovr.json", REPORTS / "gcovr-8.8" / "shop" / "coveralls.json"]
)
def test_what_was_not_asked_for_is_only_counted(path: Any) -> None:
    bare = read(path, NOTHING)
    assert (bare.files, bare.measured, bare.has_branches, len(bare.listed)) == ((), 21, True, 3)


@pytest.mark.parametrize(
    ("form", "values", "entry"),
    [
        ("codecov", [1, 0], lambda values: {"coverage": {"a.rs": [None, *values]}}),
        ("coveralls", [1, 0], lambda values: coveralls(*values)),
        ("simplecov", [1, 0], lambda values: {"RSpec": {"coverage": {"/ci/a.rb": {"lines": values}}}}),
    ],
)
def test_no_file_has_more_lines_than_a_set_of_lines_holds(
    monkeypatch: pytest.MonkeyPatch, form: str, values: list[int], entry: Any
) -> None:
    monkeypatch.setattr("lockstitch.coverage.document.HIGHEST_LINE", 2)
    assert seen(found(form, entry(values)).files[0]) == ("1", "2")
    assert "no file has more than 2 lines" in refused(form, json.dumps(entry([*values, 0])))


def line(**more: Any) -> dict[str, Any]:
    return {"files": [{"file": "a.cpp", "lines": [{"line_number": 1, "count": 1, **more}]}]}


@pytest.mark.parametrize(
    ("form", "value", "cause"),
    [
        ("gcovr JSON", {"files": []}, "holds no file"),
        ("gcovr JSON", {"files": line()["files"] * 2}, "contradicts itself: it lists a.cpp twice"),
        ("gcovr JSON", line(count=-1), "a.cpp: count is -1, which is no count"),
        ("gcovr JSON", line(count=None), "count is None, which is no count"),
        ("gcovr JSON", line(line_number=0), "line_number is 0, which is no line of a file"),
        ("gcovr JSON", line(branches=[1]), "a branch is not a JSON object"),
        ("gcovr JSON", line(branches=[{}]), "the count of a branch is None"),
        ("gcovr JSON", {"files": [{"lines": []}]}, "file is None, which is no text"),
        ("coveralls", {"source_files": []}, "holds no file"),
        ("coveralls", coveralls(1, 1.5), "a.cpp: line 2 is 1.5, which is no count"),
        ("coveralls", coveralls(1, branches=[1, 0, 0]), "branches holds 3 numbers"),
        ("coveralls", coveralls(1, branches=[0, 0, 0, 1]), "the line of a branch is 0"),
        ("coveralls", {"source_files": [{"name": "a.cpp"}]}, "coverage is not a list"),
        ("codecov", {"coverage": {}}, "holds no file"),
        ("codecov", {"coverage": {"a": [1, 0]}}, "a: its list does not begin with null"),
        ("codecov", {"coverage": {"a": {"x": 1}}}, "'x' is no line of a file"),
        ("codecov", {"coverage": {"a": {"0": 1}}}, "which is no line of a file"),
        ("codecov", {"coverage": {"a": {"1": "3/2"}}}, "line 1 has 3 of 2 parts"),
        ("codecov", {"coverage": {"a": {"1": "0/0"}}}, "line 1 has 0 of 0 parts"),
        ("codecov", {"coverage": {"a": {"1": "x"}}}, "line 1 is 'x', which is no count"),
        ("codecov", {"coverage": {"a": {"1": False}}}, "line 1 is False, which is no count"),
    ],
)  # fmt: skip
def test_no_report_is_read_as_one(form: str, value: object, cause: str) -> None:
    assert cause in refused(form, json.dumps(value))
