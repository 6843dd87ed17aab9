"""GitLab: it has no word for why an issue was closed, but says what was moved or is a duplicate."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from exports import fixture, standing, told

from lockstitch.errors import ReadError
from lockstitch.settings import Trackers

ISSUE = {"id": 1001, "iid": 1, "project_id": 4, "title": "x", "state": "closed", "labels": ["bug"]}


def test_what_the_api_lists() -> None:
    assert standing(fixture("by-hand/gitlab.json")) == {
        "1": ("defect", "done"),
        "2": ("incident", "done"),
        "3": ("defect", "rejected"),
        "4": ("defect", "rejected"),
        "5": ("defect", "rejected"),
        "6": ("feature", "open"),
        "7": ("feature", "done"),
        "8": ("unclassified", "done"),
        "9": ("defect", "done"),
    }


def test_the_fields() -> None:
    first, incident, *_, last = fixture("by-hand/gitlab.json").records
    assert (first.opened, first.resolved, first.owner) == (date(2026, 2, 1), date(2026, 3, 2), "ada")
    assert first.url == "https://gitlab.example.com/shop/web/-/issues/1"
    assert (first.severity, incident.severity) == ("", "high")
    assert (last.commits, last.pulls) == (("a" * 40,), ("31",))
    assert not (first.commits or first.pulls)


@pytest.mark.parametrize("state, again", [("opened", False), ("reopened", True)])
def test_what_is_not_closed_is_open(state: str, again: bool) -> None:
    (found,) = told([{**ISSUE, "state": state}]).records
    assert (found.status, found.reopened) == ("open", again)


def test_a_projects_own_label_rejects() -> None:
    entry = {**ISSUE, "labels": ["bug", "workflow::no-action"]}
    assert told([entry]).records[0].status == "done"
    assert told([entry], Trackers(statuses={"workflow::no-action": "rejected"})).records[0].status == "rejected"


@pytest.mark.parametrize(
    ("other", "cause"),
    [
        ({"state": "locked"}, "state must be opened or closed, not 'locked'"),
        ({"state": None}, "state must be text, not nothing"),
        ({"iid": None}, "iid must be its id, not nothing"),
        ({"_links": []}, "_links must be an object, not a list"),
        ({"closed_by": [7]}, "closed_by: .* must be an object, not 7"),
    ],
)
def test_wrong_types_are_refused(other: dict[str, Any], cause: str) -> None:
    with pytest.raises(ReadError, match=cause):
        told([{**ISSUE, **other}])


def test_issues_of_a_whole_group_are_refused() -> None:
    with pytest.raises(ReadError, match="holds issues of project 4 and of project 5"):
        told([ISSUE, {**ISSUE, "iid": 2, "project_id": 5}])
