"""Tests that held a fixed defect at the base: what a change may do with them, and what it may not."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Make, Site

RULE = "lost-regression-test"
PATH = "tests/test_cart.py"
OTHER = "\n\ndef test_other():\n    assert True\n"
NAMED = "def test_shop_1():\n    total = 1 + 1\n    assert total == 2\n"
MARKED = '@pytest.mark.defect("SHOP-1")\ndef test_total():\n    total = 1 + 1\n    assert total == 2\n'
SHORT = '@pytest.mark.defect("SHOP-1")\ndef test_total():\n    assert 1 + 1 == 2\n'
ONE = "def test_shop_1():\n    assert 1 + 1 == 2\n"
METHOD = "class TestCart:\n    def test_shop_1(self):\n        total = 1 + 1\n        assert total == 2\n"
HELD = (
    '@pytest.mark.defect("SHOP-1")\nclass TestCart:\n    def test_a(self):\n        total = 1 + 1\n'
    "        assert total == 2\n\n    def test_b(self):\n        assert 2 * 2 == 4\n"
)
EMPTIED = HELD.replace("Cart:", "Cart(unittest.TestCase):").partition("    def")[0] + "    A = 1\n"
IMPORT = "import pytest\n\n\n"


def prepared(site: Site, before: str, record: str = "", path: str = PATH) -> Site:
    site.ledger(f"id: SHOP-1{record}")
    site.commit("Tests", {path: before, "src/a.py": "A = 1\n"})
    site.branch("feature")
    return site


def judged(site: Site, after: dict[str, str | None], message: str = "Tidy up") -> Judged:
    for path, text in after.items():
        if text is None:
            (site.root / path).unlink()
        else:
            site.write({path: text})
    site.commit(message)
    return site.check()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (NAMED + OTHER, OTHER, "its test tests/test_cart.py::test_shop_1 was deleted"),
        (NAMED + OTHER, None, "its test tests/test_cart.py::test_shop_1 was deleted"),
        (IMPORT + MARKED + OTHER, IMPORT + OTHER, "tests/test_cart.py::test_total was deleted"),
        (METHOD + OTHER, OTHER, "tests/test_cart.py::TestCart::test_shop_1 was deleted"),
        (NAMED + OTHER, f"@pytest.mark.skip\n{NAMED}{OTHER}", "is skipped or expected to fail now"),
        (NAMED + OTHER, f"@pytest.mark.xfail(reason='later')\n{NAMED}{OTHER}", "is skipped or expected to fail now"),
        (NAMED, NAMED.replace("():\n", "():\n    pytest.skip('slow')\n"), "is skipped or expected to fail now"),
        (NAMED, f"pytestmark = pytest.mark.skip\n\n\n{NAMED}", "is skipped or expected to fail now"),
        (METHOD, f"@unittest.skip('later')\n{METHOD}", "is skipped or expected to fail now"),
        (
            METHOD,
            METHOD.replace(":\n", ":\n    pytestmark = pytest.mark.skip\n\n", 1),
            "is skipped or expected to fail",
        ),
        (
            HELD,
            f"@pytest.mark.skip\n{HELD}",
            "its test tests/test_cart.py::TestCart is skipped or expected to fail now",
        ),
        (HELD, OTHER, "its test tests/test_cart.py::TestCart was deleted"),
        (HELD, EMPTIED, "its test tests/test_cart.py::TestCart was deleted"),
        (HELD, HELD.partition("\n")[2], "its test tests/test_cart.py::TestCart does not say any more"),
        (NAMED, NAMED.replace("shop_1", "total"), "does not say any more that it is for it"),
        (IMPORT + MARKED, "# SHOP-1\n" + MARKED.partition("\n")[2], "does not say any more that it is for it"),
        (IMPORT + MARKED, IMPORT + MARKED.partition("\n")[2], "does not say any more that it is for it"),
    ],
)
def test_a_test_is_lost(site: Site, before: str, after: str | None, words: str) -> None:
    found = judged(prepared(site, before), {PATH: after})
    (message,) = found.told(RULE)
    sha = site.git("rev-parse", "HEAD")
    assert message.startswith("SHOP-1: ")
    assert words in message
    assert f"(commit {sha[:10]}: Tidy up), and no other linked test holds the defect" in message
    assert found.code == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NAMED + OTHER, {PATH: NAMED}),
        (NAMED + OTHER, {PATH: OTHER + "\n\n" + NAMED}),
        (NAMED, {PATH: NAMED.replace("total", "result")}),
        (NAMED, {PATH: None, "tests/test_basket.py": NAMED}),
        (NAMED + OTHER, {PATH: OTHER, "tests/test_basket.py": NAMED}),
        (NAMED, {PATH: METHOD}),
        (METHOD, {PATH: METHOD.replace("TestCart", "TestBasket")}),
        (NAMED, {PATH: NAMED.replace("shop_1", "shop_1_total")}),
        (IMPORT + MARKED, {PATH: IMPORT + MARKED.replace("test_total", "test_sum")}),
        (ONE, {PATH: ONE.replace("shop_1", "shop_1_total")}),
        (ONE + OTHER, {PATH: OTHER, "tests/test_basket.py": ONE}),
        (IMPORT + SHORT, {PATH: IMPORT + SHORT.replace("test_total", "test_sum")}),
        (IMPORT + SHORT + OTHER, {PATH: OTHER, "tests/test_basket.py": IMPORT + SHORT}),
        (IMPORT + MARKED, {PATH: MARKED.partition("\n")[2].replace("test_total", "test_shop_1")}),
        (NAMED, {PATH: f"@pytest.mark.skipif(WINDOWS, reason='posix')\n{NAMED}"}),
        (NAMED, {PATH: NAMED.replace("():\n", "():\n    if WINDOWS:\n        pytest.skip()\n")}),
        (NAMED + OTHER, {PATH: NAMED + f"\n\n@pytest.mark.skip{OTHER[1:]}"}),
        (NAMED + OTHER, {PATH: OTHER + IMPORT + MARKED.replace("1 + 1", "2 + 0")}),
        (HELD, {PATH: HELD.replace("    def test_b(self):\n        assert 2 * 2 == 4\n", "")}),
        (HELD, {PATH: None, "tests/test_basket.py": HELD.replace("TestCart", "TestBasket")}),
        (HELD, {PATH: HELD.replace("    def test_b", "    @pytest.mark.skip\n    def test_b")}),
        (HELD, {PATH: HELD.replace("Cart:", "Cart(Base):").partition("    def")[0] + "    A = 1\n"}),
        (METHOD, {PATH: '@pytest.mark.defect("SHOP-1")\n' + METHOD.replace("shop_1", "sum")}),
        (METHOD, {PATH: f"@pytest.mark.skipif(WINDOWS, reason='posix')\n{METHOD}"}),
        (NAMED, {PATH: f"pytestmark = pytest.mark.skipif(WINDOWS, reason='posix')\n\n\n{NAMED}"}),
        (NAMED, {PATH: f"@pytest.mark.xfail(WINDOWS, reason='posix')\n{NAMED}"}),
        (f"@pytest.mark.skip\n{NAMED}{OTHER}", {PATH: OTHER, "tests/test_b.py": f"@pytest.mark.skip\n{NAMED}"}),
    ],
    ids=["other-deleted", "order", "body", "file", "half-file", "into-a-class", "class", "name", "renamed",
         "line-renamed", "line-moved", "one-line", "one-line-moved", "link-kept", "skipif", "if-skip", "other-skipped",
         "replaced", "one-of-a-class", "class-moved", "one-skipped", "inherits", "class-links", "class-skipif",
         "module-skipif", "xfail-if", "skip-moved"],
)  # fmt: skip
def test_nothing_is_lost(site: Site, before: str, after: dict[str, str | None]) -> None:
    assert not judged(prepared(site, before), after).of(RULE)


FILE = "tests/test_shop_1.py"
PLAIN = MARKED.partition("\n")[2]


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({FILE: None}, "its test tests/test_shop_1.py was deleted"),
        ({FILE: "A = 1\n"}, "its test tests/test_shop_1.py was deleted"),
        ({FILE: f"@pytest.mark.skip\n{PLAIN}"}, "its test tests/test_shop_1.py is skipped or expected to fail now"),
        ({FILE: None, "tests/test_all.py": PLAIN}, "tests/test_shop_1.py does not say any more that it is for it"),
    ],
)
def test_a_whole_file_that_was_linked(site: Site, after: dict[str, str | None], words: str) -> None:
    prepared(site, PLAIN, path=FILE)
    (message,) = judged(site, after).told(RULE)
    assert words in message


@pytest.mark.parametrize(
    "after",
    [
        {FILE: PLAIN + OTHER},
        {FILE: None, "tests/more/test_shop_1.py": PLAIN},
        {FILE: None, "tests/test_all.py": PLAIN.replace("total()", "shop_1()")},
    ],
)
def test_a_whole_file_that_is_still_linked(site: Site, after: dict[str, str | None]) -> None:
    assert not judged(prepared(site, PLAIN, path=FILE), after).of(RULE)


def test_a_test_that_the_record_listed(site: Site) -> None:
    prepared(site, MARKED.partition("\n")[2] + OTHER, ", tests: ['tests/test_cart.py::test_total']")
    (message,) = judged(site, {PATH: OTHER}).told(RULE)
    assert "tests/test_cart.py::test_total was deleted" in message


def test_the_list_itself_is_taken_away(site: Site) -> None:
    prepared(site, MARKED.partition("\n")[2] + OTHER, ", tests: ['tests/test_cart.py::test_total']")
    site.ledger("id: SHOP-1")
    found = judged(site, {})
    (message,) = found.told(RULE)
    sha = site.git("rev-parse", "HEAD")[:10]
    assert f"tests/test_cart.py::test_total does not say any more that it is for it (commit {sha}: Tidy up)" in message


@pytest.mark.parametrize("after", [OTHER, f"@pytest.mark.skip\n{MARKED.partition(chr(10))[2]}{OTHER}"])
def test_a_test_that_came_with_the_fix(site: Site, after: str) -> None:
    site.ledger("id: SHOP-1")
    site.commit("Shop", {PATH: OTHER})
    site.commit("Fixes SHOP-1", {PATH: MARKED.partition("\n")[2] + OTHER, "src/a.py": "A = 2\n"})
    site.branch("feature")
    assert not site.check().of(RULE)
    (message,) = judged(site, {PATH: after}).told(RULE)
    assert "tests/test_cart.py::test_total" in message


def test_a_test_that_only_came_with_the_fix_held_nothing_where_commits_are_no_link(site: Site) -> None:
    site.ledger("id: SHOP-1")
    site.commit("Shop", {PATH: OTHER})
    site.commit("Fixes SHOP-1", {PATH: PLAIN + OTHER, "src/a.py": "A = 2\n"})
    site.branch("feature")
    site.commit("Tidy up", {PATH: OTHER})
    assert not site.check("links: {accept: [explicit, strong]}\n").of(RULE)


def test_a_test_whose_helper_the_fix_changed_did_not_come_with_it(site: Site) -> None:
    helped = "def helper():\n    return 1\n\n\ndef test_old():\n    assert helper()\n"
    site.ledger("id: SHOP-1")
    site.commit("Shop", {PATH: helped + OTHER})
    site.commit("Fixes SHOP-1", {PATH: helped.replace("return 1", "return 2") + OTHER, "src/a.py": "A = 2\n"})
    site.branch("feature")
    assert not judged(site, {PATH: OTHER}).of(RULE)


def test_a_test_that_came_with_the_merge_of_the_fix(site: Site) -> None:
    site.ledger("id: SHOP-1")
    site.commit("Shop", {PATH: OTHER})
    site.branch("fix")
    site.commit("Voucher", {PATH: MARKED.partition("\n")[2] + OTHER, "src/a.py": "A = 2\n"})
    site.git("switch", "--quiet", "main")
    site.git("merge", "--quiet", "--no-ff", "--message=Merge branch 'fix'\n\nFixes SHOP-1", "fix")
    site.branch("feature")
    (message,) = judged(site, {PATH: OTHER}).told(RULE)
    assert "tests/test_cart.py::test_total was deleted" in message


@pytest.mark.parametrize(("outcome", "lost"), [("", False), ("<skipped/>", True)])
def test_another_linked_test_holds_the_defect_if_it_passed(site: Site, outcome: str, lost: bool) -> None:
    prepared(site, NAMED + "\n\n" + MARKED)
    site.junit(f"tests.test_cart test_total {outcome}")
    assert bool(judged(site, {PATH: MARKED}).of(RULE)) == lost


def test_a_report_that_does_not_know_the_other_test_says_that_it_did_not_run(site: Site) -> None:
    prepared(site, NAMED + "\n\n" + MARKED)
    site.junit("tests.test_basket test_something")
    assert judged(site, {PATH: MARKED}).of(RULE)


def test_without_a_report_another_linked_test_that_is_there_is_enough(site: Site) -> None:
    prepared(site, NAMED + "\n\n" + MARKED)
    assert not judged(site, {PATH: MARKED}).of(RULE)


def test_two_lost_at_once_do_not_hold_each_other(site: Site) -> None:
    prepared(site, NAMED + "\n\n" + MARKED)
    found = judged(site, {PATH: f"@pytest.mark.skip\n{NAMED}\n\n@pytest.mark.skip\n{MARKED}"})
    assert len(found.of(RULE)) == 2


@pytest.mark.parametrize("record", [", status: open", ", status: rejected", ", kind: incident, status: resolved"])
def test_no_test_is_owed_to_other_records(site: Site, record: str) -> None:
    assert not judged(prepared(site, NAMED + OTHER, record), {PATH: OTHER}).of(RULE)


def test_what_was_out_of_the_run_already_held_nothing(site: Site) -> None:
    prepared(site, f"@pytest.mark.skip\n{NAMED}{OTHER}")
    assert not judged(site, {PATH: OTHER}).of(RULE)


def test_what_a_record_listed_and_was_out_of_the_run_held_nothing(site: Site) -> None:
    prepared(site, f"@pytest.mark.skip\n{PLAIN}{OTHER}", ", tests: ['tests/test_cart.py::test_total']")
    assert not judged(site, {PATH: OTHER}).of(RULE)


def test_what_only_this_change_linked_was_not_lost(site: Site) -> None:
    prepared(site, PLAIN + OTHER, ", status: open")
    site.commit("Fixes SHOP-1", {PATH: PLAIN.replace("1 + 1", "2 + 0") + OTHER, "src/a.py": "A = 2\n"})
    found = judged(site, {PATH: OTHER})
    assert (found.of(RULE), len(found.of("untested-defect"))) == ([], 1)


def test_the_reopened_defect_may_lose_its_test(site: Site) -> None:
    prepared(site, NAMED + OTHER)
    site.ledger("id: SHOP-1, status: reopened")
    assert not judged(site, {PATH: f"@pytest.mark.xfail\n{NAMED}{OTHER}"}).of(RULE)


def test_the_commit_that_did_it_among_others(site: Site) -> None:
    prepared(site, NAMED + OTHER)
    site.commit("Before", {PATH: NAMED + OTHER + "\n"})
    sha = site.commit("It was slow", {PATH: OTHER})
    (message,) = judged(site, {PATH: OTHER + "\n\nA = 1\n"}, "Afterwards").told(RULE)
    assert f"(commit {sha[:10]}: It was slow)" in message


def test_what_is_not_committed_yet(site: Site) -> None:
    prepared(site, NAMED + OTHER)
    site.write({PATH: OTHER})
    (message,) = site.check().told(RULE)
    assert "(not committed yet)" in message


def test_static_runs_find_it_too(site: Site) -> None:
    prepared(site, NAMED + OTHER)
    site.commit("Tidy up", {PATH: OTHER})
    assert len(site.check(static=True).of(RULE)) == 1


JS = "describe('cart', () => {\n  it('adds (SHOP-1)', () => {\n    expect(1 + 1).toBe(2);\n  });\n});\n"
GO = "package cart\n\n// Regression test: SHOP-1\nfunc TestTotal(t *testing.T) {\n\tif 1+1 != 2 {\n\t\tt.Fail()\n}}"
GROUP = JS.replace(" (SHOP-1)", "").replace("'cart'", "'cart (SHOP-1)'")
PLAYS = JS.replace("it(", "test(").replace("describe(", "test.describe(")
RUST = "// Regression test for SHOP-1\n#[test]\nfn adds() {\n    assert_eq!(2, 1 + 1);\n}\n"
KOTLIN = (
    "class CartTest {\n  // regression test for SHOP-1\n  @Test\n  fun adds() {\n    assertEquals(2, 1 + 1)\n  }\n}\n"
)
JAVA = (
    "class CartTest {\n  // regression test for SHOP-1\n  @Test\n  void adds() {\n    assertEquals(2, 1 + 1);\n  }\n}\n"
)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("tests/cart.test.js", JS, JS.replace("it(", "it.skip(")),
        ("tests/cart.test.js", JS, JS.replace("it(", "xit(")),
        ("tests/cart.test.js", JS, JS.replace("it(", "it.todo(")),
        ("tests/cart.test.js", JS, JS.replace("describe(", "describe.skip(")),
        ("tests/cart.test.js", JS, JS.replace("describe(", "xdescribe(")),
        ("tests/cart.test.js", JS, "describe('cart', () => {});\n"),
        ("tests/cart.test.js", GROUP, GROUP.replace("describe(", "describe.skip(")),
        ("tests/cart.spec.ts", PLAYS, PLAYS.replace("test.describe(", "test.describe.skip(")),
        ("tests/cart_test.rs", RUST, RUST.replace("#[test]", "#[test]\n#[ignore]")),
        ("src/test/kotlin/CartTest.kt", KOTLIN, f"@Ignore\n{KOTLIN}"),
        ("cart/cart_test.go", GO, GO.replace("\tif 1", '\tt.Skip("slow")\n\tif 1')),
        ("src/test/java/CartTest.java", JAVA, JAVA.replace("@Test", "@Disabled @Test")),
        ("src/test/java/CartTest.java", JAVA, JAVA.replace("class", "@Disabled class")),
    ],
)
def test_other_languages(site: Site, path: str, before: str, after: str) -> None:
    prepared(site, before, path=path)
    assert not site.check().of(RULE)
    (message,) = judged(site, {path: after}).told(RULE)
    assert f"(commit {site.git('rev-parse', 'HEAD')[:10]}: Tidy up)" in message


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("tests/cart.test.js", JS, JS.replace("2", "1 + 1")),
        ("tests/cart.test.js", JS, JS + "it.skip('other', () => {});\n"),
        ("tests/cart.test.js", JS, JS + "describe.skip('other', () => {\n  it('b', () => {});\n});\n"),
        ("tests/cart.test.js", JS, JS.replace("describe(", "describe.skipIf(WIN)(")),
        ("tests/cart.test.js", GROUP, GROUP.replace("it('adds'", "it('sums'")),
        ("tests/cart_test.rs", RUST, RUST.replace("#[test]", "#[test]\n#[cfg_attr(windows, ignore)]")),
        ("cart/cart_test.go", GO, GO.replace("\tif 1", '\tif testing.Short() {\n\t\tt.Skip("slow")\n\t}\n\tif 1')),
        ("src/test/java/CartTest.java", JAVA, JAVA.replace("1 + 1", "2")),
    ],
)
def test_nothing_is_lost_in_other_languages(site: Site, path: str, before: str, after: str) -> None:
    assert not judged(prepared(site, before, path=path), {path: after}).of(RULE)


def test_nothing_is_compared_without_a_change(make_site: Make) -> None:
    site = prepared(make_site(), NAMED + OTHER)
    site.commit("Tidy up", {PATH: OTHER})
    assert not site.check(base="none").of(RULE)


CODE = """\
import sys
from lockstitch.cli import main
try:
    main()
