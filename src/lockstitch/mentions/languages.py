"""Tests of languages without a parser here: comments, titles and annotations by the table of `syntax.py`.

What belongs to which test is told by indentation, as far as that can be done cheaply; else it belongs to the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lockstitch.mentions.dialect import LOOSE, Dialect, Place, of_name, of_text, of_title, of_values, reasons
from lockstitch.mentions.regions import Comment, Ground, Region, of_comments, settled
from lockstitch.mentions.syntax import ANNOTATION, JTREG, Syntax
from lockstitch.model.mentions import Mention
from lockstitch.values import NamedTuple

_DECORATION = re.compile(r"[ \t]*(?:/\*+!?|\*/|\*(?!/)|//+[!/]?|\#+(?!\d)|--|\"\"\"|''')?[ \t]?")
_STRING = re.compile(r"""(["'`])((?:[^\\\n]|\\.)*?)\1""")
_PHPT = re.compile(r"^--(?P<section>[A-Z_]+)--[ \t]*$", re.MULTILINE)
CLOSERS = ("}", ")", "]", "end", "{")


class _Open(NamedTuple):
    indent: int
    first: int
    name: str
    is_test: bool
    open_bug: bool


@lru_cache(maxsize=16)
def _expressions(syntax: Syntax) -> tuple[re.Pattern[str], ...]:
    tokens = re.compile(syntax.tokens, re.DOTALL | re.MULTILINE)
    return (tokens, *(re.compile(each) for each in (syntax.test, syntax.maybe, syntax.attribute, syntax.excuse)))


def read(text: str, syntax: Syntax, dialect: Dialect) -> list[Mention]:
    """The mentions of one source."""
    comments, code = _separated(text, syntax)
    lines = code.split("\n")
    regions, titles = _regions(lines, syntax)
    excuse = _expressions(syntax)[4]
    excused = [(n, n) for n, line in enumerate(lines, 1) if excuse.search(line)]
    first = next((n for n, line in enumerate(lines, 1) if line.strip()), len(lines) + 1)
    ground = Ground(regions, excused, text.split("\n"), first)
    bugs = [each for comment in comments for each in _jtreg(comment, dialect)]
    prose = (one._replace(text=re.sub(JTREG, "", one.text)) for one in comments) if bugs else comments
    found = [*bugs, *of_comments(prose, ground, dialect)]
    for line, name, title in titles:
        one = of_title if title else of_name
        found += one(title or name.rpartition("::")[2], Place(name, "name", line), dialect)
    for line, _ in excused:
        said = " ".join(match[2] for match in _STRING.finditer(lines[line - 1]))
        found += reasons(said, Place(_at(line, regions), "reason", line), dialect)
    found += _annotations(lines, regions, dialect)
    return list(settled(found, regions))


def _jtreg(comment: Comment, dialect: Dialect) -> Iterator[Mention]:
    for match in re.finditer(JTREG, comment.text):
        yield from of_values(match["ids"].split(), Place("", "annotation", comment.line), dialect, "bug")


def _separated(text: str, syntax: Syntax) -> tuple[list[Comment], str]:
    """The comments, and the source with blanks in their place."""
    comments: list[Comment] = []
    pieces, done, line, place = [], 0, 1, 0
    for match in _expressions(syntax)[0].finditer(text):
        kind = match.lastgroup
        if kind is None:
            continue
        line += text.count("\n", place, match.start())
        place = match.start()
        words = "\n".join(_DECORATION.sub("", row, count=1) for row in match[0].split("\n"))
        alone = not text[text.rfind("\n", 0, place) + 1 : place].strip()
        if comments and kind != "block" and alone and comments[-1].last == line - 1 and _touch(text, done, place):
            comments[-1] = Comment(comments[-1].line, f"{comments[-1].text}\n{words}")
        else:
            comments.append(Comment(line, words, alone))
        pieces += [text[done:place], re.sub(r"[^\n]", " ", match[0])]
        done = match.end()
    return comments, "".join([*pieces, text[done:]])


def _touch(text: str, start: int, end: int) -> bool:
    """Whether nothing but one line end stands between two comments that each have their line alone."""
    between = text[start:end]
    before = text[text.rfind("\n", 0, start) + 1 : start].lstrip()
    return not between.strip() and between.count("\n") == 1 and before.startswith(("//", "#"))


def _regions(lines: Sequence[str], syntax: Syntax) -> tuple[list[Region], list[tuple[int, str, str]]]:
    """The tests by lines, and (line, name, title where it is prose) of each."""
    _, test, maybe, attribute, excuse = _expressions(syntax)
    stack: list[_Open] = []
    regions: list[Region] = []
    titles: list[tuple[int, str, str]] = []
    first, marked, excused, last = 0, False, False, 0
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if not stripped:
            continue
        indent = len(line) - len(line.lstrip())
        while stack and indent <= stack[-1].indent and not stripped.startswith(CLOSERS):
            regions.append(_closed(stack.pop(), last))
        last = number
        if stripped.startswith(("@", "#[", "[")) and not stripped.endswith(";") and not test.match(line):
            first = first or number
            marked = marked or attribute.match(line) is not None
            excused = excused or excuse.search(line) is not None
            continue
        match = test.match(line) or (maybe.match(line) if marked or attribute.match(line) else None)
        if match:
            one = _opened(match, stack, indent, first or number)
            stack.append(one._replace(open_bug=excused or excuse.search(line) is not None))
            titles.append((number, one.name, _title(match)))
        first, marked, excused = 0, False, False
    regions += (_closed(one, last) for one in reversed(stack))
    return regions, titles


def _opened(match: re.Match[str], stack: Sequence[_Open], indent: int, first: int) -> _Open:
    groups = {name: value for name, value in match.groupdict().items() if value and name not in ("quote", "q")}
    own = "::".join(value.strip("` ") for value in groups.values())
    outer = stack[-1].name if stack else ""
    return _Open(
        indent,
        first,
        f"{outer}::{own}" if outer else own,
        not any(name.startswith("container") for name in groups),
        False,
    )


def _title(match: re.Match[str]) -> str:
    groups = match.groupdict()
    quoted = groups.get("container") if groups.get("q") else ""
    return groups.get("title") or quoted or ""


def _closed(one: _Open, last: int) -> Region:
    return Region(one.name, one.first, last, one.is_test, one.open_bug)


def _at(line: int, regions: Sequence[Region]) -> str:
    inside = [region for region in regions if region.first <= line <= region.last]
    return min(inside, key=lambda region: region.last - region.first).name if inside else ""


def _annotations(lines: Sequence[str], regions: Sequence[Region], dialect: Dialect) -> Iterator[Mention]:
    for number, line in enumerate(lines, 1):
        for match in re.finditer(ANNOTATION, line) if "@" in line or "[" in line else ():
            name = match["name"]
            if name.casefold() in dialect.markers or name.casefold() in LOOSE:
                quoted = [
                    string[2] for string in _STRING.finditer(match["value"] + line[match.end() :].partition(")")[0])
                ]
                values = quoted or [match["value"].strip()]
                yield from of_values(values, Place(_at(number, regions), "annotation", number), dialect, name)


def phpt(text: str, dialect: Dialect) -> list[Mention]:
    """A PHP test: its title is the line after `--TEST--`; sections say whether it may fail.

    https://qa.php.net/phpt_details.php
    """
    marks = list(_PHPT.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    sections = {mark["section"]: (text[mark.end() + 1 : end], mark) for mark, end in zip(marks, ends, strict=False)}
    found: list[Mention] = []
    for name, (body, mark) in sections.items():
        line = text.count("\n", 0, mark.end()) + 2
        if name == "TEST":
            found += of_title(body.strip().partition("\n")[0], Place("", "name", line), dialect)
        elif name in ("XFAIL", "SKIPIF", "XLEAK"):
            found += reasons(body, Place("", "reason", line), dialect)
        elif name in ("DESCRIPTION", "CREDITS"):
            found += of_text(body, Place("", "comment", line), dialect)
    if "XFAIL" in sections:
        found = [each._replace(strength="negative") for each in found]
    return found
