"""Reads git's diffs, as a stream: https://git-scm.com/docs/diff-format#generate_patch_text_with_p.

The bodies of hunks are counted by their headers and never looked at for structure, so that a changed line may read like
anything. Without context lines, a hunk is all of its removed lines, then all of its added ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from lockstitch.errors import Fault, ReadError
from lockstitch.git.repository import SUBMODULE, shown
from lockstitch.lines import Lines, span
from lockstitch.model import ChangeStatus, FileChange, Hunk

PATCH = (
    "-r", "-p", "-U0", "-M50%", "-l1000", "--text", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv",
    "--inter-hunk-context=0", "--diff-algorithm=myers", "--indent-heuristic", "--src-prefix=a/", "--dst-prefix=b/",
    "--ignore-submodules=dirty", "--submodule=short",
)  # fmt: skip
"""Options that make a diff the same everywhere: `--text` and the like, because attributes must not hide lines."""

LONGEST = 4096
"""Characters kept of one added line's text."""
UNLINED = (SUBMODULE, b"120000")
"""Modes of what has no lines of its own: a submodule is a commit's name, a symbolic link a path."""

_HUNK = re.compile(rb"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_COMMIT = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64})\n")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPED = {
    b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r", b'"': b'"', b"\\": b"\\",
}  # fmt: skip


def everything(_path: str) -> bool:
    return True


def nothing(_path: str) -> bool:
    return False


