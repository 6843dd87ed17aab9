"""Where a change stands in a source that holds no tests: in which functions, and what of it is code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lockstitch import lines as line_sets
from lockstitch.functions import python
from lockstitch.functions.forms import BY_HASH
from lockstitch.functions.scan import parts
from lockstitch.lines import Lines

IMPORT = r"(?m)^[ \t]*(?:from|import|const|use|require)\b[^\n(;]*(?:\([^)]*\))?"
_STRINGS = rb"""(?s)\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
UNCODED_BY_HASH = _STRINGS + rb"|#[^\n]*"
UNCODED = _STRINGS + rb"|//[^\n]*|/\*.*?(?:\*/|\Z)"


def around(source: bytes, lines: Lines, language: str = "Python") -> set[str]:
    """The bare names of the functions that hold lines of this set."""
    if language == "Python":
        return python.around(source, line_sets.numbers(lines))
    spans = (
        (part.bare, line_sets.span(part.first, part.last))
        for part in parts(source, language)
        if part.kind == "function"
    )
    return {name for name, span in spans if span & lines}


def code(source: bytes, language: str = "Python") -> bytes:
    """A source without its strings and comments."""
    return re.sub(UNCODED_BY_HASH if language in BY_HASH else UNCODED, b" ", source)


def imported(source: str, paths: Iterable[str]) -> str:
    """The first of the files at `paths` that a source imports by its folder and name; empty where it does none."""
    statements = [frozenset(re.findall(r"\w+", match[0])) for match in re.finditer(IMPORT, source)]
    for path in paths:
        ends = re.sub(r"(?:/__init__)?\.\w+$", "", path).split("/")[-2:]
        if any(statement.issuperset(ends) for statement in statements):
            return path
    return ""
