"""GitHub: what of its issues was fixed, what owes nothing, and what closed it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from exports import fixture, standing, told

from lockstitch.errors import ReadError
from lockstitch.settings import Trackers

REST = {
    "url": "https://api.github.com/repos/octo/shop/issues/5",
    "repository_url": "https://api.github.com/repos/octo/shop",
    "html_url": "https://github.com/octo/shop/issues/5",
    "number": 5,
    "title": "Total ignores the voucher",
    "state": "closed",
    "state_reason": "completed",
    "labels": [{"name": "bug"}],
    "assignees": [{"login": "ada"}, {"login": "bob"}],
    "created_at": "2026-02-01T08:00:00Z",
    "closed_at": "2026-03-02T23:59:59Z",
}


def issue(**other: Any) -> dict[str, Any]:
    """One issue; `None` in `other` is null, `...` leaves the key out."""
    return {key: value for key, value in {**REST, **other}.items() if value is not ...}


def test_what_gh_lists() -> None:
    assert standing(fixture("by-hand/gh.json")) == {
        "11": ("defect", "done"),
        "12": ("feature", "done"),
        "13": ("defect", "rejected"),
        "14": ("defect", "rejected"),
        "15": ("defect", "open"),
        "16": ("defect", "open"),
        "17": ("incident", "done"),
        "18": ("unclassified", "done"),
    }


def test_the_fields_of_the_rest_api() -> None:
    (found,) = told([issue()]).records
    assert (found.id, found.title, found.kind_from) == ("5", "Total ignores the voucher", "label bug")
    assert (found.opened, found.resolved) == (date(2026, 2, 1), date(2026, 3, 2))
    assert (found.owner, found.labels, found.url) == ("ada, bob", ("bug",), "https://github.com/octo/shop/issues/5")
    assert str(found.location) == "export:1"


def test_pull_requests_are_no_records_and_are_counted() -> None:
    pull = issue(number=6, pull_request={"url": "u"}, html_url="https://github.com/octo/shop/pull/6")
    found = told([issue(), pull, issue(number=7, pull_request=None)])
    assert [record.id for record in found.records] == ["5", "7"]
    assert found.left_out == "1 pull request"
    assert fixture("github-openapi/search.json").left_out == "1 pull request"


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({}, "done"),
        ({"state_reason": None}, "done"),
        ({"state_reason": None, "labels": ["bug", "wontfix"]}, "rejected"),
        ({"state_reason": "completed", "labels": ["bug", "wontfix"]}, "done"),
        ({"state_reason": "not_planned"}, "rejected"),
        ({"state_reason": "duplicate"}, "rejected"),
        ({"state": "open", "state_reason": None}, "open"),
        ({"state": "open", "state_reason": "reopened"}, "open"),
        ({"state": "OPEN", "state_reason": "completed"}, "open"),
        ({"state": "CLOSED", "state_reason": ..., "stateReason": "NOT_PLANNED"}, "rejected"),
        ({"state": "CLOSED", "state_reason": ..., "stateReason": ""}, "done"),
    ],
)
def test_how_an_issue_stands(other: dict[str, Any], status: str) -> None:
    found = told([issue(**other)])
    assert found.records[0].status == status
    assert found.records[0].reopened == (other.get("state_reason") == "reopened")
    assert not found.notes


def test_gh_tells_in_capitals_that_an_issue_was_reopened() -> None:
    (found,) = told([issue(state="OPEN", state_reason=..., stateReason="REOPENED")]).records
    assert (found.status, found.reopened) == ("open", True)


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({"labels": []}, "unclassified"),
        ({"labels": ["bug"]}, "defect"),
        ({"labels": [{"name": "enhancement"}], "type": {"name": "Bug"}}, "defect"),
        ({"labels": [{"name": "bug"}], "issueType": {"name": "Feature"}}, "feature"),
        ({"labels": [{"name": "bug"}], "type": None}, "defect"),
    ],
)
def test_what_an_issue_is(other: dict[str, Any], kind: str) -> None:
    assert told([issue(**other)]).records[0].kind == kind


def test_the_pull_requests_that_closed_it_are_of_its_own_repository() -> None:
    assert fixture("by-hand/gh.json").records[0].pulls == ("20",)
    graph = {"nodes": [{"number": 20, "mergeCommit": {"oid": "4f1c2ab"}}, {"number": 21, "mergeCommit": None}]}
    (found,) = told([issue(closedByPullRequestsReferences=graph)]).records
    assert (found.pulls, found.commits) == (("20", "21"), ("4f1c2ab",))


@pytest.mark.parametrize(
    ("events", "commits"),
    [
        ([("closed", "4f1c2ab")], ("4f1c2ab",)),
        ([("closed", "4f1c2ab"), ("reopened", None)], ()),
        ([("closed", "4f1c2ab"), ("reopened", None), ("closed", None)], ()),
        ([("referenced", "4f1c2ab")], ()),
    ],
)
def test_the_commit_that_closed_it_last(events: list[tuple[str, str | None]], commits: tuple[str, ...]) -> None:
    timeline = [{"event": event, "commit_id": commit} for event, commit in events]
    assert told([issue(timeline=timeline)]).records[0].commits == commits


def test_fields_that_were_not_asked_for_are_told() -> None:
    found = told([{"number": 1, "title": "x", "state": "CLOSED"}, {"number": 2, "title": "y", "state": "OPEN"}])
    assert found.notes == (
        "1 issue: closed without a reason, so that each counts as fixed; name stateReason in --json",
        "2 issues: without labels, which may say what they are; name labels in --json",
        "2 issues: without assignees, so that the export names no owner; name assignees in --json",
        "2 issues: without the day on which they were opened; name createdAt in --json",
        "1 issue: without the day on which they were closed, so since leaves none out; name closedAt in --json",
    )
    lacking = issue(number=6, assignees=..., created_at=..., closed_at=...)
    assert not told([issue(), lacking | {"assignees": [], "createdAt": "2026-02-01T08:00:00Z", "closedAt": None}]).notes


def test_an_unknown_reason_counts_as_fixed_until_the_project_says_what_it_means() -> None:
    found = told([issue(state_reason="spam"), issue(number=6, state_reason="spam")])
    assert [record.status for record in found.records] == ["done", "done"]
    assert "2 issues: the resolution 'spam' is not known and counts as fixed" in found.notes[0]
    own = told([issue(state_reason="spam")], Trackers(statuses={"spam": "rejected"}))
    assert (own.records[0].status, own.notes) == ("rejected", ())


@pytest.mark.parametrize(
    ("other", "cause"),
    [
        ({"number": None}, "number must be its id, not nothing"),
        ({"number": 0}, "number must be its id, not 0"),
        ({"number": -1}, "number must be its id"),
        ({"number": 1.5}, "number must be its id"),
        ({"number": True}, "number must be its id, not true"),
        ({"number": "1 2"}, "number must be its id"),
        ({"state": ...}, "issue 5: state must be text, not nothing"),
        ({"state": "merged"}, "issue 5: state must be open or closed, not 'merged'"),
        ({"state": 1}, "issue 5: state must be text, not 1"),
        ({"state_reason": 7}, "issue 5: state_reason must be text, not 7"),
        ({"labels": "bug"}, "issue 5: labels must be a list, not 'bug'"),
        ({"labels": [7]}, "issue 5: labels must be text, not 7"),
        ({"assignees": {}}, "issue 5: assignees must be a list, not a mapping"),
        ({"type": "Bug"}, "issue 5: type must be an object, not 'Bug'"),
        ({"title": []}, "issue 5: title must be text, not a list"),
        ({"closed_at": 20260302}, "issue 5: closed_at must be text"),
    ],
)
def test_wrong_types_are_refused(other: dict[str, Any], cause: str) -> None:
    with pytest.raises(ReadError) as caught:
        told([issue(**other)])
    assert cause in str(caught.value)
    assert str(caught.value).startswith("export:1: ")


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30T00:00:00Z", "2026-13-01", "20260302"])
def test_what_is_no_day_is_none(day: str) -> None:
    assert told([issue(closed_at=day)]).records[0].resolved is None


def test_pages_that_overlap_are_one() -> None:
    found = told([issue(), issue(number=6), issue()])
    assert ([record.id for record in found.records], found.left_out) == (["5", "6"], "1 repeated entry")


def test_an_issue_that_changed_between_two_pages_is_refused() -> None:
    with pytest.raises(ReadError, match="issue 5 stands there twice, first in line 1, and differs"):
        told([issue(), issue(state="open")])


def test_issues_of_two_repositories_are_refused() -> None:
    other = "https://api.github.com/repos/octo/web"
    with pytest.raises(ReadError, match="holds issues of octo/shop and of octo/web, whose numbers overlap"):
        told([issue(), issue(number=6, repository_url=other)])
    assert len(told([issue(), issue(number=6, repository_url=REST["repository_url"].upper())]).records) == 2  # type: ignore[attr-defined]


def test_half_a_surrogate_pair_does_no_harm() -> None:
    assert told([issue(title="x\ud800")]).records[0].title == "x?"


@pytest.mark.parametrize(
    ("total", "incomplete", "share"), [(1, False, (1, 1)), (7, False, (1, 7)), (1, True, (1, 2)), (0, True, (1, 2))]
)
def test_a_search_says_what_it_found(total: int, incomplete: bool, share: tuple[int, int]) -> None:
    page = {"total_count": total, "incomplete_results": incomplete, "items": [issue()]}
    assert told(page).share == share
    assert told({"total_count": 0, "incomplete_results": False, "items": []}).records == ()
