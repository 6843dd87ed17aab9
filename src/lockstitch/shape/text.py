"""Words and places: the nearest known name, how a value is called in a message, and the line of a key."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from lockstitch import load
from lockstitch.errors import ReadError, UsageError
from lockstitch.load import Source

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands: `("records", 3, "status")`."""
Positions: TypeAlias = dict[Path, int]
"""Path → its 1-based line."""

DEEPEST = 500
"""Nesting that the interpreter's own stack holds, whatever `limits.depth` allows."""
MANY = 500
"""Known names above which only a single slip of the finger is looked for, which stays fast in any number."""


def content(source: Source) -> str:
    """The text of a file. Raises `ReadError` where it cannot be opened, `UsageError` where it is not text."""
    data = load.contents(source)
    try:
        return load.decoded(data, source)
    except ReadError as error:
        raise UsageError(*error.faults) from None


def line_at(positions: Mapping[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing around it whose line is known; 0 where none is."""
    return next((positions[path[:n]] for n in range(len(path), -1, -1) if path[:n] in positions), 0)


def described(value: object) -> str:
    """A value in a message: short, one line, without control characters."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return "a list" if isinstance(value, list) else "a mapping"
    if isinstance(value, date):
        return str(value)
    text = repr(value[:50] if isinstance(value, str) else value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def unknown_key(key: str, known: Collection[str]) -> tuple[str, str]:
    """(message, hint) for a key that is none of the `known` ones."""
    close = nearest(key, known)
    hint = f'did you mean "{close}"?' if close else f"known keys: {', '.join(known)}"
    return f"unknown key {described(key)}", hint


def nearest(word: str, known: Collection[str]) -> str:
    """The known name most like `word`, whatever the case; empty where none is like it."""
    return _nearest(word[:100], tuple(known))


@lru_cache(maxsize=256)
def _nearest(word: str, known: tuple[str, ...]) -> str:
    import difflib

    folded = {name.casefold(): name for name in known}
    if len(folded) > MANY:
        return next((folded[slip] for slip in _slips(word.casefold(), set("".join(folded))) if slip in folded), "")
    close = difflib.get_close_matches(word.casefold(), folded, n=1)
    return folded[close[0]] if close else ""


def _slips(word: str, letters: Collection[str]) -> Iterator[str]:
    """`word` itself, and all words one edit away: two letters swapped, one wrong, one too many, one missing."""
    yield word
    halves = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    yield from (a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1)
    yield from (a + letter + b[1:] for a, b in halves if b for letter in sorted(letters))
    yield from (a + b[1:] for a, b in halves if b)
    yield from (a + letter + b for a, b in halves for letter in sorted(letters))
