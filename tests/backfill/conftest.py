"""A repository whose history is read back."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from lockstitch import backfill, config
from lockstitch.backfill.board import scoreboard
from lockstitch.config import Options
from lockstitch.gate import Run
from lockstitch.git.repository import discover
from lockstitch.model.entries import Gathered, Scoreboard
from lockstitch.rules import RULES

if TYPE_CHECKING:
    from lockstitch.model import Record
    from lockstitch.model.entries import EntrySource
    from tests.conftest import Repo

TODAY = date(2023, 12, 1)
"""The commits of the tests are of 2023-11-14."""


class Past:
    """What is told of a repository."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo

    def run(self) -> Run:
        here = discover(str(self.repo.root))
        return Run(here, config.read(here.root, Options(repo=here.root), RULES), TODAY, os.environ)

    def gather(self, *sources: EntrySource, since: date | None = None) -> Gathered:
        return backfill.gather(self.run(), sources, since)

    def records(self, *sources: EntrySource) -> dict[str, Record]:
        return {record.id: record for record in self.gather(*sources).records}

    def left(self, *sources: EntrySource) -> dict[tuple[str, str], tuple[int, tuple[str, ...]]]:
        return {(left.source, left.why): (left.entries, left.examples) for left in self.gather(*sources).left}

    def board(self, since: date | None = None) -> Scoreboard:
        run = self.run()
        return scoreboard(run, backfill.gather(run, (), since), since)


@pytest.fixture
def past(repo: Repo) -> Past:
    repo.commit("start", {"src/shop.py": "def total(prices):\n    return sum(prices)\n"})
    return Past(repo)
