"""Jira's CSV: columns that repeat, cells that hold lines, and dates for the person who exported."""

from __future__ import annotations

from datetime import date

import pytest
from exports import fixture, standing, told

from lockstitch.errors import ReadError
from lockstitch.settings import Limits, Trackers

HEAD = "Issue key,Issue Type,Status,Status Category,Resolution,Created,Summary\n"


def test_what_the_cloud_exports() -> None:
    found = fixture("by-hand/jira.csv")
    assert standing(found) == {
        "SHOP-1": ("defect", "done"),
        "SHOP-2": ("defect", "rejected"),
        "SHOP-3": ("defect", "open"),
        "SHOP-4": ("defect", "open"),
        "SHOP-5": ("feature", "done"),
    }
    first = found.records[0]
    assert (first.title, first.labels, first.component) == ('Total, with "voucher"', ("voucher", "money"), "checkout")
    assert (first.opened, first.resolved) == (date(2025, 10, 9), date(2025, 10, 11))
    assert [record.location.line for record in found.records] == [2, 5, 6, 7, 8]
    assert not found.notes


@pytest.mark.parametrize(
    ("status", "category", "resolution", "expected"),
    [
        ("Done", "Done", "Fixed", "done"),
        ("Done", "", "Done", "done"),
        ("Done", "Done", "", "open"),
        ("Done", "Done", "Unresolved", "open"),
        ("Reopened", "", "Fixed", "open"),
        ("Waiting", "In Progress", "Fixed", "open"),
        ("Erledigt", "Fertig", "Fixed", "done"),
        ("Closed", "Done", "Cannot Reproduce", "rejected"),
    ],
)
def test_how_an_issue_stands(status: str, category: str, resolution: str, expected: str) -> None:
    (found,) = told(f"{HEAD}A-1,Bug,{status},{category},{resolution},,x\n").records
    assert found.status == expected


def test_a_projects_own_statuses() -> None:
    own = Trackers(statuses={"Ausgeliefert": "fixed", "Verworfen": "rejected"})
    found = told(f"{HEAD}A-1,Bug,Ausgeliefert,In Progress,,,x\nA-2,Bug,Verworfen,Done,Fixed,,x\n", own)
    assert [record.status for record in found.records] == ["done", "rejected"]


def test_a_done_status_without_a_resolution_is_told() -> None:
    found = told(f"{HEAD}A-1,Bug,Done,,,,x\nA-2,Bug,Waiting,,,,x\nA-3,Bug,Erledigt,Done,,,x\n")
    assert {record.status for record in found.records} == {"open"}
    assert found.notes == ("2 issues: in a done status without a resolution, so that each counts as open",)


@pytest.mark.parametrize("missing", ["Status", "Resolution"])
def test_without_the_columns_that_decide_it_is_refused(missing: str) -> None:
    head = ",".join(name for name in HEAD.strip().split(",") if name != missing)
    with pytest.raises(ReadError, match=f"export:1: has no column {missing}"):
        told(f"{head}\nA-1,Bug,Done,Done,,x\n")


def test_lines_are_limited() -> None:
    text = HEAD + "A-1,Bug,Done,Done,Fixed,,x\nA-2,Bug,Done,Done,Fixed,,x\n"
    assert len(told(text, limits=Limits(entries=4)).records) == 2
    with pytest.raises(ReadError, match="export:3: holds more than 2 lines"):
        told(text, limits=Limits(entries=2))


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (HEAD + "A-1,Bug,Done,Done,Fix", "export:2: row has 5 cells, the header 7"),
        (HEAD + 'A-1,Bug,Done,Done,Fixed,,"x', "export:2: is not a well-formed table"),
        (HEAD + ",Bug,Done,Done,Fixed,,x\n", "id must be its id"),
        (HEAD + "A-1,Bug,Done,Done,Fixed,,x\nA-1,Bug,Done,Done,Won't Fix,,x\n", "stands there twice"),
        ("Issue key,Status,Resolution\nA-1,Done,Won't", "export:2: ends inside its last line"),
    ],
)
def test_what_is_refused(text: str, cause: str) -> None:
    with pytest.raises(ReadError, match=cause):
        told(text)


def test_a_last_line_without_an_end_is_read_where_it_cannot_mislead() -> None:
    assert told(HEAD + "A-1,Bug,Done,Done,Fixed,,Tot").records[0].status == "done"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["2025-10-09 08:00", "x"], [date(2025, 10, 9), None]),
        (["9/Oct/2025", "09-oct-25 1:42 PM"], [date(2025, 10, 9)] * 2),
        (["6/21/2025 16:14", "6/7/2025 16:14"], [date(2025, 6, 21), date(2025, 6, 7)]),
        (["21/6/25", "6/7/25"], [date(2025, 6, 21), date(2025, 7, 6)]),
        (["21.6.2025", "6.7.2025"], [date(2025, 6, 21), date(2025, 7, 6)]),
        (["6/7/2025", "7/6/2025"], [None, None]),
        (["21/6/2025", "6/21/2025"], [None, None]),
        (["09/Okt/25", "31/Feb/25"], [None, None]),
        (["99/99/9999", "1/13/25"], [None, date(2025, 1, 13)]),
    ],
)
def test_dates_are_read_where_only_one_reading_is_left(written: list[str], read: list[date | None]) -> None:
    rows = "".join(f"A-{n},Bug,Done,Done,Fixed,{text},x\n" for n, text in enumerate(written, 1))
    found = told(HEAD + rows)
    assert [record.opened for record in found.records] == read
    left = read.count(None)
    assert [note.partition(" left")[0] for note in found.notes] == ([f"{left} date{'s' * (left > 1)}"] if left else [])
