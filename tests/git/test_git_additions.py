"""Files that came and went, and who brought them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.git.additions import MANY, Added, added, brought, touched
from lockstitch.git.history import read
from lockstitch.git.objects import blobs
from lockstitch.git.repository import discover

if TYPE_CHECKING:
    from tests.conftest import Repo


def files(repo: Repo, *folders: str) -> list[Added]:
    here = discover(str(repo.root))
    return added(here, read(here), folders)


def text(repo: Repo, file: Added) -> str:
    return blobs(discover(str(repo.root)), [file.blob])[file.blob].decode()


def test_a_file_that_was_deleted_is_found_with_what_it_held_last(repo: Repo) -> None:
    one = repo.commit("fix", {"news/1.bugfix": "old", "a.py": "1\n"})
    repo.commit("wording", {"news/1.bugfix": "new"})
    repo.remove("news/1.bugfix")
    repo.commit("release")
    (file,) = files(repo, "news")
    assert (file.path, file.commits, text(repo, file)) == ("news/1.bugfix", (one,), "new")


def test_a_renamed_file_keeps_its_commit_and_loses_its_old_name(repo: Repo) -> None:
    one = repo.commit("fix", {"news/xxx.bugfix": "a long enough text\n"})
    repo.remove("news/xxx.bugfix")
    repo.commit("number", {"news/1.bugfix": "a long enough text\n"})
    assert [(file.path, file.commits) for file in files(repo, "news")] == [("news/1.bugfix", (one,))]


def test_a_file_that_came_twice_names_both_commits(repo: Repo) -> None:
    one = repo.commit("fix", {"news/1.bugfix": "a"})
    repo.remove("news/1.bugfix")
    repo.commit("release")
    two = repo.commit("fix again", {"news/1.bugfix": "b"})
    assert [file.commits for file in files(repo, "news")] == [(one, two)]


def test_a_branch_names_its_own_commit_and_not_the_merge(repo: Repo) -> None:
    repo.commit("start", {"a.py": "1\n"})
    repo.branch("side")
    one = repo.commit("fix", {"news/1.bugfix": "a"})
    repo.switch("main")
    repo.commit("other", {"a.py": "2\n"})
    merge = repo.merge("side")
    assert [file.commits for file in files(repo, "news")] == [(one,)]
    here = discover(str(repo.root))
    assert brought(read(here)) == {one: merge}
    assert touched(here, read(here), [one, merge]) == {one: ("news/1.bugfix",), merge: ("news/1.bugfix",)}


def test_a_commit_that_adds_many_files_moves_them(repo: Repo) -> None:
    repo.commit("import", {f"news/{n}.bugfix": f"{n}" for n in range(MANY + 1)})
    assert {file.commits for file in files(repo, "news")} == {()}


def test_odd_names_come_whole(repo: Repo) -> None:
    repo.commit("fix", {"news/é “x”\t1.bugfix": "a"})
    (file,) = files(repo, "news")
    assert file.path == "news/é “x”\t1.bugfix"
    here = discover(str(repo.root))
    assert touched(here, read(here), [repo.head]) == {repo.head: ("news/é “x”\t1.bugfix",)}


def test_other_folders_symbolic_links_and_no_folder_are_silent(repo: Repo) -> None:
    (repo.root / "news").mkdir()
    (repo.root / "news/1.bugfix").symlink_to("elsewhere")
    repo.commit("fix", {"other/1.bugfix": "a", "newsroom/2.bugfix": "b"})
    assert files(repo, "news") == files(repo) == []


def test_unknown_commits_touch_nothing(repo: Repo) -> None:
    repo.commit("start")
    here = discover(str(repo.root))
    assert touched(here, read(here), ["0" * 40]) == {}
    assert brought(read(here)) == {}


@pytest.mark.parametrize("count", [1, 20])
def test_one_process_whatever_the_number_of_commits(repo: Repo, started: list[str], count: int) -> None:
    for number in range(count):
        repo.commit("fix", {f"news/{number}.bugfix": "a"})
    here = discover(str(repo.root))
    history = read(here)
    started.clear()
    assert len(added(here, history, ["news", "changes"])) == count
    touched(here, history, history.commits)
    assert started == ["diff-tree", "diff-tree"]
