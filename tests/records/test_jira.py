"""Jira's JSON: a done status and a resolution, both by Jira's own categories and the project's own names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from exports import fixture, standing, told

from lockstitch.errors import ReadError
from lockstitch.settings import Trackers


def issue(key: str = "SHOP-1", **fields: Any) -> dict[str, Any]:
    plain = {
        "summary": "Total ignores the voucher",
        "issuetype": {"name": "Bug"},
        "status": {"name": "Done", "statusCategory": {"key": "done"}},
        "resolution": {"name": "Fixed"},
    }
    held = {name: value for name, value in {**plain, **fields}.items() if value is not ...}
    return {"id": "1", "self": "https://jira.example.org/rest/api/2/issue/1", "key": key, "fields": held}


def test_a_page_of_the_cloud() -> None:
    found = fixture("by-hand/jira-cloud.json")
    assert standing(found) == {
        "SHOP-1": ("defect", "done"),
        "SHOP-2": ("defect", "rejected"),
        "SHOP-3": ("defect", "open"),
        "SHOP-4": ("defect", "open"),
        "SHOP-5": ("feature", "done"),
        "SHOP-6": ("incident", "done"),
        "SHOP-7": ("defect", "done"),
    }
    assert [note.partition(";")[0] for note in found.notes] == [
        "1 issue: in a done status without a resolution, so that each counts as open",
        "1 issue: the resolution 'Behoben' is not known and counts as fixed",
    ]
    assert found.share is None


def test_a_page_of_a_server_says_what_it_leaves_out() -> None:
    found = fixture("jira-server-8.20/search.json")
    assert standing(found) == {"JIRA820-111": ("defect", "done"), "JIRA820-134": ("defect", "done")}
    first = found.records[0]
    assert (first.opened, first.resolved) == (date(2026, 8, 11), date(2026, 8, 30))
    assert (first.priority, first.component, first.owner) == ("Medium", "Payments", "Devon Garcia Acme")
    assert first.url == "http://127.0.0.1:8080/browse/JIRA820-111"
    assert found.share == (2, 36)


def test_a_page_that_is_not_the_last_says_so() -> None:
    assert told({"issues": [issue()], "isLast": False, "nextPageToken": "x"}).share == (1, 2)
    last = [{"issues": [issue()], "isLast": False}, {"issues": [issue("SHOP-2")], "isLast": True}]
    assert told(last).share is None
    assert told([issue()]).share is None


@pytest.mark.parametrize(
    "resolution", ["Won't Fix", "Won't Do", "Duplicate", "Cannot Reproduce", "Not a Bug", "Declined"]
)
def test_resolutions_that_owe_nothing(resolution: str) -> None:
    assert told([issue(resolution={"name": resolution})]).records[0].status == "rejected"


@pytest.mark.parametrize("category", ["new", "indeterminate", "undefined"])
def test_a_resolution_alone_is_not_enough(category: str) -> None:
    assert told([issue(status={"name": "Done", "statusCategory": {"key": category}})]).records[0].status == "open"


def test_the_projects_own_words() -> None:
    own = Trackers(statuses={"Behoben": "fixed", "Zurückgestellt": "rejected", "Ausgeliefert": "fixed"})
    delivered = {"name": "Ausgeliefert", "statusCategory": {"key": "indeterminate"}}
    entries = [issue("A-1", resolution={"name": "behoben"}), issue("A-2", resolution={"name": "Zurückgestellt"})]
    found = told([*entries, issue("A-3", status=delivered, resolution=None)], own)
    assert [record.status for record in found.records] == ["done", "rejected", "done"]
    assert not found.notes


@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ({"status": ...}, "issue SHOP-1: has no field status"),
        ({"status": {"name": "Done"}}, "issue SHOP-1: its status has no category"),
        ({"resolution": ...}, "issue SHOP-1: has no field resolution"),
        ({"resolution": "Fixed"}, "resolution must be an object, not 'Fixed'"),
        ({"labels": "x"}, "labels must be a list"),
        ({"summary": {}}, "summary must be text, not a mapping"),
    ],
)
def test_what_cannot_be_judged_is_refused(fields: dict[str, Any], cause: str) -> None:
    with pytest.raises(ReadError, match=cause):
        told([issue(**fields)])


def test_an_open_issue_needs_no_resolution_field() -> None:
    status = {"name": "New", "statusCategory": {"key": "new"}}
    assert told([issue(status=status, resolution=...)]).records[0].status == "open"


@pytest.mark.parametrize("name, again", [("Reopened", True), ("New", False)])
def test_a_reopened_issue(name: str, again: bool) -> None:
    (found,) = told([issue(status={"name": name, "statusCategory": {"key": "new"}}, resolution=None)]).records
    assert (found.status, found.reopened) == ("open", again)


@pytest.mark.parametrize("fields", [None, [], "x"])
def test_an_issue_without_fields_is_refused(fields: object) -> None:
    with pytest.raises(ReadError):
        told([{"key": "A-1", "fields": fields}])
