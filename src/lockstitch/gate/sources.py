"""The working tree's source files: their text, lines and outlines, each read once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from lockstitch import load, statements
from lockstitch.classes import language
from lockstitch.errors import ReadError
from lockstitch.lines import Lines
from lockstitch.model import Outline
from lockstitch.settings import Config

if TYPE_CHECKING:
    from lockstitch.surface import Surface

_ENDS = re.compile(r"\r\n|\n|\r")
"""What ends a line for Python, git and coverage tools; `str.splitlines` knows more."""


class Sources:
    """Files of the working tree by repository path; what cannot be read has no text and an outline that says so."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._texts: dict[str, str] = {}
        self._lines: dict[str, list[str]] = {}
        self._outlines: dict[str, Outline] = {}
        self._surfaces: dict[str, Surface] = {}

    def data(self, path: str) -> bytes:
        """What to compare with a blob of git, which has a declared encoding as well; read anew, since few are asked."""
        try:
            return load.contents(load.Source(str(Path(self._config.root, path)), path, self._config.limits))
        except ReadError:
            return b""

    def text(self, path: str) -> str:
        if path not in self._texts:
            self._texts[path] = decoded(self.data(path))
        return self._texts[path]

    def line(self, path: str, number: int) -> str:
        """One line without its end; empty where the file has none of that number."""
        if path not in self._lines:
            text = self.text(path)
            self._lines[path] = _ENDS.split(text.removesuffix("\n")) if text else []
        lines = self._lines[path]
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def length(self, path: str) -> int:
        self.line(path, 1)
        return len(self._lines[path])

    def surface(self, path: str) -> Surface:
        """Which lines of a file hold no code, and which go on from the one above."""
        if path not in self._surfaces:
            from lockstitch.surface import surface  # only where another language than Python changed

            self.line(path, 1)
            self._surfaces[path] = surface(self._lines[path], language(path))
        return self._surfaces[path]

    def statements(self, path: str) -> Lines | None:
        """Lines of a file that are statements for certain, though it is not parsed.

        None where nothing is: of many languages, and where a pragma may leave out more than its own line.
        """
        from lockstitch.exclusions import pragmas
        from lockstitch.surface import statements

        self.line(path, 1)
        return None if pragmas(path, {1: self.text(path)}) else statements(self._lines[path], language(path))

    def outline(self, path: str) -> Outline:
        """The statements of a Python file; the empty outline for another language."""
        if path not in self._outlines:
            python = language(path) == "Python"
            self._outlines[path] = statements.outline(self.text(path)) if python else Outline()
        return self._outlines[path]

    @property
    def outlines(self) -> dict[str, Outline]:
        return self._outlines


def decoded(data: bytes) -> str:
    """Python's own rule: the declared encoding, else UTF-8; a source in another encoding is still read line by line."""
    import io
    import tokenize

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        return data.decode("latin-1")
