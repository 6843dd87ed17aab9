"""Which tests of a source are out of the run, whatever the platform: skipped, ignored, or expected to fail."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from lockstitch.functions.forms import dotted, form, tree_of
from lockstitch.functions.part import Part
from lockstitch.functions.scan import parts

DECORATED = re.compile(rb"(?m)^[ \t]*@(?:pytest\.mark\.|mark\.|unittest\.)?(?:skip|xfail|expectedFailure)\b(?![\w.])")
ANNOTATED = re.compile(rb"@(?:[\w.]+\.)?(?:Ignore|Disabled)\b")
MARKED = re.compile(rb"\bmark\.(?:skip|xfail)\b(?!if)")
"""In a module's `pytestmark`."""
CALLS = re.compile(r"(?:pytest\.)?(?:skip|xfail)|self\.skipTest")
_FIRST = rb"\A[^{]*\{\s*(?:(?://[^\n]*\n|/\*.*?\*/)\s*)*"
"""What may stand before the first statement of a body."""
BY_TEXT = {
    "JavaScript": re.compile(
        rb"\A(?:x(?:it|test)\b|(?:it|test|specify|Deno\.test|QUnit\.test)\.(?:skip|todo|fails|failing|fixme)\b)"
    ),
    "Go": re.compile(_FIRST + rb"\w+\.(?:Skip|Skipf|SkipNow)\(", re.DOTALL),
    "Rust": re.compile(rb"#\[\s*ignore\b"),
    "C#": re.compile(rb"\[\s*Ignore\b|\bSkip\s*="),
    "PHP": re.compile(_FIRST + rb"\$this->markTest(?:Skipped|Incomplete)\(", re.DOTALL),
    "C++": re.compile(_FIRST + rb"GTEST_SKIP\(", re.DOTALL),
}  # fmt: skip
"""How a test of a language says in its own text that it does not run."""
BY_TEXT["TypeScript"] = BY_TEXT["JavaScript"]


def off(source: bytes, language: str = "Python") -> frozenset[str]:
    """The names of the tests that no run of this source executes, or that must fail in it."""
    found = parts(source, language)
    tests = [part for part in found if part.kind == "test"]
    if any(p.name == "pytestmark" and p.kind == "value" and MARKED.search(p.text) for p in found):
        return frozenset(test.name for test in tests)
    closed = tuple(f"{part.name}::" for part in found if part.kind == "class" and _is_closed(part, language))
    return frozenset(t.name for t in tests if t.name.startswith(closed) or _is_off(t, language))


def _is_closed(part: Part, language: str) -> bool:
    """Whether a class is out of the run as a whole; of its text there is the head alone."""
    return bool((DECORATED if language == "Python" else ANNOTATED).search(part.text))


def _is_off(part: Part, language: str) -> bool:
    if language in BY_TEXT:
        return bool(BY_TEXT[language].search(part.text))
    if form(part, language).off:
        return True
    return language == "Python" and (b"skip" in part.text or b"xfail" in part.text) and any(_given_up(part))


def _given_up(part: Part) -> Iterator[bool]:
    """The statements of a test's own body, under no condition, that end it as skipped or as expected to fail."""
    tree = tree_of(part.text.decode("utf-8", "replace"))
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == part.bare:
            calls = (s.value for s in node.body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call))
            yield from (True for call in calls if CALLS.fullmatch(dotted(call.func)))
            return
