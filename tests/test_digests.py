"""The built-in algorithms make what `hashlib` makes, and it stands in for them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lockstitch import digests


@pytest.mark.parametrize("data", [b"", b"abc", bytes(range(256)) * 500])
def test_they_are_those_of_hashlib(data: bytes) -> None:
    assert digests.sha1(data).hexdigest() == hashlib.sha1(data, usedforsecurity=False).hexdigest()
    assert digests.sha256(data).hexdigest() == hashlib.sha256(data).hexdigest()
    made = digests.sha256(b"a")
    made.update(data)
    assert made.hexdigest() == hashlib.sha256(b"a" + data).hexdigest()


def test_an_interpreter_without_its_own_takes_those_of_hashlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "BUILT_IN", {"sha1": ("no_such_module",), "sha256": ()})
    assert type(digests.sha1()) is type(hashlib.sha1(usedforsecurity=False))
    assert digests.sha256(b"abc").hexdigest() == hashlib.sha256(b"abc").hexdigest()


def test_openssl_is_not_loaded() -> None:
    code = "import sys; from lockstitch import digests as d; d.sha1(); d.sha256(); print('_hashlib' in sys.modules)"
    alone = [sys.executable, "-S", "-c", code]  # without what a site adds, such as coverage's start, which hashes
    source = {**os.environ, "PYTHONPATH": str(Path(digests.__file__).parents[1])}
    assert subprocess.run(alone, capture_output=True, text=True, check=True, env=source).stdout == "False\n"
