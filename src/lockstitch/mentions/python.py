"""Python's tests: marks, names, docstrings, comments and reasons, by syntax tree and tokens."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lockstitch.mentions import marks
from lockstitch.mentions.dialect import Dialect, Place, of_name, of_text
from lockstitch.mentions.regions import Comment, Ground, Region, of_comments, settled
from lockstitch.model.mentions import Mention

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
EXCUSING = ("skip", "fail", "SKIP", "FAIL", "Fail", "Skip")
RECORDING = ("record_", "user_properties", "allure.dynamic", ".mark.")

_SIGN = re.compile(r"\A#(?!\d)[#:!]*[ \t]*")
"""What begins a comment; `#123` without a blank is one of its words."""


class _Test(NamedTuple):
    """A test function or a class of tests: its node, and the end of its node id."""

    node: Definition
    name: str


def read(text: str, dialect: Dialect) -> list[Mention] | None:
    """The mentions of one source; None where it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the tests' own escapes
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = text.split("\n")
    tests = list(_tests(tree.body, ()))
    regions = [_region(test) for test in tests]
    found = [*_of_docstring(tree, "", lines, dialect), *_of_pytestmark(tree.body, "", dialect)]
    for test in tests:
        found += _of_test(test, lines, dialect)
    code = next((node.lineno for node in tree.body if not _is_docstring(node)), len(lines) + 1)
    spans = list(marks.excuses(tree)) if any(word in text for word in EXCUSING) else []
    ground = Ground(regions, spans, lines, code)
    found += of_comments(_comments(text), ground, dialect)
    return list(settled(found, regions))


def _tests(body: Sequence[ast.stmt], around: tuple[str, ...], collects: bool = True) -> Iterator[_Test]:
    """Tests and classes of tests, as pytest and unittest find them by name, also below `if` and `try`."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            inside = collects and (node.name.startswith("Test") or bool(node.bases))
            if inside:
                yield _Test(node, "::".join((*around, node.name)))
            yield from _tests(node.body, (*around, node.name), inside)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if collects and node.name.startswith("test"):
                yield _Test(node, "::".join((*around, node.name)))
        elif isinstance(node, ast.If | ast.Try | ast.With):
            inner = [*node.body, *getattr(node, "orelse", ())]
            yield from _tests(inner, around, collects)


def _region(test: _Test) -> Region:
    node = test.node
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    calls = [one for decorator in node.decorator_list if (one := marks.call(decorator))]
    final = any(marks.is_final(one) for one in calls)
    return Region(test.name, first, node.end_lineno or first, not isinstance(node, ast.ClassDef), final)


def _of_test(test: _Test, lines: Sequence[str], dialect: Dialect) -> Iterator[Mention]:
    node, name = test
    yield from of_name(node.name, Place(name, "name", node.lineno), dialect)
    for decorator in node.decorator_list:
        yield from marks.of_decorator(decorator, name, dialect)
    yield from _of_docstring(node, name, lines, dialect)
    if isinstance(node, ast.ClassDef):
        yield from _of_pytestmark(node.body, name, dialect)
        return
    source = lines[node.lineno - 1 : node.end_lineno]
    if any(word in line for line in source for word in (*EXCUSING, *RECORDING)):
        for statement in node.body:
            for inner in ast.walk(statement):
                if isinstance(inner, ast.Call) and (one := marks.call(inner)):
                    yield from marks.of_call(one, name, dialect)


def _of_pytestmark(body: Sequence[ast.stmt], name: str, dialect: Dialect) -> Iterator[Mention]:
    """`pytestmark = pytest.mark.defect("A-1")`, or a list of marks."""
    for node in body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets):
            for inner in ast.walk(node.value):
                if isinstance(inner, ast.Call) and (one := marks.call(inner)):
                    yield from marks.of_call(one, name, dialect)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _of_docstring(
    node: Definition | ast.Module, name: str, lines: Sequence[str], dialect: Dialect
) -> Iterator[Mention]:
    """What a docstring says, read as it is written, so that lines are those of the file."""
    if node.body and _is_docstring(node.body[0]):
        first, last = node.body[0].lineno, node.body[0].end_lineno or node.body[0].lineno
        text = "\n".join(lines[first - 1 : last])
        yield from of_text(text, Place(name, "docstring", first), dialect)


def _comments(text: str) -> Iterator[Comment]:
    """The comments; lines of them below each other in one column are one piece."""
    if "#" not in text:
        return
    piece: list[str] = []
    first = column = 0
    for line, at, words, alone in _tokens(text):
        if piece and alone and line == first + len(piece) and at == column:
            piece.append(words)
            continue
        if piece:
            yield Comment(first, "\n".join(piece))
        piece, first, column = [words], line, at if alone else -1
    if piece:
        yield Comment(first, "\n".join(piece))


def _tokens(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """(line, column, text without its `#`, whether it has its line alone) of every comment."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                words = _SIGN.sub("", token.string)
                yield token.start[0], token.start[1], words, not token.line[: token.start[1]].strip()
    except (tokenize.TokenError, SyntaxError):
        return
