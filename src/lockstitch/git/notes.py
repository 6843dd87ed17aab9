"""Notes on commits, in a ref of our own: https://git-scm.com/docs/git-notes."""

from __future__ import annotations

from contextlib import suppress

from lockstitch.errors import ReadError
from lockstitch.git import objects
from lockstitch.git.repository import Repository

REF = "refs/notes/lockstitch"
WRITER = tuple(
    (f"GIT_{who}_{what}", word)
    for who in ("AUTHOR", "COMMITTER")
    for what, word in (("NAME", "lockstitch"), ("EMAIL", "lockstitch@localhost"))
)
"""A build machine often has no identity of its own, without which git writes no note."""


def noted(repository: Repository) -> dict[str, str]:
    """Commit → blob id of its note; none where the ref is not here."""
    with suppress(ReadError):  # no such ref is an error to git
        lines = repository.run("notes", f"--ref={REF}", "list").decode("ascii").splitlines()
        return {commit: blob for blob, commit in (line.split() for line in lines)}
    return {}


def content(repository: Repository, blob: str) -> bytes:
    """A note's bytes, empty where they are not here."""
    return objects.blobs(repository, [blob]).get(blob, b"")


def write(repository: Repository, commit: str, data: bytes) -> None:
    """Puts the note in the place of the commit's earlier one. Raises `ReadError` where git refuses."""
    blob = repository.run("hash-object", "-w", "--stdin", given=data).decode("ascii").strip()
    repository._replace(extra=(*repository.extra, *WRITER)).run(
        "notes", f"--ref={REF}", "add", "--force", f"--reuse-message={blob}", commit
    )
