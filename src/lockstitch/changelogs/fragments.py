"""Files of one change each, which a release gathers into the changelog and deletes.

- towncrier: `changelog/13784.bugfix.rst`, `newsfragments/+orphan.bugfix.md`, `news/12.bugfix.2`; the name's parts are
  issue, type and counter: https://towncrier.readthedocs.io/en/stable/tutorial.html#creating-news-fragments
- blurb: `Misc/NEWS.d/next/Library/2023-01-01-12-00-00.gh-issue-12345.AbCdEf.rst`: https://pypi.org/project/blurb/
- the `changelog` extension of Sphinx: `unreleased_20/1234.rst` with a `.. change::`, which `directives` reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from lockstitch.changelogs import directives, words
from lockstitch.changelogs.nature import FIXES, OTHERS, OUTSIDE, of_type
from lockstitch.model import Location
from lockstitch.model.entries import Entry
from lockstitch.values import NamedTuple

FOLDERS = frozenset(
    {"changelog", "changelog.d", "changelogs", "changes", "changes.d", ".changelog", ".changes", "news", "news.d"}
    | {"newsfragments", "newsfragment", "news_fragments", "fragments", "upcoming_changes", "news.d"}
)
TYPES = (
    frozenset({"feature", "bugfix", "doc", "removal", "misc", "change", "changes", "security"})
    | FIXES
    | OTHERS
    | OUTSIDE
)
"""The types of any towncrier configuration that a history may have had; today's own are added to them."""
ENDINGS = frozenset({"rst", "md", "txt", "markdown"})
NO_FRAGMENT = frozenset({"readme", "template", "_template", "towncrier_template", "index"})

_BLURB = re.compile(r"(?:^|/)NEWS\.d/next/([^/]+)/(?:[\d-]+\.)?(?P<tracker>gh-issue|bpo)-(?P<number>\d+)\.[^/]+\.rst$")
_UNRELEASED = re.compile(r"(?:^|/)unreleased_[\w.]+/[^/]+\.rst$")
_ORPHAN = re.compile(r"\+[\w.-]*")


class Fragments(NamedTuple):
    """How a project keeps its fragments. `folders`: where, beside the usual places; `types`: type → its heading."""

    folders: tuple[str, ...] = ()
    types: Mapping[str, str] = MappingProxyType({})


USUAL = Fragments()


def settings(values: object) -> Fragments:
    """What `[tool.towncrier]` says; odd values say nothing: https://towncrier.readthedocs.io/en/stable/configuration.html"""
    table = values if isinstance(values, dict) else {}
    types = table.get("type", [])
    named = table.get("fragment", {})
    found = (
        [(t.get("directory"), t.get("name", "")) for t in types if isinstance(t, dict)]
        if isinstance(types, list)
        else []
    )
    found += (
        [(n, t.get("name", "")) for n, t in named.items() if isinstance(t, dict)] if isinstance(named, dict) else []
    )
    folder = table.get("directory")
    return Fragments(
        (folder.strip("/"),) if isinstance(folder, str) and folder.strip("/.") else (),
        {kind: str(name) for kind, name in found if isinstance(kind, str) and kind},
    )


def is_fragment_folder(path: str) -> bool:
    """Whether a folder has a name under which projects keep fragments."""
    name = path.rstrip("/").rpartition("/")[2]
    return name.lower() in FOLDERS or name == "NEWS.d" or name.startswith("unreleased_")


def is_fragment(path: str, given: Fragments = USUAL) -> bool:
    """Whether a file of a folder of fragments is one, by its name."""
    return bool(_BLURB.search(path) or _UNRELEASED.search(path) or _towncrier(PurePosixPath(path).name, given))


def fragment(path: str, text: str, given: Fragments = USUAL) -> tuple[Entry, ...]:
    """The entries of the fragment at `path` (one, but for a file of several `.. change::`); none where it is none."""
    if found := _BLURB.search(path):
        lead = "bpo-" if found["tracker"] == "bpo" else "gh-"
        return (_entry(path, text, f"section {found[1].replace('_', ' ')}", lead + found["number"]),)
    if _UNRELEASED.search(path):
        return tuple(directives.changes(text, path, PurePosixPath(path).stem))
    named = _towncrier(PurePosixPath(path).name, given)
    if named is None:
        return ()
    issue, kind = named
    speaks = kind in FIXES | OTHERS | OUTSIDE
    heading = "" if speaks else given.types.get(kind, "")
    return (_entry(path, text, f"type {kind}" + (f": {heading}" if heading else ""), issue),)


def _entry(path: str, text: str, called: str, issue: str) -> Entry:
    told = words.title(text)
    nature, why = of_type(called, told)
    return Entry((issue,), told, nature, why, Location(path))


def _towncrier(name: str, given: Fragments) -> tuple[str, str] | None:
    """(issue, type) of a fragment by its file's name, as towncrier splits it; None where it is no fragment.

    The type is the last part but the first that is a known one; what stands before is the issue.
    """
    parts = name.split(".")
    if parts[0].lower() in NO_FRAGMENT or not parts[0]:
        return None
    place = next((n for n in range(len(parts) - 1, 0, -1) if parts[n] in given.types or parts[n] in TYPES), 0)
    issue = ".".join(parts[:place]).strip()
    if not place or not issue or " " in issue or not all(p.isdigit() or p in ENDINGS for p in parts[place + 1 :]):
        return None
    if issue.isdigit():
        return str(int(issue)), parts[place]
    number = re.fullmatch(r"(?:gh|issue|pr|bug)?[-_#]?(\d+)(?:[-_].*)?", issue, re.IGNORECASE)
    return (number[1] if number else issue), parts[place]
