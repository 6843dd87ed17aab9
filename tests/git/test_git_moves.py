"""Lines that were moved since their commit are followed by the text of their block; in doubt they are not."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import pytest

from lockstitch.git import blocks, repository
from lockstitch.git.carry import Moving, carry
from lockstitch.git.history import changes_of, read
from lockstitch.git.repository import discover
from lockstitch.lines import numbers

if TYPE_CHECKING:
    from tests.conftest import Repo

GIFT = "def gift(card):\n    if card.valid:\n        return card.value\n    raise NoCard\n"
OTHER = "def total(rows):\n    return sum(rows)\n"
INDENTED = "".join(f"    {line}\n" for line in GIFT.splitlines())


def moved(repo: Repo, *shas: str, paths: Iterable[str] | None = None) -> Mapping[str, Mapping[str, list[int]]]:
    """Commit → path → the numbers of the lines that were moved there."""
    here = discover(str(repo.root))
    history = read(here)
    everywhere = [path for path in here.files().all if path.endswith(".py")] if paths is None else paths
    found = carry(here, history, changes_of(here, history, shas), here.files().all, Moving(shas, everywhere))
    return {
        sha: {path: list(numbers(one.moved)) for path, one in files.items() if one.moved}
        for sha, files in found.items()
    }


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that git is started with from now on."""
    started: list[str] = []
    plain = repository._started

    def counted(command: list[str], extra: dict[str, str]) -> subprocess.Popen[bytes]:
        started.append(command[0])
        return plain(command, extra)

    monkeypatch.setattr(repository, "_started", counted)
    return started


@pytest.fixture
def feature(repo: Repo) -> str:
    """The commit that adds `gift` between other code of `shop.py`."""
    repo.commit("Shop", {"shop.py": OTHER + "\n\nA = 1\n", "cart.py": "B = 2\n"})
    return repo.commit("feat: gift", {"shop.py": OTHER + "\n\n" + GIFT + "\n\nA = 1\n"})


def test_within_its_file(repo: Repo, feature: str) -> None:
    repo.commit("Sort", {"shop.py": GIFT + "\n\n" + OTHER + "\n\nA = 1\n"})
    here = discover(str(repo.root))
    history = read(here)
    moving = Moving([feature], ["shop.py"])
    (files,) = carry(here, history, changes_of(here, history, [feature]), here.files().all, moving).values()
    one = files["shop.py"]
    assert set(numbers(one.added | one.moved)) >= {1, 2, 3, 4}  # whichever of the two functions git says was moved


@pytest.mark.parametrize("target", ["cart.py", "new.py"])
def test_into_another_file_committed_or_not(repo: Repo, feature: str, target: str) -> None:
    repo.write({"shop.py": OTHER + "\n\nA = 1\n", target: "B = 2\n\n\n" + GIFT})
    assert moved(repo, feature) == {feature: {target: [4, 5, 6, 7]}}
    repo.commit("Move")
    assert moved(repo, feature) == {feature: {target: [4, 5, 6, 7]}}


def test_into_a_class(repo: Repo, feature: str) -> None:
    repo.commit("Move", {"shop.py": OTHER, "cart.py": "class Cart:\n" + INDENTED})
    assert moved(repo, feature) == {feature: {"cart.py": [2, 3, 4, 5]}}


def test_out_of_a_file_that_is_gone_into_two(repo: Repo) -> None:
    second = "def second(card):\n    log(card)\n    return gift(card)\n"
    sha = repo.commit("feat: gifts", {"gifts.py": GIFT + "\n\n" + second})
    repo.commit("Begin", {"a.py": "X = 1\n", "b.py": "W = 2\n"})
    repo.remove("gifts.py")
    repo.commit("Split", {"a.py": "X = 1\n" + GIFT, "b.py": "W = 2\n" + second})
    assert moved(repo, sha) == {sha: {"a.py": [2, 3, 4, 5], "b.py": [2, 3, 4]}}


def test_one_line_of_a_feature_within_a_block_that_was_there_before(repo: Repo) -> None:
    repo.commit("Shop", {"shop.py": OTHER + GIFT})
    sha = repo.commit("feat: twice", {"shop.py": OTHER + GIFT.replace("card.value", "card.value * 2")})
    repo.commit("Move", {"shop.py": OTHER, "cart.py": GIFT.replace("card.value", "card.value * 2")})
    assert moved(repo, sha) == {sha: {"cart.py": [3]}}


def test_what_was_only_indented_where_it_stands(repo: Repo) -> None:
    sha = repo.commit("feat: log", {"shop.py": "def f():\n    log(1)\n    return 2\n"})
    repo.commit("Guard", {"shop.py": "def f():\n    if ready:\n        log(1)\n    return 2\n"})
    assert moved(repo, sha) == {sha: {"shop.py": [3]}}


def test_from_file_to_file_to_file(repo: Repo, feature: str) -> None:
    repo.commit("Move", {"shop.py": OTHER, "cart.py": "B = 2\n" + GIFT})
    repo.git("mv", "cart.py", "basket.py")
    repo.commit("Rename")
    repo.commit("Move on", {"basket.py": "B = 2\n", "till.py": "C = 3\n" + GIFT})
    assert moved(repo, feature) == {feature: {"till.py": [2, 3, 4, 5]}}


