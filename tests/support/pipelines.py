"""Repositories with pipelines, and what doctor says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lockstitch import config, doctor
from lockstitch.config import Options
from lockstitch.git.repository import discover
from lockstitch.model.checkup import Checkup
from lockstitch.rules import RULES

if TYPE_CHECKING:
    from tests.conftest import Repo

DEEP = "uses: actions/checkout@v4\n        with: {fetch-depth: 0}"
GITHUB = ".github/workflows/ci.yml"


def examined(repo: Repo, files: Mapping[str, str]) -> Checkup:
    repo.write(files)
    repository = discover(str(repo.root))
    return doctor.examine(repository, config.read(repository.root, Options(), RULES))


def told(repo: Repo, files: Mapping[str, str]) -> list[tuple[str, str]]:
    """(check, place) of all that is found, and nothing left unread."""
    checkup = examined(repo, files)
    assert checkup.faults == ()
    return [(each.check, str(each.location)) for each in checkup.found]


def workflow(*steps: str, head: str = "", body: str = "") -> dict[str, str]:
    """A workflow of one job; its steps begin in line 5, or later by the lines of `head` and `body`."""
    lines = "".join(f"      - {step}\n" for step in steps)
    return {GITHUB: f"on: push\n{head}jobs:\n  test:\n{body}    steps:\n{lines}"}
