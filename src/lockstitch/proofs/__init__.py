"""The proof ledger: what `lockstitch prove` has shown, one JSON line a record, test and environment."""

from __future__ import annotations

from lockstitch.proofs.hashes import fix_hash, setup_hash, test_hash
from lockstitch.proofs.ledger import merged, read, renewed, text

__all__ = ["fix_hash", "merged", "read", "renewed", "setup_hash", "test_hash", "text"]
