"""Which tests are asked for a record: those that it lists itself, else those that the sources and its fix name."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lockstitch import functions
from lockstitch.classes import language
from lockstitch.gate import Run, fixes
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Scene
from lockstitch.gate.scope import Scoped

MARKER = "defect"


class Linked(NamedTuple):
    """`id`: from the repository's top. `written`: as the record has it."""

    id: str
    written: str


def tests(chosen: Sequence[Scoped], past: Past, run: Run, scene: Scene) -> dict[str, tuple[Linked, ...]]:
    """By record. A record that lists tests is asked about exactly those."""
    found = {one.record.id: tuple(_listed(one, scene)) for one in chosen}
    open_ = [one for one in chosen if not found[one.record.id]]
    if not open_:
        return found
    accept = run.config.links.accept
    named = _in_sources(run, scene) if {"explicit", "strong"} & set(accept) else {}
    committed = fixes.tests_of(open_, past, run.repository, scene) if "commit" in accept else {}
    for one in open_:
        every = [*named.get(one.record.id, ()), *committed.get(one.record.id, ())]
        found[one.record.id] = tuple(Linked(test, test) for test in dict.fromkeys(every))
    return found


def _listed(one: Scoped, scene: Scene) -> Iterator[Linked]:
    for test in dict.fromkeys(one.record.tests):
        fits = scene.identity.node(test)
        yield Linked(fits[0] if len(fits) == 1 else test, test)


def _in_sources(run: Run, scene: Scene) -> dict[str, list[str]]:
    """Record → Python tests that name it: in their marker (explicit) or in their own name (strong)."""
    found: dict[str, list[str]] = {}
    for path in scene.files:
        if language(path) == "Python" and scene.classify(path) == "test":
            text = scene.sources.text(path)
            named = _named(path, text, scene) if "strong" in run.config.links.accept else ()
            marked = _marked(text) if "explicit" in run.config.links.accept and f"mark.{MARKER}" in text else ()
            pairs = [*((scene.ids.find(word), name) for word, name in marked), *named]
            for record, name in pairs:
                found.setdefault(record, []).append(f"{path}::{name}" if name else path)
    return found


def _named(path: str, text: str, scene: Scene) -> Iterator[tuple[str, str]]:
    for name in functions.defined(text.encode("utf-8", "surrogatepass")):
        yield from ((record, name) for record in sorted(scene.ids.in_name(name, path.rpartition("/")[2])))


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """(id, test or class, empty for the whole file) of each `@pytest.mark.defect("…")` and `pytestmark`."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    yield from ((word, "") for word in _of_marks([s.value for s in tree.body if _is_pytestmark(s)]))  # type: ignore[attr-defined]  # an assignment
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from ((word, node.name) for word in _of_marks(node.decorator_list))
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield from ((word, f"{node.name}::{inner.name}") for word in _of_marks(inner.decorator_list))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from ((word, node.name) for word in _of_marks(node.decorator_list))


def _is_pytestmark(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in statement.targets
    )


def _of_marks(expressions: Sequence[ast.expr]) -> Iterator[str]:
    for expression in expressions:
        for node in ast.walk(expression):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == MARKER:
                yield from (str(a.value) for a in node.args if isinstance(a, ast.Constant))
