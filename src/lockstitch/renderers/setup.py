"""What `lockstitch init` found and would write, or has written."""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model.setup import Piece, Setup
from lockstitch.renderers.escape import visible
from lockstitch.renderers.layout import BLANK, Line, Span, paragraph, plain

WIDTH = 100
WORDS = {
    ("new", False): "would be written",
    ("new", True): "written",
    ("append", False): "would get these lines at its end",
    ("append", True): "has these lines at its end",
    ("kept", False): "stays as it is",
    ("kept", True): "stays as it is",
    ("paste", False): "for you to paste",
    ("paste", True): "for you to paste",
}


def text(setup: Setup, write: str = "") -> str:
    """The facts, every piece with its text, and the next command. `write`: the command that writes the pieces; empty
    where they are written.
    """
    return plain(_lines(setup, write))


def _lines(setup: Setup, write: str) -> Iterator[Line]:
    wide = max(len(name) for name, _ in setup.facts) + 2
    for name, value in setup.facts:
        yield from paragraph(Span(name.ljust(wide), "quiet"), visible(value, 400), WIDTH)
    for piece in setup.pieces:
        yield BLANK
        yield from _piece(piece, not write)
    yield BLANK
    if setup.writes and write:
        yield (Span(f"nothing was written; to write it: {write}", "strong"),)
    else:
        yield (Span(f"{'' if setup.writes else 'nothing to write; '}next: {setup.then}", "strong"),)


def _piece(piece: Piece, done: bool) -> Iterator[Line]:
    note = f" ({piece.note})" if piece.note else ""
    words = f"{WORDS[piece.how, done]}{note}"
    yield from paragraph(Span(f"{visible(piece.path, 300)}: ", "strong"), visible(words, 400), WIDTH)
    gutter = "" if piece.how == "paste" else "  │ "  # what is to be copied stands as it is
    for line in piece.text.strip("\n").splitlines():
        yield (Span(gutter, "quiet"), Span(visible(line)))
