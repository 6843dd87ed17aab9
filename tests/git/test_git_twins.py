"""Commits that were repeated without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.git import twins
from lockstitch.git.history import read
from lockstitch.git.repository import discover
from lockstitch.git.twins import same_patch

if TYPE_CHECKING:
    from tests.conftest import Repo

LINES = "".join(f"{n}\n" for n in range(40))


@pytest.fixture
def forked(repo: Repo) -> Repo:
    repo.commit("one", {"a.py": LINES})
    repo.branch("release")
    repo.commit("other work", {"a.py": "top\n" + LINES})
    repo.switch("main")
    return repo


def found(repo: Repo, *shas: str) -> dict[str, str]:
    here = discover(str(repo.root))
    return same_patch(here, read(here), shas)


def test_a_cherry_pick_at_another_line(forked: Repo) -> None:
    fix = forked.commit("fix", {"a.py": LINES.replace("20\n", "twenty\n"), "b.py": "1\n"})
    forked.switch("release")
    forked.git("cherry-pick", fix)
    assert found(forked, fix) == {fix: forked.head}
    assert found(forked, fix, forked.head, fix, "") == {fix: forked.head}


@pytest.mark.parametrize("message, minutes", [("fix", 5), ("done by hand", 0), ("done by hand", 5)])
def test_the_same_patch_by_hand(forked: Repo, message: str, minutes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    fix = forked.commit("fix", {"a.py": LINES.replace("20\n", "twenty\n")})
    forked.switch("release")
    forked.minutes += minutes - 1
    forked.commit(message, {"a.py": "top\n" + LINES.replace("20\n", "twenty\n")})
    assert found(forked, fix) == {fix: forked.head}
    monkeypatch.setattr(twins, "NEAREST", 0)
    assert found(forked, fix) == ({fix: forked.head} if (message, minutes) != ("done by hand", 5) else {})


def test_another_patch_with_the_same_words(forked: Repo) -> None:
    fix = forked.commit("fix", {"a.py": LINES.replace("20\n", "twenty\n")})
    forked.switch("release")
    forked.minutes -= 1
    forked.commit("fix", {"a.py": "top\n" + LINES.replace("21\n", "twenty\n")})
    assert found(forked, fix) == {}


def test_nothing_is_asked_where_everything_is_here(forked: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    here = discover(str(forked.root))
    history = read(here)
    head = forked.head
    monkeypatch.setenv("PATH", "")
    assert same_patch(here, history, [head, ""]) == {}


def test_empty_commits_and_merges_are_no_twins(forked: Repo) -> None:
    empty = forked.commit("empty")
    merge = forked.merge("release")
    forked.switch("release")
    forked.commit("empty")
    assert found(forked, empty, merge) == {}


def test_a_root(forked: Repo) -> None:
    root = forked.git("rev-list", "--max-parents=0", "HEAD")
    forked.git("checkout", "--quiet", "--orphan", "other")
    forked.commit("rewritten", {"a.py": LINES})
    assert found(forked, root) == {root: forked.head}


def test_the_newest_of_several(forked: Repo) -> None:
    fix = forked.commit("fix", {"b.py": "1\n"})
    forked.switch("release")
    forked.git("cherry-pick", fix)
    forked.git("revert", "--no-edit", "HEAD")
    forked.git("cherry-pick", fix)
    assert found(forked, fix) == {fix: forked.head}
