"""The joined chain from record to proof: what a rule receives."""

from collections.abc import Mapping
from datetime import date, datetime, timezone
from types import MappingProxyType
from typing import Literal, TypeAlias

from lockstitch.errors import Fault
from lockstitch.lines import Lines
from lockstitch.model.change import Change, Commit, Exempt, FileClass, Fix
from lockstitch.model.coverage import FileCoverage, Floor
from lockstitch.model.dropped import Dropped
from lockstitch.model.proof import Proof, SettledProof
from lockstitch.model.records import Location, Record
from lockstitch.model.results import Outcome, TestCase
from lockstitch.model.snapshot import Comparison
from lockstitch.model.source import ChangedFile, FeatureCoverage, Outline
from lockstitch.settings import Config, Level, Strength, Waiver
from lockstitch.values import NamedTuple

Via: TypeAlias = Literal["marker", "property", "name", "comment", "record", "commit"]
InputKind: TypeAlias = Literal["records", "results", "coverage", "change", "proofs", "snapshot"]
TraceScope: TypeAlias = Literal[
    "judged", "unclassified", "open", "rejected", "no test owed", "not in this history", "reverted", "before since",
    "not claimed by this change",
]  # fmt: skip


class Link(NamedTuple):
    """One word that a test is for a record: via which convention, how strong, and where it is written.

    `test` is a node id without parameters for a whole function, or with them for one case.
    """

    record: str
    test: str
    via: Via
    strength: Strength
    where: Location


class LinkedTest(NamedTuple):
    """A linked test settled against the reports: all its results, and what they come to together.

    `outcome`: as a `TestCase`'s, or absent from every report, or ambiguous (two tests in them answer to the name), or
    gone: a report shows it as passed, but its file defines it no more.
    `exercised`: lines of the fix that this test ran; None where no per-test data tells.
    """

    id: str
    links: tuple[Link, ...]
    outcome: Literal[Outcome, "absent", "ambiguous", "gone"]
    cases: tuple[TestCase, ...] = ()
    exercised: Mapping[str, Lines] | None = None
    today: str | None = None
    """Its id of today, where its file is not there any more; empty where nothing is known to have taken its place."""

    @property
    def firm(self) -> bool:
        """Linked by more than its having been touched by the fixing commit."""
        return any(link.strength in ("explicit", "strong") for link in self.links)

    @property
    def excused(self) -> bool:
        """It names the record only as the reason why it is skipped or expected to fail: that is no regression test."""
        return all(link.strength == "negative" for link in self.links)

    @property
    def against(self) -> bool:
        """Its result speaks against the record even where another test of it passes.

        A test that is linked only through a commit may have been touched by chance: its failure does not.
        """
        return self.firm and self.outcome in ("failed", "error", "flaky", "ambiguous")


class Trace(NamedTuple):
    """One record's whole chain. `gap` says what the next rung lacks, in words that a person can act on."""

    record: Record
    scope: TraceScope
    required: Level
    level: Level
    gap: str
    fix: Fix
    tests: tuple[LinkedTest, ...] = ()
    exercised: Literal["yes", "no", "at import", "unknown"] = "unknown"
    why_unknown: str = ""
    claimed: bool = False
    """A commit of the change under review says that it fixes this record."""
    why: str = ""
    """What put the record into or out of scope, in words."""
    proofs: tuple[SettledProof, ...] = ()
    """All that the ledger holds of a judged record."""

    @property
    def fixed_on(self) -> date | None:
        """The day of the fix: the record's own, else that of its newest commit."""
        if self.record.resolved or not self.fix.commits:
            return self.record.resolved
        return datetime.fromtimestamp(max(commit.when for commit in self.fix.commits), timezone.utc).date()


class Stray(NamedTuple):
    """An explicit reference to an id that no record has. `nearest`: the record id most like it, if any is."""

    id: str
    test: str
    where: Location
    declared: bool
    """The id's prefix belongs to a source that is declared complete."""
    nearest: str = ""


class Input(NamedTuple):
    """One thing that was examined, or should have been. `fault` stands where it could not be used."""

    kind: InputKind
    path: str
    format: str = ""
    counts: str = ""
    """What it held, in words: `124 tests: 120 passed, 4 skipped`."""
    fault: Fault | None = None
    notes: tuple[str, ...] = ()


