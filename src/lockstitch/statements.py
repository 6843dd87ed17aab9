"""Which physical lines of a Python file belong to which executable statement; nothing of the file is executed.

The syntax tree tells where a logical line starts and ends. Whether it can run is what the compiler says: it is a
statement when the compiled code has an instruction on one of its lines, and it does not start in a docstring. That is
how coverage.py finds its statements (`coverage/parser.py`), so both agree on the odd ones: `global x`, `x: int` in a
function, code after `return`, the body of `if 0:` and a one-line `class C: "doc"` are none; `pass`, `...`, a bare
string that is no docstring and what stands under `if TYPE_CHECKING:` are (to leave those out is the report's business).

Lines are counted as Python and coverage.py count them: they end with LF, CRLF or CR.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import CodeType
from typing import TypeAlias

from lockstitch import lines as line_sets
from lockstitch.lines import Lines
from lockstitch.model import Function, Outline
from lockstitch.values import NamedTuple

Node: TypeAlias = "ast.stmt | ast.excepthandler | ast.match_case"
"""What has a logical line of its own."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)
DOCUMENTED = (*DEFINITIONS, ast.Module)
SUITES = ("body", "handlers", "orelse", "finalbody", "cases")
"""The fields that hold nodes, in the order of the source."""
OPENING = re.compile(r"\s*(@|case\b)")
LONG_STRING = re.compile(r"""\"{3}|'{3}|\\$""")
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def outline(text: str) -> Outline:
    """The statements of a Python source; `fault` tells why Python cannot compile it, if it cannot."""
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Compiled first, for that refuses what is nested too deeply; making a tree of it can crash Python 3.10.
            code = compile(source, "<source>", "exec", dont_inherit=True, optimize=0)
            tree = ast.parse(source)
    except SyntaxError as error:
        return Outline(fault=f"is not valid Python {VERSION}: {error.msg}", fault_line=error.lineno or 0)
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        return Outline(fault=f"cannot be parsed by Python {VERSION}: {str(error) or 'it is nested too deeply'}")
    return _outlined(tree, source.split("\n"), _instructed(code))


def settle(outline: Outline, measured: Lines, line: int) -> int:
    """The line under which a report measures physical `line`; 0 where it measures nothing of its statement.

    The line itself where it is measured, else of its header's measured lines the nearest above, else the nearest below:
    versions of Python and coverage.py differ in which line of a header they name.
    """
    if line_sets.contains(measured, line):
        return line
    candidates = outline.headers.get(outline.statement.get(line, 0), 0) & measured
    above = candidates & line_sets.span(0, line)
    return above.bit_length() - 1 if above else line_sets.first(candidates)


def normal(outline: Outline, lines: Lines) -> Lines:
    """The first lines of the statements that the physical `lines` belong to."""
    return line_sets.of({outline.statement[n] for n in line_sets.numbers(lines) if n in outline.statement})


def around(outline: Outline, place: int, total: int) -> Lines:
    """First lines of the statements around code removed after line `place` (0: top) of a file of `total` lines.

    The statement whose header goes on after the place; else the body of the innermost function there, which reaches to
    its last line; else the neighbours among what runs at import. Empty where the file has no statement.
    """
    firsts = list(outline.headers)
    place = min(place, total)
    index = bisect_right(firsts, place)
    if index and outline.headers[firsts[index - 1]] >> (place + 1):
        return 1 << firsts[index - 1]
    every = line_sets.of(firsts)
    for function in sorted(outline.functions, key=lambda f: f.last - f.first):
        body = every & outline.body & line_sets.span(function.first + 1, function.last)
        if function.first <= place <= function.last and body:
            return body
    top = every & ~outline.body
    before, after = top & line_sets.span(0, place), top & ~line_sets.span(0, place)
    return (1 << before.bit_length() >> 1) | (after & -after)


def stray(outline: Outline, measured: Lines, length: int) -> Lines:
    """The measured lines that hold no code in a file of `length` lines: evidence of a report on another state of it.

    Empty for every fresh report: whatever Python and coverage.py wrote it, it measures lines of code. Line 0 is a
    module's start, and so is line 1 of one without statements. Of a file with a fault only lines beyond its end tell.
    """
    if outline.fault:
        return measured & ~line_sets.span(0, length)
    starts = 0b01 if outline.headers else 0b11
    return measured & ~(line_sets.of(outline.statement.keys()) | outline.inert | starts)


def _instructed(code: CodeType) -> set[int]:
    """The lines that have an instruction, without annotations that Python defers (PEP 649): those usually never run."""
    found: set[int] = set()
    stack = [code]
    while stack:
        code = stack.pop()
        if code.co_name != "__annotate__":
            found.update(line for *_, line in code.co_lines() if line is not None)
        stack.extend(constant for constant in code.co_consts if isinstance(constant, CodeType))
    return found


