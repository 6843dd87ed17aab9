"""What each service's variables say, without any repository."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lockstitch.errors import ReadError
from lockstitch.git.ci import Told, absent, deepen, told

A, B, C, ZEROS = "a" * 40, "b" * 40, "c" * 40, "0" * 40


def github(folder: Path, name: str, event: Any, **more: str) -> Told:
    path = folder / "event.json"
    path.write_text(event if isinstance(event, str) else json.dumps(event))
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path), **more}
    found = told(environ)
    assert found
    assert found.how == f"GitHub {name}"
    return found


@pytest.mark.parametrize("name", ["pull_request", "pull_request_target"])
def test_github_pull_request(tmp_path: Path, name: str) -> None:
    event = {"pull_request": {"base": {"sha": A, "ref": "main"}, "head": {"sha": B}}}
    found = github(tmp_path, name, event, GITHUB_BASE_REF="main")
    assert (found.refs, found.head, found.firm, found.lack) == ((A, "origin/main"), B, True, "")


def test_github_pull_request_without_its_event(tmp_path: Path) -> None:
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "release/1"}
    assert told(environ) == Told("GitHub pull_request", ("origin/release/1",))


def test_github_pull_request_that_names_nothing(tmp_path: Path) -> None:
    assert github(tmp_path, "pull_request", {}).lack == "the event names no base"
    assert github(tmp_path, "pull_request", {"pull_request": []}).lack == "the event names no base"


def test_github_push(tmp_path: Path) -> None:
    found = github(tmp_path, "push", {"ref": "refs/heads/main", "before": A, "after": B})
    assert (found.refs, found.firm, found.lack) == ((A,), False, "")


@pytest.mark.parametrize(
    "name, event, lack",
    [
        ("push", {"ref": "refs/heads/new", "before": ZEROS, "after": B}, "the branch's first push"),
        ("push", {"ref": "refs/tags/v1", "before": A, "after": B}, "a tag was pushed"),
        ("merge_group", {"merge_group": {}}, "the event names no base"),
        ("schedule", {"schedule": "0 0 * * *"}, "the event is about no change"),
        ("workflow_dispatch", {"ref": "refs/heads/main", "before": A}, "the event is about no change"),
    ],
)
def test_github_events_without_a_base(tmp_path: Path, name: str, event: Any, lack: str) -> None:
    assert github(tmp_path, name, event)[1:3] == ((), lack)


def test_github_merge_queue(tmp_path: Path) -> None:
    assert github(tmp_path, "merge_group", {"merge_group": {"base_sha": A, "head_sha": B}}).refs == (A,)


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "\udcff".encode("utf-8", "surrogateescape").decode("latin-1")]
)
def test_github_event_that_is_malformed(tmp_path: Path, text: str) -> None:
    with pytest.raises(ReadError) as caught:
        github(tmp_path, "push", text)
    assert caught.value.faults[0].path == "GITHUB_EVENT_PATH"


def test_github_event_that_is_missing(tmp_path: Path) -> None:
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(tmp_path / "no.json")}
    with pytest.raises(ReadError, match="GITHUB_EVENT_PATH: does not exist"):
        told(environ)


@pytest.mark.parametrize("sha", ["main", "--output=x", A[:10], A + "\n", "none"])
def test_github_event_whose_commit_is_none(tmp_path: Path, sha: str) -> None:
    with pytest.raises(ReadError, match="before is no commit id"):
        github(tmp_path, "push", {"ref": "refs/heads/main", "before": sha})


SERVICES: list[tuple[dict[str, str], Told]] = [
    (
        {"GITLAB_CI": "true", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_MERGE_REQUEST_DIFF_BASE_SHA": A,
         "CI_COMMIT_BEFORE_SHA": ZEROS, "CI_PIPELINE_SOURCE": "merge_request_event"},
        Told("GitLab merge request", (A, "origin/main")),
    ),
    (
        {"GITLAB_CI": "true", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": B,
         "CI_MERGE_REQUEST_DIFF_BASE_SHA": A},
        Told("GitLab merge request", (B, A, "origin/main")),
    ),
    (
        {"GITLAB_CI": "true", "CI_COMMIT_BEFORE_SHA": A, "CI_PIPELINE_SOURCE": "push"},
        Told("GitLab push", (A,), firm=False),
    ),
    (
        {"GITLAB_CI": "true", "CI_COMMIT_BEFORE_SHA": ZEROS, "CI_PIPELINE_SOURCE": "schedule"},
        Told("GitLab schedule", lack="no commit before this one is told", firm=False),
    ),
    (
        {"GITLAB_CI": "true", "CI_COMMIT_BEFORE_SHA": A, "CI_COMMIT_TAG": "v1", "CI_PIPELINE_SOURCE": "push"},
        Told("GitLab push", lack="a tag was pushed"),
    ),
    ({"GITLAB_CI": "true"}, Told("GitLab", lack="no commit before this one is told", firm=False)),
    (
        {"JENKINS_URL": "x", "CHANGE_TARGET": "main", "GIT_PREVIOUS_COMMIT": A},
        Told("Jenkins change request", ("origin/main",)),
    ),
    (
        {"JENKINS_URL": "x", "GIT_PREVIOUS_COMMIT": A, "GIT_PREVIOUS_SUCCESSFUL_COMMIT": B},
        Told("Jenkins, last build", (B, A), firm=False),
    ),
    ({"JENKINS_URL": "x", "GIT_PREVIOUS_COMMIT": A}, Told("Jenkins, last build", (A,), firm=False)),
    ({"JENKINS_URL": "x", "TAG_NAME": "v1", "GIT_PREVIOUS_COMMIT": A}, Told("Jenkins", lack="a tag is built")),
    (
        {"JENKINS_URL": "x"},
        Told("Jenkins, last build", lack="no earlier build of this branch is told", firm=False),
    ),
    (
        {"TF_BUILD": "True", "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/release/1", "BUILD_REASON": "PullRequest"},
        Told("Azure pull request", ("origin/release/1",)),
    ),
    ({"TF_BUILD": "True", "SYSTEM_PULLREQUEST_TARGETBRANCH": "main"}, Told("Azure pull request", ("origin/main",))),
    (
        {"TF_BUILD": "True", "BUILD_REASON": "IndividualCI"},
        Told("Azure IndividualCI", lack="only a build of a pull request tells its base"),
    ),
    (
        {"BUILDKITE": "true", "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main", "BUILDKITE_BRANCH": "topic"},
        Told("Buildkite pull request", ("origin/main",)),
    ),
    (
        {"BUILDKITE": "true", "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "", "BUILDKITE_BRANCH": "topic",
         "BUILDKITE_PIPELINE_DEFAULT_BRANCH": "main"},
        Told("Buildkite default branch", ("origin/main",)),
    ),
    (
        {"BUILDKITE": "true", "BUILDKITE_BRANCH": "main", "BUILDKITE_PIPELINE_DEFAULT_BRANCH": "main"},
        Told("Buildkite", lack="a build of the default branch tells no base"),
    ),
    (
        {"BUILDKITE": "true", "BUILDKITE_BRANCH": "v1", "BUILDKITE_TAG": "v1",
         "BUILDKITE_PIPELINE_DEFAULT_BRANCH": "main"},
        Told("Buildkite", lack="a tag is built"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("environ, expected", SERVICES)
def test_services(environ: Mapping[str, str], expected: Told) -> None:
    assert told(environ) == expected


def test_no_service() -> None:
    assert told({"CI": "true", "HOME": "/", "CHANGE_TARGET": "main"}) is None


@pytest.mark.parametrize(
    "variable, advice",
    [
        ("GITHUB_EVENT_NAME", "fetch-depth: 0"),
        ("GITLAB_CI", "GIT_DEPTH: 0"),
        ("TF_BUILD", "fetchDepth: 0"),
        ("JENKINS_URL", "shallow clone"),
        ("BUILDKITE", "BUILDKITE_GIT_CLONE_FLAGS"),
        ("HOME", "git fetch --unshallow"),
    ],
)
def test_how_a_clone_becomes_whole(variable: str, advice: str) -> None:
    assert advice in deepen({variable: "x"})


def test_absent() -> None:
    assert absent(ZEROS)
    assert absent("")
    assert not absent("0" * 39 + "1")
