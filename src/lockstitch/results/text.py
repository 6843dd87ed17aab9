"""The text of one element, and what is kept of a message."""

from __future__ import annotations

MESSAGE = 500
"""Characters of a message that are kept."""
TEXT = 1 << 16
"""Characters of an element's text that are looked at."""


class Text:
    """Takes text piece by piece, as a parser gives it, and cuts it at a generous length."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = TEXT

    def add(self, data: str) -> None:
        if self._room > 0:
            self._parts.append(data[: self._room])
            self._room -= len(data)

    @property
    def value(self) -> str:
        return "".join(self._parts).strip()


def first_line(text: str) -> str:
    """The first line of a message, cut."""
    return text.strip().partition("\n")[0][:MESSAGE].rstrip()
