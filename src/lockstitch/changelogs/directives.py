"""The directives of Sphinx's `changelog` extension, in which SQLAlchemy and its relatives write their changes.

`.. changelog::` has `:version:` and `:released:`, `.. change::` has `:tags:` and `:tickets:`; indented text follows:
https://pypi.org/project/changelog/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from lockstitch.changelogs import words
from lockstitch.changelogs.dates import day
from lockstitch.changelogs.nature import of_type
from lockstitch.model import Location
from lockstitch.model.entries import Entry

LONGEST = 500
"""Characters of an option that are looked at."""
MARK = ".. change::"
_DIRECTIVE = re.compile(r"^([ \t]*)\.\. (changelog|change)::")
_OPTION = re.compile(r"^[ \t]+:([\w-]+):[ \t]*(.*)$")


def changes(text: str, path: str, otherwise: str = "") -> Iterator[Entry]:
    """The entries of a file with such directives. `otherwise`: the id of one without a ticket, as its file's name."""
    lines = text.splitlines()
    starts = [(n, match) for n, line in enumerate(lines) if (match := _DIRECTIVE.match(line))]
    released: date | None = None
    for (at, match), end in zip(starts, [*(n for n, _ in starts[1:]), len(lines)], strict=False):
        options, body = _parts(lines[at + 1 : end], len(match[1].expandtabs()))
        if match[2] == "changelog":
            released = day(options.get("released", ""))
        else:
            yield _entry(options, body, Location(path, at + 1), (released, otherwise))


def _parts(lines: Sequence[str], margin: int) -> tuple[dict[str, str], str]:
    """The options of a directive, and its body: the lines that are indented deeper than it."""
    options: dict[str, str] = {}
    for number, line in enumerate(lines):
        found = _OPTION.match(line)
        if found:
            options[found[1]] = found[2].strip()
        elif line.strip() or number:
            return options, "\n".join(_indented(lines[number:], margin))
    return options, ""


def _indented(lines: Sequence[str], margin: int) -> Iterator[str]:
    for line in lines:
        whole = line.expandtabs()
        if whole.strip() and len(whole) - len(whole.lstrip()) <= margin:
            return
        yield whole.strip()


def _entry(options: dict[str, str], body: str, where: Location, context: tuple[date | None, str]) -> Entry:
    released, otherwise = context
    told = words.title(body)
    tickets = tuple(dict.fromkeys(re.findall(r"[\w-]*\d[\w-]*", options.get("tickets", "")[:LONGEST])))
    pulls = tuple(re.findall(r"\d+", options.get("pullreq", "")))
    nature, why = of_type(f"tags {options.get('tags', '')}".strip(), told)
    ids = tickets or ((otherwise,) if otherwise else ())
    return Entry(ids, told, nature, why, where, pulls, released=released)
