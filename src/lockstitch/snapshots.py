"""The snapshot of a commit's coverage, as a file: JSON in gzip, the same bytes for the same content.

    {"schema": "lockstitch/snapshot/2", "tool": "0.1.0", "commit": "<full id>", "configuration": "<hash>",
     "files": {"src/a.py": ["1-3,7", "5", "1/2:7;2/2:1-2"]}}

A file's texts are its executed and its missing lines, as runs, and, where it has branches, the lines by how many of
their exits were taken. The first form, `lockstitch/snapshot/1`, had no branches, and is read as one without.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from lockstitch import __version__, digests, lines, load
from lockstitch.lines import Lines
from lockstitch.model.snapshot import Covered, Exits, Snapshot
from lockstitch.settings import Config

SCHEMA = "lockstitch/snapshot/2"
READABLE = (SCHEMA, "lockstitch/snapshot/1")
LARGEST = 256 << 20
"""Bytes of the JSON text: some hundred thousand files."""
HIGHEST_LINE = 2_000_000
"""No source file that anybody measures is longer; a set of lines is as large as its largest."""
HINT = "write it anew with lockstitch snapshot"
_COUNTS = re.compile(r"(\d{1,9})/(\d{1,9}):", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def configuration(config: Config) -> str:
    """Hash of what decides which files are product files, and what a report's paths mean."""
    paths = config.paths
    told = [sorted(each) for each in (paths.product, paths.tests, paths.support, paths.ignore)]
    return digests.sha256(json.dumps([told, sorted(paths.map.items())]).encode()).hexdigest()[:16]


def dumped(commit: str, config: Config, files: Mapping[str, Covered]) -> bytes:
    """The snapshot's bytes."""
    import gzip

    held = {path: _texts(files[path]) for path in sorted(files)}
    head = {"schema": SCHEMA, "tool": __version__, "commit": commit, "configuration": configuration(config)}
    return gzip.compress(json.dumps({**head, "files": held}, indent=0).encode("ascii"), mtime=0)


def parsed(data: bytes, source: load.Source) -> Snapshot:
    """Raises `ReadError` for what is no snapshot, is cut off or too large."""
    values = _values(_unpacked(data, source), source)
    if values.get("schema") not in READABLE:
        raise source.refuse(f"has the schema {values.get('schema')!r}, not {SCHEMA}", hint=HINT)
    words = [values.get(key) for key in ("commit", "configuration", "tool")]
    files = values.get("files")
    if not (isinstance(files, dict) and all(isinstance(word, str) for word in words)):
        raise source.refuse("is no snapshot: it lacks commit, configuration, tool or files", hint=HINT)
    commit, configured, tool = map(str, words)
    if not _COMMIT.fullmatch(commit):
        raise source.refuse(f"names no commit: {commit[:80]!r}", hint=HINT)
    return Snapshot(commit, configured, tool, {path: _covered(path, held, source) for path, held in files.items()})


def _unpacked(data: bytes, source: load.Source) -> bytes:
    """The JSON text, never more of it than is allowed."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        text = unpacker.decompress(data, LARGEST)
    except zlib.error:
        raise source.refuse("is no gzip file", hint=HINT) from None
    if unpacker.unconsumed_tail:
        raise source.refuse(f"holds more than {LARGEST:,} bytes", hint=HINT)
    if not unpacker.eof:
        raise source.refuse("is cut off", hint=HINT)
    return text


def _values(text: bytes, source: load.Source) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise source.refuse("is no snapshot: it holds no JSON", hint=HINT) from None
    return values if isinstance(values, dict) else {}


def _covered(path: str, held: object, source: load.Source) -> Covered:
    if isinstance(held, list) and len(held) in (2, 3) and all(isinstance(each, str) for each in held):
        executed, missing = _set(held[0]), _set(held[1])
        exits = _exits(held[2]) if len(held) == 3 else {}
        if executed is not None and missing is not None and exits is not None:
            return Covered(executed, missing & ~executed, exits)
    raise source.refuse(f"is no snapshot: the lines of {path[:200]!r} cannot be read", hint=HINT)


def _texts(file: Covered) -> list[str]:
    exits = ";".join(f"{taken}/{total}:{_text(held)}" for (taken, total), held in sorted(file.exits.items()))
    return [_text(file.executed), _text(file.missing), *([exits] if exits else [])]


def _exits(text: str) -> Exits | None:
    """`1/2:7;2/2:1-2` as sets; None for what is none."""
    found: dict[tuple[int, int], Lines] = {}
    for each in text.split(";"):
        counts = _COUNTS.match(each)
        held = _set(each[counts.end() :]) if counts else None
        if counts is None or held is None:
            return None
        taken, total = int(counts[1]), int(counts[2])
        if taken > total:
            return None
        found[taken, total] = found.get((taken, total), 0) | held
    return found


def _text(held: Lines) -> str:
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in lines.ranges(held))


def _set(text: str) -> Lines | None:
    """`1-3,7` as a set; None for what is none."""
    found: list[int] = []
    try:
        for first, last in _runs(text):
            if not 0 <= first <= last <= HIGHEST_LINE:
                return None
            found.extend(range(first, last + 1))
    except ValueError:
        return None
    return lines.of(found)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    for run in text.split(",") if text else ():
        first, _, last = run.partition("-")
        yield int(first), int(last or first)
