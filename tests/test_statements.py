"""Statements agree with coverage.py on every line, and the questions asked of an outline are answered from it."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import coverage
import pytest
from coverage.parser import PythonParser
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch.lines import numbers, of, shown, span
from lockstitch.model import Function, Outline
from lockstitch.statements import around, normal, outline, settle, stray

SOURCES = Path(__file__).parents[1] / "fixtures" / "sources"
NEEDS = {"python311.py": (3, 11), "python312.py": (3, 12)}
FUNCTIONS = (SOURCES / "functions.txt").read_text(encoding="utf-8")


def by_coverage(path: Path) -> list[int]:
    """What coverage.py itself counts as a statement, where nothing is excluded."""
    measuring = coverage.Coverage(data_file=None, config_file=False)
    measuring.set_option("report:exclude_lines", [])
    _, statements, excluded, *_ = measuring.analysis2(str(path))
    measuring.get_data().close(force=True)
    assert not excluded
    return sorted(statements)


def sample() -> list[Path]:
    """The fixtures that this Python can read, and files of the standard library and of installed packages."""
    fixtures = [p for p in sorted(SOURCES.glob("*.py")) if sys.version_info >= NEEDS.get(p.name, (3, 10))]
    standard = Path(sysconfig.get_path("stdlib"))
    modules = [*sorted(standard.glob("[a-z]*.py"))[::4], *sorted(standard.glob("[a-h]*/[a-z]*.py"))[::8]]
    packages = sorted(Path(pytest.__file__).parents[1].glob("[a-jp]*/*.py"))[::7]
    return fixtures + [path for path in (*modules[:75], *packages[:20]) if 0 < path.stat().st_size < 60_000]


def test_the_sample_is_large() -> None:
    assert len(sample()) > 60


@pytest.mark.parametrize("path", sample(), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_agrees_with_coverage(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    found = outline(text)
    assert list(found.headers) == by_coverage(path)
    parser = PythonParser(text=text)
    parser.parse_source()
    assert not stray(found, of(parser.raw_statements), text.count("\n") + 1)
    keywords = [n for n, first in found.statement.items() if n < first]
    rows = text.split("\n")
    assert {rows[n - 1].split("#")[0].strip() for n in keywords} <= {"else:", "finally:"}
    others = {n: first for n, first in found.statement.items() if n >= first}
    assert others == {n: parser.multiline_map.get(n, n) for n in others}


@pytest.mark.parametrize("name", NEEDS)
def test_syntax_of_a_later_python_is_a_fault(name: str) -> None:
    found = outline((SOURCES / name).read_text(encoding="utf-8"))
    assert bool(found.fault) == (sys.version_info < NEEDS[name])
    assert bool(found.fault) != bool(found.headers)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", []),
        ("# only a comment\n", []),
        ('"""doc"""\n', []),
        ("'doc'\n'bare'\n1\n...\n", [2, 3, 4]),
        ("def f():\n    'doc'\n    global g\n    x: int\n    y: int = 1\n    pass\n    ...\n", [1, 5, 6, 7]),
        ("class C: 'doc'\nclass D:\n    'doc'\n", [2]),
        ("def f():\n    return 1\n    x = 1\n    if x:\n        y()\n", [1, 2]),
        ("if 0:\n    a()\nelif False:\n    b()\nelse:\n    c()\n", [1, 3, 6]),
        ("if __debug__:\n    a()\nelse:\n    b()\n", [1, 2]),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n", [1, 2, 3]),
        ("@overload\ndef f(): ...\n", [1, 2]),
        ("try:\n    a\nexcept E:\n    b\nelse:\n    c\nfinally:\n    d\n", [1, 2, 3, 4, 6, 8]),
        ("a = 1; b = 2\nif a: b = 1; c = 2\nelse: c = 3\n", [1, 2, 3]),
        ("assert x\n", [1]),
        ('"""doc\nmore"""; x = [\n]\ny = 1\n', [4]),
        ("x: (y := 1) = 2\n", [1]),  # refused where annotations are deferred, as they are in our own module
    ],
)
def test_what_is_a_statement(source: str, expected: list[int]) -> None:
    found = outline(source)
    assert list(found.headers) == expected
    assert found.statements == len(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f(\n    1,\n\n    # no\n    2,\n)\n", {1: "1-2, 5-6"}),
        ("f('''\n# yes\n''')\n", {1: "1-3"}),
        ("x = 'a \\\n# yes'\n", {1: "1-2"}),
        ("x = 1 + \\\n    2\n", {1: "1-2"}),
        ("x = 1  # \\\ny = 2\n", {1: "1", 2: "2"}),
        (
            "@d(\n    1\n)\n# no\n@(\n    e\n)\ndef f(\n    a=1\n):\n    pass\n",
            {1: "1-3", 5: "5-7", 8: "8-10", 11: "11"},
        ),
        ("match x:\n    # no\n    case (\n        case_x\n    ):\n        pass\n", {1: "1", 3: "3-5", 6: "6"}),
        ("if x:\n    a\n# no\nelse:\n\n    b\n", {1: "1", 2: "2", 6: "4, 6"}),
        ("try:\n    a\nfinally:\n    @d\n    class C: pass\n", {1: "1", 2: "2", 4: "3-4", 5: "5"}),
        ("while x:\n    a\nelse:\n    if y:\n        b\n", {1: "1", 2: "2", 4: "3-4", 5: "5"}),
        ("if (a and\n    b): c = (\n  1)\n", {1: "1-3"}),
        ("if x: \\\n    y = 1\n", {1: "1-2"}),
        ("a = '''\n'''; b = [\n]\n", {1: "1-3"}),
        ("if x:\n    a\nelse:\n    b: int\n    global g\n", {1: "1", 2: "2", 4: "3-4"}),
        ("def f():\n    if x:\n        a\n    else:\n        b: int\n", {1: "1", 2: "2", 3: "3"}),
    ],
)
def test_headers(source: str, expected: dict[int, str]) -> None:
    assert {first: shown(header) for first, header in outline(source).headers.items()} == expected


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_ends_marks_and_margins(start: str, end: str) -> None:
    source = start + end.join(["# coding: latin-1", "if x:\t# \u2028", "\ty = f(", "\t\t'\x0b')", "\f", "z = 1", ""])
    assert {n: shown(header) for n, header in outline(source).headers.items()} == {2: "2", 3: "3-4", 6: "6"}


def test_bodies_and_functions() -> None:
    found = outline(FUNCTIONS)
    rows = FUNCTIONS.split("\n")
    assert list(numbers(found.body)) == [n for n, row in enumerate(rows, 1) if "# body" in row]
    assert found.functions == (
        Function("plain", 4, 9),
        Function("C::method", 16, 20),
        Function("C::D::deep", 23, 29),
        Function("C::D::deep::inner", 24, 25),
        Function("C::D::deep::E::own", 27, 28),
        Function("later", 33, 34),
    )


@pytest.mark.parametrize(
    ("source", "cause", "line"),
    [
        ("x = 1\ndef f(:\n", "is not valid Python 3.", 2),
        ("print 'two'\n", "is not valid Python 3.", 1),
        ("\nreturn\n", "'return' outside function", 2),
        ("x = 1\0\n", "null bytes", 0),
        ("x = '\ud800'\n", "surrogates not allowed", 0),
        ("-" * 100_000 + "1\n", "cannot be parsed by Python 3.", 0),
        pytest.param("x" + ".y" * 200_000 + "\n", "cannot be parsed by Python 3.", 0, marks=pytest.mark.defect("LS-9")),
    ],
)
def test_faults(source: str, cause: str, line: int) -> None:
    found = outline(source)
    assert cause in found.fault
    assert (found.fault_line, dict(found.headers)) == (line, {})


def test_assertions_count_under_an_optimising_python() -> None:
    code = "import lockstitch.statements as s; print(list(s.outline('assert x').headers))"
    assert subprocess.check_output([sys.executable, "-O", "-c", code], text=True).strip() == "[1]"


def test_warnings_of_the_compiler_stay_inside() -> None:
    assert list(outline("x = 1 is 1\nassert (x, 'always')\ny = '\\d'\n").headers) == [1, 2, 3]


CALL = outline("f(\n    1,\n    2,\n)\nif x:\n    y\nelse:\n    z = [\n    ]\n")


@pytest.mark.parametrize(
    ("measured", "line", "expected"),
    [
        ([1, 5, 6, 8], 1, 1),
        ([1, 5, 6, 8], 3, 1),
        ([1, 2, 3, 5], 4, 3),
        ([3, 5], 2, 3),
        ([1, 3], 2, 1),
        ([5, 6, 8], 2, 0),
        ([5, 6, 8], 7, 8),
        ([5, 6, 7], 8, 7),
        ([5, 6, 8], 99, 0),
        ([99], 99, 99),
        ([], 1, 0),
    ],
)
def test_settle(measured: list[int], line: int, expected: int) -> None:
    assert settle(CALL, of(measured), line) == expected


def test_normal() -> None:
    assert normal(CALL, of([2, 3, 7, 50])) == of([1, 8])
    assert normal(CALL, 0) == normal(Outline(), span(1, 9)) == 0


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([0, 3], "4"),
        ([4, 5], "4"),
        ([6], "9"),  # from its decorators to its last line a function is one place
        ([7, 9], "9"),
        ([10, 11], "7, 12"),  # not line 9, which runs when the function is called
        ([13], "12, 14"),
        ([14, 15], "14, 16"),
        ([17], "17"),
        ([20], "20"),
        ([21], "17, 22"),
        ([23, 26, 29], "24-29"),
        ([24, 25], "25"),
        ([27, 28], "28"),
        ([30, 31], "23, 32"),
        ([35, 36], "35"),
        ([37, 99], "35"),
    ],
)
def test_around(places: list[int], expected: str) -> None:
    assert {shown(around(outline(FUNCTIONS), place, 37)) for place in places} == {expected}


def test_around_little() -> None:
    assert around(outline("# empty\n"), 0, 1) == 0
    assert around(outline("def f(): return 1\n"), 1, 1) == of([1])
    assert around(outline("x\n"), 5, 1) == of([1])


def test_stray_lines_hold_no_code() -> None:
    length = FUNCTIONS.count("\n")
    assert shown(stray(outline(FUNCTIONS), span(0, length + 9), length)) == "2-3, 10-11, 15, 21, 30-31, 38-46"


def test_no_stray_line_where_other_versions_see_statements() -> None:
    """Older coverage.py counts the line of C; Python 3.10 has code for the function after the return."""
    source = (
        "class C: 'doc'\ndef f():\n    return\n    def g(\n        a,\n    ):\n        global b\n        return a\n"
    )
    found = outline(source)
    assert 1 not in found.headers and 8 not in found.statement
    assert stray(found, span(1, 8), 8) == 0


@pytest.mark.parametrize(
    ("source", "expected"), [("", "2-3"), ("# x\n# y\n", "2-3"), ("# x\ny\n", "1, 3"), ("def f(:\n\n", "3")]
)
def test_stray_lines_where_little_is(source: str, expected: str) -> None:
    assert shown(stray(outline(source), span(0, 3), 2)) == expected


def test_stray_takes_any_outline() -> None:
    assert stray(Outline({1: 1}, {1: of([1])}), of([1, 2]), 2) == of([2])


def check(text: str) -> None:
    """What holds for every text."""
    found, length = outline(text), text.count("\n") + text.count("\r") + 1
    claims = [(n, first) for first, header in found.headers.items() for n in numbers(header)]
    assert sorted(claims) == sorted(found.statement.items())
    assert all(1 <= n <= length for n in found.statement)
    assert all(found.statement[first] == first for first in found.headers)
    assert found.body & ~of(found.statement.keys()) == 0
    assert all(1 <= f.first <= f.last <= length for f in found.functions)
    assert 0 <= found.fault_line <= length


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    check(text)


PIECES = (
    "x = 1|if x:|    |        |\n|\n\n|else:|try:|finally:|pass|# c|'''|'doc'|(|)|\\\n|;|def f():|@d|class C:|return"
    "|match x:|case 1:|case (|[|]|\f|\r|...|:"
)


@given(st.lists(st.sampled_from(PIECES.split("|")), max_size=14).map("".join))
@settings(max_examples=1000, deadline=None)
def test_any_pieces_of_python(text: str) -> None:
    check(text)
