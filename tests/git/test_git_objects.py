"""Names become commits and contents."""

from __future__ import annotations

import itertools
import subprocess
from typing import TYPE_CHECKING

import pytest

from lockstitch.git.objects import blobs, commits, contents, resolve
from lockstitch.git.repository import discover

if TYPE_CHECKING:
    from tests.conftest import Repo


def test_commit_ids_as_people_write_them(repo: Repo) -> None:
    one, two = repo.commit("one", {"a.py": "1\n"}), repo.commit("two")
    blob = repo.git("rev-parse", "HEAD:a.py")
    names = [
        one[:7],
        one,
        two[:12].upper(),
        "abcdef0",
        "",
        "main",
        "HEAD",
        "--help",
        f"{one[:7]}\n",
        "a b",
        blob,
        "x" * 40,
    ]
    found = resolve(discover(str(repo.root)), names)
    assert {name: sha for name, sha in found.items() if sha} == {one[:7]: one, one: one, two[:12].upper(): two}
    assert list(found) == names
    assert resolve(discover(str(repo.root)), []) == {}


def test_an_ambiguous_id(repo: Repo) -> None:
    commits = "".join(f"commit refs/heads/main\ncommitter x <x@y> {n} +0000\ndata 0\n" for n in range(2000))
    repo.write({"stream": commits})
    with (repo.root / "stream").open("rb") as stream:
        subprocess.run(["git", "fast-import", "--quiet"], cwd=repo.root, stdin=stream, check=True)
    ids = sorted(repo.git("rev-list", "main").split())
    sha = next(one for one, two in itertools.pairwise(ids) if one[:4] == two[:4])
    assert resolve(discover(str(repo.root)), [sha[:4], sha[:12]]) == {sha[:4]: "", sha[:12]: sha}


def test_a_branch_called_like_an_id_does_not_answer_for_it(repo: Repo) -> None:
    one = repo.commit("one")
    two = repo.commit("two")
    repo.git("branch", one[:7], two)
    assert resolve(discover(str(repo.root)), [one[:7], one[:8]]) == {one[:7]: "", one[:8]: one}


def test_revisions(repo: Repo) -> None:
    one, two = repo.commit("one", {"a.py": "1\n"}), repo.commit("two")
    repo.git("tag", "--annotate", "--message=x", "v1", one)
    asked = ("v1", "main", "HEAD~1", "HEAD:a.py", "HEAD^{tree}", "nowhere", "--help", "missing", "main")
    found = commits(discover(str(repo.root)), asked)
    assert {name: sha for name, sha in found.items() if sha} == {"v1": one, "main": two, "HEAD~1": one}


def test_contents(repo: Repo) -> None:
    repo.commit("one", {"a.py": "1\n", "empty": "", "two words 3.py": b"\xff\n\0", "sub/b.py": "b", "large": "x" * 100})
    first = repo.git("rev-parse", "HEAD:a.py")
    tree = repo.git("rev-parse", "HEAD:sub")
    asked = [
        first,
        "HEAD:empty",
        "HEAD:no such 3",
        "HEAD:two words 3.py",
        tree,
        "HEAD:large",
        "a\nb",
        "0" * 40,
        "HEAD:sub/b.py",
    ]
    assert blobs(discover(str(repo.root)), asked, largest=99) == {
        first: b"1\n",
        "HEAD:empty": b"",
        "HEAD:two words 3.py": b"\xff\n\0",
        "HEAD:sub/b.py": b"b",
    }
    assert blobs(discover(str(repo.root)), ["HEAD:large"]) == {"HEAD:large": b"x" * 100}


def test_contents_come_in_the_order_of_their_ids(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    one = repo.commit("one", {"a.py": "1\n", "empty.py": "", "large.py": "x" * 99})
    a, empty, large = (repo.git("rev-parse", f"HEAD:{name}.py") for name in ("a", "empty", "large"))
    monkeypatch.setattr("lockstitch.git.objects.LARGEST", 50)
    found = contents(discover(str(repo.root)), [a, "", one, empty, "0" * 40, a, large, a])
    assert list(found) == [b"1\n", b"", None, b"", None, b"1\n", None, b"1\n"]
    assert list(contents(discover(str(repo.root)), [])) == []
