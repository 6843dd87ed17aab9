"""What takes code out of measurement, in every language and settings file that is known; and what only looks so."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from coverage.config import DEFAULT_EXCLUDE
from coverage.parser import PythonParser
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch.exclusions import configured, pragmas, scope
from lockstitch.lines import numbers, of, shown
from lockstitch.model import Outline
from lockstitch.statements import outline

ODD = Path(__file__).parents[1] / "fixtures" / "sources" / "odd.py"
COVER, BRANCH = "# pragma: no cover", "# pragma: no branch"


@pytest.mark.parametrize(
    ("path", "row", "what"),
    [
        ("a.py", "x = 1  # pragma: no cover", COVER),
        ("a.pyi", "x = 1 #pragma:no cover - never on CI", COVER),
        ("a.pyx", "x = 1 # PRAGMA NO COVER", COVER),
        ("a.py", "x = 1 #\tpragma nocover", COVER),
        ("a.py", "if x:  # noqa # pragma: no  branch", BRANCH),
        ("a.py", "if x:  # PRAGMA: NO BRANCH", BRANCH),
        ("src/a.js", "/* istanbul ignore next */", "istanbul ignore next"),
        ("a.tsx", "//  istanbul ignore\telse: never", "istanbul ignore else"),
        ("a.mjs", "/* c8 ignore next 3 */ f()", "c8 ignore next 3"),
        ("a.ts", "/** v8 ignore start */", "v8 ignore start"),
        ("a.vue", "<!-- v8 ignore next -->", "v8 ignore next"),
        ("a.cjs", "/* node:coverage disable */", "node:coverage disable"),
        ("a.cjs", "/* node:coverage ignore next 2 */", "node:coverage ignore next 2"),
        ("a.cpp", "abort(); // LCOV_EXCL_LINE", "LCOV_EXCL_LINE"),
        ("a.h", "/* GCOVR_EXCL_START */", "GCOVR_EXCL_START"),
        ("A.CC", "// GCOV_EXCL_STOP", "GCOV_EXCL_STOP"),
        ("a.rs", "#[coverage(off)]", "#[coverage(off)]"),
        ("a.rs", "#![cfg_attr(coverage_nightly, coverage(off))]", "#![cfg_attr(coverage_nightly, coverage(off))]"),
        ("a.rs", "#[cfg(not(tarpaulin_include))]", "#[cfg(not(tarpaulin_include))]"),
        ("a.rs", "x // GRCOV_EXCL_LINE", "GRCOV_EXCL_LINE"),
        ("A.java", "@Generated class A {", "@Generated"),
        ("A.kt", "@lombok.Generated", "@lombok.Generated"),
        ("A.java", "@ExcludeFromJacocoGeneratedReport", "@ExcludeFromJacocoGeneratedReport"),
        ("A.cs", "[ExcludeFromCodeCoverage]", "ExcludeFromCodeCoverage"),
        ("A.cs", "[Obsolete, ExcludeFromCodeCoverageAttribute(Justification = 1)]", "ExcludeFromCodeCoverageAttribute"),
        ("A.vb", "<ExcludeFromCodeCoverage>", "ExcludeFromCodeCoverage"),
        ("a.go", "//coverage:ignore", "coverage:ignore"),
        ("a.rb", "# :nocov:", "# :nocov:"),
        ("a.php", " * @codeCoverageIgnoreStart", "@codeCoverageIgnoreStart"),
        ("a.php", "#[CodeCoverageIgnore]", "#[CodeCoverageIgnore"),
    ],
)
def test_pragma(path: str, row: str, what: str) -> None:
    assert pragmas(path, {7: row}) == ((7, what),)


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("a.py", "# no pragma covers this"),
        ("a.py", "pragma = no_cover"),
        ("a.py", "# LCOV_EXCL_LINE"),
        ("a.js", "// we do not let c8 ignore anything"),
        ("a.js", "// istanbul does not ignore next"),
        ("a.js", "x = 1  # pragma: no cover"),
        ("a.c", "int LCOV = EXCL;"),
        ("a.rs", "#[cfg(test)]"),
        ("A.java", "@GeneratedValue(strategy = AUTO)"),
        ("A.java", "// Generated"),
        ("A.cs", "// GeneratedCode"),
        ("a.go", "// coverage is ignored"),
        ("a.rb", "nocov"),
        ("a.php", "codeCoverageIgnore()"),
        ("a.md", "# pragma: no cover"),
        ("Makefile", "# pragma: no cover"),
        ("", ""),
    ],
)
def test_no_pragma(path: str, row: str) -> None:
    assert pragmas(path, {1: row}) == ()


def test_only_comments_of_python_count_where_the_source_is_known() -> None:
    rows = {
        1: "x = '# pragma: no cover'",
        2: "y = '''",
        3: "# pragma: no cover",
        4: "'''  # pragma: no branch",
        5: "z(  # é",
    }
    rows |= {6: "    'é'  # pragma: no cover", 7: ")"}
    text = "\n".join(rows.values())
    assert pragmas("a.py", rows, text) == ((4, BRANCH), (6, COVER))
    assert pragmas("a.py", dict(reversed(rows.items())), text.replace("\n", "\r\n")) == ((4, BRANCH), (6, COVER))
    every = ((1, COVER), (3, COVER), (4, BRANCH), (6, COVER))
    assert pragmas("a.py", rows) == every
    assert pragmas("a.py", rows, text + "\nf(") == every  # what cannot be read is not believed
    assert pragmas("a.py", rows, text.replace("y", "y\r")) == every  # a line end that git does not count


SCOPED = """\
@first
@second(
    1,
)
def f(
    a,
):
    if a:
        return 1
    # far left
    elif b:
        return (
2)
    else:

        c()
        d()
    e()
