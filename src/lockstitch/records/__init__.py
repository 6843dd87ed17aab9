"""Records: one file a format or tracker. For a tracker that we do not know, the ledger format is the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lockstitch import lazy
from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.records.ledger import duplicates

if TYPE_CHECKING:
    from lockstitch.records import ledger_csv, ledger_json, ledger_jsonl, ledger_yaml
else:
    ledger_csv, ledger_json = lazy.modules(__name__, "ledger_csv", "ledger_json")
    ledger_jsonl, ledger_yaml = lazy.modules(__name__, "ledger_jsonl", "ledger_yaml")

__all__ = ["READERS", "Reader", "duplicates", "identify"]


class Reader(Protocol):
    """A module of this shelf."""

    def detects(self, path: str, head: bytes) -> bool:
        """Whether a file with this name and these first bytes is of this format."""

    def read(self, source: Source) -> Ledger:
        """All records of a file, or a `LockstitchError` with all its faults."""


READERS: dict[str, Reader] = {
    "ledger-yaml": ledger_yaml,
    "ledger-json": ledger_json,
    "ledger-jsonl": ledger_jsonl,
    "ledger-csv": ledger_csv,
}
"""Format → its module; the first that detects a file reads it."""


def identify(path: str, head: bytes) -> str:
    """The format of a file, or nothing where no reader of this shelf knows it."""
    return next((name for name, reader in READERS.items() if reader.detects(path, head)), "")
