"""The proof ledger as this road uses it: what of it still holds, and how it grows while proofs come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lockstitch import load, proofs
from lockstitch.errors import ReadError, UsageError
from lockstitch.model import Proof
from lockstitch.prove.job import Asked
from lockstitch.settings import Config


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


def valid(held: Mapping[tuple[str, str], Proof], asked: Asked) -> Proof | None:
    """The proof that stands for this test today. Only what is decided needs no second try: an inconclusive one may have
    been mended where no hash looks, an import at the top of its file or a module that was not installed."""
    proof = held.get((asked.record, asked.test))
    if proof is None or (proof.test_hash, proof.fix_hash) != (asked.test_hash, asked.fix_hash):
        return None
    return proof if proof.verdict in ("proven", "refuted") else None


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
