"""Bugzilla, as JSON and as the CSV of a list: fixed is a resolution, and a flag is no test."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from exports import fixture, standing, told

from lockstitch.errors import ReadError

BUG = {"id": 1, "summary": "x", "status": "RESOLVED", "resolution": "FIXED", "type": "defect"}


def test_what_the_api_answers() -> None:
    assert standing(fixture("by-hand/bugzilla.json")) == {
        "1001": ("defect", "done"),
        "1002": ("defect", "rejected"),
        "1003": ("defect", "rejected"),
        "1004": ("feature", "done"),
        "1005": ("defect", "open"),
        "1006": ("feature", "done"),
        "1007": ("defect", "done"),
    }


def test_the_fields() -> None:
    first, *_, open_, _, _ = fixture("by-hand/bugzilla.json").records
    assert (first.opened, first.resolved, first.owner) == (date(2026, 2, 1), date(2026, 3, 2), "ada@example.org")
    assert (first.priority, first.severity, first.component) == ("P2", "S2", "Checkout")
    assert open_.owner == ""


def test_the_testsuite_flag_is_a_label_and_no_link() -> None:
    first = fixture("by-hand/bugzilla.json").records[0]
    assert (first.labels, first.tests) == (("regression", "in-testsuite+"), ())
    asked = {**BUG, "flags": [{"name": "in-testsuite", "status": "?"}, {"name": "approval", "status": "+"}]}
    assert told({"bugs": [asked]}).records[0].labels == ()


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({}, "done"),
        *(({"resolution": word}, "rejected") for word in ("WONTFIX", "INVALID", "DUPLICATE", "INCOMPLETE", "MOVED")),
        ({"status": "VERIFIED"}, "done"),
        ({"status": "REOPENED", "resolution": ""}, "open"),
        ({"status": "SHIPPED", "is_open": False}, "done"),
        ({"status": "CLOSED", "is_open": True}, "open"),
        ({"status": "NEW", "resolution": "FIXED"}, "open"),
    ],
)
def test_how_a_bug_stands(other: dict[str, Any], status: str) -> None:
    (found,) = told({"bugs": [{**BUG, **other}]}).records
    assert (found.status, found.reopened) == (status, other.get("status") == "REOPENED")


def test_where_nothing_says_what_it_is() -> None:
    bare = {key: value for key, value in BUG.items() if key != "type"}
    assert told({"bugs": [bare]}).records[0].kind == "unclassified"
    assert told({"bugs": [{**bare, "severity": "--"}]}).records[0].kind == "unclassified"
    assert told({"bugs": [{**bare, "component": ["a", "b"]}]}).records[0].component == "a"


@pytest.mark.parametrize(
    ("entry", "cause"),
    [
        ({"id": 1, "summary": "x", "status": "RESOLVED"}, "bug|issue 1: has no resolution"),
        ({"id": 1, "summary": "x", "resolution": "FIXED"}, "status must be text, not nothing"),
        ({**BUG, "is_open": "no"}, "is_open must be true or false"),
        ({**BUG, "flags": ["x"]}, "must be an object, not 'x'"),
    ],
)
def test_what_cannot_be_judged_is_refused(entry: dict[str, Any], cause: str) -> None:
    with pytest.raises(ReadError, match=cause):
        told({"bugs": [entry]})


def test_the_csv_of_a_list() -> None:
    assert standing(fixture("by-hand/bugzilla.csv")) == {
        "1001": ("defect", "done"),
        "1002": ("defect", "rejected"),
        "1003": ("feature", "done"),
        "1004": ("defect", "open"),
    }


def test_the_csv_with_names_for_machines() -> None:
    text = (
        "bug_id,bug_severity,priority,assigned_to,bug_status,resolution,opendate,short_desc\n"
        '7,normal,P1,ada,RESOLVED,FIXED,"2026-02-01 08:00:00",Total\n8,enhancement,--,bob,CLOSED,WONTFIX,,Gift cards\n'
    )
    found = told(text)
    assert standing(found) == {"7": ("defect", "done"), "8": ("feature", "rejected")}
    first, second = found.records
    assert (first.opened, first.priority, first.severity, second.priority) == (date(2026, 2, 1), "P1", "normal", "")
