"""A record that lists a test by the name that its file had before: the finding names the one of today."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.gate.conftest import Site

RULE = "failing-regression-test"
TEST = "def test_a():\n    assert 1 + 1 == 2\n\n\ndef test_b():\n    assert 2 + 2 == 4\n"


@pytest.fixture
def shop(site: Site) -> Site:
    """A fixed defect whose record lists its test."""
    site.ledger("id: A-1, tests: [tests/test_a.py::test_a]")
    site.commit("Shop", {"src/a.py": "A = 1\n", "tests/test_a.py": TEST})
    site.branch("feature")
    site.junit("tests.test_new test_a", "tests.test_new test_b")
    return site


def moved(site: Site, *names: str, commit: bool = True) -> None:
    for old, new in pairwise(names):
        (site.root / new).parent.mkdir(exist_ok=True)
        site.git("mv", old, new)
        if commit:
            site.commit(f"Call it {new}")


@pytest.mark.defect("LS-116")
@pytest.mark.parametrize("commit", [True, False], ids=["committed", "in the working tree"])
def test_a_renamed_file_is_named(shop: Site, commit: bool) -> None:
    moved(shop, "tests/test_a.py", "tests/test_new.py", commit=commit)
    (finding,) = shop.check().of(RULE)
    assert (
        finding.message
        == "A-1: its test tests/test_a.py::test_a is listed by a stale id: there is no such file any more"
    )
    assert (
        finding.hint == "it is tests/test_new.py::test_a today: write that under tests: in the record (defects.yml:3)"
    )
    assert str(finding.location) == "defects.yml:3"


@pytest.mark.defect("LS-116")
def test_a_file_that_was_renamed_twice_and_long_ago(shop: Site) -> None:
    moved(shop, "tests/test_a.py", "tests/test_b.py", "tests/unit/test_new.py")
    shop.git("branch", "--force", "main")
    (finding,) = shop.check().of(RULE)
    assert finding.hint.startswith("it is tests/unit/test_new.py::test_a today")


@pytest.mark.defect("LS-116")
@pytest.mark.parametrize("how", ["deleted", "renamed without it", "never there"])
def test_where_nothing_took_its_place_that_is_said(shop: Site, how: str) -> None:
    if how == "deleted":
        shop.git("rm", "--quiet", "tests/test_a.py")
    elif how == "renamed without it":
        moved(shop, "tests/test_a.py", "tests/test_new.py")
        shop.edit("tests/test_new.py", "def test_a()", "def test_other()")
    else:
        shop.ledger("id: A-1, tests: [tests/test_x.py::test_a]")
    shop.commit("Tidy")
    (finding,) = shop.check().of(RULE)
    assert finding.hint == "bring it back, or list another under tests: in the record (defects.yml:3)"


def test_a_test_that_did_not_run_is_no_stale_id(shop: Site) -> None:
    (finding,) = shop.check().of(RULE)
    assert "is in no report: it did not run" in finding.message
    assert finding.hint.endswith("run it: pytest 'tests/test_a.py::test_a'")


def test_an_id_of_today_is_left_alone(shop: Site) -> None:
    moved(shop, "tests/test_a.py", "tests/test_new.py")
    shop.ledger("id: A-1, tests: [tests/test_new.py::test_a]")
    judged = shop.check()
    assert (judged.of(RULE), judged.trace("A-1").tests[0].today) == ([], None)


def test_another_test_that_holds_the_defect_is_enough(shop: Site) -> None:
    moved(shop, "tests/test_a.py", "tests/test_new.py")
    shop.ledger("id: A-1, tests: [tests/test_a.py::test_a, tests/test_new.py::test_b]")
    judged = shop.check()
    assert not judged.of(RULE)
    assert {test.id: test.today for test in judged.trace("A-1").tests} == {
        "tests/test_a.py::test_a": "tests/test_new.py::test_a",
        "tests/test_new.py::test_b": None,
    }
