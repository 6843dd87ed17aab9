"""The test functions of a Python file, found by a scan that is quick enough for every blob of a long history.

A test is what pytest and unittest collect by name: a function `test…` at module level, or a method `test…` of classes
that are called `Test…` or have a base class. The scan looks at the lines that start a definition and at indentation,
never at syntax: it is many times faster than a syntax tree, and code for older Pythons has tests too. Lines are counted
as git counts them: they end with LF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from lockstitch.functions.part import Part, PartKind

MARGIN = rb"""(?x)\n (?= [ \t]*[@adc] | (?![rbfuRBFU]{0,2}["'])[^\s\#)\]}\0] )
    (?: ([ \t]*)
        (?: (@)
          | (?:async[ \t]+)? def [ \t]+ ([^\s(:\[]+)
          | class [ \t]+ ([^\s(:\[]+) [ \t]* (\(\s*[^\s)])?
        )
      | (?=\S)
    )"""
"""The start of any code in column 0; else indentation, and a decorator, a function's name, or a class's and its base.

A closing bracket and a string are more likely the rest of what stands above.
"""
OPENING = rb"""(?x)[^"'\#\n]*
    (?: (?: "(?!"") [^"\\\n]* (?:\\.[^"\\\n]*)* " | '(?!'') [^'\\\n]* (?:\\.[^'\\\n]*)* ' ) [^"'\#\n]* )*
    ( \"{3} | '{3} )"""
"""Whole tokens up to the first triple quotes of a line that open a string."""


class _Scope:
    """An open class or function: its indentation, from where on to seek its end, and whether its methods are tests."""

    __slots__ = ("collects", "indent", "is_class", "name", "place")

    def __init__(self, indent: int, place: int, name: str, collects: bool, is_class: bool) -> None:
        self.indent, self.place, self.name, self.collects, self.is_class = indent, place, name, collects, is_class


VALUE = rb"([A-Za-z_]\w*)[ \t]*(?::[^=\n]{1,200})?[+|]?=(?!=)"
"""A name that is bound in column 0."""
DEFINITION = rb"(?:async[ \t]+)?def[ \t]+([^\s(:\[]+)"
BASES = rb"[ \t]*(?:\[[^\]\n]*\])?[ \t]*\(([^()]*)\)"


def parts(source: bytes) -> Iterator[Part]:
    """Tests, other functions and classes that no function holds, and the values bound at module level, in order.

    Of a class only the decorators and the first line.
    """
    text = _masked(source)
    rows = [b"", *source.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    scopes: list[_Scope] = []
    decorated: dict[int, int] = {}  # indentation → line of the first decorator
    line = place = 0
    for match in re.finditer(MARGIN, text):
        line += text.count(b"\n", place, match.start() + 1)
        place = match.start() + 1
        margin, decorator, function, class_, _ = match.groups()
        indent = len(margin or b"")
        _close(scopes, indent, text, match.start())
        if decorator:
            decorated.setdefault(indent, line)
            continue
        first = decorated.get(indent, line)
        decorated.clear()
        named = _named(match, scopes, text)
        if named:
            kind, name, bases = named
            last = line
            if kind != "class":
                dedent = _dedent(indent).search(text, match.end())
                last += text.count(b"\n", place, dedent.start() if dedent else len(text))
            yield Part(name, kind, first, line, last, b"\n".join(rows[first : last + 1]), bases)
        if function or class_:
            collects = bool(class_) and (class_.startswith(b"Test") or match[5] is not None)
            scopes.append(_Scope(indent, match.end(), _name(function or class_), collects, bool(class_)))


def own_source(source: bytes, name: str) -> bytes:
    """A test's own lines, decorators included; empty where the file defines no test of that name.

    They read the same wherever the test stands: without its indentation (but within long strings, which NUL starts),
    without CRs, and without the blank lines and comments that follow it.
    """
    tests = [part for part in parts(source) if part.kind == "test" and part.name == name]
    if not tests:
        return b""
    rows = _masked(source).split(b"\n")[tests[-1].first : tests[-1].last + 1]
    while not _is_code(rows[-1]):
        rows.pop()
    margin = re.match(rb"[ \t]*", rows[0])[0]  # type: ignore[index]  # it matches anything
    return b"\n".join(row.removeprefix(margin).removesuffix(b"\r") for row in rows)


def recoded(source: bytes) -> bytes:
    """The source in UTF-8, where it declares another encoding: https://peps.python.org/pep-0263/."""
    if source.isascii() or b"coding" not in (head := b"\n".join(source.split(b"\n", 2)[:2])):
        return source
    import io
    import tokenize

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(head).readline)
        return source.decode(encoding).encode("utf-8")
    except (SyntaxError, UnicodeError, LookupError):
        return source


def _is_code(row: bytes) -> bool:
    return bool(row.strip()) and not row.lstrip().startswith(b"#")


def around(source: bytes, numbers: Iterable[int]) -> set[str]:
    """The bare names of the functions that hold, or begin in, lines of these numbers: told by indentation alone."""
    rows = recoded(source).split(b"\n")
    found, seen = set[str](), set[int]()
    for number in numbers:
        margin = None
        for at in range(min(number, len(rows)) - 1, -1, -1):
            row = rows[at].lstrip()
            indent = len(rows[at]) - len(row)
            if not row or row.startswith((b"#", b")", b"]", b"}")) or (margin is not None and indent >= margin):
                continue
            match = re.match(DEFINITION, row)
            if match:
                found.add(_name(match[1]))
            if at in seen or not indent or match:
                break
            seen.add(at)
            margin = indent
    return found


def _named(match: re.Match[bytes], scopes: list[_Scope], text: bytes) -> tuple[PartKind, str, tuple[str, ...]] | None:
    """Kind, name and bases of what begins here; None where that has no name or stands in a function."""
    _, _, function, class_, base = match.groups()
    if function or class_:
        if not all(scope.is_class for scope in scopes):
            return None
        name = "::".join([*(scope.name for scope in scopes), _name(function or class_)])
        if function:
            is_test = function.startswith(b"test") and all(scope.collects for scope in scopes)
            return "test" if is_test else "function", name, ()
        named = re.compile(BASES).match(text, match.end(4)) if base is not None else None
        return "class", name, tuple(re.findall(r"[\w.]+", named[1].decode("utf-8", "replace"))) if named else ()
    bound = re.compile(VALUE).match(text, match.end())
    return ("value", _name(bound[1]), ()) if bound else None


def _name(word: bytes) -> str:
    return word.decode("utf-8", "replace")


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
        opening = re.compile(OPENING).match(source, max(source.rfind(b"\n", place, nearest) + 1, place))
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
