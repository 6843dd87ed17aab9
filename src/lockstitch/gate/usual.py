"""Where coverage reports usually lie, and which of several reports of one run is read."""

from __future__ import annotations

import fnmatch
import os.path
from collections.abc import Collection, Sequence
from pathlib import Path

from lockstitch import load
from lockstitch.errors import ReadError

COVERAGE = (
    ".coverage", ".coverage.*", "coverage.xml", "coverage.json", "lcov.info", "coverage.lcov",
    "coverage/coverage-final.json", "coverage/lcov.info", "coverage/clover.xml", "coverage/cobertura-coverage.xml",
    "coverage/.resultset.json", "coverage/coverage.json", "reports/coverage.xml", "build/reports/cobertura.xml",
    "target/site/jacoco/jacoco.xml", "target/site/jacoco-*/jacoco.xml", "*/target/site/jacoco*/jacoco.xml",
    "build/reports/jacoco/*/*.xml", "*/build/reports/jacoco/*/*.xml", "build/reports/kover/*.xml", "jacoco.xml",
    "clover.xml", "build/logs/clover.xml", "target/site/clover/clover.xml",
    "cover.out", "coverage.out", "c.out", "cover.txt", "coverage.txt", "coverage.opencover.xml",
    "coverage.cobertura.xml", "TestResults/*/coverage.*.xml", "*/TestResults/*/coverage.*.xml",
)  # fmt: skip
FAMILIES = (
    (".coverage", (".coverage.*", "coverage.xml", "coverage.json", "coverage.lcov")),
    ("../.coverage", ("coverage.xml",)),
    ("coverage-final.json", ("lcov.info", "clover.xml", "cobertura-coverage.xml")),
    (".resultset.json", ("coverage.json",)),
    ("coverage.opencover.xml", ("coverage.cobertura.xml",)),
)
"""What one tool writes of one run into one folder. Where the first is there, which tells most, it alone is read."""
ISTANBUL = b'clover="3.2.0"'
"""What Istanbul's Clover report says of itself; another tool's may lie beside its JSON."""
ANYTHING = (".out", ".txt")
"""Endings of Go's cover profiles and of much else: only what begins as a profile is taken for one."""
PROFILE = b"mode: "


def preferred(found: Sequence[str]) -> list[str]:
    """What is read of the files found in the usual places; what is empty or cannot be read is, and is told of."""
    read = [path for path in found if not any(_derived(path, family, found) for family in FAMILIES)]
    return [path for path in read if not path.endswith(ANYTHING) or _head(path, PROFILE).startswith(PROFILE)]


def _derived(path: str, family: tuple[str, tuple[str, ...]], found: Collection[str]) -> bool:
    """Whether a better report of the same run lies beside this one. A Clover report may be of another language."""
    best, others = family
    whole = Path(path)
    beside = os.path.normpath(whole.parent / best) in found
    derived = beside and any(fnmatch.fnmatchcase(whole.name, other) for other in others)
    return derived and (whole.name != "clover.xml" or ISTANBUL in _head(path, ISTANBUL))


def _head(path: str, otherwise: bytes) -> bytes:
    """The beginning of a file, or `otherwise` where there is none."""
    try:
        return load.head(load.Source(path, path)) or otherwise
    except ReadError:
        return otherwise
