"""Commit messages that say of themselves that they mend something.

The subject says so (`Fix …`, `fix(parser): …`, https://www.conventionalcommits.org), or a keyword of the fix family
stands before an id (`Fixes #12`), the message names a symptom and its subject announces nothing else: `Closes #12` may
close a wish as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lockstitch.changelogs import nature, words
from lockstitch.model import Location
from lockstitch.model.entries import Entry, Nature

FIXES = frozenset({"fix", "bugfix", "hotfix"})
_CONVENTIONAL = re.compile(r"(?P<type>[a-z]{2,12})(?:\([^)]{0,60}\))?!?:\s*(?P<rest>\S.*)", re.IGNORECASE)
_TYPES = FIXES | {
    "feat",
    "feature",
    "docs",
    "doc",
    "style",
    "refactor",
    "perf",
    "test",
    "tests",
    "build",
    "ci",
    "chore",
    "revert",
}
_SCOPE = re.compile(r"^(?:\[[^\]]{0,40}\]\s*)?\W*(?:[\w./-]{1,30}:\s+)?")
_SQUASHED = re.compile(r"\(#(\d{1,9})\)\s*$")
_MERGED = re.compile(r"Merge pull request #(\d{1,9}) from ")
_CLOSES = re.compile(
    r"^\W*(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)\b:?\s*(?:(?:for|issues?|bugs?|tickets?)\s+)*"
    r"(?:[(\[]?(?:\#|gh-?|[A-Z][A-Z0-9]*-|https?://\S*/)?\d+\b[)\]]?[\s,;&:.–-]*(?:and\b\s*)?)+",
    re.IGNORECASE,
)
_TRAILER = re.compile(r"(?:[\w-]{2,40}: |\(cherry picked|git-svn-id|Merge (?:branch|pull)|https?://)", re.IGNORECASE)
_MERGE = re.compile(r"Merge (?:pull request|branch|remote-tracking|commit|tag|into|\")", re.IGNORECASE)
_FIXES_ID = re.compile(
    r"\bfix(?:e[sd])?\b:?[ \t]*(?:(?:for|issues?|bugs?|defects?)[ \t]+)*[(\[`]?(?:\#|[A-Z]\w+-)\d", re.IGNORECASE
)
_TRACKER = re.compile(r"https?://[\w.-]{1,80}/[\w./-]{1,100}?/(?:-/)?issues/(\d{1,9})\b|\[ticket:(\d{1,9})\]")
_OTHER = re.compile(
    r"(?:(?:minor|small|some|various|more|further|slight\w*)\s+)*(?:add(?:ed|s|ing)?|implement\w*|support\w*|allow\w*"
    r"|introduc\w*|document\w*|docs?|updat\w*|bump\w*|deprecat\w*|remov\w*|drop\w*|refactor\w*|mov(?:e[ds]?|ing)|renam\w*|clean\w*|improv\w*|enhanc\w*|optimi[sz]\w*|test\w*|merge\w*|release\w*"
    r"|prepar\w*|switch\w*|convert\w*|replac\w*|rewrit\w*|rework\w*|simplif\w*|new|feature|typing|types?|changelog|readme)\b",
    re.IGNORECASE,
)

_SYMPTOM = re.compile(
    r"\b(?:bugs?|crash\w*|errors?|\w+Error|exceptions?|traceback|wrong\w*|incorrect\w*|invalid\w*|broken|breaks?|fail\w*"
    r"|regress\w*|leak\w*|missing|lost|hangs?|deadlock\w*|race|overflow|corrupt\w*|instead of|no longer|no more|never"
    r"|not|don'?t|doesn'?t|didn'?t|can'?t|cannot|handles?|prevents?|avoids?|ensures?|properly|correctly|workaround)\b",
    re.IGNORECASE,
)
"""What a message names where it tells of something mended."""


def spelled(message: str) -> str:
    """The message as the grammar of closing keywords reads it: URLs of issues and Trac's `[ticket:12]` are the numbers
    that they stand for, and the pull request at the end of a squashed subject is gone."""
    subject, end, body = message.partition("\n")
    return _TRACKER.sub(lambda match: f"#{match[1] or match[2]}", _SQUASHED.sub("", subject).rstrip() + end + body)


def pull(subject: str) -> str:
    """The pull request that a commit brought, which squashing or merging wrote into its subject; empty where none."""
    found = _MERGED.match(subject) or _SQUASHED.search(subject)
    return found[1] if found else ""


def entry(message: str, sha: str, closed: Sequence[str]) -> Entry:
    """What a commit's message tells. `closed`: the ids that its closing keywords name."""
    message = message[: words.READ]
    kind, subject = _conventional(_subject(message))
    own = pull(message.split("\n", 1)[0])
    told = _told(subject, message)
    found, why = _nature(kind, subject, told, message)
    pulls = (own,) if own else ()
    return Entry(tuple(closed), words.title(told), found, why, Location(f"commit {sha[:10]}"), pulls, (sha,))


def _told(subject: str, message: str) -> str:
    """The subject without the closing of an id that it begins with, or the next line that says more than that."""
    told = _CLOSES.sub("", subject)
    if re.search(r"[^\W\d_]{2}", told):
        return told
    more = (_CLOSES.sub("", line.strip()) for line in message.split("\n")[1:] if not _TRAILER.match(line.strip()))
    return next((line for line in more if len(re.findall(r"[^\W\d_]{2,}", line)) > 2), "")


def _subject(message: str) -> str:
    """The subject; of a merge, the first line of what it tells beneath."""
    lines = [line.strip() for line in message.split("\n") if line.strip()]
    place = 1 if len(lines) > 1 and _MERGE.match(lines[0]) else 0
    return _SQUASHED.sub("", lines[place]).rstrip() if lines else ""


def _conventional(subject: str) -> tuple[str, str]:
    """(type, rest) of a conventional commit's subject; no type where it is none."""
    found = _CONVENTIONAL.match(subject)
    return (found["type"].lower(), found["rest"]) if found and found["type"].lower() in _TYPES else ("", subject)


def _nature(kind: str, subject: str, told: str, message: str) -> tuple[Nature, str]:
    if kind and kind not in FIXES:
        return "other", f"type {kind}"
    if not told:
        return "unclear", "says nothing beside an id"
    bare = _SCOPE.sub("", told)
    says_fix = kind in FIXES or nature.of_words(_SCOPE.sub("", subject))[0] != "unclear"
    if _OTHER.match(bare) or "deprecat" in bare.lower():
        return "other", "its subject announces no fix"
    if says_fix:
        return nature.of_words(bare if bare.lower().startswith(("fix", "correct")) else f"Fix {bare}")
    if _FIXES_ID.search(message) and _SYMPTOM.search(message) and not nature.OF_DOCUMENTS.search(bare):
        return "defect", "a closing keyword"
    return "unclear", ""
