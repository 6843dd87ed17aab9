"""Lines of styled text: laid out once, then written plainly or painted, so that both drawings say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from lockstitch.values import NamedTuple

Style: TypeAlias = Literal["", "heading", "strong", "quiet", "good", "bad", "unknown", "warning"]


class Span(NamedTuple):
    """A piece of one line, neutral already."""

    text: str
    style: Style = ""


Line: TypeAlias = tuple[Span, ...]

BLANK: Line = ()


def plain(lines: Iterable[Line]) -> str:
    """The lines without any style."""
    return "".join("".join(span.text for span in line).rstrip() + "\n" for line in lines)


def cells(text: str) -> int:
    """Columns that `text` takes on a terminal: two for East Asian wide characters, none for combining marks."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def pad(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def cut(text: str, width: int) -> str:
    """`text` in at most `width` columns, with an ellipsis where it was longer."""
    if cells(text) <= width:
        return text
    end, used = 0, 1  # the ellipsis takes one
    while used + _cell(text[end]) <= width:
        used += _cell(text[end])
        end += 1
    return f"{text[:end].rstrip()}…"


def wrapped(text: str, width: int) -> Iterator[str]:
    """`text` broken at spaces; a longer word stays whole, for a path or a test's id is there to be copied."""
    row = ""
    for word in text.split():
        if row and cells(row) + 1 + cells(word) > width:
            yield row
            row = word
        else:
            row = f"{row} {word}" if row else word
    if row:
        yield row


def paragraph(lead: Span, text: str, width: int, style: Style = "") -> Iterator[Line]:
    """`text` in `width` columns behind `lead`, which the following lines leave free; no line where there is no text."""
    indent = cells(lead.text)
    rows = list(wrapped(text, max(width - indent, 20))) or [text.strip()] * bool(text)
    for number, row in enumerate(rows):
        yield (Span(" " * indent) if number else lead, Span(row, style))


def _cell(char: str) -> int:
    import unicodedata  # most text is plain ASCII

    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
