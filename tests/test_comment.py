"""One comment on a pull request, against a server that speaks GitHub's interface."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from forge import Forge, forge

from lockstitch.comment import publish
from lockstitch.errors import UsageError
from lockstitch.renderers.comment import MARK

EVENT = Path(__file__).parents[1] / "fixtures/events/pull_request.json"
TEXT = f"{MARK}## held\n"
THREAD = "/repos/ada/shop/issues/2/comments"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Forge]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with forge() as running:
        yield running


def told(server: Forge, text: str = TEXT, **changes: str) -> str:
    return publish(text, {**server.environ, "GITHUB_EVENT_PATH": str(EVENT), **changes})


def methods(server: Forge) -> list[str]:
    return [method for method, _, _ in server.seen]


def test_the_first_run_writes_and_the_next_ones_write_anew(server: Forge) -> None:
    assert told(server) == "comment on ada/shop#2 written"
    assert told(server, f"{MARK}## broken\n") == "comment on ada/shop#2 updated"
    assert [comment["body"] for comment in server.comments] == [f"{MARK}## broken\n"]
    assert {token for _, _, token in server.seen} == {"Bearer s3cret"}


def test_it_is_found_among_many(server: Forge) -> None:
    for number in range(250):
        server.add(f"talk {number}", "bob")
    server.add(TEXT)
    assert told(server) == "comment on ada/shop#2 updated"
    assert methods(server) == ["GET", "GET", "GET", "POST", "PATCH"]
    assert len(server.comments) == 251


def test_beyond_the_last_page_nothing_is_looked_for(server: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lockstitch.comment.PAGES", 2)
    for number in range(200):
        server.add(f"talk {number}", "bob")
    assert told(server) == "comment on ada/shop#2 written"
    assert methods(server) == ["GET", "GET", "POST"]


@pytest.mark.parametrize("login", ["mallory", "github-actions-fake", ""])
def test_a_mark_of_somebody_else_is_not_taken_up(server: Forge, login: str) -> None:
    theirs = server.add(TEXT, login)
    assert told(server, f"{MARK}mine") == "comment on ada/shop#2 written"
    assert theirs["body"] == TEXT


def test_a_comment_that_only_quotes_the_mark_is_left_alone(server: Forge) -> None:
    server.add(f"> {TEXT}")
    assert told(server) == "comment on ada/shop#2 written"


def test_another_app_or_a_person_has_one_of_their_own(server: Forge) -> None:
    server.add(TEXT)
    server.login = "shop-app[bot]"
    server.add(TEXT, "shop-app[bot]")
    assert told(server, f"{MARK}app") == "comment on ada/shop#2 updated"
    assert [comment["body"] for comment in server.comments] == [TEXT, f"{MARK}app"]


def test_without_a_token_nothing_is_asked(server: Forge) -> None:
    assert told(server, GITHUB_TOKEN="") == "no comment: there is no GITHUB_TOKEN"
    assert server.seen == []


@pytest.mark.parametrize("event", ["push", "merge_group", "schedule"])
def test_a_run_about_no_pull_request_has_none(server: Forge, event: str) -> None:
    path = str(EVENT.with_name(f"{event}.json"))
    assert told(server, GITHUB_EVENT_PATH=path) == "no comment: this run is about no pull request"
    assert told(server, GITHUB_EVENT_PATH="") == "no comment: this run is about no pull request"
    assert server.seen == []


@pytest.mark.parametrize("number", [True, 0, -1, "2", None, [2]])
def test_a_pull_request_without_a_number_is_none(server: Forge, tmp_path: Path, number: object) -> None:
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": {"number": number}}))
    assert told(server, GITHUB_EVENT_PATH=str(tmp_path / "event.json")).startswith("no comment: ")


@pytest.mark.parametrize("code", [403, 404])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_that_may_not_write_is_told_and_no_error(server: Forge, method: str, code: int) -> None:
    server.answers[(method, THREAD)] = (code, "{}")
    assert told(server).startswith(
        "no comment: the token may not write to ada/shop#2; if this is no fork, give the job"
    )


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ((500, ""), "answers 500"), ((401, "{}"), "answers 401"), ((200, "no json"), "failed: "),
        ((200, "{}"), "answers no list"), ((200, "[" * 100_000), "failed: "),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_a_usage_error(server: Forge, answer: tuple[int, str], cause: str) -> None:
    server.answers[("GET", THREAD)] = answer
    with pytest.raises(UsageError, match=cause):
        told(server)
    assert methods(server) == ["GET"]


def test_no_redirect_takes_the_token_away(server: Forge) -> None:
    with forge() as elsewhere:
        server.answers[("GET", THREAD)] = (302, f"{elsewhere.url}{THREAD}")
        with pytest.raises(UsageError, match="answers 302"):
            told(server)
        assert elsewhere.seen == []


@pytest.mark.parametrize("odd", ["null", "[null]", '[{"body": null}]', '[{"body": "<!-- lockstitch -->", "user": 3}]'])
def test_odd_comments_are_passed_over(server: Forge, odd: str) -> None:
    server.answers[("GET", THREAD)] = (200, odd)
    if odd == "null":
        with pytest.raises(UsageError):
            told(server)
    else:
        assert told(server) == "comment on ada/shop#2 written"


@pytest.mark.parametrize("repository", ["", "ada", "ada/shop/../x", "ada/sh op", "ada/shop\n"])
def test_the_repository_must_be_one(server: Forge, repository: str) -> None:
    with pytest.raises(UsageError, match="GITHUB_REPOSITORY is no owner/name"):
        told(server, GITHUB_REPOSITORY=repository)
    assert server.seen == []


@pytest.mark.parametrize("address", ["file:///etc", "ftp://x", "x"])
def test_the_service_is_spoken_to_over_the_web_only(server: Forge, address: str) -> None:
    with pytest.raises(UsageError, match="is no web address"):
        told(server, GITHUB_API_URL=address)
    assert server.seen == []


def test_a_service_that_is_not_there() -> None:
    with forge() as gone:
        environ = gone.environ
    with pytest.raises(UsageError, match="Connection refused"):
        publish(TEXT, {**environ, "GITHUB_EVENT_PATH": str(EVENT)})
