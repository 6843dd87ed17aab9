"""Files that hold product and tests alike: which of their lines are tests', and the product put back among them.

Rust keeps unit tests under `#[cfg(test)]` (https://doc.rust-lang.org/book/ch11-03-test-organization.html), Python can
keep doctests in docstrings and test functions beside the code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from itertools import groupby

from lockstitch.classes import language

_RUST_TESTS = re.compile(rb"\s*#\[(cfg\(\s*(all\(\s*)?test\b|test\]|\w+::test\b)")


def holds_tests(path: str, tests: Collection[str]) -> bool:
    """Whether a product file is also one of the asked tests' files, or may be by its language."""
    return language(path) == "Rust" or (path in tests and language(path) == "Python")


def spliced(path: str, old: bytes, new: bytes) -> bytes | None:
    """The new text with its product hunks put back; None where it holds no test's lines."""
    tests_of = _rust if language(path) == "Rust" else _python
    after, before = new.splitlines(keepends=True), old.splitlines(keepends=True)
    kept, gone = tests_of(new), tests_of(old)
    if not kept:
        return None
    result: list[bytes] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            result += after[c:d]
        else:
            result += _hunk(before[a:b], after[c:d], gone >> a + 1, kept >> c + 1)
    return b"".join(result)


def _hunk(before: list[bytes], after: list[bytes], gone: int, kept: int) -> Iterator[bytes]:
    """The old runs of product lines in the places of the new ones, among the new runs of tests' lines.

    `gone`, `kept`: which lines are tests', from bit 0.
    """
    product = (lines for is_test, lines in _runs(before, gone) if not is_test)
    for is_test, lines in _runs(after, kept):
        yield from lines if is_test else next(product, ())
    for lines in product:
        yield from lines


def _runs(lines: list[bytes], tests: int) -> Iterator[tuple[bool, list[bytes]]]:
    for is_test, run in groupby(enumerate(lines), lambda each: bool(tests >> each[0] & 1)):
        yield is_test, [line for _, line in run]


def _python(source: bytes) -> int:
    """Lines of test functions, test classes and docstrings; none where the source cannot be parsed."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    found = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and _is_test(node):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            found |= _span(first, node.end_lineno or node.lineno)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.body:
            first_statement = node.body[0]
            if isinstance(first_statement, ast.Expr) and isinstance(first_statement.value, ast.Constant):
                found |= _span(first_statement.lineno, first_statement.end_lineno or first_statement.lineno)
    return found


def _is_test(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    return node.name.startswith("Test" if isinstance(node, ast.ClassDef) else "test")


def _rust(source: bytes) -> int:
    """Lines of the items under `#[cfg(test)]` and `#[test]`: from the attribute to the brace that closes the item."""
    found, depth, open_at, pending = 0, 0, -1, False
    for number, line in enumerate(source.splitlines(), 1):
        if open_at < 0 and not pending and _RUST_TESTS.match(line):
            pending = True
        inside = pending or open_at >= 0
        opened, closed = _braces(line)
        if pending and opened:
            open_at, pending = depth, False
        depth += opened - closed
        if inside:
            found |= 1 << number
        if pending and b";" in line:
            pending = False
        if open_at >= 0 and depth <= open_at:
            open_at = -1
    return found


def _braces(line: bytes) -> tuple[int, int]:
    bare = re.sub(rb'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])\'|//.*', b"", line)
    return bare.count(b"{"), bare.count(b"}")


def _span(first: int, last: int) -> int:
    return ((1 << last - first + 1) - 1) << first
