"""The names that a fix adds to the product: a test that fails for want of one tests an interface, no behaviour."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from lockstitch.classes import language
from lockstitch.git.objects import blobs
from lockstitch.git.repository import Repository
from lockstitch.prove.undo import Entry
from lockstitch.values import NamedTuple

_WORD = re.compile(r"[^\W\d]\w*")


class Added(NamedTuple):
    """`names`: what can be reached from outside (functions, classes, constants, attributes, parameters, modules) and is
    new. `parameters`: function → its parameters afterwards, where they differ from before."""

    names: frozenset[str]
    parameters: Mapping[str, frozenset[str]]


def added(repository: Repository, entries: Iterable[Entry]) -> Added:
    """What each entry's new side holds and its old side does not: a name that moves to another file is new there.

    Words in quotation marks, which may be names, are new where no old side holds them.
    """
    code = [entry for entry in entries if language(entry.path)]
    held = blobs(repository, (blob for entry in code for blob in (entry.old_blob, entry.blob) if blob.strip("0")))
    names: set[str] = set()
    quoted: set[str] = set()
    parameters: dict[str, frozenset[str]] = {}
    known: set[str] = set()
    for entry in code:
        old, new = (_Names(entry.path, held.get(blob, b"")) for blob in (entry.old_blob, entry.blob))
        names |= new.names - old.names
        names.update(_module(entry.path) if not entry.old_blob.strip("0") else ())
        quoted |= new.quoted
        known |= old.names | old.quoted
        changed = (name for name, own in new.parameters.items() if own != old.parameters.get(name))
        parameters |= {name: frozenset(new.parameters[name]) for name in changed}
    return Added(frozenset(names | (quoted - known)), parameters)


def _module(path: str) -> Iterator[str]:
    stem = path.rpartition("/")[2].partition(".")[0]
    yield path.rpartition("/")[0].rpartition("/")[2] if stem == "__init__" else stem


class _Names:
    """The names of one side of a file. A function that stands in it more than once has the parameters of all."""

    def __init__(self, path: str, source: bytes) -> None:
        self.names: set[str] = set()
        self.quoted: set[str] = set()
        self.parameters: dict[str, set[str]] = {}
        tree = _parsed(source) if language(path) == "Python" else None
        if tree is None:
            self.names.update(_WORD.findall(source.decode("utf-8", "replace")))
            return
        self._outer(tree)
        for node in ast.walk(tree):
            self._node(node)

    def _outer(self, tree: ast.Module) -> None:
        """What is bound outside of functions: by the module, by classes, and by `if` and `try` in them."""
        waiting: list[ast.AST] = [tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.names.add(node.id)
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                waiting += ast.iter_child_nodes(node)

    def _node(self, node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            own = _parameters(node.args)
            self.names |= {node.name, *own}
            self.parameters.setdefault(node.name, set()).update(own)
        elif isinstance(node, ast.ClassDef):
            self.names.add(node.name)
            inits = [n for n in node.body if isinstance(n, ast.FunctionDef) and n.name in ("__init__", "__new__")]
            for init in inits:
                self.parameters.setdefault(node.name, set()).update(_parameters(init.args))
        elif isinstance(node, ast.alias):
            self.names.add((node.asname or node.name).rpartition(".")[2])
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            self.names.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            self.quoted.add(node.value)  # `__slots__`, `kwargs.pop("name")`, `setattr`


def _parsed(source: bytes) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _parameters(arguments: ast.arguments) -> set[str]:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return {one.arg for one in every if one is not None}
