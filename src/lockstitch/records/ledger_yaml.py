"""Our ledger as YAML: what a person writes by hand."""

from __future__ import annotations

from lockstitch.errors import Fault
from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.records.ledger import collector_paused, document
from lockstitch.records.recognise import recognised
from lockstitch.shape import yaml_values


def detects(path: str, head: bytes) -> bool:
    return recognised(path, head) == "yaml"


def read(source: Source) -> Ledger:
    """Raises `UsageError` with every fault of the file, `ReadError` where it cannot be opened."""
    faults: list[Fault] = []
    with collector_paused():
        values, positions = yaml_values(source, faults)
        return document(source.name, values, positions, faults)
