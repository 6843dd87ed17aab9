"""The proof ledger as this road uses it: what of it still holds, and how it grows while proofs come in."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

from lockstitch import load, proofs
from lockstitch.errors import ReadError, UsageError
from lockstitch.model import DECIDED, Proof
from lockstitch.prove.job import Asked
from lockstitch.settings import Config

PAUSE = 0.5
"""Seconds between two writings of the ledger: what a run loses at most that is killed outright."""


def read(config: Config) -> tuple[Proof, ...]:
    """The proofs that there are; none where there is no ledger yet. Raises `UsageError` for a malformed one."""
    whole = Path(config.root, config.proofs)
    if not whole.exists():
        return ()
    try:
        return proofs.read(load.Source(str(whole), config.proofs, config.limits))
    except ReadError as error:
        raise UsageError(*error.faults) from None


def index(held: Iterable[Proof], platform: str) -> dict[tuple[str, str], Proof]:
    """By record and test: what was shown in this environment."""
    return {proof[:2]: proof for proof in held if proof.environment == platform}


def valid(held: Mapping[tuple[str, str], Proof], asked: Asked, alike: Container[str]) -> Proof | None:
    """The proof that stands for this test today.

    What is decided stands by its hashes. Anything else may have been mended where they do not look, an import at the
    top of its file or a module that was not installed: it stands where nothing at all has changed. `alike`: commits
    that hold what is checked out.
    """
    proof = held.get((asked.record, asked.test))
    if proof is None or (proof.test_hash, proof.fix_hash) != (asked.test_hash, asked.fix_hash):
        return None
    same = proof.head in alike and proof.setup_hash == asked.setup_hash
    return proof if same or proof.verdict in DECIDED else None


class Growth:
    """The ledger while proofs come in: written at most twice a second, and when the context closes, however it does."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._waiting: list[Proof] = []
        self._written = -PAUSE

    def add(self, fresh: Iterable[Proof]) -> None:
        self._waiting += fresh
        if not self.patience():
            self.write()

    def patience(self) -> float | None:
        """Seconds until something has to be written; None where nothing waits."""
        return max(0.0, self._written + PAUSE - time.monotonic()) if self._waiting else None

    def write(self) -> None:
        keep(self._config, self._waiting)
        self._waiting = []
        self._written = time.monotonic()

    def __enter__(self) -> Growth:
        return self

    def __exit__(self, *_: object) -> None:
        self.write()


def keep(config: Config, fresh: Sequence[Proof]) -> None:
    """Adds finished proofs to the ledger, at once and whole. Raises `UsageError` where it cannot be written."""
    if not fresh:
        return
    path = Path(config.root, config.proofs)
    text = proofs.text(proofs.renewed(read(config), fresh))
    temporary = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    except OSError as error:
        raise UsageError(f"{config.proofs}: cannot be written: {error.strerror or error}") from None


def source(config: Config, path: str) -> bytes:
    """A file of the working tree; nothing where it cannot be read."""
    try:
        return load.contents(load.Source(str(Path(config.root, path)), path, config.limits))
    except ReadError:
        return b""


def stale(held: Mapping[tuple[str, str], Proof], asked: Asked) -> bool:
    """Whether the ledger holds this test, but not with the sources of today."""
    proof = held.get((asked.record, asked.test))
    return proof is not None and (proof.test_hash, proof.fix_hash) != (asked.test_hash, asked.fix_hash)
