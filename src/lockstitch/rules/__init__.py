"""Rules: one file a rule. A rule reads the matrix and yields findings; yielding none means that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from lockstitch.model import Finding, Matrix, Rule


class Judge(Protocol):
    """A module of this shelf."""

    RULE: Rule

    def check(self, matrix: Matrix) -> Iterator[Finding]:
        """The findings, their severity and fingerprint still to be set by the gate."""


RULES: dict[str, Judge] = {}
