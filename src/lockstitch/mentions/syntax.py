"""The table of languages: how comments and strings are written, how a test begins, what excuses one."""

from __future__ import annotations

from lockstitch.values import NamedTuple

_DOUBLE, _SINGLE, _BACK = r'"(?:[^"\\\n]|\\.)*"', r"'(?:[^'\\\n]|\\.)*'", r"`(?:[^`\\]|\\.)*`"
_SLASHES, _STARS, _HASH = r"(?P<line>//[^\n]*)", r"(?P<block>/\*.*?(?:\*/|\Z))", r"(?P<line>(?<![\w$&])\#[^\n]*)"
_TITLED = r"""(?P<quote>["'`])(?P<title>(?:[^\\\n]|\\.)*?)(?P=quote)"""

_CONTAINER = _TITLED.replace("quote", "q").replace("title", "container")


class Syntax(NamedTuple):
    """One language. `tokens`: an expression for comments (groups `line`, `block`) and strings, whichever comes first.

    `test`: how a line begins a test; its group is `name`, `title` for prose, or `container` for what holds tests.
    `maybe`: the same for functions that are tests only below a line that fits `attribute`.
    """

    tokens: str
    test: str = r"(?!)"
    maybe: str = r"(?!)"
    attribute: str = r"(?!)"
    excuse: str = r"(?!)"


