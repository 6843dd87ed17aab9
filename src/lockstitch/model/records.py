"""Records and the place where anything stands."""

from datetime import date
from typing import Literal, TypeAlias

from lockstitch.settings import Waiver
from lockstitch.values import NamedTuple

Kind: TypeAlias = Literal["defect", "incident", "feature", "unclassified"]
"""`unclassified`: a tracker's record of which nothing says what it is."""
Status: TypeAlias = Literal["open", "done", "rejected"]


class Location(NamedTuple):
    """A place in a file; `line` is 1-based, 0 for the whole file."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class Record(NamedTuple):
    """A defect, an incident or a feature, as some tracker or ledger tells it."""

    id: str
    kind: Kind
    title: str
    status: Status
    location: Location
    priority: str = ""
    severity: str = ""
    opened: date | None = None
    resolved: date | None = None
    reviewed: date | None = None
    owner: str = ""
    teams: tuple[str, ...] = ()
    component: str = ""
    labels: tuple[str, ...] = ()
    points: float | None = None
    symptom: str = ""
    url: str = ""
    commits: tuple[str, ...] = ()
    pulls: tuple[str, ...] = ()
    """Numbers of the pull or merge requests that closed it, whose commits the history tells."""
    tests: tuple[str, ...] = ()
    source: str = ""
    """Where it was taken from, as `lockstitch backfill` writes it."""
    kind_from: str = ""
    """What says that it is of this kind, in words, where that is no field of a ledger: `label bug`."""
    reopened: bool = False
    """Its status says that it is open again."""

    @property
    def unrecorded(self) -> bool:
        """It stands in no ledger: a commit alone tells of it."""
        return not self.location.path


class Ledger(NamedTuple):
    """What one record source holds. `complete`: id prefixes of which it holds every record."""

    records: tuple[Record, ...]
    waivers: tuple[Waiver, ...] = ()
    complete: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Things to know of the file that are no faults, one line each."""
    left_out: str = ""
    """Entries that are no records, in words: `12 pull requests`."""
    share: tuple[int, int] | None = None
    """(entries here, entries that the tracker found for the query), where an export says so of itself."""
