"""Which tests are out of the run: each language's own words, and the conditions under which they say nothing."""

from __future__ import annotations

import pytest

from lockstitch import functions

TEST = "def test_a():\n    assert True\n"
CLASS = "class TestC:\n    def test_a(self):\n        assert True\n"


def within(line: str) -> str:
    return CLASS.replace(":\n", f":\n    {line}\n\n", 1)


def doing(line: str) -> str:
    return TEST.replace(":\n", f":\n    {line}\n")


PYTHON = [
    "pytestmark = pytest.mark.skip\n" + TEST,
    "pytestmark = [pytest.mark.slow, pytest.mark.skip(reason='x')]\n" + TEST,
    "pytestmark = [\n    pytest.mark.slow,\n    pytest.mark.skip(reason='x'),\n]\n" + TEST,
    "pytestmark = []\npytestmark.append(pytest.mark.skip)\n" + TEST,
    "pytestmark = OTHERS + [pytest.mark.skip]\n" + TEST,
    "pytestmark += [pytest.mark.skip]\n" + TEST,
    "pytestmark: list = [pytest.mark.skip]\n" + TEST,
    "pytestmark = pytest.mark.skipif(True, reason='x')\n" + TEST,
    "pytestmark = pytest.mark.xfail(reason='x')\n" + TEST,
    "pytest.skip('x', allow_module_level=True)\n" + TEST,
    "raise unittest.SkipTest('x')\n" + TEST,
    "__test__ = False\n" + TEST,
    within("pytestmark = pytest.mark.skip"),
    within("pytestmark = [pytest.mark.skip('x')]"),
    within("__test__ = False"),
    within("def setUp(self):\n        self.skipTest('x')"),
    "@pytest.mark.skip\n" + CLASS,
    "@pytest.mark.skipif(True, reason='')\n" + CLASS,
    "@pytest.mark.xfail(reason='')\n" + CLASS,
    "@unittest.skip('x')\n" + CLASS,
    "@unittest.skipIf(True, 'x')\n" + CLASS,
    "@unittest.skip('x')\nclass TestO:\n    class TestC:\n        def test_a(self):\n            pass\n",
    "if POSIX:\n    @pytest.mark.skip\n    def test_a():\n        pass\n",
    "@pytest.mark.skip\n" + TEST,
    "@pytest.mark.skip\n@pytest.mark.parametrize('a', [1])\nasync def test_a(a):\n    pass\n",
    "@pytest.mark.skipif(True, reason='x')\n" + TEST,
    "@pytest.mark.skipif('True', reason='x')\n" + TEST,
    "@unittest.skipUnless(False, 'x')\n" + TEST,
    "@unittest.expectedFailure\n" + TEST,
    "@pytest.mark.xfail(reason='x')\n" + TEST,
    "@pytest.mark.xfail(True, reason='x')\n" + TEST,
    doing("pytest.skip('x')"),
    doing("self.skipTest('x')"),
    doing("raise unittest.SkipTest('x')"),
    "@pytest.mark.skip\n" + doing("print 'for an old Python'"),
    "pytestmark = pytest.mark.skip\n" + doing("print 'for an old Python'"),
]
PYTHON_RUNS = [
    TEST,
    "# pytestmark = pytest.mark.skip\n" + TEST,
    "pytestmark = pytest.mark.skipif(WIN, reason='x')\n" + TEST,
    "pytestmark = pytest.mark.xfail(WIN, reason='x')\n" + TEST,
    "pytestmark = pytest.mark.skip if WIN else ()\n" + TEST,
    "if WIN:\n    pytest.skip('x', allow_module_level=True)\n" + TEST,
    "pytest.importorskip('numpy')\n" + TEST,
    within("pytestmark = pytest.mark.skipif(WIN)"),
    within("def setUp(self):\n        if WIN:\n            self.skipTest('x')"),
    "@pytest.mark.skipif(WIN, reason='')\n" + CLASS,
    "@pytest.mark.xfail(WIN, reason='')\n" + CLASS,
    "@unittest.skipIf(WIN, 'x')\n" + CLASS,
    "@unittest.skipUnless(POSIX, 'x')\n" + CLASS,
    "@pytest.mark.skip\nclass TestOther:\n    def test_b(self): pass\n\n\n" + CLASS,
    "@pytest.mark.xfail(WIN, reason='x')\n" + TEST,
    "@pytest.mark.xfail(False, reason='x')\n" + TEST,
    "@pytest.mark.xfail('sys.platform == 1', reason='x')\n" + TEST,
    "@pytest.mark.xfail(condition=WIN, reason='x', run=False)\n" + TEST,
    "@pytest.mark.skipif(False, reason='x')\n" + TEST,
    "@pytest.mark.parametrize('a', [pytest.param(1, marks=pytest.mark.skip), 2])\ndef test_a(a):\n    assert a\n",
    doing("if WIN:\n        pytest.skip('x')"),
    "@pytest.mark.skip\n" + TEST + "\n\n" + TEST,  # the last of that name runs
]
IT = "it('a', () => { expect(1).toBe(1); });"
JAVA = 'class C {\n  @Test\n  void a() { x("1"); }\n}\n'
GO = "package c\n\nfunc TestA(t *testing.T) {\n\tx()\n}\n"
SHARP = "class C {\n  [Fact]\n  public void A() { x(); }\n}\n"
PHP = "class C extends TestCase {\n  public function testA() { x(); }\n}\n"
OFF = [
    *(
        ("JavaScript", f"{group}('g', () => {{\n  {IT}\n}});\n")
        for group in ("describe.skip", "xdescribe", "suite.skip", "context.skip", "xcontext", "describe.todo",
                      "test.describe.skip", "test.describe.fixme", "describe.skip.each([1, 2])")
    ),
    *(
        ("TypeScript", f"{test}('a', () => {{ expect(1).toBe(1); }});\n")
        for test in ("it.skip", "xit", "xtest", "xspecify", "test.skip", "it.todo", "test.fails", "test.failing",
                     "test.fixme", "it.concurrent.skip", "test.skip.each([1])", "specify.skip")
    ),
    ("TypeScript", f"describe.skip('g', () => {{\n  describe('h', () => {{\n  {IT}\n  }});\n}});\n"),
    ("JavaScript", "test('a', { skip: true }, () => { x(); });\n"),
    ("JavaScript", "test('a', { skip: 'later' }, () => { x(); });\n"),
    ("JavaScript", "test('a', { timeout: 3, todo: true }, () => { x(); });\n"),
    ("JavaScript", "it('a', function () { this.skip(); x(); });\n"),
    ("JavaScript", "test('a', (t) => { t.skip('later'); x(); });\n"),
    ("JavaScript", "test('a', async ({page}) => { test.skip(); x(); });\n"),
    ("JavaScript", "it('a', () => { pending(); x(); });\n"),
    ("Java", "@Disabled\n" + JAVA),
    ("Java", '@Disabled("slow")\npublic ' + JAVA),
    ("Java", "@Ignore\n" + JAVA),
    ("Java", JAVA.replace("@Test", "@Test @Disabled")),
    ("Java", JAVA.replace("@Test", '@org.junit.Ignore("x")\n  @Test')),
    ("Java", JAVA.replace("@Test", "@Test(enabled = false)")),
    ("Java", "@Test(enabled=false)\n" + JAVA),
    ("Java", "@Disabled\nclass O {\n @Nested\n class I {\n  @Test\n  void a() { x(); }\n }\n}\n"),
    ("Java", JAVA.replace("x(", "assumeTrue(false); x(")),
    ("Java", JAVA.replace("x(", "Assumptions.abort(); x(")),
    ("Kotlin", "@Disabled\nclass C {\n    @Test\n    fun a() { x() }\n}\n"),
    ("Kotlin", '@Ignore("x")\nclass C {\n    @Test\n    fun a() { x() }\n}\n'),
    ("Kotlin", "class C {\n    @Ignore\n    @Test\n    fun `a b`() { x() }\n}\n"),
    ("Kotlin", "class C {\n    @Disabled @Test\n    fun a() = x()\n}\n"),
    ("Go", GO.replace("\tx()", '\tt.Skip("slow")\n\tx()')),
    ("Go", GO.replace("\tx()", "\t// why\n\tt.SkipNow()")),
    ("Go", GO.replace("\tx()", "\tt.Parallel()\n\tt.Skipf(why)\n\tx()")),
    ("Go", GO.replace("(t *testing.T) {\n\t", "(s *Suite) {\n\ts.T().Skip()\n\t")),
    ("Go", "//go:build ignore\n\n" + GO),
    ("Rust", "#[test]\n#[ignore]\nfn a() { x(); }\n"),
    ("Rust", '#[ignore = "slow"]\n#[test]\nfn a() { x(); }\n'),
    ("C#", SHARP.replace("[Fact]", '[Test, Ignore("x")]')),
    ("C#", SHARP.replace("[Fact]", '[Fact(Skip = "x")]')),
    ("C#", '[Ignore("x")]\n' + SHARP),
    ("PHP", PHP.replace("x();", "$this->markTestSkipped('x');")),
    ("PHP", PHP.replace("  pub", "  protected function setUp(): void { self::markTestSkipped('x'); }\n  pub")),
    ("C++", "TEST(S, DISABLED_a) {\n x();\n}\n"),
    ("C++", "TEST(DISABLED_S, a) {\n x();\n}\n"),
    ("C++", "TEST(S, a) {\n GTEST_SKIP() << 1;\n}\n"),
]  # fmt: skip
RUNS = [
    *(
        ("JavaScript", f"{group}('g', () => {{\n  {IT}\n}});\n")
        for group in ("describe", "describe.only", "fdescribe", "describe.skipIf(WIN)", "test.describe",
                      "describe.each([1])")
    ),
    *(
        ("TypeScript", f"{test}('a', () => {{ expect(1).toBe(1); }});\n")
        for test in ("it", "it.only", "fit", "it.skipIf(WIN)", "it.each([1])")
    ),
    ("JavaScript", f"// describe.skip('g', () => {{\n{IT}\n// }});\n"),
    ("JavaScript", "it('a', () => { expect('it.skip').toBe('xit'); });\n"),
    ("JavaScript", "test('a', { skip: WIN }, () => { x(); });\n"),
    ("JavaScript", "test('skip: true', () => x({ skip: true }));\n"),
    ("JavaScript", "it('a', function () { if (WIN) { this.skip(); } x(); });\n"),
    ("JavaScript", "test('a', async ({page}) => { test.skip(browser === 'x', 'y'); x(); });\n"),
    ("Java", JAVA),
    ("Java", "@DisabledOnOs(OS.WINDOWS)\n" + JAVA),
    ("Java", "// @Disabled\n" + JAVA),
    ("Java", "@Disabled class X {}\n" + JAVA),
    ("Java", JAVA.replace("@Test", "@Test @EnabledOnOs(OS.LINUX)")),
    ("Java", JAVA.replace("@Test", "@Test(enabled = true)")),
    ("Java", JAVA.replace("x(", "assumeTrue(posix()); x(")),
    ("Java", JAVA.replace('"1"', '"@Disabled"')),
    ("Go", GO.replace("\tx()", "\tif testing.Short() {\n\t\tt.Skip()\n\t}\n\tx()")),
    ("Go", GO.replace("\tx()", '\tt.Run("x", func(t *testing.T) {\n\t\tt.Skip()\n\t})')),
    ("Go", GO.replace("\tx()", "\treader.Skip(3)")),
    ("Go", "//go:build linux\n\n" + GO),
    ("Rust", "#[test]\n#[cfg_attr(windows, ignore)]\nfn a() { x(); }\n"),
    ("Rust", '#[test]\nfn a() { let x = "#[ignore]"; }\n'),
    ("Rust", "// #[ignore]\n#[test]\nfn a() { x(); }\n"),
    ("C#", SHARP.replace("x();", "Skip = 3;")),
    ("PHP", PHP.replace("x();", "if (WIN) { $this->markTestSkipped('x'); }")),
    ("C++", "TEST(S, a) {\n x();\n}\n"),
]  # fmt: skip


