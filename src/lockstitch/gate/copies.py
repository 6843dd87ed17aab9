"""The same report under two names: shown once, counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from lockstitch import load
from lockstitch.errors import ReadError
from lockstitch.load import Source


def copied(sources: Iterable[Source]) -> dict[str, str]:
    """Name of each file that repeats an earlier one byte for byte → that one's name. Only files of one size are read.

    An empty file is none: it is a fault of its own under each name.
    """
    by_size: dict[int, list[Source]] = defaultdict(list)
    for source in sources:
        try:
            size = Path(source.path).stat().st_size
        except (OSError, ValueError):
            continue
        if 0 < size <= source.limits.bytes:
            by_size[size].append(source)
    found: dict[str, str] = {}
    for alike in by_size.values():
        found.update(_copies(alike) if len(alike) > 1 else {})
    return found


def _copies(alike: Iterable[Source]) -> dict[str, str]:
    first: dict[bytes, str] = {}
    found = {}
    for source in alike:
        try:
            digest = _digest(source)
        except ReadError:
            continue  # its own reading tells why
        earlier = first.setdefault(digest, source.name)
        if earlier != source.name:
            found[source.name] = earlier
    return found


def _digest(source: Source) -> bytes:
    import hashlib

    digest = hashlib.sha256()
    with load.opened(source) as file:
        while chunk := file.read(load.CHUNK):
            digest.update(chunk)
    return digest.digest()
