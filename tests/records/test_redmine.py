"""Redmine, as JSON and CSV: Resolved is not closed, Rejected is closed and no fix."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from exports import fixture, standing, told

from lockstitch.errors import ReadError
from lockstitch.settings import Trackers

ISSUE = {"id": 1, "tracker": {"name": "Bug"}, "subject": "x", "closed_on": None}


def test_pages_of_a_running_redmine() -> None:
    assert standing(fixture("redmine-5.0.4/issues_closed.json")) == {
        "6": ("feature", "done"),
        "3": ("defect", "rejected"),
        "1": ("defect", "done"),
    }
    assert standing(fixture("redmine-5.0.4/issues_p1.json")) == {"1": ("defect", "done"), "2": ("defect", "open")}
    assert standing(fixture("redmine-5.0.4/issue_1.json")) == {"1": ("defect", "done")}


def test_a_page_says_how_many_issues_there_are() -> None:
    assert fixture("redmine-5.0.4/issues_p1.json").share == (2, 5)
    assert fixture("redmine-5.0.4/issues_closed.json").share == (3, 3)
    assert fixture("redmine-5.0.4/issue_1.json").share is None


def test_the_fields() -> None:
    (found,) = fixture("redmine-5.0.4/issue_1.json").records
    assert (found.title, found.priority, found.kind_from) == ("Bug 1: total wrong é ≠", "High", "type Bug")
    assert (found.opened, found.resolved) == (date(2026, 11, 23), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("status", "other", "expected"),
    [
        ({"name": "Resolved", "is_closed": False}, {}, "open"),
        ({"name": "Rejected", "is_closed": True}, {}, "rejected"),
        ({"name": "Closed"}, {"closed_on": "2026-03-02T00:00:00Z"}, "done"),
        ({"name": "Rejected"}, {"closed_on": "2026-03-02T00:00:00Z"}, "rejected"),
        ({"name": "Resolved"}, {}, "open"),
        ({"name": "Verworfen", "is_closed": True}, {}, "done"),
    ],
)
def test_how_an_issue_stands(status: dict[str, Any], other: dict[str, Any], expected: str) -> None:
    assert told({"issues": [{**ISSUE, "status": status, **other}]}).records[0].status == expected


def test_a_projects_own_statuses() -> None:
    own = Trackers(statuses={"Verworfen": "rejected", "Resolved": "fixed"})
    statuses = [{"name": "Verworfen", "is_closed": True}, {"name": "Resolved", "is_closed": False}]
    found = told({"issues": [{**ISSUE, "id": n, "status": s} for n, s in enumerate(statuses, 1)]}, own)
    assert [record.status for record in found.records] == ["rejected", "done"]
    assert not found.notes


@pytest.mark.parametrize("status", [None, {}, {"name": None}, {"id": 1}, {"name": "New", "is_closed": 0}, "New"])
def test_an_issue_without_a_status_is_refused(status: object) -> None:
    with pytest.raises(ReadError):
        told({"issues": [{**ISSUE, "status": status}]})


def test_the_csv() -> None:
    found = fixture("by-hand/redmine.csv")
    assert standing(found) == {
        "1": ("defect", "done"),
        "2": ("defect", "open"),
        "3": ("defect", "rejected"),
        "4": ("feature", "done"),
    }
    first = found.records[0]
    assert (first.opened, first.component, first.owner) == (date(2026, 11, 23), "checkout", "Ada")


def test_the_csv_of_a_projects_own_statuses() -> None:
    text = "#;Tracker;Status;Subject;Closed\n1;Bug;Resolved;x;\n2;Bug;Closed;y;2026-03-02\n"
    found = told(text, Trackers(statuses={"Resolved": "fixed"}))
    assert [record.status for record in found.records] == ["done", "done"]
