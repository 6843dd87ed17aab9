"""Tests that no run can show as passed, whatever the platform: what a static run must not take for a test."""

from __future__ import annotations

import re
from pathlib import Path

from lockstitch import load
from lockstitch.classes import language
from lockstitch.errors import ReadError
from lockstitch.link import bare
from lockstitch.settings import Config

PYTHON = re.compile(rb"\bskip\b|[sS]kipTest|skip(?:if|If|Unless)\(\s*[\"']?[TF01]|xfail|__test__")
OTHERS = re.compile(
    rb"[sS]kip|[iI]gnore|Disabled|DISABLED_|enabled|todo|fixme|pending|assume|abort|Incomplete|Explicit"
    rb"|\bx(?:it|test|specify|describe|context|suite)\b"
)
"""Without one of these words a source takes no test out of the run: it need not be parsed."""


class Idle:
    """Answers for one working tree; each file is looked at once, and parsed only where it may say such a thing."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._files: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def __contains__(self, test: object) -> bool:
        """Whether the test with this id, or every test of the class, group or file of this id, is skipped."""
        path, _, name = bare(str(test)).partition("::")
        if path not in self._files:
            self._files[path] = self._read(path) if language(path) else (frozenset(), frozenset())
        tests, idle = self._files[path]
        if not idle:
            return False
        within = {one for one in tests if not name or one == name or one.startswith(f"{name}::")}
        return bool(within) and within <= idle

    def _read(self, path: str) -> tuple[frozenset[str], frozenset[str]]:
        """The tests of a file, and those of them that are out of the run."""
        try:
            data = load.contents(load.Source(str(Path(self._config.root, path)), path, self._config.limits))
        except ReadError:
            data = b""
        spoken = language(path)
        if not (PYTHON if spoken == "Python" else OTHERS).search(data):
            return frozenset(), frozenset()
        from lockstitch import functions

        return frozenset(functions.defined(data, spoken)), functions.skipped(data, spoken)
