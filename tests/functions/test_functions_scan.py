"""The tests in sources of other languages than Python, and how each is called by its runner."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch.functions import defined, parts
from lockstitch.functions.scan import SYNTAXES

JAVA = """\
class CartTest {
    // @Test void commented() {}
    private static final String[] WORDS = {"void testIn() {", "}"};
    @Test
    void total() { if (a) { b(); } }
    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    public void each(String value) throws IOException, X { }
    public void testOld() { new Thread() { public void run() { } }; }
    private int testHelper() { return 1; }
    @Nested
    class Empty {
        @Test void isZero() { char c = '}'; }
    }
    @org.junit.jupiter.api.RepeatedTest(3)
    void again() { String s = "{"; }
}
"""
KOTLIN = """\
class CartTest : Base(1) {
    @Test
    fun `adds up a cart`() {
        check("}")
    }

    @Test
    fun one() = runTest {
        check()
    }
    fun helper(): Int = 3
}
"""
SCRIPT = """\
// it('commented', () => {})
describe('cart', () => {
  const slash = /['"]\\/(/;
  beforeEach(() => { reset(); });
  it('adds "up"', () => { expect(1).toBe(1); });
  describe("empty", function () {
    test(`is zero`, async () => { expect(`)`).toBe(0); });
    it.each([[1, 2], [3, 4]])('pays %i', (a, b) => {});
    xit('is later', () => {});
  });
});
test('alone', () => {});
visit('page', 1);
"""
GO = """\
package cart
func TestTotal(t *testing.T) {
	t.Run("a", func(t *testing.T) { s := `}` })
}
func (s *Suite) TestTax() { }
func Testify() {}
func helper(t *testing.T) { }
"""
RUST = """\
fn total() -> u32 { 1 }
#[cfg(test)]
mod tests {
    #[test]
    fn adds() { assert_eq!("}", '}'); }
    #[tokio::test]
    async fn waits() {}
    fn helper<'a>(x: &'a str) {}
}
"""
PHP = """\
<?php
final class CartTest extends TestCase {
    public function testTotal(): void { $this->assertSame('}', 1); }
    #[Test]
    public function pays(): void {}
    private function helper() {}
}
"""
SHARP = """\
public class CartTests {
    [Fact]
    public void Total() { }
    [Theory]
    [InlineData(1)]
    public async Task Tax(int x) { }
    public void Helper() { }
}
"""
CPP = """\
TEST(Cart, Total) { ASSERT_EQ(1, 1); }
TEST_F(CartFixture, Tax) { }
static void test_plain(void) { }
int helper(void) { return 1; }
"""
CASES = {
    "Java": (
        JAVA,
        ["CartTest::total", "CartTest::each", "CartTest::testOld", "CartTest$Empty::isZero", "CartTest::again"],
    ),
    "Kotlin": (KOTLIN, ["CartTest::adds up a cart", "CartTest::one"]),
    "JavaScript": (
        SCRIPT,
        ['cart::adds "up"', "cart::empty::is zero", "cart::empty::pays %i", "cart::empty::is later", "alone"],
    ),
    "Go": (GO, ["TestTotal", "TestTax"]),
    "Rust": (RUST, ["tests::adds", "tests::waits"]),
    "PHP": (PHP, ["CartTest::testTotal", "CartTest::pays"]),
    "C#": (SHARP, ["CartTests::Total", "CartTests::Tax"]),
    "C++": (CPP, ["Cart::Total", "CartFixture::Tax", "test_plain"]),
    "SQL": ("select test();", []),
}  # fmt: skip


@pytest.mark.parametrize("language", CASES)
def test_tests_by_name(language: str) -> None:
    source, names = CASES[language]
    assert list(defined(source.encode(), language)) == names


def test_reach() -> None:
    found = {part.name: (part.first, part.at, part.last) for part in parts(JAVA.encode(), "Java")}
    assert found["CartTest::total"] == (4, 5, 5)
    assert found["CartTest::each"] == (6, 8, 8)
    assert found["CartTest$Empty::isZero"] == (13, 13, 13)
    scripts = {part.name: (part.first, part.last) for part in parts(SCRIPT.encode(), "TypeScript")}
    assert scripts["cart::empty::pays %i"] == (8, 8)
    kotlin = {part.name: (part.at, part.last) for part in parts(KOTLIN.encode(), "Kotlin")}
    assert (kotlin["CartTest::one"], kotlin["CartTest::helper"]) == ((8, 10), (11, 11))


def test_classes_and_fields() -> None:
    source = b"public abstract class Base<T> extends Root implements Runs { protected static int LIMIT = 3; }"
    found = [(part.kind, part.name, part.abstract) for part in parts(source, "Java")]
    assert found == [("class", "Base", True), ("value", "Base::LIMIT", False)]
    assert {"Root", "Runs"} <= set(parts(source, "Java")[0].bases)


def test_a_local_value_is_no_field() -> None:
    source = b"class A {\n  fun f() {\n    val a = 3\n  }\n  val c = 2\n}\n"
    assert [part.name for part in parts(source, "Kotlin")] == ["A", "A::f", "A::c"]


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("JavaScript", "it('', () => {});\nit('adds', () => {});\n", ["adds"]),
        (
            "Java",
            '@Tags({"a"}) class CartTest {\n  @Test void adds() { int a = 3; }\n}\n',
            ["CartTest", "CartTest::adds"],
        ),
    ],
)
def test_odd_heads(language: str, text: str, names: list[str]) -> None:
    found = parts(text.encode(), language)
    assert [part.name for part in found if part.kind in ("test", "class")] == names
    assert found[0].text.startswith(b"@Tags") == (language == "Java")


@given(st.sampled_from(sorted(SYNTAXES)), st.text(alphabet="{}()\"'`/*;=\n@ atesclTdrbi#[]") | st.text())
@settings(max_examples=300, deadline=None)
def test_any_text(language: str, text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= p.first <= p.at <= p.last <= lines for p in parts(text.encode("utf-8", "replace"), language))


@pytest.mark.parametrize("language", ["Java", "JavaScript", "Go", "Rust", "C"])
@pytest.mark.parametrize("piece", ["{", "(", "class A {", "a b(", "'", '"', "/*", "@A(", "it('", "static int x ="])
def test_hostile_sources_take_little_time(language: str, piece: str) -> None:
    start = time.process_time()
    parts((piece * (60_000 // len(piece))).encode(), language)
    assert time.process_time() - start < 4
