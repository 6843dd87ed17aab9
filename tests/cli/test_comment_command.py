"""`lockstitch comment`, as it is typed; what it says to the service is tested beside `comment.py`."""

from __future__ import annotations

from pathlib import Path

import pytest
from forge import forge
from shop_project import Project

EVENT = str(Path(__file__).parents[2] / "fixtures/events/pull_request.json")


def test_what_check_writes_becomes_the_comment(project: Project) -> None:
    project.check("--static", "--output", "comment=c.md")
    with forge() as server:
        environ = {**server.environ, "GITHUB_EVENT_PATH": EVENT, "no_proxy": "127.0.0.1"}
        answer = project.run("comment", "c.md", **environ)
        assert (answer.code, answer.out, answer.err) == (0, "comment on ada/shop#2 written\n", "")
        assert server.comments[0]["body"] == (project.root / "c.md").read_text("utf-8")
        server.answers[("GET", "/repos/ada/shop/issues/2/comments")] = (500, "")
        answer = project.run("comment", "c.md", **environ)
    assert (answer.code, answer.out) == (2, "")
    assert "answers 500" in answer.err


@pytest.mark.parametrize(("text", "cause"), [(None, "does not exist"), ("## ours?\n", "is no comment of ours")])
def test_only_what_check_wrote_is_published(project: Project, text: str | None, cause: str) -> None:
    if text is not None:
        project.write("c.md", text)
    with forge() as server:
        answer = project.run("comment", "c.md", **server.environ, GITHUB_EVENT_PATH=EVENT)
        assert server.seen == []
    assert (answer.code, cause in answer.err) == (3, True)


def test_check_itself_asks_nobody(project: Project) -> None:
    with forge() as server:
        answer = project.check("--static", "--quiet", "--output", "comment=c.md", **server.environ)
        assert (answer.code, server.seen) == (0, [])
