"""Trac's exports, by a running Trac 1.6: a byte order mark, tabs or commas, and dates of a locale."""

from __future__ import annotations

from datetime import date

import pytest
from exports import fixture, standing, told

from lockstitch.errors import ReadError


def test_a_query() -> None:
    found = fixture("trac-1.6/query.csv")
    assert standing(found) == {
        "1": ("unclassified", "done"),
        "2": ("unclassified", "rejected"),
        "3": ("unclassified", "open"),
    }
    first, second, _ = found.records
    assert (first.title, first.opened) == ('Cart total wrong 1 é, "quoted", comma', date(2026, 11, 23))
    assert (first.location.line, second.location.line) == (2, 4)


def test_a_ticket() -> None:
    (found,) = fixture("trac-1.6/ticket1.csv").records
    assert (found.kind, found.kind_from, found.status) == ("defect", "type defect", "done")
    assert (found.priority, found.component, found.owner) == ("major", "component1", "")


def test_a_query_without_the_columns_that_decide_is_refused() -> None:
    with pytest.raises(ReadError, match="export:1: has no column Status"):
        fixture("trac-1.6/query.tab")
    with pytest.raises(ReadError, match="export:1: has no column Resolution"):
        told("id\tsummary\tstatus\n1\tx\tclosed\n")


@pytest.mark.parametrize(("type_", "kind"), [("defect", "defect"), ("enhancement", "feature"), ("task", "feature")])
@pytest.mark.parametrize("resolution", ["invalid", "wontfix", "duplicate", "worksforme"])
def test_tab_separated(type_: str, kind: str, resolution: str) -> None:
    head = "id\tSummary\tType\tStatus\tResolution\tKeywords\n"
    found = told(f"{head}1\tx\t{type_}\tclosed\t{resolution}\ta, b c\n2\ty\t{type_}\tclosed\tfixed\t\n")
    assert standing(found) == {"1": (kind, "rejected"), "2": (kind, "done")}
    assert found.records[0].labels == ("a", "b", "c")


def test_what_is_closed_without_a_resolution_counts_as_fixed_and_is_told() -> None:
    found = told("id,Summary,Status,Resolution\n1,x,closed,\n")
    assert found.records[0].status == "done"
    assert "the resolution '' is not known and counts as fixed" in found.notes[0]


@pytest.mark.parametrize("status", ["reopened", "new", "accepted", ""])
def test_a_resolution_alone_does_not_close(status: str) -> None:
    (found,) = told(f"id,Summary,Status,Resolution\n1,x,{status},fixed\n").records
    assert (found.status, found.reopened) == ("open", status == "reopened")
