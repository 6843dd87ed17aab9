"""What `lockstitch doctor` has to say: places where a gate cannot fail."""

from lockstitch.errors import Fault
from lockstitch.model.records import Location
from lockstitch.values import NamedTuple


class Weakness(NamedTuple):
    """One place where a gate cannot fail. `check`: the name of the check that found it."""

    check: str
    location: Location
    message: str
    mend: str
    reason: str = ""
    """Why a person lets it stand, from a comment beside it; empty where nobody does."""


class Checkup(NamedTuple):
    """What was looked at, what was found there, and what could not be looked at."""

    looked: tuple[str, ...] = ()
    """Files that were read, in order of their names."""
    found: tuple[Weakness, ...] = ()
    accepted: tuple[Weakness, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 where a gate cannot fail, else 3 where something could not be looked at, else 0."""
        return 1 if self.found else 3 if self.faults or not self.looked else 0
