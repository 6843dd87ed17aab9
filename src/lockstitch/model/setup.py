"""What `lockstitch init` found in a repository, and what it would write there."""

from typing import Literal, TypeAlias

from lockstitch.values import NamedTuple

How: TypeAlias = Literal["new", "append", "kept", "paste"]


class Piece(NamedTuple):
    """One file. `how`: a new one, lines at the end of one, one that is kept as it is, or lines for a person to paste.

    `path` is relative to the repository, or absolute where it lies outside. `text`: what is written or pasted.
    """

    path: str
    how: How
    text: str = ""
    note: str = ""
    executable: bool = False


class Setup(NamedTuple):
    """`facts`: what was found, as pairs of words. `then`: the command that comes next, once all is written."""

    facts: tuple[tuple[str, str], ...]
    pieces: tuple[Piece, ...]
    then: str = ""

    @property
    def writes(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.how in ("new", "append"))
