"""Reads what the plugin in the project's interpreter writes while tests run: JSON lines, of which the last may be cut.

A test can write there, too. What it says can be wrong, but it cannot break the reader: every value is checked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

LARGEST = 64 << 20
"""Bytes of one file of events; what comes later is not read."""

Event = Mapping[str, Any]


class Events:
    """The files of one run. `unfinished`: tests that have started and not ended, with the time of their start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[Path, int] = {}
        self.all: list[Event] = []
        self.unfinished: dict[str, float] = {}
        self.last = time.monotonic()
        """When something was last heard."""

    def read(self) -> None:
        """Takes in what has been written since the last call."""
        for path in sorted(self._folder.glob("*.jsonl")):
            for event in self._fresh(path):
                self._take(event)

    def _fresh(self, path: Path) -> Iterator[Event]:
        start = self._places.get(path, 0)
        with path.open("rb") as file:
            file.seek(start)
            data = file.read(max(LARGEST - start, 0))
        whole = data[: data.rfind(b"\n") + 1]
        self._places[path] = start + len(whole)
        for line in whole.splitlines():
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                yield event

    def _take(self, event: Event) -> None:
        self.all.append(event)
        self.last = time.monotonic()
        kind, test = text(event, "event"), text(event, "test")
        if kind == "start":
            self.unfinished[test] = self.last
        elif kind == "end":
            self.unfinished.pop(test, None)

    def of(self, *kinds: str) -> Iterator[Event]:
        return (event for event in self.all if event.get("event") in kinds)

    def overdue(self, limit: float) -> bool:
        """Whether a test has run longer than `limit` seconds, or nothing has been heard so long outside of a test."""
        self.read()
        now = time.monotonic()
        if self.unfinished:
            return any(now - start > limit for start in self.unfinished.values())
        return now - self.last > max(limit, STARTING)


STARTING = 20.0
"""Seconds that starting and collecting may take at least: imports are slow on a busy machine."""


def text(event: Event, key: str) -> str:
    value = event.get(key)
    return value if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
