"""Our ledger as one JSON value: `{"version": 1, "records": […]}`, or a list of records alone."""

from __future__ import annotations

from lockstitch.errors import Fault
from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.records.ledger import collector_paused, document
from lockstitch.records.recognise import recognised
from lockstitch.shape.json_ import json_values


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "json"


def read(source: Source) -> Ledger:
    """Raises `UsageError` with every fault of the file, `ReadError` where it cannot be opened."""
    faults: list[Fault] = []
    with collector_paused():
        values, positions = json_values(source, faults)
        return document(source.name, values, positions, faults)
