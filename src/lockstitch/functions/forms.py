"""The normal form of a piece of code: what is left of it when layout, comments and docstrings are taken away.

Python goes through its syntax tree. What this Python cannot parse (code for older ones), and every other language,
goes through its tokens.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterable, Iterator

from lockstitch.functions.part import Part
from lockstitch.values import NamedTuple

LABEL = r"(?:pytest\.)?mark\.(?!parametrize\b|usefixtures\b)\w+|(?:unittest\.)?skip\w*"
"""Marks that say something about a test, or when it runs, and change nothing in it."""
OFF = r"(?:pytest\.mark\.|mark\.|unittest\.)?(?:skip|xfail|expectedFailure)|(?:[\w.]+\.)?(?:Ignore|Disabled)"
"""A decorator or annotation that takes a test out of the run."""
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
UNTOLD = frozenset({"ctx", "kind", "type_comment", "annotation", "returns"})
"""Fields of the tree that change nothing in what a test does."""
_STRING = r"""\"{3}.*?\"{3} | '{3}.*?'{3} | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | `(?:\\.|[^`\\])*`"""


def _pattern(comment: str) -> str:
    return rf"(?xs)(?P<comment>{comment}) | {_STRING} | \w+ | [^\w\s]"


SLASHED = _pattern(r"//[^\n]*|/\*.*?\*/")
HASHED = _pattern(r"\#[^\n]*")
BY_HASH = ("Python", "Ruby", "shell", "Perl", "Elixir", "R")
"""Languages in which `#` begins a comment."""
ANNOTATION = r"\s*@([\w.]+)[ \t]*(\((?:[^()\"]|\"(?:\\.|[^\"\\\n])*\"|\([^()]*\))*\))?"
WORD = r"[^\W\d]\w+"


class Form(NamedTuple):
    """`body` compares equal for pieces that do the same; `off`: what takes the test out of the run, if anything does.

    `values`: names that stand in the arguments of decorators, such as the list of a test's parameters.
    """

    body: str
    off: str = ""
    values: frozenset[str] = frozenset()


def form(part: Part, language: str = "Python") -> Form:
    """The normal form of one part, without its name."""
    source = part.text.decode("utf-8", "replace").replace("\r\n", "\n")
    if language == "Python":
        tree = tree_of(source)
        if tree is not None:
            return _of_tree(tree)
    return _of_tokens(source, part.bare, language)


def is_off(part: Part, language: str = "Python") -> bool:
    """Whether a test is skipped or expected to fail, whatever the platform."""
    return b"@" in part.text and bool(form(part, language).off)


def words(text: bytes) -> frozenset[str]:
    """The names and words in a piece of code."""
    return frozenset(re.findall(WORD, text.decode("utf-8", "replace")))


CRASHES = sys.version_info < (3, 11)
"""Whether a tree that is nested too deeply may crash this Python: what compiles before is no such tree."""


def tree_of(source: str) -> ast.Module | None:
    """The syntax tree of a piece of Python, which may be indented; None where this Python cannot parse it."""
    if source[:1] in (" ", "\t"):
        source = f"if 1:\n{source}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if CRASHES:
                compile(source, "<source>", "exec", dont_inherit=True, optimize=0)
            return ast.parse(source)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return None


def _of_tree(tree: ast.Module) -> Form:
    nodes = tree.body
    if nodes and isinstance(nodes[0], ast.If):
        nodes = nodes[0].body
    nodes = nodes[:1]  # a string behind it is none of its own
    off: list[str] = []
    values: set[str] = set()
    for node in nodes:
        if isinstance(node, DEFINITIONS):
            node.decorator_list = list(_decorators(node.decorator_list, off))
            node.name = ""
            values.update(n.id for d in node.decorator_list for n in ast.walk(d) if isinstance(n, ast.Name))
    return Form("\n".join(map(_dumped, nodes)), "\n".join(off), frozenset(values))


def _decorators(given: Iterable[ast.expr], off: list[str]) -> Iterator[ast.expr]:
    """Those that change what the test does; what takes it out of the run goes to `off`, labels go nowhere."""
    for decorator in given:
        name = dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
        if re.fullmatch(OFF, name):
            off.append(_dumped(decorator))
        elif not re.fullmatch(LABEL, name):
            yield decorator


def dotted(node: ast.expr) -> str:
    """`pytest.mark.skip` as it is written; what is no chain of names is left out."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join([*([node.id] if isinstance(node, ast.Name) else []), *reversed(names)])


def _dumped(tree: ast.AST) -> str:
    """The tree as text, without docstrings and annotations; without recursion, for trees may be deep."""
    words: list[str] = []
    stack: list[object] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.AST):
            if isinstance(node, DEFINITIONS) and ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:]
            words.append(type(node).__name__)
            stack += [getattr(node, field, None) for field in node._fields if field not in UNTOLD]
        elif isinstance(node, list):
            words.append(f"[{len(node)}")
            stack += node
        else:
            words.append(repr(node))
    return " ".join(words)


def _of_tokens(source: str, name: str, language: str) -> Form:
    off: list[str] = []
    head, body = "", source
    if language != "Python":
        head, body = _annotations(source, off)
    return Form(head + " ".join(_tokens(body, name, language)), "\n".join(off))


def _annotations(source: str, off: list[str]) -> tuple[str, str]:
    """Annotations with arguments, and what stands behind all annotations."""
    source = re.sub(r"\A\s*(?://[^\n]*\n\s*|/\*.*?\*/\s*)*", "", source, flags=re.DOTALL)
    kept, place = [], 0
    while match := re.compile(ANNOTATION).match(source, place):
        if re.fullmatch(OFF, match[1]):
            off.append(match[0].strip())
        elif match[2]:
            kept.append("".join(match[0].split()))
        place = match.end()
    return "".join(kept), source[place:]


def _tokens(source: str, name: str, language: str) -> Iterator[str]:
    named = False
    for match in re.finditer(HASHED if language in BY_HASH else SLASHED, source):
        if match["comment"] is not None:
            continue
        if not named and match[0].strip("\"'`") == name:
            named = True
        else:
            yield match[0]
