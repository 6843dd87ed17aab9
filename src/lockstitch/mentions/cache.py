"""What sources said the last time, kept by their content: a source that did not change is not parsed again.

One JSON file in a folder that is the machine's own. A cache that cannot be read, does not fit or cannot be written is
simply not used; what it holds is checked as any other input from outside.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

from lockstitch import __version__, digests
from lockstitch.mentions.dialect import Dialect
from lockstitch.mentions.syntax import ending
from lockstitch.model.mentions import Mention, Route
from lockstitch.settings import Strength

NAME = "mentions.json"
FORMAT = 2
LARGEST = 64 << 20
"""Bytes of the largest cache that is read."""
_SHAPE = (str, str, str, str, str, str, str, int, str)
_ROUTES, _STRENGTHS = frozenset(get_args(Route)), frozenset(get_args(Strength))


class Cache:
    """`folder`: where the file lies, empty for no cache at all."""

    def __init__(self, folder: str, dialect: Dialect) -> None:
        self._path = Path(folder, NAME) if folder else None
        self._made_by = digests.sha256(repr((FORMAT, __version__, dialect_words(dialect))).encode()).hexdigest()
        self._known = self._load()
        self._used: dict[str, tuple[Mention, ...]] = {}
        self._fresh = False

    @staticmethod
    def key(path: str, data: bytes) -> str:
        """git's id of the content as a blob, and the file's ending: the language that it is read as."""
        blob = digests.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        return f"{blob}.{ending(path)}"

    def get(self, key: str) -> tuple[Mention, ...] | None:
        """What the content said; None where it was not read yet."""
        found = self._known.get(key)
        mentions = _mentions(found) if isinstance(found, list) else None
        if mentions is not None:
            self._used[key] = mentions
        return mentions

    def put(self, key: str, mentions: tuple[Mention, ...]) -> None:
        self._used[key] = mentions
        self._fresh = True

    def save(self) -> None:
        """Writes what this run used, where it learnt something."""
        if self._path is None or not self._fresh:
            return
        files = {**{k: v for k, v in self._known.items() if k not in self._used}, **self._used}
        temporary = self._path.with_name(f"{NAME}.{os.getpid()}")
        text = json.dumps({"made_by": self._made_by, "files": files}, separators=(",", ":"))
        with suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
            temporary.write_text(text if len(text) < LARGEST // 2 else self._only_used(), encoding="utf-8")
            temporary.replace(self._path)
        with suppress(OSError):
            temporary.unlink(missing_ok=True)

    def _only_used(self) -> str:
        return json.dumps({"made_by": self._made_by, "files": self._used}, separators=(",", ":"))

    def _load(self) -> dict[str, Any]:
        if self._path is None:
            return {}
        try:
            if self._path.stat().st_size > LARGEST:
                return {}
            held = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        fits = isinstance(held, dict) and held.get("made_by") == self._made_by and isinstance(held.get("files"), dict)
        return held["files"] if fits else {}


def dialect_words(dialect: Dialect) -> tuple[object, ...]:
    """The dialect in an order that is the same in every run."""
    return (dialect.vocabulary, sorted(dialect.markers), sorted(dialect.properties), dialect.patterns)


def _mentions(rows: list[Any]) -> tuple[Mention, ...] | None:
    """The rows as mentions; None where one is not of their shape."""
    found = []
    for row in rows:
        if not isinstance(row, list) or tuple(map(type, row)) != _SHAPE or row[5] not in _ROUTES:
            return None
        if row[6] not in _STRENGTHS:
            return None
        found.append(Mention(*row))
    return tuple(found)
