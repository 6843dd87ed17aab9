"""SHA-1 and SHA-256 as CPython has them built in, without OpenSSL, which takes as long to load as a git process to run.

For short texts and single files: of large data OpenSSL's are faster, which `hashlib` gives, and which stand in where
an interpreter was built without its own. As with `hashlib`, what they make is updated and asked for its `hexdigest()`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

BUILT_IN = {"sha1": ("_sha1",), "sha256": ("_sha2", "_sha256")}
"""Where the algorithms lie: `_sha2` took the place of `_sha256` in Python 3.12."""


def sha1(data: bytes = b"") -> Hash:
    """Git's ids are made with it; it guards nothing."""
    return _made("sha1", data)


def sha256(data: bytes = b"") -> Hash:
    return _made("sha256", data)


def _made(name: str, data: bytes) -> Hash:
    algorithm: Callable[..., Hash]
    for module in BUILT_IN[name]:
        with suppress(ImportError):
            algorithm = getattr(import_module(module), name)
            return algorithm(data, usedforsecurity=False)
    algorithm = getattr(import_module("hashlib"), name)
    return algorithm(data, usedforsecurity=False)
