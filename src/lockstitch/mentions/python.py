"""Python's tests: marks, names, docstrings, comments and reasons, by syntax tree and tokens."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator, Sequence

from lockstitch.mentions import marks
from lockstitch.mentions.dialect import Dialect, Place, of_name, of_text
from lockstitch.mentions.references import find
from lockstitch.mentions.regions import Comment, Ground, Region, of_comments, settled
from lockstitch.model.mentions import Mention
from lockstitch.values import NamedTuple

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
EXCUSING = ("skip", "fail", "SKIP", "FAIL", "Fail", "Skip")
RECORDING = ("record_", "user_properties", "allure.dynamic", ".mark.")

_SIGN = re.compile(r"\A#(?!\d)[#:!]*[ \t]*")
"""What begins a comment; `#123` without a blank is one of its words."""
_MAYBE = re.compile(r"#[^\n]*\d[^\n]*")
"""What may be a comment with an id in it: only then the tokens, which cost most, are looked at."""


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
    regions = [_region(test, lines) for test in tests]
    found = [*_of_docstring(tree, "", lines, dialect), *_of_pytestmark(tree.body, "", dialect)]
    for test, region in zip(tests, regions, strict=True):
        found += _of_test(test, region, lines, dialect)
    code = next((node.lineno for node in tree.body if not _is_docstring(node)), len(lines) + 1)
    excused = [test.node for test, region in zip(tests, regions, strict=True) if _holds(EXCUSING, region, lines)]
    ground = Ground(regions, [span for node in excused for span in marks.excuses(node)], lines, code)
    if any(_may_hold(match[0], dialect) for match in _MAYBE.finditer(text)):
        found += of_comments(_comments(text), ground, dialect)
    return list(settled(found, regions))


def _may_hold(line: str, dialect: Dialect) -> bool:
    """Whether a comment may hold an id, or a commit's."""
    return "ix" in line or "ommit" in line or bool(find(line, dialect.vocabulary))


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


def _region(test: _Test, lines: Sequence[str]) -> Region:
    node = test.node
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    calls = [one for decorator in node.decorator_list if (one := marks.call(decorator))]
    final = any(marks.is_final(one) for one in calls)
    return Region(test.name, first, _end(node, lines), not isinstance(node, ast.ClassDef), final)


def _end(node: Definition, lines: Sequence[str]) -> int:
    """The last line of a definition, with the comments that are indented as its body is, after its last statement."""
    last = number = node.end_lineno or node.lineno
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.strip():
            if len(line) - len(line.lstrip()) <= node.col_offset:
                break
            last = number
    return last


def _of_test(test: _Test, region: Region, lines: Sequence[str], dialect: Dialect) -> Iterator[Mention]:
    node, name = test
    yield from of_name(node.name, Place(name, "name", node.lineno), dialect)
    for decorator in node.decorator_list:
        yield from marks.of_decorator(decorator, name, dialect)
    yield from _of_docstring(node, name, lines, dialect)
    if isinstance(node, ast.ClassDef):
        yield from _of_pytestmark(node.body, name, dialect)
        return
    if _holds((*EXCUSING, *RECORDING), region, lines):
        for statement in node.body:
            for inner in ast.walk(statement):
                if isinstance(inner, ast.Call) and (one := marks.call(inner)):
                    yield from marks.of_call(one, name, dialect)


def _holds(words: Sequence[str], region: Region, lines: Sequence[str]) -> bool:
    source = "\n".join(lines[region.first - 1 : region.last])
    return any(word in source for word in words)


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
    piece: list[str] = []
    first = column = 0
    for line, at, words, alone in _tokens(text):
        if piece and alone and line == first + len(piece) and at == column:
            piece.append(words)
            continue
        if piece:
            yield Comment(first, "\n".join(piece), column >= 0)
        piece, first, column = [words], line, at if alone else -1
    if piece:
        yield Comment(first, "\n".join(piece), column >= 0)


def _tokens(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """(line, column, text without its `#`, whether it has its line alone) of every comment."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                words = _SIGN.sub("", token.string)
                yield token.start[0], token.start[1], words, not token.line[: token.start[1]].strip()
    except (tokenize.TokenError, SyntaxError, ValueError):  # what the parser takes and the tokenizer does not
        return
