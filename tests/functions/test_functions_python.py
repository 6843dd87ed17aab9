"""The scan for test functions: against a fixture of traps, against syntax trees of real test files, on any bytes."""

from __future__ import annotations

import ast
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch.functions import defined, forms, off, own_source, parts

TRAPS = (Path(__file__).parents[2] / "fixtures" / "sources" / "tests.txt").read_bytes()


def test_defined() -> None:
    assert defined(TRAPS) == {
        "TestThings::test_async": 50,
        "TestThings::TestInner::test_deep": 53,
        "TestThings::test_conditional": 61,
        "TestThings::TestLater::test_after": 72,
        "Things::test_by_base": 79,
        "test_under_a_condition": 90,
        "testshort": 97,
        "test_größe": 98,
        "test_plain": 99,
    }


def holding(source: bytes, line: int) -> tuple[str, ...]:
    return tuple(part.name for part in parts(source) if part.kind == "test" and part.first <= line <= part.last)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([1, 2, 3, 4, 5, 6, 8, 10, 11], ()),
        ([14, 17, 22, 23, 24, 28, 29, 33, 39], ("test_plain",)),  # a decorator, the body, strings that look like code
        ([43, 44, 45, 48], ()),
        ([50], ("TestThings::test_async",)),
        ([54], ("TestThings::TestInner::test_deep",)),
        ([56, 57, 58, 59, 60], ()),
        ([62], ("TestThings::test_conditional",)),
        ([64, 68, 69, 70], ()),
        ([71], ("TestThings::TestLater::test_after",)),
        ([80], ("Things::test_by_base",)),
        ([85], ()),
        ([88, 94, 95], ()),
        ([91, 93], ("test_under_a_condition",)),
        ([97], ("testshort",)),
        ([98], ("test_größe",)),
        ([500], ()),
    ],
)
def test_reach(lines: list[int], names: tuple[str, ...]) -> None:
    for line in lines:
        assert holding(TRAPS, line) == names, line


def test_what_is_no_test_has_a_name_too() -> None:
    source = (
        b"LIMIT: int = 3\nx = y = 1\nif a == b: pass\n\n@fixture\ndef cart():\n    LOCAL = 1\n    def inner(): pass\n"
    )
    source += b"class A(unittest.TestCase, b.C):\n    own = 1\n    def setUp(self): pass\n"
    found = [(part.kind, part.name, part.first, part.at, part.bases) for part in parts(source)]
    assert found == [
        ("value", "LIMIT", 1, 1, ()),
        ("value", "x", 2, 2, ()),
        ("function", "cart", 5, 6, ()),
        ("class", "A", 9, 9, ("unittest.TestCase", "b.C")),
        ("function", "A::setUp", 11, 11, ()),
    ]


def test_code_of_an_older_python_is_in_the_run() -> None:
    assert off(b"def test_a():\n    print 'skip'\n") == frozenset()
    assert off(b"def test_a():\n    skip('later')\n") == {"test_a"}


@pytest.mark.parametrize("crashes", [False, True])
def test_a_python_that_may_crash_on_a_tree_compiles_first(monkeypatch: pytest.MonkeyPatch, crashes: bool) -> None:
    monkeypatch.setattr(forms, "CRASHES", crashes)
    assert forms.tree_of("def test_a():\n    return 1\n") is not None
    assert forms.tree_of("    def test_a(self):\n        return 1\n") is not None
    assert forms.tree_of("(" * 5000) is None
    assert (forms.tree_of("return 1\n") is None) == crashes  # which parses, and does not compile


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (b"\xef\xbb\xbfdef test_a():\r\n    pass\r\n", ["test_a"]),
        (b"class Test:\n\tdef test_a(self):\n\t\tpass\n", ["Test::test_a"]),
        (b"class TestA(object): pass\ndef test_b(): pass", ["test_b"]),
        (b"def test_a[T](): pass\nclass TestB[T]:\n    def test_c (self): pass\n", ["test_a", "TestB::test_c"]),
        (b"x = '\\\\'; y = '''\ndef test_a(): pass\n'''\n", []),
        (b"x = r'''\\'''\ndef test_a(): pass\n'''\n", []),
        (b'"""a" \'\'\'\ndef test_a(): pass\n"""', []),
        (b"'''a' \"\"\"\ndef test_a(): pass\n'''", []),
        (b'x = """\\\\"""\ndef test_a(): pass\n""" """', ["test_a"]),
        (b"def TestMaker():\n    def test_a(): pass\n", []),
        (b"def test_\xff(): pass\n", ["test_\ufffd"]),
        (b"# it's '''\ndef test_a(): pass\n# '''\n", ["test_a"]),
        (b'x = \'"""\'\ndef test_a(): pass\ny = \'"""\'\n', ["test_a"]),
        (b'x = """ never ends\ndef test_a(): pass\n', ["test_a"]),
        (b"print 'two'\ndef test_a(): exec 'x'\n", ["test_a"]),
        (b"definitely = 1\nclassy = 2\nasync_ = 3\n    definite = 4\n", []),
        (b"", []),
    ],
)
def test_spellings(source: bytes, names: list[str]) -> None:
    assert list(defined(source)) == names