class _Section:
    """One `diff --git` section while it is read. `both`: the two names behind these words; `made`: a running hash."""

    def __init__(self, commit: str, both: bytes, made: Any = None) -> None:
        self.commit, self.both, self.made = commit, both, made
        self.old_name = self.new_name = self.mode = b""
        self.status: ChangeStatus = "modified"
        self.blobs = ("", "")
        self.hunks: list[Hunk] = []
        self.text: dict[int, str] = {}
        self.binary = False

    @property
    def path(self) -> str:
        if self.new_name:
            return shown(unquoted(self.new_name))
        half = self.both[: (len(self.both) - 1) // 2]  # `a/NAME b/NAME`: without a rename both names are one
        return shown(unquoted(half).removeprefix(b"a/"))

    def header(self, line: bytes) -> None:
        word, _, rest = line.rstrip(b"\n").partition(b" ")
        if word in (b"new", b"deleted"):  # `new file mode M`, `new mode M`, `deleted file mode M`
            self.mode = rest.rpartition(b" ")[2]
            if rest.startswith(b"file"):
                self.status = "added" if word == b"new" else "deleted"
        elif word == b"rename":
            self.status = "renamed"
            direction, _, name = rest.partition(b" ")
            if direction == b"from":
                self.old_name = name
            else:
                self.new_name = name
        elif word == b"index":
            ids, _, mode = rest.partition(b" ")
            self.mode = self.mode or mode
            old, _, new = ids.decode("ascii").partition("..")
            self.blobs = (old.strip("0") and old, new.strip("0") and new)

    def hashed(self, line: bytes) -> bytes:
        """The line of a hunk, which starts with the sign of its side."""
        self.made.update(line)
        return line

    def hunk(self, line: bytes, stream: Iterator[bytes], text_of: Callable[[str], bool]) -> None:
        """Takes the hunk whose header `line` is, with its body, from the stream."""
        found = _HUNK.match(line)
        if not found:
            raise ValueError("a hunk without its numbers")
        hunk = Hunk(*(1 if n is None else int(n) for n in found.groups()))
        self.hunks.append(hunk)
        stream = stream if self.made is None else map(self.hashed, stream)
        nul = sum(b"\0" in each for each in islice(stream, hunk.old_count))
        added = _added(stream, hunk.new_count)
        if hunk.new_count and text_of(self.path):
            for number, each in enumerate(added, hunk.new_start):
                self.text[number] = readable(each[1:])
                nul += b"\0" in each
        else:
            nul += sum(b"\0" in each for each in added)
        self.binary = self.binary or nul > 0

    def change(self) -> FileChange:
        old_path = shown(unquoted(self.old_name))
        old_blob, new_blob = self.blobs
        if self.mode in UNLINED:
            return FileChange(self.path, self.status, old_path, old_blob=old_blob, new_blob=new_blob, binary=True)
        added = _lines([(hunk.new_start, hunk.new_count) for hunk in self.hunks if hunk.new_count])
        removed = _lines([(hunk.old_start, hunk.old_count) for hunk in self.hunks if hunk.old_count])
        return FileChange(
            self.path,
            self.status,
            old_path,
            tuple(self.hunks),
            added,
            removed,
            self.text,
            old_blob,
            new_blob,
            self.binary,
            self.made.hexdigest() if self.made else "",
        )


def collect(
    stream: Iterable[bytes], text_of: Callable[[str], bool] = nothing, hasher: Callable[[], Any] | None = None
) -> dict[str, dict[str, FileChange]]:
    """Commit → path → its change. Empty stands for the commit where a diff names none.

    `stream` yields lines with their line feeds; `text_of` says of which paths the added lines' text is kept; `hasher`:
    makes the hash of the removed and added lines of each file, where one is wanted. Raises `ReadError` for what git
    never writes: it was cut off, or another command answers to its name.
    """
    found: dict[str, dict[str, FileChange]] = {}
    try:
        changes = [(section.commit, section.change()) for section in _sections(iter(stream), text_of, hasher)]
    except ValueError as error:
        hint = "does git diff work in this repository?"
        raise ReadError(Fault(f"git's diff cannot be read: {error}", hint=hint)) from None
    for commit, change in changes:
        files = found.setdefault(commit, {})
        gone = files.get(change.path)  # a file that became a symbolic link, or was one, stands twice in a diff
        files[change.path] = joined(gone, change) if gone else change
    return found


def _sections(
    lines: Iterator[bytes], text_of: Callable[[str], bool], hasher: Callable[[], Any] | None
) -> list[_Section]:
    commit = ""
    sections: list[_Section] = []
    for line in lines:
        if line.startswith(b"diff --git "):
            sections.append(_Section(commit, line[11:-1], hasher() if hasher else None))
        elif found := _COMMIT.fullmatch(line):
            commit = found[1].decode("ascii")
        elif sections and line.startswith(b"@@ "):
            sections[-1].hunk(line, lines, text_of)
        elif sections:
            sections[-1].header(line)
    return sections


def joined(gone: FileChange, come: FileChange) -> FileChange:
    """A file that went and came again under its name: all of its old lines are removed, all of its new ones added."""
    hunks = gone.hunks + come.hunks
    digest = gone.digest + come.digest
    return come._replace(status="modified", hunks=hunks, removed=gone.removed, old_blob=gone.old_blob, digest=digest)


def readable(line: bytes) -> str:
    """A line's text, without its end and cut where it is very long."""
    return line[: 4 * LONGEST].removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")[:LONGEST]


def _added(stream: Iterator[bytes], count: int) -> Iterator[bytes]:
    """The added lines of a hunk, whose removed ones have been taken."""
    if count:
        first = next(stream, b"")
        yield next(stream, b"") if first.startswith(b"\\") else first  # `\ No newline at end of file` of the removed
        yield from islice(stream, count - 1)


def unquoted(name: bytes) -> bytes:
    """A name as git quotes it: https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath."""
    if not name.startswith(b'"'):
        return name
    return _ESCAPE.sub(lambda m: _ESCAPED.get(m[1]) or bytes([int(m[1], 8)]), name[1:-1])


def _lines(runs: list[tuple[int, int]]) -> Lines:
    """The set of ascending runs of (start, count), in time linear in the last line, however many runs there are."""
    if len(runs) < 16:
        return sum(span(start, start + count - 1) for start, count in runs)
    bits = bytearray(sum(runs[-1]) // 8 + 1)
    for start, count in runs:
        low = start >> 3
        window = span(start & 7, (start & 7) + count - 1)
        size = (window.bit_length() + 7) >> 3
        window |= bits[low]
        bits[low : low + size] = window.to_bytes(size, "little")
    return int.from_bytes(bits, "little")
