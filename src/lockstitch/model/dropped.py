"""Records that a change takes out of the count."""

from lockstitch.model.change import Commit
from lockstitch.model.records import Location, Record
from lockstitch.values import NamedTuple


class Dropped(NamedTuple):
    """A record that the base counted and this change does not. `how`: what became of it, in words.

    `commit`: the one that did it; None where it is not committed yet. `keys`: what of the configuration leaves it out,
    where no edit of the record does.
    """

    record: Record
    how: str
    where: Location
    commit: Commit | None = None
    keys: tuple[str, ...] = ()
