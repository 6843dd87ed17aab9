"""Which files of a fix are taken back, and the tree that is left: the fix's product as it was, its tests as they are.

Test, support and what configures a runner go with the tests; so does prose at the top, which no test of the product
needs. Everything else is product, also where changed lines are not judged: generated and vendored code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from lockstitch.classes import classifier, language, matches
from lockstitch.errors import ReadError
from lockstitch.git.objects import blobs
from lockstitch.git.repository import Repository, raw, shown
from lockstitch.prove import mixed
from lockstitch.prove.job import Job
from lockstitch.settings import Paths
from lockstitch.values import NamedTuple

RUNNERS = (
    "pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini", ".coveragerc", "noxfile.py", "tasks.py", "Makefile",
    "jest.config.*", "vitest.config.*", "vite.config.*", "karma.conf.*", ".mocharc.*", "package.json",
    "requirements*.txt", "requirements/", "MANIFEST.in", "*.lock",
)  # fmt: skip
"""They say how tests run and with what: undoing them would change more than the product."""
PROSE = (
    "/*.md",
    "/*.rst",
    "/*.adoc",
    "/CHANGE*",
    "/NEWS*",
    "/HISTORY*",
    "/changelog.d/",
    "/changes/",
    "/newsfragments/",
)
COMPILED = frozenset(("C", "C++", "Cython", "Rust", "Go", "Java", "Kotlin", "Scala", "C#", "F#", "Swift", "Haskell"))
SUBMODULE = "160000"


class Entry(NamedTuple):
    """One path that differs: modes and blobs before and after, `000000` and zeros where there is none."""

    old_mode: str
    mode: str
    old_blob: str
    blob: str
    path: str


class Undone(NamedTuple):
    """What was taken back. `entries`: the differing product files; `submodules`: paths that cannot be."""

    entries: tuple[Entry, ...]
    submodules: tuple[str, ...] = ()

    @property
    def python(self) -> tuple[str, ...]:
        return tuple(entry.path for entry in self.entries if language(entry.path) == "Python")

    @property
    def compiled(self) -> tuple[str, ...]:
        return tuple(entry.path for entry in self.entries if language(entry.path) in COMPILED)


class UncleanError(ReadError):
    """A fix that cannot be taken back from this tree, because others have changed its lines since."""


def product(paths: Paths, records: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path is taken back. `records`: globs of the record files, which never are."""
    classify = classifier(paths)
    kept = (*RUNNERS, *PROSE)

    def taken_back(path: str) -> bool:
        kind = "support" if _any(records, path) else classify(path)
        if kind == "ignored":
            return bool(language(path)) and not path.startswith(("docs/", "doc/")) and not _any(kept, path)
        return kind == "product" and (bool(paths.product) or not _any(kept, path))

    return taken_back


def _any(globs: Iterable[str], path: str) -> bool:
    return any(matches(glob, path) for glob in globs)


def entries(repository: Repository, old: str, new: str) -> Iterator[Entry]:
    """What differs between two trees: https://git-scm.com/docs/diff-format#_raw_output_format."""
    words = iter(
        repository.run("diff-tree", "-r", "-z", "--no-renames", "--raw", "--full-index", old, new).split(b"\0")
    )
    for head in words:
        if head.startswith(b":"):
            old_mode, mode, old_blob, blob, _ = head[1:].decode("ascii").split(" ")
            yield Entry(old_mode, mode, old_blob, blob, shown(next(words)))


def taken_back(repository: Repository, old: str, new: str, job: Job) -> Undone:
    """The product files that differ between the trees `old` and `new`.

    Of a file that holds asked tests, too, only the hunks outside of its tests differ in the entries.
    """
    is_product = product(job.settings.paths, job.settings.kept)
    own = {asked.test.partition("::")[0] for asked in job.asked}
    found, submodules = [], []
    for entry in entries(repository, old, new):
        if SUBMODULE in (entry.mode, entry.old_mode):
            submodules.append(entry.path)
        elif is_product(entry.path):
            found.append(_split(repository, entry) if mixed.holds_tests(entry.path, own) else entry)
    return Undone(tuple(e for e in found if (e.old_mode, e.old_blob) != (e.mode, e.blob)), tuple(submodules))


def _split(repository: Repository, entry: Entry) -> Entry:
    """The entry whose old blob is the new one without its product hunks."""
    held = blobs(repository, (entry.old_blob, entry.blob))
    new = held.get(entry.blob, b"")
    spliced = mixed.spliced(entry.path, held.get(entry.old_blob, b""), new)
    if spliced is None:
        return entry
    blob = repository.run("hash-object", "-w", "--stdin", given=spliced).decode("ascii").strip()
    return entry._replace(old_mode=entry.mode, old_blob=blob)


def put_back(repository: Repository, undone: Undone) -> None:
    """Writes the old side of the entries into the index."""
    rows = [b"%s %s\t%s\0" % (e.old_mode.encode(), e.old_blob.encode(), raw(e.path)) for e in undone.entries]
    repository.run("update-index", "-z", "--index-info", given=b"".join(rows))
