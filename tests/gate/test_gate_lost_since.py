"""Tests that came with a fix and were renamed or moved after it: what the change then does to them is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.gate.conftest import Site

RULE = "lost-regression-test"
CART = "tests/test_cart.py"
ALL = "tests/test_all.py"
TEST = "def test_total():\n    total = 1 + 1\n    assert total == 2\n"
RENAMED = TEST.replace("test_total", "test_sum")
OTHER = "def test_other():\n    assert 3 * 3 == 9\n\n\n"
LIKE = TEST.replace("== 2", "> 1")
SKIP = "@pytest.mark.skip\n"


def fixed(site: Site, record: str = "", message: str = "Fixes SHOP-1") -> Site:
    site.ledger(f"id: SHOP-1{record}")
    site.commit("Shop", {CART: OTHER, "src/a.py": "A = 1\n"})
    site.commit(message, {CART: OTHER + TEST, "src/a.py": "A = 2\n"})
    return site


def commit(site: Site, files: dict[str, str | None], moves: tuple[str, str] | None = None) -> None:
    if moves:
        (site.root / moves[1]).parent.mkdir(parents=True, exist_ok=True)
        site.git("mv", *moves)
    for path, text in files.items():
        if text is None:
            (site.root / path).unlink()
        else:
            site.write({path: text})
    site.commit("Tidy up")


@pytest.mark.defect("LS-107")
@pytest.mark.parametrize(
    ("moves", "between", "after", "lost"),
    [
        (None, {CART: OTHER + RENAMED}, {CART: OTHER}, f"{CART}::test_sum was deleted"),
        (None, {CART: OTHER + RENAMED}, {CART: OTHER + SKIP + RENAMED}, f"{CART}::test_sum is skipped"),
        ((CART, ALL), {}, {ALL: OTHER}, f"{ALL}::test_total was deleted"),
        ((CART, ALL), {}, {ALL: None}, f"{ALL}::test_total was deleted"),
        ((CART, "tests/cart/test_a.py"), {}, {"tests/cart/test_a.py": OTHER}, "tests/cart/test_a.py::test_total was"),
        ((CART, ALL), {ALL: OTHER + RENAMED}, {ALL: OTHER}, f"{ALL}::test_sum was deleted"),
        (None, {CART: OTHER, ALL: TEST}, {ALL: "A = 1\n"}, f"{ALL}::test_total was deleted"),
        (None, {CART: OTHER, ALL: TEST}, {ALL: None}, f"{ALL}::test_total was deleted"),
    ],
    ids=["renamed", "renamed-skipped", "file", "file-deleted", "folder", "both", "moved", "moved-deleted"],
)
def test_a_test_that_was_renamed_or_moved_since_its_fix(
    site: Site, moves: tuple[str, str] | None, between: dict[str, str | None], after: dict[str, str | None], lost: str
) -> None:
    commit(fixed(site), between, moves)
    site.branch("feature")
    assert not site.check().of(RULE)
    commit(site, after)
    (message,) = site.check().told(RULE)
    assert f"SHOP-1: its test {lost}" in message


@pytest.mark.defect("LS-107")
def test_the_change_renames_the_file_once_more_and_deletes_the_test(site: Site) -> None:
    commit(fixed(site), {}, (CART, ALL))
    site.branch("feature")
    commit(site, {"tests/test_last.py": OTHER}, (ALL, "tests/test_last.py"))
    (message,) = site.check().told(RULE)
    assert f"its test {ALL}::test_total was deleted" in message


@pytest.mark.parametrize(
    ("between", "after"),
    [
        ({CART: OTHER + RENAMED}, {CART: OTHER + TEST}),
        ({CART: OTHER + RENAMED}, {CART: OTHER, ALL: RENAMED}),
        ({CART: OTHER + RENAMED}, {CART: RENAMED}),
        ({ALL: LIKE}, {ALL: None}),
        ({ALL: LIKE}, {ALL: SKIP + LIKE}),
        ({CART: OTHER}, {CART: None}),
        ({CART: OTHER, ALL: LIKE.replace("1 + 1", "len([3, 4])").replace("> 1", "< 3")}, {ALL: None}),
    ],
    ids=["back", "moved", "other-deleted", "namesake", "namesake-skipped", "gone-before", "another"],
)
def test_nothing_is_lost(site: Site, between: dict[str, str | None], after: dict[str, str | None]) -> None:
    commit(fixed(site), between)
    site.branch("feature")
    commit(site, after)
    assert not site.check().of(RULE)


def test_a_test_that_came_with_no_accepted_link_held_nothing(site: Site) -> None:
    commit(fixed(site), {CART: OTHER + RENAMED})
    site.branch("feature")
    commit(site, {CART: OTHER})
    assert not site.check("links: {accept: [explicit, strong]}\n").of(RULE)


@pytest.mark.defect("LS-107")
@pytest.mark.parametrize(
    ("record", "kind", "state"),
    [
        (", kind: feature, status: delivered", "feature", "a feature that is given up"),
        ("", "defect", "a defect that is open again"),
    ],
)
def test_a_feature_is_not_called_a_defect(site: Site, record: str, kind: str, state: str) -> None:
    fixed(site, record)
    site.write({CART: OTHER + f'@pytest.mark.defect("SHOP-1")\n{TEST}'})
    site.commit("Mark")
    site.branch("feature")
    commit(site, {CART: OTHER})
    (finding,) = site.check().of(RULE)
    assert finding.message.endswith(f"no other linked test holds the {kind}")
    assert state in finding.hint
