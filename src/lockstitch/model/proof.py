"""What running a test without the fix, and with it, has shown."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, TypeAlias

from lockstitch.lines import Lines
from lockstitch.model.results import Outcome
from lockstitch.values import NamedTuple

ProofVerdict: TypeAlias = Literal["proven", "refuted", "inconclusive", "flaky", "failing", "not-run"]
"""`proven`: passes with the fix and fails without it. `refuted`: passes without it too. `failing`: fails with it."""
Ran: TypeAlias = Literal[Outcome, "timeout", "absent"]
"""What a test came to in one tree; absent: the report does not hold it."""
ProofState: TypeAlias = Literal["valid", "stale", "unchecked"]
"""Whether a proof holds for what lies here today; unchecked: this clone does not tell."""


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
    head: str = ""
    """What was checked out when it was tried; empty where the working tree had changes, and where the verdict is
    decided, which needs no more than the two hashes to stand."""
    setup_hash: str = ""
    """Of how it was run: the command, its limits, what is installed beside it; empty where the verdict is decided."""


DECIDED: tuple[ProofVerdict, ...] = ("proven", "refuted")
UNDECIDED: tuple[ProofVerdict, ...] = ("inconclusive", "flaky", "not-run")


class SettledProof(NamedTuple):
    """A proof held against the tree of today. `why` it is not valid, in words. `counts`: its test is linked to the
    record and passed, so that the proof speaks for the record or against it."""

    proof: Proof
    state: ProofState = "valid"
    why: str = ""
    counts: bool = False

    @property
    def proves(self) -> bool:
        return self.counts and self.state == "valid" and self.proof.verdict == "proven"

    @property
    def undecided(self) -> bool:
        """It says neither that the test notices the fix disappearing nor that it does not."""
        return self.state == "unchecked" or (self.state == "valid" and self.proof.verdict in UNDECIDED)


TELLING: tuple[str, ...] = ("refuted", "failing", "inconclusive", "flaky", "not-run", "unchecked", "stale")


def telling(proofs: Iterable[SettledProof]) -> SettledProof | None:
    """Of the proofs that count and do not prove, the one that says most about why; None where there is none."""
    told = [each for each in proofs if each.counts and not each.proves]
    return min(told, key=lambda each: TELLING.index(_word(each)), default=None)


def _word(each: SettledProof) -> str:
    return each.proof.verdict if each.state == "valid" else each.state
