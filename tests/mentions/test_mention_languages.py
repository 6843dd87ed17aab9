"""Tests in other languages: comments, titles, annotations and skips, and which test they belong to."""

from __future__ import annotations

from textwrap import dedent

import pytest

from lockstitch.mentions import read, readable
from lockstitch.mentions.dialect import Dialect
from lockstitch.settings import Links

DIALECT = Dialect.of(Links(), ["shop"])


def told(path: str, text: str) -> list[tuple[str, str, str, str]]:
    return [(one.key, one.test, one.via, one.strength) for one in read(path, dedent(text), DIALECT)]


def test_javascript() -> None:
    text = """\
    // see #11
    describe('cart', () => {
      // Regression test for #12
      it('adds', () => {
        const url = "// Regression test for #13";
        /* non-regression test
         * for GH-14 */
        expect(1); // #15
      });
      it("issue 16: rounds (OSS-Fuzz issue 17)", () => {});
      test.each([1])(`SHOP-18 %s`, () => {});
      it.skip('waits for #19', () => {});
    });
    """
    assert told("src/cart.test.js", text) == [
        ("11", "cart", "comment", "weak"),
        ("12", "cart::adds", "comment", "strong"),
        ("14", "cart::adds", "comment", "strong"),
        ("15", "cart::adds", "comment", "weak"),
        ("16", "cart::issue 16: rounds (OSS-Fuzz issue 17)", "name", "strong"),
        ("17", "cart::issue 16: rounds (OSS-Fuzz issue 17)", "name", "weak"),
        ("18", "cart::SHOP-18 %s", "name", "strong"),
        ("19", "cart::waits for #19", "name", "negative"),
        ("19", "cart::waits for #19", "reason", "negative"),
    ]


def test_java() -> None:
    text = """\
    /* @test
     * @bug 4100001 4100002
     */
    @Tag("SHOP-10")
    @Tag("slow-11")
    public class CartTest {
        @Rule public Rule rule = new Rule();  // #12

        /** Regression test for SHOP-13. */
        @Test
        @Issue("SHOP-14")
        void addsUp() {
            assertEquals("#15", "SHOP-16");
        }

        @Test @Disabled("SHOP-17")
        void testIssue18() {}
    }
    """
    assert told("src/CartTest.java", text) == [
        ("4100001", "", "annotation", "explicit"),
        ("4100002", "", "annotation", "explicit"),
        ("10", "CartTest", "annotation", "explicit"),
        ("12", "", "comment", "weak"),
        ("13", "CartTest::addsUp", "comment", "strong"),
        ("14", "CartTest::addsUp", "annotation", "explicit"),
        ("17", "CartTest::testIssue18", "reason", "negative"),
        ("18", "CartTest::testIssue18", "name", "negative"),
    ]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("a_test.go", "func TestA(t *testing.T) {\n}\n\n// Regression test for #12\n"
         "func TestB(t *testing.T) {\n\t// #13\n}\n",
         [("12", "TestB", "comment", "strong"), ("13", "TestB", "comment", "weak")]),
        ("a_test.go", 'func TestIssue12(t *testing.T) {\n\tt.Skip("see #13")\n}\n',
         [("12", "TestIssue12", "name", "strong"), ("13", "TestIssue12", "reason", "negative")]),
        ("tests/a.rs", "mod shop {\n    #[test]\n    fn issue_12() {}\n"
         "\n    #[test]\n    #[ignore]\n    fn gh13() {}\n    fn issue_14() {}\n}\n",
         [("12", "shop::issue_12", "name", "strong"), ("13", "shop::gh13", "name", "negative")]),
        ("a_test.cc", "// Regression test for bug 12\nTEST(Cart, Issue13) {\n}\n",
         [("12", "Cart::Issue13", "comment", "strong"), ("13", "Cart::Issue13", "name", "strong")]),
        ("a_test.cpp", 'TEST_CASE("issue #12 - adds")\n{\n    // #13\n}\n',
         [("12", "issue #12 - adds", "name", "strong"), ("13", "issue #12 - adds", "comment", "weak")]),
        ("CartTest.php", "<?php\nclass CartTest extends TestCase {\n"
         "    # Regression test for #12\n    public function testGh13() {}\n}\n",
         [("12", "CartTest::testGh13", "comment", "strong"), ("13", "CartTest::testGh13", "name", "strong")]),
        ("cart_spec.rb", "describe 'cart' do\n  # regression test; see GH issue 12\n"
         "  it 'adds' do\n    x '#13'\n  end\nend\n",
         [("12", "cart::adds", "comment", "strong")]),
        ("cart.bats", '@test "issue 12 adds" {\n  # Regression test for #13\n  echo $#14\n}\n',
         [("12", "issue 12 adds", "name", "strong"), ("13", "issue 12 adds", "comment", "strong")]),
        ("cart.kt", "class CartTest {\n    @Test\n    fun `SHOP-12 adds`() {}\n}\n",
         [("12", "CartTest::SHOP-12 adds", "name", "strong")]),
    ],
)  # fmt: skip
def test_other_languages(path: str, text: str, found: list[tuple[str, str, str, str]]) -> None:
    assert told(path, text) == found


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("# Regression test for\n# SHOP-12\n@test 'adds' {\n}\n", "strong"),
        ("  # Regression test for\n  # SHOP-12\n  @test 'adds' {\n}\n", "strong"),
        ("# Regression test for\n\n# SHOP-12\n@test 'adds' {\n}\n", "weak"),
        ("true # Regression test for\n# SHOP-12\n@test 'adds' {\n}\n", "weak"),
    ],
)
def test_a_claim_goes_on_in_the_next_line_comment(text: str, strength: str) -> None:
    assert told("test/cart.bats", text) == [("12", "adds", "comment", strength)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("--TEST--\nx\n--DESCRIPTION--\nRegression test for SHOP-12\n--INI--\nx=SHOP-13\n",
         [("12", "", "comment", "strong")]),
        ("--TEST--\nBug #12345 (Crash in #77)\n--FILE--\n<?php // #99 ?>\n",
         [("12345", "", "name", "strong"), ("77", "", "name", "weak")]),
        ("--TEST--\nGH-123: total\n--SKIPIF--\nskip #9 bug 45\n",
         [("123", "", "name", "strong"), ("45", "", "reason", "negative")]),
        ("--TEST--\nBug #12345\n--XFAIL--\nnot fixed\n", [("12345", "", "name", "negative")]),
        ("--FILE--\nbug 12\n", []),
        ("", []),
    ],
)  # fmt: skip
def test_php_tests_have_sections(text: str, found: list[tuple[str, str, str, str]]) -> None:
    assert [one for one in told("tests/a.phpt", text) if one[0] != "9"] == found


@pytest.mark.parametrize("path", ["a.txt", "Makefile", "a", "a.json", "a.py.orig"])
def test_other_files_are_not_read(path: str) -> None:
    assert not readable(path)


def test_a_long_line_does_not_take_long() -> None:
    for line in ("it(" * 20_000, "a " * 50_000 + "class", "@A(" * 20_000, '"' * 50_001, "/*" * 50_000, "(" * 100_000):
        for path in ("a.js", "a.java", "a.rs", "a.rb", "a.cc", "a.php"):
            read(path, f"{line}\n// issue 12\n", DIALECT)
