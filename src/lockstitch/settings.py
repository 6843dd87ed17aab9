"""The configuration as plain frozen values; `config.py` reads them, everyone else only looks."""

from collections.abc import Mapping
from datetime import date
from enum import IntEnum
from types import MappingProxyType
from typing import Literal, TypeAlias

from lockstitch.values import NamedTuple

Severity: TypeAlias = Literal["error", "warning", "note", "off"]
Strength: TypeAlias = Literal["explicit", "strong", "commit", "weak", "negative"]
Scope: TypeAlias = Literal["all", "change"]
Feats: TypeAlias = Literal["change", "all", "none"]


class Level(IntEnum):
    """The ladder of evidence: how strongly a defect is held by its tests."""

    NONE = 0
    LINKED = 1
    PASSED = 2
    EXERCISED = 3
    PROVEN = 4

    @property
    def word(self) -> str:
        return self.name.lower()


class Limits(NamedTuple):
    """What one input may weigh. Generous, but never absent: every input is foreign."""

    bytes: int = 2 << 30
    """Size of one file."""
    depth: int = 200
    """Nesting of elements or values."""
    entries: int = 20_000_000
    """Elements, lines or records in one file."""
    token: int = 16 << 20
    """Bytes of one XML tag, attribute or text line."""


class Require(NamedTuple):
    """The rung that a project asks of a fixed defect: the highest of what applies to the record."""

    default: Level = Level.PASSED
    severity: Mapping[str, Level] = MappingProxyType({})
    label: Mapping[str, Level] = MappingProxyType({})


class Paths(NamedTuple):
    """Globs of the four classes of files; empty: by convention. `map`: prefix in a report → folder here."""

    product: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    map: Mapping[str, str] = MappingProxyType({})


class Links(NamedTuple):
    """Which conventions link a test to a record."""

    patterns: tuple[str, ...] = ()
    """Regular expressions over test names; the group `id` is the record's id."""
    properties: tuple[str, ...] = ()
    """Further names of JUnit properties that hold record ids."""
    markers: tuple[str, ...] = ()
    """Further pytest marks that hold record ids."""
    accept: tuple[Strength, ...] = ("explicit", "strong", "commit")
    prefixes: tuple[str, ...] = ()
    """Further words before a number that mean this project's tracker."""
    repository: tuple[str, ...] = ()
    """`owner/repo` whose issues are this project's, beside those of git's remotes."""
    complete: tuple[str, ...] = ()
    """Id prefixes whose records are all in the ledger: another id of that prefix is a typing error."""


class Trackers(NamedTuple):
    """What a project's own words in a tracker mean.

    `labels`: label or type → defect, incident or feature. `statuses`: status or resolution → open, fixed or rejected.
    """

    labels: Mapping[str, str] = MappingProxyType({})
    statuses: Mapping[str, str] = MappingProxyType({})


class RuleSetting(NamedTuple):
    severity: Severity = "error"
    unknown: Literal["fail", "warn"] = "fail"


class Expect(NamedTuple):
    """What must be there at least: report files, executed tests, shards (report files of one suite)."""

    reports: int = 0
    tests: int = 0
    shards: int = 0


class Prove(NamedTuple):
    command: str = ""
    timeout: int = 60
    repeat: int = 2
    environment: tuple[str, ...] = ()


class Snapshots(NamedTuple):
    """Where the coverage of an earlier commit is kept, and what follows from it.

    `missing`: what the lack of one is. `legacy`: what edited code is that was uncovered before.
    """

    file: str = ""
    """Empty: the usual place."""
    notes: bool = False
    """In git notes, in the place of a file."""
    missing: Literal["unknown", "bootstrap"] = "unknown"
    legacy: Literal["judge", "tolerate"] = "judge"


class Waiver(NamedTuple):
    """A person's word that a finding may stand: for a rule and a record (or a path), with reason, owner and expiry."""

    rule: str
    reason: str
    owner: str
    until: date
    record: str = ""
    path: str = ""
    category: str = "other"
    source: str = ""
    """`file:line` where it is written."""


class Config(NamedTuple):
    """Options and configuration file, merged. `None` in an input means: look in the usual places."""

    root: str
    """Absolute path of the repository's top folder."""
    source: str = ""
    """The configuration file, relative to `root`; empty where there is none."""
    records: tuple[str, ...] | None = None
    """Files, folders or globs; empty tuple: `records = "none"`."""
    results: tuple[str, ...] | None = None
    coverage: tuple[str, ...] | None = None
    base: str = ""
    """`--base`: beats everything; `none` for no change."""
    base_fallback: str = ""
    """`base` of the configuration file: used where neither option, CI nor hook tells."""
    require: Require = Require()
    since: date | None = None
    scope: Scope = "all"
    feat_commits: Feats = "change"
    """Which commits that say `feat:`, and that no record of a feature claims, are features of their own."""
    static: bool = False
    """Only sources and history are looked at: no report is read, and no rule that needs one is run."""
    paths: Paths = Paths()
    links: Links = Links()
    trackers: Trackers = Trackers()
    rules: Mapping[str, RuleSetting] = MappingProxyType({})
    coverage_floor: Mapping[str, int] = MappingProxyType({})
    """Path prefix → whole percent of its statements."""
    expect: Expect = Expect()
    limits: Limits = Limits()
    waivers: tuple[Waiver, ...] = ()
    waiver_budget: int | None = None
    """So many waivers may stand at once; None: any number."""
    waiver_days: int | None = None
    """So many days from today may a waiver's expiry lie ahead; None: any number."""
    review_days: int = 90
    """After so many days an open defect that nobody looked at is found."""
    most_teams: int = 1
    """So many teams may a defect pass through."""
    baseline: str = ".lockstitch/baseline.json"
    prove: Prove = Prove()
    proofs: str = ".lockstitch/proofs.jsonl"
    snapshot: Snapshots | None = None
    """None: lost coverage is looked for only where a snapshot lies in the usual place, or is named."""
    snapshot_named: str = ""
    """`--snapshot`: a path, or `notes`."""