_JAVA = Syntax(
    tokens=rf"{_SLASHES}|{_STARS}|\"\"\".*?\"\"\"|{_DOUBLE}|'(?:[^'\\\n]|\\.)'",
    test=r"\s*(?:[\w@]+\s+)*?(?:class|object)\s+(?P<container>\w+)"
    r"|\s*(?:[\w@]+\s+)*?(?:void|fun|Task|def)\s+(?P<name>`[^`]+`|test\w*)\s*\(",
    maybe=r"\s*(?:[\w@]+\s+)*?(?:void|fun|Task)\s+(?P<name>`[^`]+`|\w+)\s*\(",
    attribute=r"\s*(?:@(?:[\w.]+\.)?\w*Test\w*\b|\[(?:Fact|Theory|Test\w*)\b)",
    excuse=r"@(?:[\w.]+\.)?(?:Disabled|Ignore|Ignored)\b|\bassumeTrue\b|\[Ignore\b|\bSkip\s*=",
)
_SCRIPT = Syntax(
    tokens=rf"{_SLASHES}|{_STARS}|{_DOUBLE}|{_SINGLE}|{_BACK}",
    test=rf"\s*(?:await\s+)?(?:test\.)?[fx]?(?:describe|context|suite)(?:\.\w+)*(?:\([^\n]*\))?\s*\(\s*{_CONTAINER}"
    rf"|\s*(?:await\s+)?(?:\w+\.)?[fx]?(?:it|test|specify)(?:\.\w+)*(?:\(\[?[^\n]*\))?\s*\(\s*{_TITLED}",
    excuse=r"\b(?:it|test|describe|context|suite|t|this)\.(?:skip|todo|fails|failing|fixme)\b|\bx(?:it|test|specify|describe|context|suite)\b",
)
_GO = Syntax(
    tokens=rf"{_SLASHES}|{_STARS}|{_DOUBLE}|`[^`]*`|'(?:[^'\\\n]|\\.)+'",
    test=r"func\s+(?:\([^)]*\)\s*)?(?P<name>(?:Test|Fuzz|Example|Benchmark)\w*)\s*\(",
    excuse=r"\.Skip(?:f|Now)?\(",
)
_RUST = Syntax(
    tokens=rf"{_SLASHES}|{_STARS}|{_DOUBLE}|'(?:[^'\\\n]|\\[^'\n]+)'",
    test=r"\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(?P<container>\w+)\s*\{|\s*\w*test\w*!\s*[({]\s*(?P<name2>\w+)\s*,",
    maybe=r"\s*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?fn\s+(?P<name>\w+)",
    attribute=r"\s*#\[(?:\w+::)*(?:test|rstest|test_case|case)\b",
    excuse=r"#\[ignore\b|#\[should_panic\b|//@?\s*(?:known-bug|ignore-test)\b",
)
_C = Syntax(
    tokens=rf"{_SLASHES}|{_STARS}|{_DOUBLE}|'(?:[^'\\\n]|\\.)+'",
    test=r"\s*(?:TYPED_)?TEST(?:_F|_P)?\s*\(\s*(?P<suite>\w+)\s*,\s*(?P<name>\w+)"
    rf"|\s*(?:TEST_CASE|SCENARIO|SECTION|SUBCASE|TEST_CASE_METHOD)\s*\([^\"\n]*{_TITLED}"
    r"|\s*(?:BOOST_\w*TEST_CASE|START_TEST|TEST|Ensure)\s*\(\s*(?P<name2>\w+)"
    r"|(?:static\s+)?(?:void|int|bool)\s+(?P<name3>(?i:test)\w*|\w+_test)\s*\(",
    excuse=r"\bGTEST_SKIP\b|\bDISABLED_\w|\[!(?:shouldfail|mayfail)\]",
)
_PHP = Syntax(
    tokens=rf"{_SLASHES}|{_STARS}|{_HASH.replace('<line>', '<hash>')}|{_DOUBLE}|{_SINGLE}",
    test=r"\s*(?:\w+\s+)*?class\s+(?P<container>\w+)|\s*(?:\w+\s+)*?function\s+(?P<name>test\w*)\s*\("
    rf"|\s*(?:it|test)\s*\(\s*{_TITLED}",
    excuse=r"\bmarkTest(?:Skipped|Incomplete)\b",
)
_RUBY = Syntax(
    tokens=rf"{_HASH}|(?P<block>^=begin\b.*?^=end\b)|{_DOUBLE}|{_SINGLE}",
    test=rf"\s*def\s+(?P<name>test_\w+[?!]?)|\s*class\s+(?P<container2>[\w:]+)"
    rf"|\s*(?:RSpec\.)?(?:describe|context|feature)\s*\(?\s*{_CONTAINER}"
    rf"|\s*(?:it|test|specify|scenario)\s*\(?\s*{_TITLED}",
    excuse=r"^\s*(?:skip|pending|xit|xdescribe)\b|\bskip:|\bpending:",
)
_SHELL = Syntax(
    tokens=rf"(?P<line>(?<![\w$&\{{])\#[^\n]*)|{_DOUBLE}|'[^']*'",
    test=rf"\s*(?:@test|test_expect_(?:success|failure))\s+(?:\w+(?:,\w+)*\s+)?{_TITLED}"
    r"|\s*(?:function\s+)?(?P<name>test_?\w+)\s*\(\s*\)",
    excuse=r"\btest_expect_failure\b|^\s*skip\b",
)
_PYTHON = Syntax(
    tokens=rf"(?P<line>\#[^\n]*)|(?P<block>\"\"\".*?\"\"\"|'''.*?''')|{_DOUBLE}|{_SINGLE}",
    test=r"\s*class\s+(?P<container>Test\w*|\w+(?=\())|\s*(?:async\s+)?def\s+(?P<name>test\w*)\s*\(",
    excuse=r"\b(?:pytest\.)?(?:mark\.)?(?:xfail|skip(?:if|If|Unless|Test)?)\b|\bexpectedFailure\b",
)

SYNTAXES: dict[str, Syntax] = {
    ending: syntax
    for endings, syntax in (
        ("js jsx mjs cjs ts tsx mts cts vue svelte", _SCRIPT),
        ("java kt kts scala groovy cs", _JAVA),
        ("go", _GO),
        ("rs", _RUST),
        ("c h cc cpp cxx hpp hh hxx m mm", _C),
        ("php", _PHP),
        ("phpt", _PHP),
        ("rb", _RUBY),
        ("sh bash bats zsh ksh t", _SHELL),
        ("py", _PYTHON),
    )
    for ending in endings.split()
}
"""Ending of a file → how it is read."""

ANNOTATION = r"[@\[](?:[\w.]+\.)?(?P<name>[A-Z]\w*)\s*\((?P<value>[^)\n]*)"
"""`@Issue("…")`, `[WorkItem(12)]`."""
JTREG = r"@bug(?P<ids>(?:\s+\d{5,9})+)"
"""https://openjdk.org/jtreg/tag-spec.html"""


def ending(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].lower()
