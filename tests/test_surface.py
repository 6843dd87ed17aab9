"""What a source that is not parsed looks like, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockstitch import lines
from lockstitch.surface import statements, surface

BLOCK = "/*\n * one\n */\nx = 1;\n/* two */\n/* three */ y = 2;\nz = 3; /* four\n five */\n"


def silent(text: str, language: str) -> str:
    return lines.shown(surface(text.split("\n")[:-1], language).silent)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("x = 1\n\n  \n\ty\n", "Go", "2-3"),
        ("// one\nx // two\n/// three\n", "Rust", "1, 3"),
        (BLOCK, "C", "1-3, 5"),
        ("*p = 1;\n--n;\n#define X\n", "C", ""),
        ("/* never closed\nx\n", "Java", ""),
        ("/* one\n two */ x();\n", "Java", "1"),
        ("# one\nx # two\n#!three\n", "Ruby", "1, 3"),
        ("# one\n#[Attribute]\n// two\n/* three */\n", "PHP", "1, 3-4"),
        ("-- one\n/* two */\n# three\n", "SQL", "1"),
        ("a = `\n// text\n`\n// comment\n", "Go", "4"),
        ("a = `x`\n// comment with a ` in it\nb()\n// c\n", "TypeScript", "2, 4"),
        ('a = """\n// text\n\n""";\n// comment\n', "Java", "5"),
        ("// one\n", "COBOL", ""),
    ],
)
def test_comments_and_blank_lines_hold_no_code(text: str, language: str, expected: str) -> None:
    assert silent(text, language) == expected


def test_lines_of_brackets_alone() -> None:
    text = ["f(", "  a,", ");", "}", "} else {", "", "});", "// }"]
    assert lines.shown(surface(text, "JavaScript").brackets) == "3-4, 7"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("return f(\n    a,\n    b);\nx();\n", "Java", {2: 1, 3: 2}),
        ("a = b +\n  c\nd = e\n", "Go", {2: 1}),
        ("a = list\n  .map(f)\n  .sum()\n", "Kotlin", {2: 1, 3: 2}),
        ("if (a &&\n    // why\n\n    b) {\n", "C++", {4: 1}),
        ("a = b\n  && c\n  || d\n", "Ruby", {2: 1, 3: 2}),
        ("a =\n  1\n", "Swift", {2: 1}),
        ("x = a\n  ? b\n  : c\n", "TypeScript", {2: 1, 3: 2}),
        ("a |> f\n|> g\n", "Elixir", {2: 1}),
    ],
)
def test_lines_that_go_on(text: str, language: str, expected: dict[int, int]) -> None:
    assert surface(text.split("\n"), language).goes_on == expected


@pytest.mark.parametrize(
    "text",
    [
        "i++\nx\n", "i--;\nx\n", "var a: Int?\nb()\n", "each do |x|\n  y\n", "a = /x/\nb()\n", "T* /* c */\nx\n",
        "x -> y\nz\n", "f()\n{\n", "case 1:\n  x\n", "List<A>\nb\n", "a();\n*p = 1;\n", "a()\n++i\n", "a\n.5\n",
        "a\n...b\n",
    ],
)  # fmt: skip
def test_lines_that_may_begin_a_statement_do_not_go_on(text: str) -> None:
    assert surface(text.split("\n"), "Kotlin").goes_on == {}


@given(st.lists(st.sampled_from(["x", "", "// c", "/*", "*/", "/* c */", "`", "f(", ")", "# c"]), max_size=12))
def test_each_line_is_silent_or_code_and_goes_on_from_code_above(text: list[str]) -> None:
    for language in ("Go", "PHP", "Ruby", "C", ""):
        found = surface(text, language)
        assert not found.silent & found.brackets
        assert not found.silent >> (len(text) + 1)
        for line, above in found.goes_on.items():
            assert above < line
            assert not (found.silent >> line & 1 or found.silent >> above & 1)


def certain(text: str, language: str) -> str:
    return lines.shown(statements(text.split("\n")[:-1], language) or 0)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("int f(int x) {\n  if (x > 0) {\n    log(x);\n  }\n  return x;\n}\n", "Java", "2-3, 5"),
        ("throw new Error(\n  'x');\nthrow e; // why\n", "JavaScript", "3"),
        ("for (const a of b) {\n  run(a);\n}\nwhile (x) {\n", "TypeScript", "1, 4"),
        ("if (a) {\n  this.x.y(1);\n  y(1);\n}\n", "TypeScript", "1-2"),  # `y(1);` may be a signature
        ("func f() int {\n\tdefer x()\n\tif a {\n\t\treturn 1\n\t}\n}\n", "Go", "2-4"),
        ("<?php\nforeach ($a as $b) {\n  $this->x();\n}\nreturn $a;\n", "PHP", "2-3, 5"),
        ("fun f(): Int {\n  return 1\n}\n", "Kotlin", "2"),
    ],
)
def test_what_is_a_statement_for_certain(text: str, language: str, expected: str) -> None:
    assert certain(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("import a.B;\npackage c;\n@Foo(1)\nclass A {\n  int x = 1;\n  abstract int f();\n}\n", "Java"),
        ("while (true) {\nfor (;;) {\n", "Java"),  # the compiler makes no code of them
        ("/*\nreturn x;\n*/\n// return y;\n", "Java"),
        ('String a = """\n  return x;\n""";\n', "Java"),
        ("const a = `\n  return x;\n`;\n", "JavaScript"),
        ("const a = b\n  ? c\n  : d(\n1);\nx =\n  y(1);\n", "JavaScript"),
        ("<p>\n  return to the start\n</p>\n", "JavaScript"),
        ("interface A {\n  f();\n  g(x: string): void;\n  x: number;\n}\ntype B = { c: d };\n", "TypeScript"),
        ('import (\n\t"a"\n)\n\ntype T struct {\n\treturns int\n}\n\nconst A = `\n\treturn x\n`\n', "Go"),
        ("<?php\ndeclare(strict_types=1);\nuse A;\nconst B = 'x\n return y;\n';\n", "PHP"),
        ("<?php f() ?>\n<script>\n  return false;\n</script>\n", "PHP"),
        ("$a = <<<EOT\n  return false;\nEOT;\n", "PHP"),
        ("private inline fun f(): Int {\n  return 1\n}\n", "Kotlin"),
        ("template <class T> int f(T x) {\n  return 1;\n}\n", "C++"),
        ("#[cfg(windows)]\nfn f() {\n  return;\n}\n", "Rust"),
        ("return\n", "COBOL"),
    ],
)
def test_where_a_doubt_is_left_nothing_is_claimed(text: str, language: str) -> None:
    assert certain(text, language) == ""
