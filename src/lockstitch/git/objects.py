"""Names become objects: many at once, in one process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from lockstitch.git.repository import Repository, raw
from lockstitch.model import Commit

LARGEST = 64 << 20
"""Bytes of the largest blob that is read."""

_ID = r"[0-9a-fA-F]{4,64}"
_FIELDS = "%x00".join(("", "%H", "%P", "%at", "%B", ""))


def commits(repository: Repository, revisions: Iterable[str]) -> dict[str, str]:
    """Revisions (without white space) → full commit ids, empty where a revision is unknown or ambiguous.

    They travel on standard input, where nothing can be taken for an option.
    """
    asked = list(dict.fromkeys(revisions))
    given = "".join(f"{revision}^{{commit}}\n" for revision in asked).encode()
    answers = repository.run("cat-file", "--batch-check=%(objecttype) %(objectname)", given=given).splitlines()
    known = (answer.removeprefix(b"commit ") if answer.startswith(b"commit ") else b"" for answer in answers)
    return dict(zip(asked, (sha.decode("ascii") for sha in known), strict=True))


def resolve(repository: Repository, names: Iterable[str]) -> dict[str, str]:
    """Commit ids as people write them, abbreviated or whole → full ids, empty where unknown, ambiguous or no id at all.

    A branch that is called like an abbreviated id does not answer for it.
    """
    asked = list(names)
    found = commits(repository, (name for name in asked if re.fullmatch(_ID, name)))
    return {name: sha if (sha := found.get(name, "")).startswith(name.lower()) else "" for name in asked}


def blobs(repository: Repository, ids: Iterable[str], largest: int = LARGEST) -> dict[str, bytes]:
    """Contents by blob id, or by `COMMIT:PATH`; what is unknown, no blob or larger than `largest` bytes is left out."""
    asked = [name for name in dict.fromkeys(ids) if "\n" not in name]
    with repository.stream("cat-file", "--batch", given=b"".join(raw(name) + b"\n" for name in asked)) as output:
        contents = (_content(output, largest) for _ in asked)
        return {name: content for name, content in zip(asked, contents, strict=True) if content is not None}


def ids(repository: Repository, names: Iterable[str]) -> dict[str, str]:
    """`COMMIT:PATH` → the id of the blob there; no entry where there is none."""
    asked = [name for name in dict.fromkeys(names) if "\n" not in name]
    given = b"".join(raw(name) + b"\n" for name in asked)
    answers = repository.run("cat-file", "--batch-check=%(objecttype) %(objectname)", given=given).split(b"\n")
    found = {name: words for name, answer in zip(asked, answers, strict=False) if len(words := answer.split(b" ")) == 2}
    return {name: words[1].decode("ascii") for name, words in found.items() if words[0] == b"blob"}


def behind_links(repository: Repository, commit: str, path: str) -> bytes | None:
    """What lies at a path of a commit, behind symbolic links of its tree; None for nothing, no file, or one outside."""
    with repository.stream("cat-file", "--batch", "--follow-symlinks", given=raw(f"{commit}:{path}") + b"\n") as output:
        return _content(output, LARGEST)


def contents(repository: Repository, ids: Sequence[str]) -> Iterator[bytes | None]:
    """The contents of blobs one after the other, in the order of `ids`, so that not all are held at once.

    None for what is unknown, no blob or larger than `LARGEST`; nothing for an empty id.
    """
    asked = [name for name in ids if name]
    with repository.stream("cat-file", "--batch", given=b"".join(raw(name) + b"\n" for name in asked)) as output:
        for name in ids:
            yield _content(output, LARGEST) if name else b""


def _content(output: BinaryIO, largest: int) -> bytes | None:
    """The next answer of `git cat-file --batch`: `ID TYPE SIZE`, a line feed, the content, a line feed."""
    words = output.readline().split(b" ")
    if len(words) != 3 or not words[2].strip().isdigit():  # `NAME missing`, where a name may hold spaces
        return None
    size = int(words[2])
    if words[1] != b"blob" or size > largest:
        while size > 0 and (skipped := output.read(min(size, 1 << 20))):
            size -= len(skipped)
        output.read(1)
        return None
    content = output.read(size)
    output.read(1)
    return content


def log(repository: Repository, *arguments: str, given: bytes = b"") -> Iterator[Commit]:
    """The commits that `git rev-list` names, with their whole messages, children before parents."""
    output = repository.run("rev-list", "--topo-order", f"--format={_FIELDS}", *arguments, given=given)
    fields = iter(output.decode("utf-8", "replace").split("\0"))
    for _, sha, parents, when, message in zip(*[fields] * 5, strict=False):  # before each one `commit ID` stands
        yield Commit(sha, tuple(parents.split()), int(when) if when.isdigit() else 0, message.rstrip("\n"))


def patches(commits: Mapping[str, Commit], shas: Iterable[str]) -> bytes:
    """What `git diff-tree --stdin` reads to compare commits with their first parents, roots with nothing."""
    return "".join(" ".join((sha, *commits[sha].parents[:1])) + "\n" for sha in shas).encode("ascii")
