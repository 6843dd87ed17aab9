"""The exports among the fixtures, and how a test reads one that it writes itself."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from lockstitch import load, records
from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.settings import Limits, Trackers

FIXTURES = Path(__file__).parents[2] / "fixtures" / "trackers"
OWN = Trackers()


def fixture(name: str, trackers: Trackers = OWN) -> Ledger:
    """What the shelf reads of a fixture, whose format its content tells."""
    return told((FIXTURES / name).read_bytes(), trackers)


def told(content: bytes | str | object, trackers: Trackers = OWN, limits: Limits = Limits()) -> Ledger:  # noqa: B008 - a constant
    """What the shelf reads of these bytes, or of this value as JSON."""
    data = content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else b""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export")
        path.write_bytes(data or json.dumps(content).encode())
        source = Source(str(path), "export", limits)
        form = records.identify("export", load.head(source))
        assert form, "no reader knows it"
        return records.read(source, form, trackers)


def standing(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """Record → (kind, status)."""
    return {record.id: (record.kind, record.status) for record in ledger.records}