class _Headers(Mapping[int, Lines]):
    """Makes a set when it is asked for: the sets of all headers at once are quadratic in the length of the file."""

    def __init__(self, members: dict[int, list[int]]) -> None:
        self._members = members

    def __getitem__(self, first: int) -> Lines:
        return line_sets.of(self._members[first])

    def __iter__(self) -> Iterator[int]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


class _Logical(NamedTuple):
    """A logical line, from physical line `first` to `last`, which is 0 while only its successor tells where it ends.

    `inside`: in the body of a function. `joined`: other code, such as `if x:`, stands left of it.
    """

    first: int
    last: int
    inside: bool
    joined: bool = False


def _outlined(tree: ast.Module, text: list[str], instructed: set[int]) -> Outline:
    marks: list[_Logical] = []
    functions: list[Function] = []
    docstrings = set(_docstring(tree))
    for node, scope, inside in _places(tree):
        own = _marks(node, inside, text)
        marks += own
        docstrings.update(_docstring(node))
        if isinstance(node, FUNCTIONS):
            functions.append(Function(scope + node.name, own[0].first, node.end_lineno or node.lineno))
    members: dict[int, list[int]] = {}
    inert, body, end = list[int](), list[int](), 0
    for line in _logical(marks, text):
        keywords = [n for n in range(end + 1, line.first) if _is_code(text[n - 1])]  # `else:` or `finally:`
        every = keywords + _code_lines(line, text)
        end = line.last
        if line.first in docstrings or instructed.isdisjoint(every):
            inert += every
            continue
        members[line.first] = every
        if line.inside:
            body += every
    statement = {n: first for first, every in members.items() for n in every}
    return Outline(statement, _Headers(members), line_sets.of(body), tuple(functions), inert=line_sets.of(inert))


def _places(tree: ast.Module) -> Iterator[tuple[Node, str, bool]]:
    """Every node in the order of the source, its scope's qualified name, and whether a function's body holds it."""
    stack: list[tuple[Node, str, bool]] = [(node, "", False) for node in reversed(tree.body)]
    while stack:
        node, scope, inside = stack.pop()
        yield node, scope, inside
        if isinstance(node, DEFINITIONS):
            scope, inside = f"{scope}{node.name}::", inside or isinstance(node, FUNCTIONS)
        children = [child for field in SUITES if field in node._fields for child in getattr(node, field)]
        stack += [(child, scope, inside) for child in reversed(children)]


def _docstring(node: ast.AST) -> range:
    """The lines of the node's docstring, if it has one."""
    if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
        return range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    return range(0)


def _marks(node: Node, inside: bool, text: list[str]) -> list[_Logical]:
    """The logical lines of one node itself: those of its decorators, then its own."""
    if isinstance(node, ast.match_case):
        return [_Logical(_opening(node.pattern, text), 0, inside)]
    last = 0 if hasattr(node, "body") or isinstance(node, ast.Match) else node.end_lineno or node.lineno
    own = _Logical(node.lineno, last, inside, bool(text[node.lineno - 1][: node.col_offset].strip()))
    if not isinstance(node, DEFINITIONS):
        return [own]
    return [*(_Logical(_opening(decorator, text), 0, inside) for decorator in node.decorator_list), own]


def _opening(node: ast.expr | ast.pattern, text: list[str]) -> int:
    """The line of the `@` or `case` before the node, which may stand in parentheses."""
    return next(n for n in range(node.lineno, 0, -1) if OPENING.match(text[n - 1]))


def _logical(marks: list[_Logical], text: list[str]) -> list[_Logical]:
    """The logical lines with their ends; what stands in the line of another is part of it: `if x: y = 1; z = 2`."""
    found = [_Logical(0, 0, False)]
    for mark, following in pairwise([*marks, found[0]]):
        last = mark.last or (following.first if following.joined else _code_above(following.first, text))
        before = found[-1]
        above = text[before.last - 1]
        goes_on = mark.first == before.last + 1 and above.endswith("\\") and "#" not in above
        if mark.first <= before.last or goes_on:
            found[-1] = before._replace(last=last)
        else:
            found.append(_Logical(mark.first, last, mark.inside))
    return found[1:]


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _code_above(line: int, text: list[str]) -> int:
    return next(n for n in range(line - 1, 0, -1) if _is_code(text[n - 1]))


def _code_lines(line: _Logical, text: list[str]) -> list[int]:
    """The physical lines of a logical line; comments and blank lines only where they may be part of a string."""
    every = [*range(line.first, line.last + 1)]
    if len(every) == 1 or any(LONG_STRING.search(text[n - 1]) for n in every):
        return every
    return [n for n in every if _is_code(text[n - 1])]
