"""The tests in a source file of any language, and what became of them between two states of it.

A test is found by a scan that is quick enough for every blob of a long history, and compared by its normal form: what
a parser sees of it, so that formatting, comments and docstrings make no difference.
"""

from __future__ import annotations

from collections.abc import Mapping

from lockstitch.functions.edits import LINKING, Edit, Pair, alike, edited, helpers, nearest
from lockstitch.functions.forms import Form, form, is_off, words
from lockstitch.functions.off import off, skipped
from lockstitch.functions.part import Part
from lockstitch.functions.places import around, code, imported
from lockstitch.functions.python import own_source
from lockstitch.functions.scan import parts

__all__ = [
    "LINKING",
    "Edit",
    "Form",
    "Pair",
    "Part",
    "alike",
    "around",
    "code",
    "defined",
    "edited",
    "form",
    "helpers",
    "imported",
    "is_off",
    "nearest",
    "off",
    "own_source",
    "parts",
    "skipped",
    "words",
]


def defined(source: bytes, language: str = "Python") -> Mapping[str, int]:
    """Every test by name, with the line of its definition; of several with one name the last, which is what runs."""
    return {part.name: part.at for part in parts(source, language) if part.kind == "test"}
