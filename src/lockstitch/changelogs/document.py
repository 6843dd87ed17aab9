"""Whole changelogs: versions with their days, sections, and one entry an item.

Keep a Changelog (https://keepachangelog.com/en/1.1.0/), and what `HISTORY`, `CHANGES` and `NEWS` have in common in
Markdown and reStructuredText: headings and lists. Files with `.. change::` and the released `NEWS.d` files of blurb
have readers of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from lockstitch.changelogs import blurb, directives, words
from lockstitch.changelogs.dates import day
from lockstitch.changelogs.nature import of_type, of_words
from lockstitch.model import Location
from lockstitch.model.entries import Entry

NAMES = re.compile(
    r"(?:changelog|changes|history|news|release[-_ ]?notes|releases|whats_?new)(?:[-_.]?v?\d[\w.]*)?", re.IGNORECASE
)
ENDINGS = frozenset({"", ".md", ".rst", ".txt", ".markdown"})

HEAD = 8
"""Lines of a directive before its text."""
_OF_A_VERSION = re.compile(r"v?\d+[._]\d")
_BULLET = re.compile(r"^([ \t]*)(?:[-*+•]|\d{1,3}[.)])[ \t]+(\S.*)$")
_MARKDOWN = re.compile(r"#{1,6}[ \t]+\S")
_RULE = re.compile(r"^([=\-~^\"'+*#`_.:])\1{2,}[ \t]*$")
_BOLD = re.compile(r"^(?:\*\*|__)([^*_]{1,80})(?:\*\*|__):?[ \t]*$")
_VERSION = re.compile(r"\W*(?:[A-Za-z][\w.-]{0,30}[ \t]+){0,3}?\W{0,2}v?\d+\.\d+", re.IGNORECASE)
_UNRELEASED = re.compile(r"\W*unreleased\b", re.IGNORECASE)
_DATED = re.compile(r"\W*(?:released?|date|published)\b|\W*(?:19|20)\d\d-", re.IGNORECASE)


@dataclass(slots=True)
class _Item:
    """A list item while it is read. `called`: the section under which it stands."""

    line: int
    indent: int
    called: str
    released: date | None
    texts: list[str] = field(default_factory=list)

    @property
    def heads_a_list(self) -> bool:
        return not any(self.texts[1:]) and self.texts[0].endswith(":")


@dataclass(slots=True)
class _State:
    """Where the reading stands: the version's day, its section, and the items so far."""

    released: date | None = None
    called: str = ""
    dated: bool = True
    items: list[_Item] = field(default_factory=list)
    open: bool = False

    def heading(self, text: str) -> None:
        self.open = False
        if _VERSION.match(text) or _UNRELEASED.match(text):
            self.released, self.called = day(text), ""
            self.dated = self.released is not None
        else:
            self.called = text.strip(" :*_")[:80]

    def bullet(self, line: int, indent: int, text: str) -> None:
        last = self.items[-1] if self.items and self.open else None
        if last and indent > last.indent and not last.heads_a_list:
            last.texts.append(text)
            return
        called = self.called
        if last and last.heads_a_list and indent > last.indent:
            called = f"{self.called}: {last.texts[0].strip(' :*_`')}".removeprefix(": ")[:80]
        elif last and last.called != self.called and indent == last.indent:
            called = last.called
        self.items.append(_Item(line, indent, called, self.released, [text]))
        self.open = True

    def text(self, line: str) -> None:
        """A line that is neither a heading nor begins an item."""
        indented = line[:1] in " \t"
        if self.open and (indented or self.items[-1].texts[-1]):
            self.items[-1].texts.append(line.strip())
        elif not indented:
            self.open = False
            if not self.dated and _DATED.match(line):
                self.released = day(line)
                self.dated = self.released is not None


def is_changelog(path: str) -> bool:
    """Whether a file is a changelog by its name."""
    name = PurePosixPath(path)
    ending = name.suffix.lower() if name.suffix.lower() in ENDINGS else "" if name.suffix[1:2].isdigit() else "?"
    stem = name.name[: -len(ending)] if ending else name.name
    of_a_version = _OF_A_VERSION.match(name.name) and NAMES.fullmatch(name.parent.name)
    return (ending in ENDINGS and bool(NAMES.fullmatch(stem) or of_a_version)) or blurb.is_released(path)


def entries(path: str, text: str) -> Iterator[Entry]:
    """The entries of the changelog at `path`, newest first as they stand there."""
    if directives.MARK in text:
        yield from directives.changes(text, path)
    elif blurb.is_released(path):
        yield from blurb.released(text, path)
    else:
        items = _items(text)
        ours = words.home("\n".join(item.texts) for item in items)
        for item in items:
            yield _entry(item, path, ours)


def opening(lines: Sequence[str], line: int) -> str:
    """The first line of the text of the entry that begins in `line`, behind the directive and its options."""
    rest = lines[line - 1 : line + HEAD]
    return next((text for text in rest if text.strip() and not text.lstrip().startswith((".. ", ":"))), "")


def earlier_names(path: str) -> set[str]:
    """What a changelog may have been called before: with another ending, and at the top."""
    name = PurePosixPath(path)
    stem = name.name[: -len(name.suffix)] if name.suffix.lower() in ENDINGS else name.name
    return {str(folder / (stem + ending)) for folder in (name.parent, PurePosixPath()) for ending in ENDINGS}


def _items(text: str) -> list[_Item]:
    lines = [line[: words.READ] for line in text.splitlines()]
    state = _State()
    for number, line in enumerate(lines, 1):
        below = lines[number] if number < len(lines) else ""
        if _RULE.match(line) and not _BULLET.match(line):
            continue
        bullet = _BULLET.match(line)
        if head := _heading(line, below):
            state.heading(head)
        elif bullet:
            state.bullet(number, len(bullet[1].expandtabs()), bullet[2])
        else:
            state.text(line)
    return [item for item in state.items if not item.heads_a_list]


def _heading(line: str, below: str) -> str:
    """The text of a heading; empty where the line is none."""
    if _MARKDOWN.match(line):
        return line.strip("# \t")
    if not line.strip() or line[0] in " \t":
        return ""
    underlined = _RULE.match(below) and len(below.rstrip()) >= min(len(line.rstrip()), 4) and not _BULLET.match(line)
    if underlined:
        return line.strip()
    bold = _BOLD.match(line)
    return bold[1] if bold else ""


def _entry(item: _Item, path: str, ours: str) -> Entry:
    text = "\n".join(item.texts)
    told = words.title(text, ours)
    named = words.references(text, ours)
    nature, why = of_type(f"section {item.called}", told) if item.called else of_words(told)
    return Entry(named.ids, told, nature, why, Location(path, item.line), named.pulls, released=item.released)
