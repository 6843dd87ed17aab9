"""What a scan finds in a source file."""

from __future__ import annotations

from typing import Literal, TypeAlias

from lockstitch.values import NamedTuple

PartKind: TypeAlias = Literal["test", "function", "value", "class"]


class Part(NamedTuple):
    """A named piece of a source; `name` is qualified by its classes: `TestC::test_y`.

    Lines from its first decorator, `at` its definition, to its last. `text` holds all of them. `abstract`: a class that
    does not run by itself. `bases`: what a class inherits from.
    """

    name: str
    kind: PartKind
    first: int
    at: int
    last: int
    text: bytes = b""
    bases: tuple[str, ...] = ()
    abstract: bool = False

    @property
    def owner(self) -> str:
        return self.name.rpartition("::")[0]

    @property
    def bare(self) -> str:
        return self.name.rpartition("::")[2]