class C:
    x = 1
y = [
    1,
]
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (1, "1-2, 5, 8-9, 11-12, 16-18"),
        (3, "1-2, 5, 8-9, 11-12, 16-18"),
        (7, "1-2, 5, 8-9, 11-12, 16-18"),
        (8, "8-9"),
        (9, "9"),
        (10, ""),
        (11, "11-12"),
        (13, "12"),
        (14, "16-17"),
        (16, "16"),
        (18, "18"),
        (19, "19-20"),
        (23, "21"),
        (99, ""),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_scope(line: int, expected: str, end: str) -> None:
    source = SCOPED.replace("\n", end)
    assert shown(scope(outline(source), line, source)) == expected


def test_scope_of_another_language() -> None:
    assert scope(Outline(), 1, "x // LCOV_EXCL_LINE\n") == 0


@pytest.mark.parametrize("path", [ODD, Path(contextlib.__file__)], ids=lambda path: path.name)
def test_scope_agrees_with_coverage(path: Path) -> None:
    """But for decorators in parentheses, from which coverage.py does not carry an exclusion to the definition."""
    source = path.read_text(encoding="utf-8")
    rows = source.split("\n")
    found = outline(source)
    keywords = {line for line, first in found.statement.items() if line < first}
    firsts = {first for first in found.headers if rows[first - 1] != "@("}
    ends = sorted(keywords | {max(numbers(found.headers[first])) for first in firsts})
    for line in ends[:: len(ends) // 40 + 1]:
        marked = "\n".join([*rows[: line - 1], f"{rows[line - 1]}  {COVER}", *rows[line:]])
        parser = PythonParser(text=marked, exclude=DEFAULT_EXCLUDE[0])
        parser.parse_source()
        assert scope(found, line, marked) & of(firsts) == of(parser.excluded & firsts), line


INI = "[run]\n# never omit a.py\nomit =\n    a.py\n    # why\n    b/*,c.py\n[report]\nexclude_also =\n    R\n    a,b\n"
TOML = """\
[tool.coverage.run]
omit = [
  "a.py",
]
[tool.coverage.report]
exclude_also = [
  "if \\"x\\":",
  '\\.y',
]
"""
NYC = '{\n  "nyc": {\n    "exclude": ["a.js", "!b.js"]\n  },\n  "jest": {"coveragePathIgnorePatterns": "/x/"}\n}\n'
JEST = """\
module.exports = {
  // coveragePathIgnorePatterns: none
  collectCoverageFrom: [
    'src/**/*.[jt]s', // it's all
    "!src/a.js",
  ],
  coveragePathIgnorePatterns: [`/b/`, ...more, // not 'c'
  ],
}
"""


INI_FOUND = (
    (4, "omit = a.py"),
    (6, "omit = b/*"),
    (6, "omit = c.py"),
    (9, "exclude_also = R"),
    (10, "exclude_also = a,b"),
)
TOML_FOUND = ((3, "omit = a.py"), (7, 'exclude_also = if "x":'), (8, r"exclude_also = \.y"))
PREFIXED = INI.replace("[", "[coverage:")


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (".coveragerc", INI, INI_FOUND),
        ("sub/.coveragerc", PREFIXED, INI_FOUND),
        (".coveragerc-ci", INI, INI_FOUND),
        ("setup.cfg", PREFIXED, INI_FOUND),
        ("sub/tox.ini", PREFIXED, INI_FOUND),
        ("setup.cfg", INI, ()),
        ("pyproject.toml", TOML, TOML_FOUND),
        (".coveragerc.toml", TOML.replace("tool.coverage.", ""), TOML_FOUND),
        ("package.json", NYC, ((3, "exclude = a.js"), (5, "coveragePathIgnorePatterns = /x/"))),
        ("package.json", '{"exclude": ["a.js"], "jest": 1, "nyc": {"exclude": [1, null, ""], "include": {}}}', ()),
        (".nycrc", '{"exclude": "a.js"}', ((1, "exclude = a.js"),)),
        (".nycrc", '{\n"exclude": ["\\u0061"]}', ((2, "exclude = a"),)),
        ("setup.cfg.bak", PREFIXED, ()),
        (".c8rc.json", '{"include":\n["src"]}', ((2, "include = src"),)),
        ("jest.config.json", '{"collectCoverageFrom": ["!a", "b"]}', ((1, "collectCoverageFrom = !a"),)),
        ("jest.config.ts", JEST, ((5, "collectCoverageFrom = !src/a.js"), (7, "coveragePathIgnorePatterns = /b/"))),
        (".codecov.yml", "ignore:\n  - src\n", ()),
        ("settings.toml", TOML, ()),
    ],
)
def test_new_settings(name: str, text: str, found: tuple[tuple[int, str], ...]) -> None:
    assert configured(name, None, text) == configured(name, "", text) == found
    assert configured(name, text, text) == ()
    assert configured(name, text, "") == ()


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("omit = a", "omit = a, b", ["omit = b"]),
        ("omit = a\n  b", "omit = b", []),
        ("", "omit = %x", ["omit = %x"]),
        ("omit = a", "[report]\nomit = a", []),  # settings of one kind may stand for each other
        ("", "[report]\nexclude_lines =\n  pragma: no cover\n  # pragma: no cover", []),
        ("", "[report]\nexclude_lines = (?i)#\\s*pragma:?\\s*no *cover", []),
        ("", "[report]\nexclude_lines = .*|pragma: no cover", ["exclude_lines = .*|pragma: no cover"]),
        ("", "[report]\npartial_branches = x\npartial_also = y", ["partial_branches = x", "partial_also = y"]),
        ("[report]\nexclude_lines = x", "[report]\nexclude_also = x", []),
        ("", "[report]\nfail_under = 10\nskip_covered = true", []),
        ("[report]\nfail_under = 90", "[report]\nfail_under = 10", []),
        ("", "source = src", []),  # also measures what is never imported
        ("source = src", "source = src, lib", []),
        ("source = src/a, lib", "source = src, lib", []),
        ("source = shop.pay", "source = shop", []),
        ("source = src", "source = .", []),
        ("source = src", "branch = true", []),
        ("source = src", "source = src/a", ["source without src"]),
        ("source = src, lib", "source = lib", ["source without src"]),
        ("source = src, lib", "source_dirs = src", ["source without lib"]),
        ("source = shop", "source = shopping", ["source without shop"]),
        ("source = shopping", "source = shop", ["source without shopping"]),
        ("", "include = src/*", ["include = src/*"]),
        ("include = src/*", "include = src/*\n  lib/*", []),
        ("include = src/a/*, lib/*", "include = src/*", ["include without lib/*"]),
        ("include = src/*", "", []),
        ("no section\n[run", "omit = a", ["omit = a"]),  # what could not be read had no effect
        ("", "omit = a\nomit = b", []),
    ],
)
def test_changed_settings(before: str, after: str, found: list[str]) -> None:
    assert [what for _, what in configured(".coveragerc", f"[run]\n{before}", f"[run]\n{after}")] == found


