"""What differs between two states of the repository."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from lockstitch.lines import Lines
from lockstitch.values import NamedTuple

FileClass: TypeAlias = Literal["product", "test", "support", "ignored"]
ChangeStatus: TypeAlias = Literal["added", "modified", "deleted", "renamed"]

Exempt: TypeAlias = Literal[
    "documentation", "dependencies", "generated", "restored", "restored in part", "no code", "no statement"
]
"""Why nothing is owed of a changed file, or of a part of it. `restored`: a revert brought it back as it was."""


class Hunk(NamedTuple):
    """`@@ -old_start,old_count +new_start,new_count @@` of a diff without context."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int


class FileChange(NamedTuple):
    """How one file differs. `path` is its name afterwards (before, where deleted). Lines of `added` are numbered as
    afterwards, those of `removed` as before."""

    path: str
    status: ChangeStatus
    old_path: str = ""
    hunks: tuple[Hunk, ...] = ()
    added: Lines = 0
    removed: Lines = 0
    text: Mapping[int, str] = MappingProxyType({})
    """The added lines' text by number, where it was asked for."""
    old_blob: str = ""
    new_blob: str = ""
    binary: bool = False
    digest: str = ""
    """Hash of its removed and added lines, wherever they stand, where it was asked for."""


class Commit(NamedTuple):
    """One commit of the history. `when` is the author's date in seconds since the epoch."""

    sha: str
    parents: tuple[str, ...]
    when: int
    message: str

    @property
    def subject(self) -> str:
        return self.message.split("\n", 1)[0]


class Change(NamedTuple):
    """What differs between two states, and by which commits: a fix, a feature and the change under review alike."""

    files: Mapping[str, FileChange]
    base: str = ""
    """Full commit id of the state before; empty where there is none."""
    base_from: str = ""
    """How the base was found, in words: `--base main`, `GitHub pull_request`."""
    commits: tuple[Commit, ...] = ()
    untracked: int = 0
    judged: bool = True
    """False for `base = "none"`: records are judged, no change is."""

    @property
    def empty(self) -> bool:
        return not self.files


class Fix(NamedTuple):
    """The commits that closed a record, and where their lines stand in the tree of today.

    `lines`: path of today → first lines of its statements there, with the surroundings of places where it removed code.
    `bare`: paths in which it removed code outside every function, where nothing is left that a test could run.
    `outside`: what keeps the fix out of this history, in words (`reverted by 1a2b3c4`), empty where nothing does.
    """

    commits: tuple[Commit, ...]
    changes: Mapping[str, FileChange] = MappingProxyType({})
    lines: Mapping[str, Lines] = MappingProxyType({})
    bare: tuple[str, ...] = ()
    outside: str = ""