def test_who_wrote_it_first_has_it(repo: Repo, feature: str) -> None:
    second = repo.commit("feat: cart", {"shop.py": OTHER, "cart.py": "B = 2\n" + GIFT})
    repo.commit("Move on", {"cart.py": "B = 2\n", "till.py": "C = 3\n" + GIFT})
    assert moved(repo, second, feature) == {feature: {"till.py": [2, 3, 4, 5]}, second: {}}


def _deleted(repo: Repo) -> None:
    repo.commit("Delete", {"shop.py": OTHER})


def _rewritten(repo: Repo) -> None:
    repo.commit("Rewrite", {"shop.py": OTHER, "cart.py": "def gift(card):\n    return card.value if card else 0\n"})


def _in_two_places(repo: Repo) -> None:
    repo.commit("Copy", {"shop.py": OTHER, "cart.py": "B = 2\n" + GIFT, "till.py": "C = 3\n" + GIFT})


def _too_short(repo: Repo) -> None:
    repo.commit("Move", {"shop.py": OTHER, "cart.py": "def gift(card):\n    if card.valid:\n        pass\n"})


def _copied_and_kept(repo: Repo) -> None:
    repo.commit("Copy", {"cart.py": "B = 2\n" + GIFT})


def _moved_where_nobody_looks(repo: Repo) -> None:
    repo.commit("Move", {"shop.py": OTHER, "cart.txt": GIFT})


def _behind_a_link(repo: Repo) -> None:
    repo.commit("Move", {"shop.py": OTHER, "cart.txt": GIFT})
    (repo.root / "cart.py").unlink()
    (repo.root / "cart.py").symlink_to("cart.txt")


@pytest.mark.parametrize(
    "work",
    [_deleted, _rewritten, _in_two_places, _too_short, _copied_and_kept, _moved_where_nobody_looks, _behind_a_link],
)
def test_what_is_not_followed(repo: Repo, feature: str, work: Callable[[Repo], None]) -> None:
    work(repo)
    assert moved(repo, feature) == {feature: {}}


@pytest.mark.parametrize("rename", [False, True])
def test_a_block_that_stood_there_already_is_not_the_features(repo: Repo, rename: bool) -> None:
    repo.commit("Old", {"old.py": "B = 2\n" + GIFT, "shop.py": OTHER})
    sha = repo.commit("feat: copy", {"shop.py": OTHER + GIFT})
    repo.write({"shop.py": OTHER})
    if rename:
        repo.git("mv", "old.py", "older.py")
    repo.commit("Delete the copy")
    if rename:
        repo.git("mv", "older.py", "oldest.py")  # not committed yet
    assert moved(repo, sha) == {sha: {}}


def test_a_place_that_holds_more_of_it_goes_before_one_that_begins_alike(repo: Repo) -> None:
    body = "def go():\n" + "".join(f"    step_{number}()\n" for number in range(8))
    sha = repo.commit("feat: steps", {"shop.py": body})
    repo.commit("Begin", {"a.py": "X = 1\n", "b.py": "Y = 2\n"})
    repo.commit("Move", {"shop.py": "A = 1\n", "a.py": body, "b.py": "".join(body.splitlines(True)[:4])})
    assert moved(repo, sha) == {sha: {"a.py": list(range(1, 10))}}
    repo.commit("Copy", {"b.py": body})
    assert moved(repo, sha) == {sha: {}}


def test_its_own_file_goes_before_others(repo: Repo) -> None:
    rows = [f"row_{number} = {number}\n" for number in range(9)]
    block = "begin()\nwork()\nend()\n"
    sha = repo.commit("feat: work", {"shop.py": block + "".join(rows), "cart.py": "B = 2\n"})
    repo.commit("Move", {"shop.py": "".join(rows) + block, "cart.py": "B = 2\n" + block + rows[0]})
    assert moved(repo, sha) == {sha: {"shop.py": [10, 11, 12]}}


def test_a_line_that_stands_everywhere_begins_no_block(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "COMMON", 2)
    body = "def gift(card):\n    pass\n    return card\n"
    sha = repo.commit("feat: gift", {"shop.py": body, "cart.py": "B = 2\n"})
    repo.commit("Move", {"shop.py": "A = 1\n", "cart.py": "B = 2\n" + body, "more.py": "pass\n" * 9})
    assert moved(repo, sha) == {sha: {"cart.py": [2, 3, 4]}}


def test_nothing_is_read_and_no_process_started_where_no_line_is_gone(
    repo: Repo, feature: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = counting(monkeypatch)
    here = discover(str(repo.root))
    history = read(here)
    changes = changes_of(here, history, [feature])
    started.clear()
    carry(here, history, changes, here.files().all)
    bare = len(started)

    def read_by_nobody() -> Iterable[str]:
        raise AssertionError("asked for the files of today")
        yield

    carry(here, history, changes, here.files().all, Moving([feature], read_by_nobody()))
    assert len(started) == 2 * bare


def test_the_number_of_processes_does_not_grow_with_the_commits(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["".join(f"value_{n}_{k} = {k}\n" for k in range(4)) for n in range(6)]
    shas = [repo.commit(f"feat: {n}", {f"f{n}.py": block}) for n, block in enumerate(texts)]
    repo.remove(*(f"f{n}.py" for n in range(6)))
    repo.commit("Join", {"all.py": "A = 1\n" + "".join(texts)})
    started = counting(monkeypatch)
    counts = []
    for asked in (shas[:1], shas):
        started.clear()
        assert all(moved(repo, *asked).values())
        counts.append(len(started))
    assert counts[0] == counts[1]
