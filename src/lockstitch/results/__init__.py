"""Test results: one file a report format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lockstitch import lazy
from lockstitch.load import Source
from lockstitch.model import Results, Wanted
from lockstitch.results import junit

if TYPE_CHECKING:
    from lockstitch.results import ctest, gotest, jest, nunit, tap, trx, xunit
else:
    ctest, gotest, jest, nunit, tap, trx, xunit = lazy.modules(
        __name__, "ctest", "gotest", "jest", "nunit", "tap", "trx", "xunit"
    )


class Reader(Protocol):
    """A module of this shelf."""

    def detects(self, path: str, head: bytes) -> bool:
        """Whether a file with this name and these first bytes is of this format."""

    def read(self, source: Source, wanted: Wanted) -> Results:
        """The wanted cases and the counts of a report, in bounded memory; raises `ReadError`."""


READERS: dict[str, Reader] = {
    "junit": junit,
    "trx": trx,
    "nunit": nunit,
    "xunit": xunit,
    "ctest": ctest,
    "go test": gotest,
    "jest": jest,
    "tap": tap,
}
"""Format → its module; the first that detects a file reads it."""


def identify(path: str, head: bytes) -> str:
    """The format of a file, or nothing where no reader of this shelf knows it."""
    return next((name for name, reader in READERS.items() if reader.detects(path, head)), "")
