"""What a user can be told: a fault is one line that names file, line and cause, then a hint."""

from lockstitch.values import NamedTuple


def plural(count: int, noun: str, many: str = "") -> str:
    """`1 record`, `12 records`; `many` where it is not made by an s."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"


class Fault(NamedTuple):
    """One thing wrong with one input; `line` is 1-based, 0 where there is none."""

    message: str
    path: str = ""
    line: int = 0
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.path and self.line else self.path
        return f"{where}: {self.message}" if where else self.message


class LockstitchError(Exception):
    """Base of all errors meant for a person; `faults` holds every fault found, not only the first."""

    exit_code = 4

    def __init__(self, *faults: Fault | str) -> None:
        self.faults: tuple[Fault, ...] = tuple(Fault(f) if isinstance(f, str) else f for f in faults)
        super().__init__("; ".join(map(str, self.faults)))


class UsageError(LockstitchError):
    """Usage, configuration, a malformed ledger, an output that cannot be written: exit code 2."""

    exit_code = 2


class ReadError(LockstitchError):
    """A report or the history is missing, malformed, foreign, stale or too large: exit code 3, "cannot say"."""

    exit_code = 3
