"""The seam to the proof ledger: what stands in it, what of it still holds, and how it grows while proofs come in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from lockstitch import load
from lockstitch.errors import ReadError
from lockstitch.git import history
from lockstitch.git.repository import Repository
from lockstitch.model import Proof
from lockstitch.prove.job import Asked
from lockstitch.settings import Config


def _hash(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]


def test_hash(source: bytes, test: str) -> str:
    return _hash(source)


test_hash.__test__ = False  # type: ignore[attr-defined]  # to pytest its name looks like a test's


def fix_hash(parts: Iterable[str]) -> str:
    return _hash(*(part.encode() for part in sorted(parts)))


def parts(
    repository: Repository, known: history.History, shas: Iterable[str], keep: Callable[[str], bool]
) -> dict[str, str]:
    return {sha: sha for sha in shas}


def source(config: Config, path: str) -> bytes:
    """A file of the working tree; nothing where it cannot be read."""
    try:
        return load.contents(load.Source(str(Path(config.root, path)), path, config.limits))
    except ReadError:
        return b""


def read(config: Config) -> tuple[Proof, ...]:
    return ()


def valid(held: Sequence[Proof], asked: Asked, platform: str) -> Proof | None:
    """The proof that stands for this test today. Only what passed with the fix needs no second try."""
    key = (asked.record, asked.test, platform)
    for proof in held:
        same = (proof.test_hash, proof.fix_hash) == (asked.test_hash, asked.fix_hash)
        if proof[:3] == key and same and proof.after == "passed":
            return proof
    return None


def keep(config: Config, fresh: Iterable[Proof]) -> None:
    """Adds finished proofs to the ledger, at once and whole."""