finally:
    print("lockstitch.gate.lost_tests" in sys.modules)
"""


@pytest.mark.parametrize(
    ("after", "looked"),
    [
        ({"src/a.py": "A = 2\n", "src/b.py": "B = 1\n"}, False),
        ({"src/a.py": "A = 2\n", PATH: None}, True),
        ({"src/a.py": "A = 2\n", "defects.yml": "version: 1\nrecords: []\n"}, True),
        ({"src/a.py": "A = 2\n", "src/words.txt": "basket\n"}, True),
        ({PATH: None, "src/cart.py": NAMED}, True),
    ],
    ids=["product", "test", "ledger", "no-code", "renamed"],
)
def test_nothing_is_looked_for_where_only_product_code_changed(
    site: Site, after: dict[str, str | None], looked: bool
) -> None:
    """What cannot be lost costs nothing, not even an import."""
    prepared(site, NAMED)
    judged(site, after)
    command = [sys.executable, "-c", CODE, "check", "--quiet", "--base=main", f"--repo={site.root}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == str(looked), done.stderr


def test_a_test_that_became_product_is_lost(site: Site) -> None:
    found = judged(prepared(site, NAMED), {PATH: None, "src/cart.py": NAMED})
    (message,) = found.told(RULE)
    assert message.startswith("SHOP-1: its test tests/test_cart.py::test_shop_1 does not say any more")
