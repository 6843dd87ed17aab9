"""The reader of llvm-cov's JSON. The rule of a line is LLVM's `LineCoverageStats`; its own LCOV is the oracle."""

from __future__ import annotations

import json
from typing import Any

import pytest
from damage import GENEROUS, NOTHING, REPORTS, read, read_bytes, refused, seen

from lockstitch.coverage import llvm_cov
from lockstitch.model import Branch, CoverageReport

LLVM = REPORTS / "llvm-14.0.6" / "llvm.json"


def text(*segments: Any, **more: Any) -> str:
    file = {"filename": "/ci/a.cpp", "segments": list(segments), **more}
    return json.dumps({"data": [{"files": [file]}], "type": "llvm.coverage.json.export", "version": "2.0.1"})


def found(text: str) -> CoverageReport:
    report = read_bytes("llvm-cov", text.encode())
    assert report
    return report


@pytest.mark.parametrize(
    ("head", "ours"),
    [
        (b'{"data":[{"files":[{"branches":', 1),
        (b'{ "data" : [ { "files" : [', 1),
        (b'{"version":"2.0.0","type":"llvm.coverage.json.export","data":[', 1),
        (b'{"data":[{"id": 1', 0),
        (b'{"files": [', 0),
    ],
)
def test_recognition(head: bytes, ours: bool) -> None:
    assert llvm_cov.detects("whatever", head) == bool(ours)


def test_lines_between_segments_are_as_the_last_one_leaves_them() -> None:
    """`llvm-cov show` counts these lines, and no others, of the stored file."""
    cart = read(LLVM).files[0]
    assert seen(cart) == ("5-10, 12, 14-17, 22, 25-26", "18, 23-24, 28-29, 31-32")
    assert cart.branches[12] == Branch(4, 2)


BEGIN, GOES_ON, GAP, SKIPPED = (True, True, False), (True, False, False), (True, True, True), (False, True, False)
END = [9, 1, 0, False, False, False]


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        ([[3, 1, 1, *BEGIN], END], ("3-9", "")),
        ([[3, 1, 0, *BEGIN], END], ("", "3-9")),
        ([[3, 1, 1, *BEGIN], [5, 1, 0, *BEGIN], [7, 9, 1, *GOES_ON], END], ("3-5, 8-9", "6-7")),
        ([[3, 1, 0, *BEGIN], [5, 9, 1, *BEGIN], [5, 20, 0, *GOES_ON], END], ("5", "3-4, 6-9")),
        ([[3, 1, 1, *BEGIN], [5, 9, 0, *GAP], [7, 1, 1, *GOES_ON], END], ("3-5, 8-9", "6-7")),
        ([[3, 1, 0, *BEGIN], [5, 9, 5, *GAP], [5, 20, 0, *GOES_ON], END], ("", "3-9")),
        ([[3, 1, 1, *BEGIN], [5, 1, 0, *SKIPPED], [7, 1, 1, *GOES_ON], END], ("3-4, 8-9", "")),
        ([[3, 1, 1, *BEGIN], [5, 1, 0, *SKIPPED], [5, 9, 0, *BEGIN], END], ("3-5", "6-9")),
        ([[3, 1, 0, True, True], [9, 1, 0, False, False]], ("", "3-9")),
        ([[3, 1, 7, 1, 1], [9, 1, 0, 0, 0]], ("3-9", "")),
        ([], ("", "")),
    ],
)
def test_the_rule_of_a_line(segments: list[Any], expected: tuple[str, str]) -> None:
    assert seen(found(text(*segments)).files[0]) == expected


def test_branches_of_one_line_are_counted_together() -> None:
    branches = [[3, 7, 3, 10, 5, 0, 0, 0, 4], [3, 14, 3, 22, 0, 0, 0, 0, 4]]
    assert found(text([3, 1, 1, *BEGIN], END, branches=branches)).files[0].branches == {3: Branch(4, 1)}


def test_a_file_of_two_exports_is_united_and_executed_wins() -> None:
    one, two = (json.loads(text([3, 1, hits, *BEGIN], [3, 9, 0, False, False, False]))["data"][0] for hits in (0, 1))
    assert seen(found(json.dumps({"data": [one, two]})).files[0]) == ("3", "")


def test_what_was_not_asked_for_is_only_counted() -> None:
    bare = read(LLVM, NOTHING)
    assert (bare.files, bare.measured, bare.has_branches, bare.granularity) == ((), 29, True, "span")


def test_totals_that_contradict_the_files_are_refused_with_both_numbers() -> None:
    whole = json.loads(LLVM.read_text(encoding="utf-8"))
    lost = whole["data"][0]["files"].pop()["summary"]["lines"]["count"]
    all_ = whole["data"][0]["totals"]["lines"]["count"]
    message = refused("llvm-cov", json.dumps(whole))
    assert f"contradicts itself: its totals have count {all_} for lines, its files {all_ - lost}" in message


@pytest.mark.parametrize(
    ("report", "cause"),
    [
        ('{"data": []}', "holds no file"),
        ('{"data": [{"files": []}]}', "holds no file"),
        ('{"data": [{"totals": {}}]}', "files is not a list"),
        (text([3, 1, 1]), "/ci/a.cpp: [3, 1, 1] is no segment"),
        (text([3, 1, 1, "x", True]), "is no segment"),
        (text([0, 1, 1, True, True]), "is 0, which is no line of a file"),
        (text([3, 1, -1, True, True]), "is -1, which is no count"),
        (text([5, 1, 1, *BEGIN], [3, 1, 1, *BEGIN]), "its segments are not in the order of their lines"),
        (text(branches=[[1, 2]]), "[1, 2] is no branch"),
        (text([3, 1, 1, *BEGIN], END)[:-9], "is not well-formed JSON"),
        ('{"data": [{"files": [{"filename": "a", "summary": {}}]}]}', "segments is not a list"),
    ],
)
def test_no_export_is_read_as_one(report: str, cause: str) -> None:
    assert cause in refused("llvm-cov", report)


def test_an_export_may_not_cover_more_lines_than_the_limit() -> None:
    wide = text([3, 1, 1, *BEGIN], [9_999_999, 1, 0, False, False, False])
    assert "more lines than limits.entries allows" in refused("llvm-cov", wide, GENEROUS._replace(entries=1000))