class BaselineEntry(NamedTuple):
    rule: str
    record: str
    location: Location


class Baseline(NamedTuple):
    """Gaps accepted earlier. `added`: entries that the file did not hold at the base, although it existed there.
    `closed`: entries of which no gap is left, known once the other rules have judged."""

    entries: tuple[BaselineEntry, ...] = ()
    added: tuple[BaselineEntry, ...] = ()
    closed: tuple[BaselineEntry, ...] = ()


class Exclusion(NamedTuple):
    """Something in this very change that takes code out of measurement. `what`: `# pragma: no cover`, `omit = …`."""

    location: Location
    what: str
    lines: Lines = 0
    """Statements that it excludes, where that is known."""


class StandingWaiver(NamedTuple):
    """A waiver, and whether it answers for a finding; None: not known, since this run cannot tell."""

    waiver: Waiver
    used: bool | None = None


class LostTest(NamedTuple):
    """A test that spoke for a defect at the base and does so no more. `test`: its id there; `how`: in words.

    `where`: its place of today, or its file as it was called. `commit`: the one that did it; None where it is not
    committed yet.
    """

    record: str
    test: str
    how: str
    where: Location
    commit: Commit | None = None


class Matrix(NamedTuple):
    """The one value that a rule receives: everything that was read, joined."""

    config: Config
    today: date
    inputs: tuple[Input, ...]
    traces: tuple[Trace, ...]
    strays: tuple[Stray, ...]
    change: Change
    classes: Mapping[str, FileClass]
    """Class of every changed file."""
    changed: tuple[ChangedFile, ...]
    coverage: Mapping[str, FileCoverage]
    """Repository path → what the merged reports say; only files that matter here."""
    outlines: Mapping[str, Outline] = MappingProxyType({})
    exclusions: tuple[Exclusion, ...] = ()
    unclassified: tuple[tuple[str, Commit], ...] = ()
    """Ids without a record that commits of the change claim to fix."""
    shallow: bool = False
    """The clone leaves out commits that may have fixed something."""
    has_contexts: bool = False
    has_branches: bool = False
    baseline: Baseline = Baseline()
    floors: Mapping[str, Floor] = MappingProxyType({})
    """Folder of a coverage floor → what is covered below it."""
    orphans: tuple[Proof, ...] = ()
    """Proofs of records that there are not."""
    features: Mapping[str, FeatureCoverage] = MappingProxyType({})
    """Id of a judged feature whose commits are known → how its lines are covered."""
    comparison: Comparison | None = None
    """Today's coverage against a snapshot; None where nobody asks for it."""
    waivers: tuple[StandingWaiver, ...] = ()
    owners: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Record without an owner of its own → the owners of its fix's files, as CODEOWNERS tells."""
    exempt: Mapping[str, Exempt] = MappingProxyType({})
    """Changed file → why nothing is owed of it."""
    dropped: tuple[Dropped, ...] = ()
    lost: tuple[LostTest, ...] = ()
    python: bool = True
    """The repository holds Python: what pytest can do may help."""

    @property
    def judged(self) -> tuple[Trace, ...]:
        """The traces of the defects that owe a test in this run."""
        return tuple(t for t in self.traces if t.scope == "judged" and t.record.kind == "defect")

    @property
    def delivered(self) -> tuple[Trace, ...]:
        """The traces of the features that owe a test in this run."""
        return tuple(t for t in self.traces if t.scope == "judged" and t.record.kind == "feature")

    @property
    def claimed(self) -> frozenset[str]:
        """Ids of the records that this change claims to fix."""
        return frozenset(trace.record.id for trace in self.traces if trace.claimed)

    @property
    def needs_records(self) -> bool:
        """Whether the configuration asks for records at all: `records = "none"` does not."""
        return self.config.records != ()

    def faulty(self, kind: InputKind) -> bool:
        """Whether an input of this kind could not be used."""
        return any(i.kind == kind and i.fault for i in self.inputs)

    def given(self, kind: InputKind) -> bool:
        """Whether at least one input of this kind was read."""
        return any(i.kind == kind and not i.fault for i in self.inputs)
