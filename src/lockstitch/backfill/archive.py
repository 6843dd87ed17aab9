"""The history as the sources need it: what commits close, which pull request they brought, what they touched."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timezone

from lockstitch import changelogs
from lockstitch.classes import classifier, language
from lockstitch.gate import Run
from lockstitch.git import additions, history
from lockstitch.link import Ids
from lockstitch.link.ids import split
from lockstitch.model import Commit, FileClass
from lockstitch.values import NamedTuple

DOCUMENTS = (".rst", ".md", ".txt", "authors", "changelog", "changes", "news", "history")
"""Ends of the names of files that hold words alone."""
_CARRIES = re.compile(r"merge\b.*\binto\b", re.IGNORECASE)
_RELEASES = re.compile(r"\W*(?:prepar\w*|cut\w*|bump\w*|releas\w*|version|tag)\b", re.IGNORECASE)
_SYNCS = re.compile(r"\binto\b|merge-(?:master|main)", re.IGNORECASE)
"""Says of a merge that it carries a branch over, and not one change."""
KEYS = 3
"""So many ids of one prefix make a tracker; fewer may be any word with a number."""
BRANCH = 20
"""A merge of more commits brings several changes."""


class Archive(NamedTuple):
    """`closed`: commit → the ids that its message closes; `closing`: id → those commits, newest first, merges last.

    `pulls`: number of a pull request → the commit that brought it; `merge`: commit → the merge of few that brought it.
    """

    run: Run
    past: history.History
    files: tuple[str, ...]
    classify: Callable[[str], FileClass]
    closed: Mapping[str, tuple[str, ...]]
    closing: Mapping[str, tuple[str, ...]]
    pulls: Mapping[str, str]
    merge: Mapping[str, str]
    shallow: bool

    def day(self, sha: str) -> date:
        return datetime.fromtimestamp(self.past.commits[sha].when, timezone.utc).date()

    def touched(self, shas: Iterable[str]) -> dict[str, frozenset[FileClass]]:
        """Commit → the classes of the files that it touched: `ignored` for all that is no code, documents left out."""
        touched = additions.touched(self.run.repository, self.past, shas)
        return {sha: frozenset(filter(None, map(self._class, paths))) for sha, paths in touched.items()}

    def _class(self, path: str) -> FileClass | None:
        if language(path):
            return self.classify(path)
        is_document = path.lower().endswith(DOCUMENTS) or changelogs.is_fragment(path)
        return None if is_document else "ignored"

    def carries(self, sha: str) -> bool:
        """Whether a commit brings one branch over to another, and not one change."""
        return bool(_CARRIES.match(self.past.commits[sha].subject))

    def releases(self, sha: str) -> bool:
        """Whether a commit says that it makes a release, and so only gathers what others wrote."""
        return bool(_RELEASES.match(self.past.commits[sha].subject))

    def is_merge(self, sha: str) -> bool:
        return len(self.past.commits[sha].parents) > 1


def read(run: Run) -> Archive:
    """Raises `ReadError` where there is no commit yet."""
    past = history.read(run.repository)
    shallow = run.repository.shallow
    if shallow:  # where the history is cut off, a commit seems to add every file
        past = past._replace(commits={sha: commit for sha, commit in past.commits.items() if commit.parents})
    closed = _closed(past.commits.values())
    pulls: dict[str, str] = {}
    for sha, commit in past.commits.items():
        if number := changelogs.pull(commit.subject):
            pulls[number] = sha
    brought = additions.brought(past)
    size = Counter(brought.values())
    merge = {
        sha: by for sha, by in brought.items() if size[by] <= BRANCH and not _SYNCS.search(past.commits[by].message)
    }
    files = run.repository.files().all
    return Archive(
        run, past, files, classifier(run.config.paths), closed, _closing(past, closed), pulls, merge, shallow
    )


def _closed(commits: Iterable[Commit]) -> dict[str, tuple[str, ...]]:
    ids = Ids(())
    found = {}
    for commit in commits:
        words = [_spelled(word) for word, _ in ids.closed(changelogs.spelled(commit.message))]
        if words:
            found[commit.sha] = tuple(dict.fromkeys(words))
    prefixes = Counter(split(word)[0] for word in {word for words in found.values() for word in words})
    trackers = {prefix for prefix, count in prefixes.items() if _is_tracker(prefix, count)}
    return {sha: kept for sha, words in found.items() if (kept := tuple(w for w in words if split(w)[0] in trackers))}


def _spelled(word: str) -> str:
    bare = word.removeprefix("#")
    return bare[3:] if bare[:3].upper() in ("GH-", "GH_") else bare


def _is_tracker(prefix: str, count: int) -> bool:
    return not prefix or (count >= KEYS and prefix.rstrip("-_").upper() not in changelogs.STANDARDS)


def _closing(past: history.History, closed: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for sha, words in closed.items():
        for word in words:
            found[word].append(sha)
    return {word: tuple([s for s in shas if len(past.commits[s].parents) < 2] or shas) for word, shas in found.items()}
