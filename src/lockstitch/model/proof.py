"""What running a test without the fix, and with it, has shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from lockstitch.lines import Lines
from lockstitch.model.results import Outcome

ProofVerdict: TypeAlias = Literal["proven", "refuted", "inconclusive", "flaky", "failing", "not-run"]
"""`proven`: passes with the fix and fails without it. `refuted`: passes without it too. `failing`: fails with it."""
Ran: TypeAlias = Literal[Outcome, "timeout", "absent"]
"""What a test came to in one tree; absent: the report does not hold it."""


class Proof(NamedTuple):
    """One test of one record, tried on one environment. It is valid while both hashes stand for what lies here today.

    `test`: the test's id from the repository's top, with its parameters. `environment`: `cpython-3.11-linux`.
    `commits`: what fixed the record, full ids. `base`: the commit whose product code stood in the before-tree.
    """

    record: str
    test: str
    environment: str
    verdict: ProofVerdict
    reason: str
    commits: tuple[str, ...]
    base: str
    test_hash: str
    """Of the test's own source: its function, or its whole file where there is no function."""
    fix_hash: str
    """Of what the fix changed in product files."""
    after: Ran = "absent"
    before: Ran = "absent"
    kind: str = ""
    """Exception type of the failure before, where one is told: `AssertionError`."""
    message: str = ""
    exercised: Mapping[str, Lines] = MappingProxyType({})
    """Path → lines that the test ran with the fix in place, numbered as in the fix commit; empty where unrecorded."""
    tool: str = ""
    day: date | None = None


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
