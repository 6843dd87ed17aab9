"""Coverage: one file a report format, recognised by content."""

from __future__ import annotations

from typing import Protocol

from lockstitch.coverage import cobertura, coverage_json, coveragepy, lcov
from lockstitch.load import Source
from lockstitch.model import Ask, CoverageReport


class Reader(Protocol):
    """A module of this shelf."""

    def detects(self, path: str, head: bytes) -> bool:
        """Whether a file with this name and these first bytes is of this format."""

    def read(self, source: Source, ask: Ask) -> CoverageReport:
        """The lines of the files asked for, and the names of all; raises `ReadError`."""


READERS: dict[str, Reader] = {
    "coverage.py data": coveragepy,
    "coverage.py JSON": coverage_json,
    "cobertura": cobertura,
    "lcov": lcov,
}
"""Format → its module; the first that detects a file reads it."""


def identify(path: str, head: bytes) -> str:
    """The format of a file, or nothing where no reader of this shelf knows it."""
    return next((name for name, reader in READERS.items() if reader.detects(path, head)), "")