@pytest.mark.defect("LS-93")
@pytest.mark.parametrize(("language", "source"), [*(("Python", each) for each in PYTHON), *OFF])
def test_it_is_out_of_the_run(language: str, source: str) -> None:
    tests = functions.defined(source.encode(), language)
    assert tests
    assert functions.off(source.encode(), language) == tests.keys()


@pytest.mark.parametrize(("language", "source"), [*(("Python", each) for each in PYTHON_RUNS), *RUNS])
def test_it_runs_or_nobody_can_say(language: str, source: str) -> None:
    assert functions.defined(source.encode(), language)
    assert not functions.off(source.encode(), language) - {"TestOther::test_b"}


@pytest.mark.parametrize(
    ("mark", "never"),
    [
        ("skip", True),
        ("xfail(run=False)", True),
        ("xfail(reason='x', strict=True)", True),
        ("xfail", False),
        ("xfail(reason='x', run=True, strict=False)", False),
    ],
)
def test_what_is_expected_to_fail_may_pass_all_the_same(mark: str, never: bool) -> None:
    source = f"@pytest.mark.{mark}\n{TEST}".encode()
    assert functions.off(source) == {"test_a"}
    assert functions.skipped(source) == ({"test_a"} if never else frozenset())


def test_only_the_tests_of_a_group_are_out_with_it() -> None:
    source = f"xdescribe('g', () => {{\n  {IT}\n}});\ndescribe('h', () => {{\n  {IT}\n}});\n".encode()
    assert functions.off(source, "JavaScript") == {"g::a"}
