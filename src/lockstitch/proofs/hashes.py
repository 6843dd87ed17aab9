"""What a proof rests on, as hashes: while both are the same today, the proof is valid."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from lockstitch.functions import own_source

LENGTH = 32
"""Hexadecimal digits that are kept of a SHA-256."""


def test_hash(source: bytes, test: str) -> str:
    """Of the test's own source: its function with its decorators, and the names of its classes; its whole file where
    the file has no such function. `source`: the file's bytes; `test`: its id, with or without parameters.

    What else stands in the file, and where in it the test stands, does not matter.
    """
    path, _, rest = test.partition("::")
    name = rest.partition("[")[0]
    own = own_source(source, name) if path.endswith(".py") and name else b""
    return _hash(name.encode("utf-8", "surrogateescape"), own or source.replace(b"\r\n", b"\n"))


def fix_hash(commits: Iterable[str]) -> str:
    """Of what a fix changed in product files. `commits`: what `git.history.substance` gives for each of its commits, in
    any order; those that changed no product file do not matter."""
    return _hash(*(part.encode("ascii") for part in sorted({part for part in commits if part})))


def setup_hash(*parts: str) -> str:
    """Of how tests were run, in parts whose order is part of it."""
    return _hash(*(part.encode("utf-8", "surrogateescape") for part in parts))


def _hash(*parts: bytes) -> str:
    made = hashlib.sha256()
    for part in parts:
        made.update(b"%d\0" % len(part))
        made.update(part)
    return made.hexdigest()[:LENGTH]
