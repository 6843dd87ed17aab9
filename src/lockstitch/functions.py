"""The test functions of a Python file, found by a scan that is quick enough for every blob of a long history.

A test is what pytest and unittest collect by name: a function `test…` at module level, or a method `test…` of classes
that are called `Test…` or have a base class. The scan looks at the lines that start a definition and at indentation,
never at syntax: it is many times faster than a syntax tree, and code for older Pythons has tests too. Lines are counted
as git counts them: they end with LF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from lockstitch import lines as line_sets
from lockstitch.lines import Lines

MARGIN = re.compile(
    rb"""\n (?= [ \t]*[@adc] | (?![rbfuRBFU]{0,2}["'])[^\s\#)\]}\0] )
    (?: ([ \t]*)
        (?: (@)
          | (?:async[ \t]+)? def [ \t]+ ([^\s(:\[]+)
          | class [ \t]+ ([^\s(:\[]+) [ \t]* (\(\s*[^\s)])?
        )
      | (?=\S)
    )""",
    re.VERBOSE,
)
"""The start of any code in column 0; else indentation, and a decorator, a function's name, or a class's and its base.

A closing bracket and a string are more likely the rest of what stands above.
"""
OPENING = re.compile(
    rb"""[^"'\#\n]*
    (?: (?: "(?!"") [^"\\\n]* (?:\\.[^"\\\n]*)* " | '(?!'') [^'\\\n]* (?:\\.[^'\\\n]*)* ' ) [^"'\#\n]* )*
    ( \"{3} | '{3} )""",
    re.VERBOSE,
)
"""Whole tokens up to the first triple quotes of a line that open a string."""


class _Test(NamedTuple):
    """A test function; lines from its first decorator, `at` its `def`, to its last."""

    name: str
    first: int
    at: int
    last: int


@dataclass(slots=True)
class _Scope:
    """An open class or function: its indentation, from where on to seek its end, and whether its methods are tests."""

    indent: int
    place: int
    name: str
    collects: bool


def changed_tests(source: bytes, added: Lines) -> tuple[str, ...]:
    """The tests that hold one of the `added` lines, as `TestC::test_y`: new ones first, then changed ones.

    A test is new where the line of its `def` is added. Lines outside of tests, blank ones and comments name none.
    """
    text = _masked(source)
    rows = text.split(b"\n")
    touched = line_sets.of(n for n in line_sets.numbers(added) if n < len(rows) and _is_code(rows[n]))
    hit = [test for test in _tests(text) if touched & line_sets.span(test.first, test.last)]
    hit.sort(key=lambda test: not line_sets.contains(added, test.at))
    return tuple(dict.fromkeys(test.name for test in hit))


def defined(source: bytes) -> Mapping[str, int]:
    """Every test by name, with the line of its `def`; of several with one name the last, which is the one that runs."""
    return {test.name: test.at for test in _tests(_masked(source))}


def own_source(source: bytes, name: str) -> bytes:
    """A test's own lines, decorators included; empty where the file defines no test of that name.

    They read the same wherever the test stands: without its indentation (but within long strings, which NUL starts),
    without CRs, and without the blank lines and comments that follow it.
    """
    text = _masked(source)
    test = next((test for test in reversed([*_tests(text)]) if test.name == name), None)
    if test is None:
        return b""
    rows = text.split(b"\n")[test.first : test.last + 1]
    while not _is_code(rows[-1]):
        rows.pop()
    margin = re.match(rb"[ \t]*", rows[0])[0]  # type: ignore[index]  # it matches anything
    return b"\n".join(row.removeprefix(margin).removesuffix(b"\r") for row in rows)


def _is_code(row: bytes) -> bool:
    return bool(row.strip()) and not row.lstrip().startswith(b"#")


def _tests(text: bytes) -> Iterator[_Test]:
    """The tests of `_masked` text, in its order."""
    scopes: list[_Scope] = []
    decorated: dict[int, int] = {}  # indentation → line of the first decorator
    line = place = 0
    for match in MARGIN.finditer(text):
        line += text.count(b"\n", place, match.start() + 1)
        place = match.start() + 1
        margin, decorator, function, class_, base = match.groups()
        indent = len(margin or b"")
        _close(scopes, indent, text, match.start())
        if decorator:
            decorated.setdefault(indent, line)
            continue
        first = decorated.get(indent, line)
        decorated.clear()
        name = (function or class_ or b"").decode("utf-8", "replace")
        if function and name.startswith("test") and all(scope.collects for scope in scopes):
            dedent = _dedent(indent).search(text, match.end())
            last = line + text.count(b"\n", place, dedent.start() if dedent else len(text))
            yield _Test("::".join([*(scope.name for scope in scopes), name]), first, line, last)
        if name:
            collects = bool(class_) and (name.startswith("Test") or base is not None)
            scopes.append(_Scope(indent, match.end(), name, collects))


def _close(scopes: list[_Scope], indent: int, text: bytes, place: int) -> None:
    """Drops the scopes that are over at `place`, where code indented by `indent` starts; code in column 0 was seen."""
    while scopes:
        top = scopes[-1]
        if top.indent < indent and not (top.indent and _dedent(top.indent).search(text, top.place, place)):
            top.place = place
            break
        scopes.pop()


@cache
def _dedent(indent: int) -> re.Pattern[bytes]:
    """Finds the next code that is indented by `indent` at most and is not the rest of an open bracket."""
    return re.compile(rb"\n(?![ \t]{%d})[ \t]*(?=[^\s#)\]}\0])(?![rbfuRBFU]{0,2}[\"'])" % (indent + 1))


def _masked(source: bytes) -> bytes:
    """The source after a LF, so that one stands before every line; NUL starts the lines that start in a long string."""
    source = source.removeprefix(b"\xef\xbb\xbf")
    pieces, done = [b"\n"], 0
    for start, end in _long_strings(source):
        pieces += source[done:start], source[start:end].replace(b"\n", b"\n\0")
        done = end
    return b"".join([*pieces, source[done:]])


def _long_strings(source: bytes) -> Iterator[tuple[int, int]]:
    """Where the text of each triple-quoted string starts, and where its closing quotes end."""
    ahead = {b'"""': -1, b"'''": -1}
    place = 0
    while True:
        ahead = {quotes: at if at >= place else _find(source, quotes, place) for quotes, at in ahead.items()}
        nearest = min(ahead.values())
        if nearest == len(source):
            return
        opening = OPENING.match(source, max(source.rfind(b"\n", place, nearest) + 1, place))
        if opening:
            place = _closing(source, opening[1], opening.end())
            if not place:
                return
            yield opening.end(), place
        else:  # these quotes stand in a comment or in a string of another kind
            place = _find(source, b"\n", nearest)


def _closing(source: bytes, quotes: bytes, start: int) -> int:
    """Where the string ends whose text starts at `start`; 0 if it never does."""
    end = source.find(quotes, start)
    while end >= 0:
        slashes = end
        while slashes > start and source[slashes - 1 : slashes] == b"\\":
            slashes -= 1
        if (end - slashes) % 2 == 0:
            return end + 3
        end = source.find(quotes, end + 1)
    return 0


def _find(source: bytes, what: bytes, start: int) -> int:
    """Where `what` is found from `start` on; the end of the source if it is not."""
    found = source.find(what, start)
    return found if found >= 0 else len(source)
