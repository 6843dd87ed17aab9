"""What one run of `lockstitch prove` has shown."""

from __future__ import annotations

from typing import Literal

from lockstitch.model.proof import Proof
from lockstitch.values import NamedTuple


class Tried(NamedTuple):
    """A proof with what only a reader of this run needs."""

    proof: Proof
    written: str
    """The test's id exactly as the record or a link has it."""
    traceback: str = ""
    known: bool = False
    """It stood in the ledger and still holds: no test was run for it."""


class Untried(NamedTuple):
    """A record of which no test can be tried, and why."""

    record: str
    why: str


class ProofReport(NamedTuple):
    """What a run of `prove` has shown. `environment`: where it was tried."""

    tried: tuple[Tried, ...]
    untried: tuple[Untried, ...]
    environment: str
    version: str

    @property
    def exit_code(self) -> Literal[0, 1, 3]:
        """1 where something is refuted or fails today, else 3 where something stays open, else 0."""
        found = {one.proof.verdict for one in self.tried}
        if found & {"refuted", "failing"}:
            return 1
        return 3 if self.untried or found - {"proven"} else 0
