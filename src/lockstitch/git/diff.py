"""The change under review: everything from the base to the working tree, committed or not."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

from lockstitch import digests, load
from lockstitch.git.base import Base
from lockstitch.git.patch import PATCH, collect, everything, joined, readable
from lockstitch.git.repository import Repository
from lockstitch.lines import span
from lockstitch.model import Change, FileChange, Hunk
from lockstitch.settings import Limits

LARGEST = Limits(bytes=64 << 20)
"""Of a file in the working tree: a larger one is no source that anybody could judge, and is said to be binary."""

_IDENT = re.compile(rb"\$Id:[^$\n]*\$")


def change(
    repository: Repository, base: Base, untracked: Sequence[str], text_of: Callable[[str], bool] = everything
) -> Change:
    """What differs between `base` and the working tree, of which the `untracked` files are a part.

    `text_of` says of which paths the added lines' text is kept.
    """
    if not base.judged:
        return Change({}, base_from=base.how, judged=False)
    with repository.stream("diff-index", *PATCH, base.sha, "--") as output:
        tracked = collect(output, text_of).get("", {})
    files = {path: _as_it_lies(repository, file, text_of) for path, file in tracked.items()}
    for path in untracked:
        added = _untracked(repository, path, text_of)
        files[path] = joined(files[path], added) if path in files else added
    return Change(files, base.sha, base.how, untracked=len(untracked))


def _as_it_lies(repository: Repository, file: FileChange, text_of: Callable[[str], bool]) -> FileChange:
    """The file's change; where git compared something else than what lies on the disk, the whole file is new.

    A `filter` attribute in the change itself could else put any text in the place of the code that runs. What git
    converts line by line (ends of lines, `$Id$`) is no such case.
    """
    if file.binary or not file.new_blob:
        return file
    data = _contents(repository, file.path)
    if data is None or _compared(data, file.new_blob):
        return file
    whole = _added(file.path, data, text_of)
    return file._replace(hunks=whole.hunks, added=whole.added, text=whole.text, binary=whole.binary)


def _compared(data: bytes, blob: str) -> bool:
    """Whether git's blob id stands for these bytes, but for conversions that keep their lines."""
    unix = data.replace(b"\r\n", b"\n")
    return any(_blob_id(form, len(blob)) == blob for each in (data, unix) for form in (each, _IDENT.sub(b"$Id$", each)))


def _blob_id(data: bytes, length: int) -> str:
    made = (digests.sha1 if length == 40 else digests.sha256)(b"blob %d\0" % len(data))
    made.update(data)
    return made.hexdigest()


def _untracked(repository: Repository, path: str, text_of: Callable[[str], bool]) -> FileChange:
    data = _contents(repository, path)
    return FileChange(path, "added", binary=True) if data is None else _added(path, data, text_of)


def _added(path: str, data: bytes, text_of: Callable[[str], bool]) -> FileChange:
    """A file all of whose lines are new."""
    count = data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
    hunks = (Hunk(0, 0, 1, count),) if count else ()
    text = {n: readable(line) for n, line in enumerate(data.split(b"\n")[:count], 1)} if text_of(path) else {}
    return FileChange(path, "added", hunks=hunks, added=span(1, count), text=text, binary=b"\0" in data)


def _contents(repository: Repository, path: str) -> bytes | None:
    """What lies at `path`; None where that is no regular file, or a larger one than anybody could judge."""
    whole = Path(repository.root, path)
    try:
        status = whole.lstat()
    except OSError:  # gone meanwhile, or left out of a sparse checkout
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST.bytes:
        return None
    return load.contents(load.Source(str(whole), path, LARGEST))
