"""Coverage: one file a report format, recognised by content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lockstitch import lazy
from lockstitch.load import Source
from lockstitch.model import Ask, CoverageReport

if TYPE_CHECKING:
    from lockstitch.coverage import (
        clover,
        cobertura,
        codecov,
        coverage_json,
        coveragepy,
        coveralls,
        gcovr,
        goprofile,
        istanbul,
        jacoco,
        lcov,
        llvm_cov,
        opencover,
        simplecov,
    )
else:
    cobertura, coveragepy, coverage_json, lcov, jacoco = lazy.modules(
        __name__, "cobertura", "coveragepy", "coverage_json", "lcov", "jacoco"
    )
    clover, goprofile, istanbul, simplecov, opencover = lazy.modules(
        __name__, "clover", "goprofile", "istanbul", "simplecov", "opencover"
    )
    llvm_cov, gcovr, coveralls, codecov = lazy.modules(__name__, "llvm_cov", "gcovr", "coveralls", "codecov")


class Reader(Protocol):
    """A module of this shelf."""

    def detects(self, path: str, head: bytes) -> bool:
        """Whether a file with this name and these first bytes is of this format."""

    def read(self, source: Source, ask: Ask) -> CoverageReport:
        """The lines of the files asked for, and the names of all; raises `ReadError`."""


READERS: dict[str, Reader] = {
    "cobertura": cobertura,
    "coverage.py data": coveragepy,
    "coverage.py JSON": coverage_json,
    "lcov": lcov,
    "jacoco": jacoco,
    "clover": clover,
    "Go cover profile": goprofile,
    "istanbul": istanbul,
    "simplecov": simplecov,
    "opencover": opencover,
    "llvm-cov": llvm_cov,
    "gcovr JSON": gcovr,
    "coveralls": coveralls,
    "codecov": codecov,
}
"""Format → its module; the first that detects a file reads it."""


def identify(path: str, head: bytes) -> str:
    """The format of a file, or nothing where no reader of this shelf knows it."""
    return next((name for name, reader in READERS.items() if reader.detects(path, head)), "")
