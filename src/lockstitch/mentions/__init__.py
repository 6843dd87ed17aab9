"""Test sources: what they say about records, by the dialect of their project. Nothing is run, and nothing is invented.

Whether an id that was found means a record is not decided here: a `Mention` keeps what was written, and whose tracker
it names. Most sources say nothing of a known record, so `prefilter` comes first, and the rest is imported when needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockstitch.mentions.syntax import SYNTAXES, ending
from lockstitch.model.mentions import Mention

if TYPE_CHECKING:
    from lockstitch.mentions.dialect import Dialect

__all__ = ["of_file_name", "read", "readable"]


def readable(path: str) -> bool:
    """Whether the file's language is known here."""
    return ending(path) in SYNTAXES


def of_file_name(path: str, dialect: Dialect) -> list[Mention]:
    """What the name of a test file says, for the whole file."""
    from lockstitch.mentions.dialect import Place, of_name

    name = path.rpartition("/")[2]
    return list(of_name(name.rpartition(".")[0] or name, Place("", "file name", 0), dialect))


def read(path: str, text: str, dialect: Dialect) -> tuple[Mention, ...]:
    """Everything that one test source says, in the order of its lines. A Python file that does not parse is read by
    its comments, as other languages are."""
    found: list[Mention] | None = None
    if ending(path) == "py":
        from lockstitch.mentions import python

        found = python.read(text, dialect)
    if found is None:
        from lockstitch.mentions import languages

        syntax = SYNTAXES[ending(path)]
        found = languages.phpt(text, dialect) if ending(path) == "phpt" else languages.read(text, syntax, dialect)
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.line))