def test_own_source_reads_the_same_wherever_the_test_stands() -> None:
    inner = (
        b"class TestA:\r\n    @mark\r\n    def test_a(self):\r\n        x\r\n\r\n    # end\r\n    def b(self): pass\r\n"
    )
    outer = b"@mark\ndef test_a(self):\n    x\n"
    assert own_source(inner, "TestA::test_a") == own_source(outer, "test_a") == outer.rstrip()
    assert own_source(outer, "test_b") == own_source(inner, "TestA::b") == b""


def test_a_comment_in_the_margin_ends_nothing() -> None:
    assert holding(b"def test_a():\n    x\n# why\n    y\n", 4) == ("test_a",)


def in_tree(body: list[ast.stmt], scope: str = "", collects: bool = True) -> Iterator[tuple[str, int, int, int]]:
    """What the scan looks for, told by syntax: name, first line, line of the `def`, last line."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if collects and node.name.startswith("test"):
                first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                yield scope + node.name, first, node.lineno, node.end_lineno or 0
        elif isinstance(node, ast.ClassDef):
            tests = node.name.startswith("Test") or bool(node.bases or node.keywords)
            yield from in_tree(node.body, f"{scope}{node.name}::", collects and tests)
        else:
            for field in ("body", "handlers", "orelse", "finalbody"):
                yield from in_tree(getattr(node, field, []), scope, collects)


def real() -> list[Path]:
    """Test files of installed packages and, where it brings its tests, of the standard library."""
    standard = Path(sysconfig.get_path("stdlib"))
    files = [*sorted(standard.glob("test/test_[a-f]*.py"))[::6], *sorted(standard.glob("unittest/*.py"))]
    return [path for path in files if b"\r" not in path.read_bytes() and path.stat().st_size < 200_000][:30]


@pytest.mark.parametrize("path", real(), ids=lambda path: path.name)
def test_agrees_with_the_syntax_tree(path: Path) -> None:
    source = path.read_bytes()
    tests = list(in_tree(ast.parse(source).body))
    assert sorted(defined(source).items()) == sorted({name: at for name, _, at, _ in tests}.items())
    for name, first, at, last in tests[:: len(tests) // 8 + 1]:
        assert {holding(source, line) for line in (first, at, last)} == {(name,)}


def test_real_files_were_there() -> None:
    assert len(real()) > 5


@given(st.binary())
@settings(max_examples=200, deadline=None)
def test_any_bytes(source: bytes) -> None:
    assert all(part.first <= part.at <= part.last for part in parts(source))


PIECES = ("def test_a():", "async def test_b", "class TestA:", "class A(", "@d", "if x:", "pass", "#", ")", "é")
QUOTES = ("'''", '"""', "'", '"', "\\", "\n", "\n    ", "\t", "\0")


@given(st.lists(st.sampled_from(PIECES + QUOTES), max_size=16).map("".join))
@settings(max_examples=500, deadline=None)
def test_any_pieces(text: str) -> None:
    source = text.encode()
    found = defined(source)
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())
    assert all(name in holding(source, line) for name, line in found.items())


@pytest.mark.parametrize(
    "source",
    [
        b'"""' + b'\\"""' * 100_000,
        b'x = "' + b"a" * 500_000 + b' """\n',
        b"'''" * 100_001,
        b"".join(b" " * n + b"def test_a():\n" for n in range(1000)),
        b"class A(B):\n" + b"    def test_a(self): pass\n" * 20_000,
        b"if x:\n  class A(B):\n" + b"    def test_a(self): pass\n" * 20_000,
        b"\\" * 300_000 + b'"""',
    ],
    ids=range(7),
)
def test_hostile_sources_take_linear_time(source: bytes) -> None:
    start = time.process_time()
    parts(source)
    assert time.process_time() - start < 2


@pytest.mark.defect("LS-133")
@pytest.mark.parametrize("cookie", ["# coding: latin-1\n", "#!/usr/bin/python\n# -*- coding: iso-8859-15 -*-\n"])
def test_a_declared_encoding(cookie: str) -> None:
    source = f"{cookie}import pytest\n\n@pytest.mark.skip\ndef test_\xe9():\n    pass\n".encode("latin-1")
    assert set(defined(source)) == off(source) == {"test_\xe9"}


@pytest.mark.parametrize(
    "cookie", ["", "# coding: utf-8\n", "# coding: nothing\n", "# coding: undefined\n", "# no coding\n"]
)
def test_a_source_that_is_not_in_its_encoding_is_read_all_the_same(cookie: str) -> None:
    source = f"{cookie}def test_a():\n    return '\xe9'\n".encode("latin-1")
    assert set(defined(source)) == {"test_a"}
