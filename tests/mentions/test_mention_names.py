"""Ids in names, and numbers in names that are none."""

from __future__ import annotations

import pytest

from lockstitch.mentions import of_file_name
from lockstitch.mentions.dialect import Dialect, Place, of_name
from lockstitch.mentions.words import Vocabulary
from lockstitch.settings import Links

SHOP = Dialect(Vocabulary(prefixes=("story",), stems=("shop", "2024-inc")))
HERE = Place("test", "name", 1)


def ids(name: str, dialect: Dialect = SHOP) -> list[str]:
    return [f"{one.tracker}|{one.key}|{one.strength}" for one in of_name(name, HERE, dialect)]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("test_issue_6241", ["issue|6241|strong"]),
        ("test_gh_28679", ["gh|28679|strong"]),
        ("test_replace_gh5319", ["gh|5319|strong"]),
        ("test_bpo_31728", ["bpo|31728|strong"]),
        ("testBug1234", ["bug|1234|strong"]),
        ("TestGH28679", ["gh|28679|strong"]),
        ("test_issues_5919_6830", ["issue|5919|strong", "issue|6830|strong"]),
        ("test_issue_4793_nullspace", ["issue|4793|strong"]),
        ("test_issue_no_12", ["issue|12|strong"]),
        ("test_SHOP_12_total", ["shop|12|strong"]),
        ("test_shop_9", ["shop|9|strong"]),
        ("test_2024_INC_7", ["2024-inc|7|strong"]),
        ("testStory12", ["story|12|strong"]),
        ("test_mysql_bugs_88718_96365", ["bug|88718|weak", "bug|96365|weak"]),
    ],
)
def test_ids_in_names(name: str, found: list[str]) -> None:
    assert ids(name) == found


@pytest.mark.parametrize(
    "name",
    [
        "test_repr_101_shorter",
        "test_getstatement_bug2",
        "test_bug_2",
        "test_101",
        "test_workshop_17",
        "test_debug_12",
        "test_UTF_8",
        "test_http_404",
        "test_high_12",
        "test_tissue_12",
        "test_pr_12",
    ],
)
def test_numbers_that_are_no_ids(name: str) -> None:
    assert ids(name) == []


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("tests/ui/issues/issue10228.rs", ["10228"]),
        ("tests/ui/issue-10228.rs", ["10228"]),
        ("Zend/tests/bug12345.phpt", ["12345"]),
        ("Zend/tests/bug12345_2.phpt", ["12345"]),
        ("tests/test_issue_12.py", ["12"]),
        ("issues/12/test_total.py", []),
        ("tests/test_2.py", []),
    ],
)
def test_ids_in_the_names_of_files(path: str, found: list[str]) -> None:
    assert [one.key for one in of_file_name(path, SHOP)] == found
    assert {(one.via, one.test, one.line) for one in of_file_name(path, SHOP)} <= {("file name", "", 0)}


def test_a_projects_own_patterns_find_ids() -> None:
    dialect = Dialect.of(Links(patterns=(r"_t(?P<id>\d+)_",)))
    assert ids("test_t77_total", dialect) == ["|77|strong"]
    assert ids("test_t77", dialect) == []


def test_a_pattern_may_find_a_name_without_an_id() -> None:
    dialect = Dialect.of(Links(patterns=(r"_t(?P<id>\d*)_",)))
    assert ids("test_t__t12_total", dialect) == ["|12|strong"]
