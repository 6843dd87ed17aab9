"""The scoreboard: the gate's own rungs, counted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lockstitch.backfill.board import _months_before
from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.backfill.conftest import Past

FIX = "def total(prices):\n    return sum(prices or [])\n"
TEST = "def test_empty():\n    assert True\n"
REPORT = '<testsuite tests="1"><testcase classname="tests.test_shop" name="test_empty" time="0.1"/></testsuite>'


@pytest.fixture
def shop(past: Past) -> Past:
    """One defect with a test, one without, one of another year."""
    past.repo.commit("Fix empty baskets\n\nFixes #12", {"src/shop.py": FIX, "tests/test_shop.py": TEST})
    past.repo.commit("Fix orders\n\nFixes #13", {"src/order.py": "1\n"})
    past.repo.commit("words", {"CHANGES": "1.0 (2013-01-02)\n=====\n\n- Fix the till (#11)\n"})
    return past


def test_rungs_by_year_without_any_report_or_ledger(shop: Past) -> None:
    board = shop.board()
    assert {year: (rungs.defects, rungs.tested) for year, rungs in board.years.items()} == {
        "2013": (1, 0),
        "2023": (2, 1),
    }
    assert (board.total.defects, board.total.tested, board.outside) == (3, 1, {})
    assert board.total.levels == {Level.NONE: 2, Level.LINKED: 1}
    assert [(one.trace.record.id, one.tested) for one in board.recent] == [("13", False), ("12", True)]
    assert board.since == date(2023, 6, 1)


def test_a_report_raises_the_rung(shop: Past) -> None:
    shop.repo.write({"junit.xml": REPORT})
    assert shop.board().total.levels == {Level.NONE: 2, Level.PASSED: 1}


def test_what_a_ledger_says_beats_what_is_found(shop: Past) -> None:
    shop.repo.write(
        {
            "defects.yml": "records:\n"
            "  - {id: 13, kind: defect, title: x, status: rejected}\n"
            "  - {id: A-1, kind: defect, title: x, status: fixed}\n"
            "  - {id: A-2, kind: defect, title: x, status: open}\n"
            "  - {id: A-3, kind: incident, title: x, status: resolved}\n"
        }
    )
    board = shop.board()
    assert {year: rungs.defects for year, rungs in board.years.items()} == {"2013": 1, "2023": 1, "unknown": 1}


def test_what_was_reverted_is_not_counted(shop: Past) -> None:
    sha = shop.repo.head
    fix = shop.repo.git("rev-parse", "HEAD~2")
    shop.repo.write(
        {"defects.yml": f"records:\n  - {{id: 12, kind: defect, title: x, status: fixed, commits: [{fix}]}}\n"}
    )
    shop.repo.git("revert", "--no-edit", fix)
    board = shop.board()
    assert (board.total.defects, board.outside, sha != shop.repo.head) == (2, {"reverted": 1}, True)


def test_since_leaves_older_ones_out(shop: Past) -> None:
    board = shop.board(since=date(2023, 1, 1))
    assert list(board.years) == ["2023"]


def test_a_change_under_review_does_not_matter(shop: Past) -> None:
    shop.repo.branch("feature")
    shop.repo.write({"src/new.py": "1\n", "lockstitch.yml": "scope: change\nbase: nowhere\nsince: 2030-01-01\n"})
    board = shop.board()
    assert board.total.defects == 3
    assert not [entry for entry in board.inputs if entry.fault]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-11-26", "2026-05-26"),
        ("2026-08-31", "2026-02-28"),
        ("2024-08-30", "2024-02-29"),
        ("2026-06-01", "2025-12-01"),
        ("2026-01-31", "2025-07-31"),
    ],
)
def test_six_months(day: str, before: str) -> None:
    assert _months_before(date.fromisoformat(day), 6) == date.fromisoformat(before)
