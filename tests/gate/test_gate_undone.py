"""A fix is undone where a commit says so and the tree bears it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.gate.conftest import Site

BASKET = "def total(prices, voucher=0):\n    result = sum(prices)\n    return result\n"
FIXED = "def total(prices, voucher=0):\n    result = sum(prices) - voucher\n    return max(result, 0)\n"
OTHER = "def count(prices):\n    return len(prices)\n"


def scope(site: Site, record: str = "S-1") -> str:
    return site.check(base="none").trace(record).scope


@pytest.fixture
def fix(site: Site) -> str:
    site.commit("Shop", {"src/basket.py": BASKET + OTHER, "tests/test_a.py": ""})
    sha = site.commit("Fixes S-1", {"src/basket.py": FIXED + OTHER})
    site.ledger("id: S-1")
    return sha


def test_a_revert_undoes_its_fix(site: Site, fix: str) -> None:
    site.git("revert", "--no-edit", fix)
    assert scope(site) == "reverted"
    site.commit("Go on", {"src/basket.py": BASKET + OTHER.replace("len", "sum")})
    assert scope(site) == "reverted"


@pytest.mark.defect("LS-118")
@pytest.mark.parametrize("files", [{}, {"tests/test_a.py": "def test_a():\n    pass\n"}, {"src/other.py": OTHER}])
def test_a_message_alone_undoes_nothing(site: Site, fix: str, files: dict[str, str]) -> None:
    site.commit(f"Tidy\n\nThis reverts commit {fix}.", files)
    assert scope(site) == "judged"


@pytest.mark.defect("LS-118")
def test_a_fix_that_was_brought_back_by_hand_stands(site: Site, fix: str) -> None:
    site.git("revert", "--no-edit", fix)
    site.commit("Reland", {"src/basket.py": "import math\n\n" + FIXED + OTHER})
    assert scope(site) == "judged"


def test_half_of_what_says_something_is_enough_to_stand(site: Site, fix: str) -> None:
    half = BASKET.replace("sum(prices)", "sum(prices) - voucher")
    site.commit(f"A part\n\nThis reverts commit {fix}.", {"src/basket.py": half + OTHER})
    assert scope(site) == "judged"


def test_comments_and_brackets_of_a_fix_are_nothing_that_stands(site: Site) -> None:
    site.commit("Shop", {"src/a.py": "x = [\n    1,\n]\n"})
    sha = site.commit("Fixes S-2", {"src/a.py": "x = [\n    1,\n]\n# why\ny = [\n    2,\n    3,\n]\n"})
    site.ledger("id: S-2")
    site.commit(f"Less\n\nThis reverts commit {sha}.", {"src/a.py": "x = [\n    1,\n]\n# why\n[\n]\n"})
    assert scope(site, "S-2") == "reverted"


@pytest.mark.parametrize("files, found", [({"src/b.py": OTHER + BASKET}, "reverted"), ({"src/c.py": BASKET}, "judged")])
def test_a_fix_that_only_removed_is_undone_by_who_touches_its_files(
    site: Site, files: dict[str, str], found: str
) -> None:
    site.commit("Shop", {"src/b.py": OTHER + BASKET})
    sha = site.commit("Fixes S-3", {"src/b.py": OTHER})
    site.ledger("id: S-3")
    site.commit(f"Again\n\nThis reverts commit {sha}.", files)
    assert scope(site, "S-3") == found


def test_where_another_commit_stands_the_word_of_the_revert_is_enough(site: Site, fix: str) -> None:
    again = site.commit("Fixes S-1 in another way", {"src/other.py": OTHER})
    site.commit(f"Tidy\n\nThis reverts commit {fix}.", {})
    assert [commit.sha for commit in site.check(base="none").trace("S-1").fix.commits] == [again]


@pytest.mark.defect("LS-127")
def test_a_fix_that_is_rewritten_under_the_word_of_a_revert_is_no_green(site: Site, fix: str) -> None:
    site.branch("feature")
    site.commit(f"Better\n\nThis reverts commit {fix}.", {"src/basket.py": BASKET.replace("sum", "max") + OTHER})
    judged = site.check()
    assert [(finding.rule, finding.severity) for finding in judged.of("reverted-fix")] == [("reverted-fix", "error")]
    assert judged.code == 1