NAMES = [".coveragerc", "pyproject.toml", "setup.cfg", ".nycrc", "package.json", "jest.config.js"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.coverage.run\nomit = ['a']"),
        ("pyproject.toml", "tool = 1"),
        ("pyproject.toml", "[tool.coverage]\nrun = ['omit']"),
        ("pyproject.toml", "x = " + "[" * 5000),
        (".coveragerc", "omit = a"),
        (".coveragerc", "[run]\n omit\n = a\n["),
        (".nycrc", '{"exclude": ["a"]'),
        (".nycrc", "[" * 50_000),
        (".nycrc", "[]"),
        ("jest.config.js", "coveragePathIgnorePatterns: [" + "// ' \n" * 5000),
        ("jest.config.js", "exclude:[" * 20_000),
        ("jest.config.js", "exclude:['" * 20_000),
    ],
)
def test_malformed_settings_say_nothing(name: str, text: str) -> None:
    assert configured(name, None, text) == ()


SETTINGS = st.sampled_from(
    ["[run]", "[tool.coverage.run]", "omit", "=", '"exclude"', ":", "[", "]", "{", "}", "'", '"', ",", "\n"]
)


@given(st.sampled_from(NAMES), st.text() | st.lists(SETTINGS).map("".join), st.text())
@settings(max_examples=400, deadline=None)
def test_any_settings(name: str, text: str, before: str) -> None:
    length = text.count("\n") + 1
    assert all(0 <= line <= length for line, _ in configured(name, before, text))


@given(
    st.sampled_from(["a.py", "a.ts", "a.rs", "A.java", "a.php"]), st.text() | st.from_regex(r"x#\s*pragma: no cover")
)
@settings(max_examples=200, deadline=None)
def test_any_source(path: str, text: str) -> None:
    rows = dict(enumerate(text.split("\n"), 1))
    assert set(pragmas(path, rows, text)) <= set(pragmas(path, rows))
    found = outline(text)
    for line in rows:
        assert scope(found, line, text) & ~of(found.headers) == 0
