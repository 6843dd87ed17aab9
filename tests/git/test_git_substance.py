"""What a commit changed, told apart from where and when it did so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lockstitch.git import history
from lockstitch.git.repository import discover

if TYPE_CHECKING:
    from tests.conftest import Repo

BASE = "".join(f"line {n}\n" for n in range(30))
FIXED = BASE.replace("line 20\n", "line 20, mended\n")


def substance(repo: Repo, *shas: str) -> list[str]:
    repository = discover(str(repo.root))
    known = history.read(repository)
    found = history.substance(repository, known, shas, lambda path: path.startswith("src/"))
    return [found[sha] for sha in shas]


@pytest.fixture
def fixed(repo: Repo) -> Repo:
    """A fix on a branch of its own."""
    repo.commit("Start", {"src/a.py": BASE, "tests/t.py": "1\n"})
    repo.branch("fix")
    repo.commit("Fixes A-1", {"src/a.py": FIXED, "tests/t.py": "2\n"})
    return repo


def picked(repo: Repo) -> list[str]:
    """The fix and its copy, both in one history."""
    original = repo.git("rev-parse", "fix")
    repo.git("cherry-pick", "fix")
    copy = repo.head
    repo.git("merge", "--quiet", "--strategy=ours", "fix", "--message=Both")
    return [original, copy]


def test_it_survives_a_pick_onto_moved_lines(fixed: Repo) -> None:
    fixed.switch("main")
    fixed.commit("Above", {"src/a.py": "new\n" * 7 + BASE})
    original, copy = substance(fixed, *picked(fixed))
    assert original == copy != ""


def test_other_files_of_the_commit_do_not_matter(fixed: Repo) -> None:
    fixed.switch("main")
    fixed.commit("Fixes it alone", {"src/a.py": FIXED})
    alone = fixed.head
    fixed.git("merge", "--quiet", "--strategy=ours", "fix", "--message=Both")
    assert len(set(substance(fixed, alone, fixed.git("rev-parse", "fix")))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/a.py", FIXED.replace("mended", "mended well")),
        ("src/a.py", FIXED.replace("line 3\n", "")),
        ("src/b.py", FIXED),
        ("src/a.py", FIXED.removesuffix("29\n") + "29, without an end"),
    ],
)
def test_another_fix_differs(fixed: Repo, path: str, text: str) -> None:
    fixed.switch("main")
    fixed.commit("Another", {path: text})
    other = fixed.head
    fixed.git("merge", "--quiet", "--strategy=ours", "fix", "--message=Both")
    assert len(set(substance(fixed, other, fixed.git("rev-parse", "fix")))) == 2


def test_removed_and_added_are_not_the_same(fixed: Repo) -> None:
    there = fixed.commit("There", {"src/a.py": FIXED + "more\n"})
    back = fixed.commit("Back", {"src/a.py": FIXED})
    assert len(set(substance(fixed, there, back))) == 2


def test_the_same_lines_in_another_file_are_another_fix(fixed: Repo) -> None:
    fixed.commit("Twins", {"src/b.py": BASE, "src/c.py": BASE})
    one, two = fixed.commit("One", {"src/b.py": FIXED}), fixed.commit("Two", {"src/c.py": FIXED})
    assert len(set(substance(fixed, one, two))) == 2


def test_a_commit_without_wanted_files_has_none(fixed: Repo) -> None:
    assert substance(fixed, fixed.commit("Tests", {"tests/t.py": "3\n"})) == [""]


def test_very_long_lines_are_read_to_their_end(fixed: Repo) -> None:
    one = fixed.commit("One", {"src/long.js": "x" * 50_000 + "1\n"})
    fixed.remove("src/long.js")
    fixed.commit("Gone")
    two = fixed.commit("Two", {"src/long.js": "x" * 50_000 + "2\n"})
    assert len(set(substance(fixed, one, two))) == 2


def test_what_has_no_lines_is_told_apart(fixed: Repo) -> None:
    Path(fixed.root, "src/link").symlink_to("a.py")
    one = fixed.commit("Link")
    Path(fixed.root, "src/link").unlink()
    fixed.commit("Gone")
    Path(fixed.root, "src/link").symlink_to("b.py")
    two = fixed.commit("Another link")
    assert len(set(substance(fixed, one, two))) == 2


def test_the_cut_end_of_a_shallow_clone_has_none(fixed: Repo) -> None:
    shallow = fixed.clone("shallow", "--depth=1", "--branch=fix")
    repository = discover(str(shallow.root))
    assert history.substance(repository, history.read(repository), [shallow.head], lambda _path: True) == {}
