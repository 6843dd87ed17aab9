"""The released files of CPython's blurb: `Misc/NEWS.d/3.12.0b2.rst`, blocks of metadata and text between lines `..`.

https://pypi.org/project/blurb/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lockstitch.changelogs import words
from lockstitch.changelogs.dates import day
from lockstitch.changelogs.nature import of_type
from lockstitch.model import Location
from lockstitch.model.entries import Entry

_FILE = re.compile(r"(?:^|/)NEWS\.d/\d[\w.]*\.rst$")
_FIELD = re.compile(r"^\.\. ([\w -]{1,30}):[ \t]*(.*)$")
_TRACKERS = {"gh-issue": "gh-", "bpo": "bpo-"}


def is_released(path: str) -> bool:
    return bool(_FILE.search(path))


def released(text: str, path: str) -> Iterator[Entry]:
    """The entries of one release."""
    known: dict[str, str] = {}
    body: list[str] = []
    start, when = 1, None
    for number, line in enumerate([*text.splitlines(), ".."], 1):
        if line.rstrip() == "..":
            when = day(known.get("release date", "")) or when
            yield from _entry(known, "\n".join(body), Location(path, start), when)
            known, body, start = {}, [], number + 1
        elif found := _FIELD.match(line):
            known[found[1]] = found[2].strip()
        else:
            body.append(line)


def _entry(known: dict[str, str], body: str, where: Location, when: date | None) -> Iterator[Entry]:
    if not body.strip() or "section" not in known:
        return
    ids = tuple(lead + known[key] for key, lead in _TRACKERS.items() if known.get(key, "0").strip("0").isdigit())
    told = words.title(body)
    nature, why = of_type(f"section {known['section']}", told)
    yield Entry(ids, told, nature, why, where, released=when)
