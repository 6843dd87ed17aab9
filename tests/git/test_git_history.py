"""The history: what belongs to the change, what was undone, and what was repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.errors import ReadError
from lockstitch.git.history import History, _whole, changes_of, commits, paths_of, told
from lockstitch.git.patch import everything
from lockstitch.git.repository import Repository, discover
from lockstitch.lines import of
from lockstitch.model import Commit

if TYPE_CHECKING:
    from tests.conftest import Repo


def history(repo: Repo, base: str = "") -> History:
    return told(commits(discover(str(repo.root))), base and repo.git("rev-parse", base))


def revert(repo: Repo, *options: str) -> str:
    repo.minutes += 1
    repo.git("revert", "--no-edit", *options)
    return repo.head


def pick(repo: Repo, *options: str) -> str:
    repo.minutes += 1
    repo.git("cherry-pick", "--allow-empty", *options)
    return repo.head


def test_commits_children_first(repo: Repo) -> None:
    one = repo.commit("one\n\nBody: é\n\nFixes #1\n\n")
    repo.branch("topic")
    two = repo.commit("two", options=["--date=2020-01-01T00:00:00Z"])
    repo.switch("main")
    three = repo.commit("three")
    merge = repo.merge("topic")
    found = history(repo).commits
    assert next(iter(found)) == merge
    assert list(found)[-1] == one
    assert found[merge].parents == (three, two)
    assert found[one].message == "one\n\nBody: é\n\nFixes #1"
    assert found[one].subject == "one"
    assert (found[one].when, found[two].when, found[one].parents) == (1_700_000_060, 1_577_836_800, ())


def test_children_come_first_whatever_the_clocks_said(repo: Repo) -> None:
    parent = repo.commit("parent")
    repo.branch("topic")
    repo.minutes -= 1000
    early = repo.commit("a child before its parent's time")
    repo.switch("main")
    repo.minutes += 900
    late = repo.commit("another child")
    repo.minutes += 1000
    assert list(history(repo, "main").commits)[-1] == parent
    merge = repo.merge("topic")
    assert list(history(repo).commits) in ([merge, early, late, parent], [merge, late, early, parent])


def test_an_octopus(repo: Repo) -> None:
    repo.commit("one", {"a.py": "1\n"})
    for name in ("x", "y", "z"):
        repo.branch(name, "main")
        repo.commit(name, {f"{name}.py": "1\n"})
    repo.switch("main")
    merge = repo.merge("x", "y", "z")
    found = history(repo, "main~")
    assert len(found.commits[merge].parents) == 4
    assert len(found.of_change) == 4
    changes = changes_of(discover(str(repo.root)), found, [merge])
    assert sorted(changes[merge]) == ["x.py", "y.py", "z.py"]


def test_the_commits_of_the_change(repo: Repo) -> None:
    repo.commit("one")
    repo.branch("topic")
    first = repo.commit("t1")
    repo.switch("main")
    repo.commit("two")
    repo.switch("topic")
    merge = repo.merge("main")
    assert history(repo, "main").of_change == {first, merge}
    assert history(repo, "HEAD").of_change == frozenset()
    assert history(repo).of_change == frozenset()


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-8", "no-such-encoding"])
def test_messages_in_any_encoding(repo: Repo, encoding: str) -> None:
    repo.git("config", "i18n.logOutputEncoding", "UTF-16")
    repo.write({"message": "Gr\xfc\xdfe\n".encode("ISO-8859-1")})
    repo.git("-c", f"i18n.commitEncoding={encoding}", "commit", "--allow-empty", "--quiet", "--file=message")
    (commit,) = history(repo).commits.values()
    assert commit.message == ("Gr��e" if encoding == "no-such-encoding" else "Grüße")


def test_a_commit_without_message_or_date(repo: Repo) -> None:
    tree = repo.git("write-tree")
    repo.write({"odd": f"tree {tree}\nauthor nobody\ncommitter nobody\n\n"})
    sha = repo.git("hash-object", "-t", "commit", "-w", "--literally", "odd")
    repo.git("update-ref", "HEAD", sha)
    (commit,) = history(repo).commits.values()
    assert (commit.sha, commit.when, commit.message) == (sha, 0, "")


def test_no_commit_yet(repo: Repo) -> None:
    with pytest.raises(ReadError, match="the repository has no commit yet"):
        history(repo)


def test_a_revert(repo: Repo) -> None:
    fix = repo.commit("fix", {"a.py": "1\n"})
    other = repo.commit("other", {"b.py": "1\n"})
    undo = revert(repo, fix)
    assert history(repo).reverted == {fix: undo}
    assert other not in history(repo).reverted


def test_a_revert_that_is_reverted(repo: Repo) -> None:
    fix = repo.commit("fix", {"a.py": "1\n"})
    first = revert(repo, fix)
    second = revert(repo, first)
    assert history(repo).reverted == {first: second}
    third = revert(repo, second)
    assert history(repo).reverted == {second: third, fix: first}


def test_a_revert_on_a_branch_that_is_not_here(repo: Repo) -> None:
    fix = repo.commit("fix", {"a.py": "1\n"})
    repo.branch("other")
    revert(repo, fix)
    repo.switch("main")
    assert history(repo).reverted == {}


@pytest.mark.parametrize("length", [8, 12, 39])
def test_a_revert_by_an_abbreviated_id(repo: Repo, length: int) -> None:
    fix = repo.commit("fix")
    undo = repo.commit(f"Undo\n\nThis reverts commit {fix[:length]}.")
    assert history(repo).reverted == {fix: undo}


def test_a_revert_of_several(repo: Repo) -> None:
    one, two = repo.commit("one"), repo.commit("two")
    undo = repo.commit(f"Undo\n\nThis reverts commit {one}.\nThis reverts commit {two}.")
    assert history(repo).reverted == {one: undo, two: undo}


def test_a_revert_of_what_is_not_here(repo: Repo) -> None:
    repo.commit("one")
    repo.commit("Undo\n\nThis reverts commit abcdef0.\nThis reverts commit no.")
    assert not history(repo).reverted.keys() & history(repo).commits.keys()


def test_an_abbreviated_id_of_two_commits_names_neither() -> None:
    known = {sha: Commit(sha, (), 0, "") for sha in ("a" * 8 + "1", "a" * 8 + "2", "b" * 9)}
    names = ("a" * 8, "a" * 8 + "1", "b" * 7, "c" * 7)
    assert [_whole(name, known, sorted(known)) for name in names] == ["a" * 8, "a" * 8 + "1", "b" * 9, "c" * 7]


def test_a_revert_of_a_merge_takes_its_branch_with_it(repo: Repo) -> None:
    repo.commit("one", {"a.py": "1\n"})
    repo.branch("topic")
    fixes = {repo.commit("fix", {"b.py": "1\n"}), repo.commit("more", {"b.py": "2\n"})}
    repo.switch("main")
    repo.commit("two", {"a.py": "2\n"})
    merge = repo.merge("topic")
    undo = revert(repo, "--mainline=1", merge)
    assert history(repo).reverted == dict.fromkeys({merge, *fixes}, undo)
    again = revert(repo, undo)
    assert history(repo).reverted == {undo: again}


def test_a_cherry_pick(repo: Repo) -> None:
    repo.commit("one", {"a.py": "1\n"})
    repo.branch("release")
    repo.switch("main")
    fix = repo.commit("fix", {"b.py": "1\n"})
    repo.switch("release")
    copy = pick(repo, "-x", fix)
    assert history(repo).picked == {fix: copy}
    assert history(repo).reverted == {}
    undo = revert(repo, copy)
    found = history(repo)
    assert found.picked == {fix: copy}
    assert found.reverted == {copy: undo}
    again = pick(repo, "-x", fix)
    found = history(repo)
    assert found.picked == {fix: again}
    assert found.reverted == {copy: undo}


def test_a_revert_that_was_cherry_picked_undoes_the_copy(repo: Repo) -> None:
    repo.commit("one", {"a.py": "1\n"})
    repo.branch("release")
    repo.switch("main")
    fix = repo.commit("fix", {"b.py": "1\n"})
    undo = revert(repo, fix)
    repo.switch("release")
    copy = pick(repo, "-x", fix)
    copied_undo = pick(repo, "-x", undo)
    found = history(repo)
    assert found.reverted[copy] == copied_undo
    assert found.picked == {fix: copy, undo: copied_undo}


def test_a_fix_that_is_undone_and_picked_again(repo: Repo) -> None:
    repo.commit("one", {"a.py": "1\n"})
    fix = repo.commit("fix", {"b.py": "1\n"})
    undo = revert(repo, fix)
    assert history(repo).reverted == {fix: undo}
    again = pick(repo, "-x", fix)
    found = history(repo)
    assert found.reverted == {}
    assert found.picked == {fix: again}


def test_the_standing_one_of_two_copies(repo: Repo) -> None:
    original = "a" * 40
    first = repo.commit(f"copy\n\n(cherry picked from commit {original})")
    second = repo.commit(f"copy\n\n(cherry picked from commit {original})")
    assert history(repo).picked == {original: second}
    undo = repo.commit(f"Undo\n\nThis reverts commit {second}.")
    found = history(repo)
    assert found.picked == {original: first}
    assert found.reverted == {second: undo}


def test_changes_of_many_commits(repo: Repo) -> None:
    root = repo.commit("root", {"a.py": "1\n2\n3\n"})
    fix = repo.commit("fix", {"a.py": "1\ntwo\n3\n", "b.py": "1\n"})
    empty = repo.commit("empty")
    found = changes_of(discover(str(repo.root)), history(repo), [fix, root, empty, fix, "a" * 40], everything)
    assert list(found) == [fix, root, empty]
    assert {path: change.text for path, change in found[fix].items()} == {"a.py": {2: "two"}, "b.py": {1: "1"}}
    assert found[fix]["a.py"].removed == of([2])
    assert found[root]["a.py"].added == of([1, 2, 3])
    assert found[empty] == {}
    assert changes_of(discover(str(repo.root)), history(repo), []) == {}


def test_a_merge_is_what_it_brought_to_its_first_parent(repo: Repo) -> None:
    repo.commit("one", {"a.py": "1\n2\n3\n4\n5\n"})
    repo.branch("topic")
    repo.commit("topic", {"a.py": "1\n2\n3\n4\nfive\n", "t.py": "1\n"})
    repo.switch("main")
    repo.commit("two", {"a.py": "one\n2\n3\n4\n5\n", "m.py": "1\n"})
    merge = repo.merge("topic")
    found = changes_of(discover(str(repo.root)), history(repo), [merge])[merge]
    assert {path: change.added for path, change in found.items()} == {"a.py": of([5]), "t.py": of([1])}


def test_where_a_clone_is_cut_off_nobody_knows_what_a_commit_did(repo: Repo) -> None:
    for n in range(4):
        repo.commit(str(n), {f"{n}.py": "1\n"})
    cut = repo.clone("cut", "--depth=2")
    known = history(cut)
    newest, oldest = known.commits
    assert changes_of(discover(str(cut.root)), known, [oldest]) == {}
    assert list(changes_of(discover(str(cut.root)), known, [oldest, newest])) == [newest]


def test_the_number_of_processes_does_not_grow(repo: Repo, started: list[str]) -> None:
    repo.commit("0", {"a.py": ""})
    counts = []
    for size in (2, 12):
        for n in range(size):
            repo.commit(str(n), {"a.py": f"{size} {n}\n"})
        here = Repository(str(repo.root))
        started.clear()
        known = told(commits(here), repo.git("rev-parse", "HEAD~"))
        changes_of(here, known, [sha for sha, commit in known.commits.items() if commit.parents])
        counts.append(len(started))
    assert counts == [2, 2]


def test_the_files_that_commits_touched(repo: Repo) -> None:
    root = repo.commit("one", {"a.py": "1", "é ü.txt": "1"})
    two = repo.commit("two", {"a.py": "2", "c/d.py": "1"})
    empty = repo.commit("nothing")
    repo.branch("topic", two)
    repo.commit("three", {"e.py": "1"})
    repo.switch("main")
    merged = repo.merge("topic")
    known = history(repo)
    found = paths_of(discover(str(repo.root)), known, [two, root, empty, merged, "f" * 40])
    assert found == {two: ["a.py", "c/d.py"], root: ["a.py", "é ü.txt"], merged: ["e.py"]}
    assert paths_of(discover(str(repo.root)), known, []) == {}


def test_a_file_that_is_named_like_a_commit(repo: Repo) -> None:
    one = repo.commit("one", {"a": "1"})
    two = repo.commit("two", {one: "1", "z": "1"})
    found = paths_of(discover(str(repo.root)), history(repo), [one, two])
    assert found == {one: ["a"], two: [one, "z"]}


def test_the_oldest_commit_of_a_cut_clone_touched_nothing_that_is_known(repo: Repo) -> None:
    repo.commit("one", {"a": "1"})
    two = repo.commit("two", {"b": "1"})
    three = repo.commit("three", {"c": "1"})
    cut = repo.clone("cut", "--depth=2")
    found = paths_of(discover(str(cut.root)), history(cut), [two, three])
    assert found == {three: ["c"]}


def test_a_history_that_git_cannot_read_is_not_taken_for_an_empty_one(repo: Repo) -> None:
    sha = repo.commit("1", {"a.py": "1\n"})
    (repo.root / ".git/objects" / sha[:2] / sha[2:]).unlink()
    with pytest.raises(ReadError, match="git rev-list failed"):
        commits(discover(str(repo.root)))
