"""The three sources of records that lie in a repository: changelog fragments, changelogs, commit messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from lockstitch import changelogs, load
from lockstitch.backfill.archive import Archive
from lockstitch.config import toml
from lockstitch.errors import Fault, ReadError
from lockstitch.git import additions, objects
from lockstitch.model.entries import Entry, EntrySource

USUAL = (
    "changelog", "changelog.d", "changelogs", "changes", "changes.d", "CHANGES", "news", "newsfragments",
    "docs/changelog", "docs/changelog.d", "docs/changes", "docs/newsfragments", "doc/changelog", "doc/changes",
    "doc/newsfragments",
    "doc/build/changelog", "doc/whats_new/upcoming_changes", "doc/release/upcoming_changes", "Misc/NEWS.d",
)  # fmt: skip
"""Folders of fragments that a project may have had; those of today are found by their names."""
LARGEST = 1 << 20
"""Bytes of a fragment."""
LONGEST_WAIT = timedelta(days=600)
"""What is written down waits no longer for its release."""
LATE = timedelta(days=31)
"""A commit so long after a release is not what that release tells of, but another one that names the same."""
DEEPEST = 5
"""Folders above a changelog."""


def fragments(archive: Archive) -> Iterator[Entry]:
    """The fragments of the whole history, as they were when a release took them, and those of the working tree."""
    settings = _towncrier(archive)
    today = {path.rpartition("/")[0] for path in archive.files}
    above = {folder[:end] for folder in today for end in _ends(folder)}
    folders = {*USUAL, *settings.folders, *filter(changelogs.is_fragment_folder, above)}
    files = additions.added(archive.run.repository, archive.past, folders)
    files = [file for file in files if changelogs.is_fragment(file.path, settings)]
    texts = objects.blobs(archive.run.repository, (file.blob for file in files), LARGEST)
    for file in files:
        if file.blob not in texts:
            cause = f"stands in the history, but not in this clone, or is larger than {LARGEST:,} bytes"
            raise ReadError(Fault(cause, file.path, hint="clone without --filter"))
        text = texts[file.blob].decode("utf-8", "replace")
        for entry in changelogs.fragment(file.path, text, settings):
            yield entry._replace(commits=file.commits)
    known = {file.path for file in files}
    for path in archive.files:
        if path not in known and any(path.startswith(folder + "/") for folder in folders):
            yield from changelogs.fragment(path, _text(archive, path), settings)


def _ends(folder: str) -> Iterator[int]:
    yield from (n for n, letter in enumerate(folder) if letter == "/")
    yield len(folder)


def documents(archive: Archive) -> Iterator[Entry]:
    """The entries of the changelogs of the working tree, with the commits that wrote them down."""
    root = Path(archive.run.config.root)
    paths = [path for path in archive.files if _is_document(archive, path) and not (root / path).is_symlink()]
    named = {name for path in paths for name in changelogs.earlier_names(path)}
    wrote: dict[str, list[str]] = defaultdict(list)
    for sha, line in additions.added_lines(archive.run.repository, archive.past, named):
        if not archive.releases(sha) and (key := changelogs.key(line)):
            wrote[key].append(sha)
    for path in paths:
        text = _text(archive, path)
        lines = text.splitlines()
        for entry in changelogs.entries(path, text):
            key = changelogs.key(changelogs.opening(lines, entry.where.line))
            found = [sha for sha in wrote.get(key, ()) if _in_time(archive.day(sha), entry.released)]
            yield entry._replace(commits=tuple(found[:1]))


def _in_time(day: date, released: date | None) -> bool:
    """Whether what was written then can be of this release: another one may have begun with the same words."""
    return not released or released - LONGEST_WAIT <= day <= released + LATE


def _is_document(archive: Archive, path: str) -> bool:
    return path.count("/") <= DEEPEST and changelogs.is_changelog(path) and archive.classify(path) != "support"


def messages(archive: Archive) -> Iterator[Entry]:
    """The commits that say that they close something."""
    for sha, closed in archive.closed.items():
        yield changelogs.entry(archive.past.commits[sha].message, sha, closed)


SOURCES: dict[EntrySource, Callable[[Archive], Iterator[Entry]]] = {
    "fragments": fragments,
    "changelog": documents,
    "commits": messages,
}
"""In the order of trust: what an earlier one says of an id, no later one changes."""


def _towncrier(archive: Archive) -> changelogs.Fragments:
    """The project's own settings, from `towncrier.toml` or else `pyproject.toml`."""
    for name in ("towncrier.toml", "pyproject.toml"):
        if name in archive.files:
            source = load.Source(str(Path(archive.run.config.root, name)), name, archive.run.config.limits)
            text = load.text(source)
            tool = toml.whole(text, source).get("tool", {}) if "towncrier" in text else {}
            if isinstance(tool, dict) and "towncrier" in tool:
                return changelogs.settings(tool["towncrier"])
    return changelogs.Fragments()


def _text(archive: Archive, path: str) -> str:
    """A file's text, in whatever encoding: what matters here is ASCII. Raises `ReadError` where it cannot be read."""
    source = load.Source(str(Path(archive.run.config.root, path)), path, archive.run.config.limits)
    data = load.contents(source)
    try:
        return load.decoded(data, source)
    except ReadError:
        return data.decode("latin-1")
