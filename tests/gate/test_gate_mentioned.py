"""What test sources say becomes links: whose id it is, how strongly it counts, how it is settled with the reports."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.gate.conftest import Make, Site

DOC = '''\
def test_total():
    """Regression test for {}."""


def test_other():
    pass
'''
TEST = "tests/test_cart.py::test_total"


def laid(site: Site, source: str, *records: str, name: str = "tests/test_cart.py") -> Site:
    site.ledger(*(records or ("id: SHOP-12",)))
    site.commit("Start", {name: source})
    site.branch("feature")
    return site


def links(site: Site, record: str = "SHOP-12", configuration: str = "") -> list[tuple[str, str, str, str]]:
    trace = site.check(configuration, coverage=("none",)).trace(record)
    return [(t.id, link.via, link.strength, str(link.where)) for t in trace.tests for link in t.links]


def test_a_docstring_links_and_is_settled_with_the_report(site: Site) -> None:
    laid(site, DOC.format("SHOP-12"))
    site.junit("tests.test_cart test_total", "tests.test_cart test_other")
    trace = site.check().trace("SHOP-12")
    assert trace.level == Level.PASSED
    assert [(t.id, t.outcome, len(t.cases)) for t in trace.tests] == [(TEST, "passed", 1)]
    assert links(site) == [(TEST, "comment", "strong", "tests/test_cart.py:2")]


def test_a_linked_test_that_failed_breaks_the_gate(site: Site) -> None:
    laid(site, DOC.format("SHOP-12"))
    site.junit('tests.test_cart test_total <failure message="no"/>', "tests.test_cart test_other")
    judged = site.check()
    assert judged.code == 1
    assert judged.of("failing-regression-test", "SHOP-12")


def test_a_linked_test_that_is_in_no_report_has_not_passed(site: Site) -> None:
    laid(site, DOC.format("SHOP-12"))
    site.junit("tests.test_cart test_other")
    trace = site.check().trace("SHOP-12")
    assert (trace.level, trace.gap) == (Level.LINKED, f"{TEST} is in no report")


@pytest.mark.parametrize(
    ("source", "via", "strength"),
    [
        ('@pytest.mark.defect("SHOP-12")\ndef test_total():\n    pass\n', "marker", "explicit"),
        ("def test_total():\n    # non-regression test for shop-12\n    pass\n", "comment", "strong"),
        ("def test_total():\n    pass  # SHOP-12\n", "comment", "weak"),
        ('@pytest.mark.xfail(reason="SHOP-12")\ndef test_total():\n    pass\n', "comment", "negative"),
    ],
)
def test_every_route_has_its_strength(site: Site, source: str, via: str, strength: str) -> None:
    laid(site, source)
    site.junit("tests.test_cart test_total")
    assert [one[:3] for one in links(site)] == [(TEST, via, strength)]
    assert (site.check().trace("SHOP-12").level == Level.NONE) == (strength in ("weak", "negative"))


def test_weak_links_count_where_they_are_accepted(site: Site) -> None:
    laid(site, "def test_total():\n    pass  # SHOP-12\n")
    site.junit("tests.test_cart test_total")
    judged = site.check("links: {accept: [explicit, strong, weak]}")
    assert judged.trace("SHOP-12").level == Level.PASSED


def test_a_known_open_bug_is_no_regression_test_and_the_gap_says_so(site: Site) -> None:
    laid(site, '@pytest.mark.xfail(reason="SHOP-12")\ndef test_total():\n    pass\n')
    site.junit("tests.test_cart test_total")
    judged = site.check()
    assert (
        "1 test is skipped or expected to fail because of it, which is no regression test"
        in judged.trace("SHOP-12").gap
    )
    (finding,) = judged.of("untested-defect")
    assert "mentions it" not in finding.hint


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("#12", Level.PASSED),
        ("GH-12", Level.PASSED),
        ("https://github.com/own/shop/issues/12", Level.PASSED),
        ("own/shop#12", Level.PASSED),
        ("https://github.com/other/shop/issues/12", Level.NONE),
        ("other/shop#12", Level.NONE),
        ("https://github.com/own/shop/pull/12", Level.NONE),
        ("bpo-12", Level.NONE),
        ("SHOP-12", Level.NONE),
        ("#120", Level.NONE),
    ],
)
def test_only_ids_of_our_own_tracker_link(site: Site, written: str, level: Level) -> None:
    laid(site, DOC.format(written), "id: '12'")
    site.git("remote", "add", "origin", "git@github.com:own/shop.git")
    site.junit("tests.test_cart test_total")
    assert site.check().trace("12").level == level


@pytest.mark.parametrize(
    ("configuration", "record", "strength"),
    [
        ("", "id: '12'", "weak"),
        ("links: {repository: own/shop}", "id: '12'", "strong"),
        ("links: {repository: other/shop}", "id: '12'", ""),
        ("", "id: '12', url: 'https://github.com/own/shop/issues/12'", "strong"),
    ],
)
def test_an_address_counts_where_the_repository_is_known(
    site: Site, configuration: str, record: str, strength: str
) -> None:
    laid(site, DOC.format("https://github.com/own/shop/issues/12"), record)
    site.junit("tests.test_cart test_total")
    assert "".join(one[2] for one in links(site, "12", configuration or "rules: {}")) == strength


def test_own_words_and_marks_are_configured(site: Site) -> None:
    source = (
        DOC.format("story 12")
        + '\n\n@pytest.mark.holds("13")\ndef test_b():\n    pass\n\n\ndef test_t14_c():\n    pass\n'
    )
    laid(site, source, "id: '12'", "id: '13'", "id: '14'")
    site.junit("tests.test_cart test_total", "tests.test_cart test_b", "tests.test_cart test_t14_c")
    plain = site.check()
    assert [plain.trace(one).level for one in ("12", "13", "14")] == [Level.NONE] * 3
    own = site.check("links: {prefixes: story, markers: holds, patterns: '_t(?P<id>\\d+)_'}")
    assert [own.trace(one).level for one in ("12", "13", "14")] == [Level.PASSED] * 3


def test_a_test_that_names_its_fix_commit_is_linked(site: Site) -> None:
    site.ledger("id: SHOP-12")
    site.commit("Start", {"cart.py": "a = 1\n"})
    fix = site.commit("Fixes SHOP-12", {"cart.py": "a = 2\n"})
    site.commit("Tests", {"tests/test_cart.py": f"def test_total():\n    # fixed in {fix[:10]}\n    pass\n"})
    site.branch("feature")
    site.junit("tests.test_cart test_total")
    assert links(site) == [(TEST, "comment", "explicit", "tests/test_cart.py:2")]


def test_a_cache_that_lies_breaks_nothing(site: Site) -> None:
    laid(site, DOC.format("SHOP-12"))
    site.junit("tests.test_cart test_total")
    first = links(site)
    held = json.loads(site.read(".git/lockstitch/mentions.json"))
    ((key, (row,)),) = held["files"].items()
    held["files"][key] = [[*row[:2], "9" * 5000, *row[3:]]]
    site.write({".git/lockstitch/mentions.json": json.dumps(held)})
    assert links(site) == []
    (site.root / ".git/lockstitch/mentions.json").unlink()
    assert links(site) == first


def test_the_name_of_a_file_links_all_its_tests(site: Site) -> None:
    laid(site, "def test_a():\n    pass\n\n\ndef test_b():\n    pass\n", name="tests/test_shop_12.py")
    site.junit("tests.test_shop_12 test_a", 'tests.test_shop_12 test_b <failure message="no"/>')
    assert site.check().trace("SHOP-12").level == Level.LINKED
    assert ("tests/test_shop_12.py", "name", "strong", "tests/test_shop_12.py") in links(site)


@pytest.mark.parametrize("name", ["src/cart.py", "tests/conftest.py", "tests/helpers.py", "docs/test_cart.txt"])
def test_only_test_files_link(site: Site, name: str) -> None:
    laid(site, DOC.format("SHOP-12"), name=name)
    site.junit("tests.test_x test_y")
    assert site.check().trace("SHOP-12").tests == ()


def test_tests_of_other_languages_are_found_in_their_reports(site: Site) -> None:
    script = "describe('Cart', () => {\n  // Regression test for SHOP-12\n  it('adds up', () => {});\n});\n"
    java = "class CartTest {\n  // Regression test for SHOP-13\n  @Test\n  void adds() {}\n}\n"
    site.ledger("id: SHOP-12", "id: SHOP-13")
    site.commit("Start", {"web/cart.test.js": script, "src/test/CartTest.java": java})
    site.branch("feature")
    vitest = '<testcase classname="web/cart.test.js" name="Cart &gt; adds up"/>'
    surefire = '<testcase classname="shop.CartTest" name="adds"/>'
    site.write({"junit.xml": f'<testsuite name="x" tests="2">{vitest}{surefire}</testsuite>'})
    judged = site.check()
    assert [judged.trace(one).level for one in ("SHOP-12", "SHOP-13")] == [Level.PASSED] * 2


def test_the_cache_lies_in_gits_folder_and_changes_nothing(site: Site) -> None:
    laid(site, DOC.format("SHOP-12"))
    site.junit("tests.test_cart test_total")
    first = links(site)
    held = json.loads(site.read(".git/lockstitch/mentions.json"))
    assert len(held["files"]) == 1
    assert links(site) == first
    site.edit("tests/test_cart.py", "SHOP-12", "SHOP-13")
    assert links(site) == []


def test_a_linked_worktree_keeps_a_cache_of_its_own(make_site: Make) -> None:
    site = laid(make_site(), DOC.format("SHOP-12"))
    site.git("worktree", "add", "--quiet", str(site.root.parent / "second"), "main")
    site.root = site.root.parent / "second"
    site.junit("tests.test_cart test_total")
    assert links(site) == [(TEST, "comment", "strong", "tests/test_cart.py:2")]
    assert (site.root.parent / "repo/.git/worktrees/second/lockstitch/mentions.json").is_file()


def test_so_does_one_whose_repository_lies_below_an_odd_name(make_site: Make) -> None:
    site = laid(make_site(), DOC.format("SHOP-12"))
    odd = site.root.rename(os.fsdecode(os.fsencode(site.root.parent) + b"/caf\xe9"))
    site.root, second = odd, site.root.parent / "second"
    site.git("worktree", "add", "--quiet", str(second), "main")
    site.root = second
    site.junit("tests.test_cart test_total")
    assert links(site) == [(TEST, "comment", "strong", "tests/test_cart.py:2")]
    assert (odd / ".git/worktrees/second/lockstitch/mentions.json").is_file()


def test_nothing_is_read_without_records(site: Site) -> None:
    site.commit("Start", {"tests/test_cart.py": DOC.format("SHOP-12")})
    site.branch("feature")
    site.check("records: none")
    assert not (site.root / ".git/lockstitch").exists()


def test_a_source_that_cannot_be_read_links_nothing(site: Site) -> None:
    laid(site, DOC.format("SHOP-12"))
    (site.root / "tests/test_cart.py").unlink()
    (site.root / "tests/test_cart.py").symlink_to("nowhere")
    assert site.check().trace("SHOP-12").tests == ()
