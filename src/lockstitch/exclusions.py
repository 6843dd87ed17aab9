"""What in a change takes code out of measurement: pragmas in source files, and entries that coverage settings gained.

`what` is normalised, so that the same exclusion reads the same in two files, two formats or two versions of one.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TypeAlias

from lockstitch import lines as line_sets
from lockstitch import load
from lockstitch.lines import Lines
from lockstitch.model import Outline
from lockstitch.values import NamedTuple

Found: TypeAlias = tuple[tuple[int, str], ...]
"""Line and `what`, in the order of the file."""

PYTHON = r"#\s*(?:pragma|PRAGMA)[:\s]?\s*(?:no|NO)\s*(?:cover|COVER|branch|BRANCH)"
"""As coverage.py reads it by default: https://coverage.readthedocs.io/en/latest/excluding.html."""
SCRIPT = (
    r"(?://|/\*+|\*|<!--)\s*(?:(?:istanbul|[cv]8)\s+ignore(?:\s+(?:next|if|else|file|start|stop|\d+)\b)+"
    r"|node:coverage\s+(?:disable|enable|ignore\s+next(?:\s+\d+)?)\b)"
)
"""Hints of nyc, jest, c8, vitest and of https://nodejs.org/api/test.html#collecting-code-coverage."""
GCOV = r"\b(?:LCOV|GCOVR?|GRCOV)_EXCL_\w+"
"""Markers of geninfo, grcov and https://gcovr.com/en/stable/guide/exclusion-markers.html."""
JVM = r"@(?:\w+\.)*(?!GeneratedValue\b)\w*Generated\w*"
"""JaCoCo leaves out what carries an annotation with `Generated` in its name; JPA's `GeneratedValue` is for fields."""
RUST = r"#!?\[[^\]]*(?:\bcoverage\s*\(\s*off\s*\)|\bno_coverage\b|\btarpaulin(?:_include|::skip)\b)[^\]]*\]"
PRAGMAS = {
    suffix: pattern
    for suffixes, pattern in (
        ("py pyi pyw pyx", PYTHON),
        ("js jsx mjs cjs ts tsx mts cts vue svelte", SCRIPT),
        ("c cc cpp cxx h hh hpp hxx inl m mm cu d f90", GCOV),
        ("rs", f"{RUST}|{GCOV}"),
        ("java kt kts groovy scala", JVM),
        ("cs vb fs", r"(?<=[\[<,.:\s])ExcludeFromCodeCoverage(?:Attribute)?\b"),
        ("go", r"//\s*coverage[:-]ignore\b"),
        ("rb", r"#\s*:nocov:"),
        ("php", r"@codeCoverageIgnore\w*|#\[(?:\\?\w+\\)*CodeCoverageIgnore\w*"),
    )
    for suffix in suffixes.split()
}
"""How the name of a source file ends → what excludes code there."""

KINDS = {
    **dict.fromkeys(("omit", "exclude", "coveragePathIgnorePatterns"), "omit"),
    **dict.fromkeys(("exclude_lines", "exclude_also"), "lines"),
    **dict.fromkeys(("partial_branches", "partial_branches_always", "partial_also"), "branches"),
    **dict.fromkeys(("source", "source_pkgs", "source_dirs", "collectCoverageFrom"), "source"),
    "include": "include",
}
"""A setting → the kind of its entries: settings of one kind may stand for each other."""
EXCLUDED = ("omit", "lines", "branches")
MEASURED = ("source", "include")
DEFAULT = r"(?i)(\(\?i\))?(\\?#)?(\\s|[ *+?])*pragma(\\s|[ :*+?])*no(\\s|[ *+?])*(cover|branch)"
"""A pattern that coverage.py has anyway, until a list without it takes its place. It holds no other alternative."""
DECORATOR = r"\s*@"
LITERAL = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|//[^\n]*\n"""
LIST = rf"""\b({"|".join(KINDS)})["']?\s*:\s*\[((?:{LITERAL}|/(?!/)|[^][\"'`/])*)\]"""
"""What begins a token of a list tells which it is, so that a list without an end is given up at once."""


class _Entry(NamedTuple):
    key: str
    value: str

    @property
    def kind(self) -> str:
        """As in `KINDS`; `!x` among what is measured is omitted, and among what is omitted it is kept."""
        kind = KINDS[self.key]
        return {"source": "omit", "include": "omit", "omit": "kept"}.get(kind, kind) if self.value[0] == "!" else kind


def pragmas(path: str, text: Mapping[int, str], source: str | None = None) -> Found:
    """The pragmas among the lines `text` of a file.

    Given the whole `source` of a Python file, only those in comments: a string may speak of pragmas.
    """
    pattern = PRAGMAS.get(PurePosixPath(path).suffix[1:].lower())
    if not pattern:
        return ()
    hits = [(line, match) for line, row in sorted(text.items()) for match in re.finditer(pattern, row)]
    if pattern is not PYTHON:
        return tuple((line, " ".join(match[0].lstrip("/*<!- ").split())) for line, match in hits)
    comments = _comments(source) if hits and source is not None else None
    return tuple(
        (line, "# pragma: no branch" if match[0].lower().endswith("branch") else "# pragma: no cover")
        for line, match in hits
        if comments is None or comments.get(line, sys.maxsize) <= match.start()
    )


def _comments(source: str) -> dict[int, int] | None:
    """Line → column of the comment that ends it; None for what is no Python, or has lines that git does not count."""
    if "\r" in source.replace("\r\n", ""):
        return None
    import io
    import tokenize

    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    return {token.start[0]: token.start[1] for token in tokens if token.type == tokenize.COMMENT}


def scope(outline: Outline, line: int, source: str) -> Lines:
    """First lines of the statements that `# pragma: no cover` on physical `line` of a Python `source` excludes.

    That is its statement; with the whole suite where it is a clause's header, and with the decorators of a definition.
    Empty where the pragma stands beside no statement.
    """
    if line not in outline.statement:
        return 0
    rows = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = min(line, outline.statement[line])  # the header of a suite's first statement holds the `else:` above it
    depth = _depth(rows[start - 1])
    firsts = list(outline.headers)
    index = bisect_left(firsts, start)
    while index and re.match(DECORATOR, rows[firsts[index - 1] - 1]):
        index -= 1
    found, goes_on = 0, True
    for first in firsts[index:]:
        row = rows[line_sets.first(outline.headers[first]) - 1]
        if not goes_on and _depth(row) <= depth:
            break
        found |= 1 << first
        goes_on = re.match(DECORATOR, row) is not None
    return found


def _depth(row: str) -> int:
    return len(row) - len(row.lstrip())


def configured(name: str, before: str | None, after: str, there: Callable[[str], bool] = bool) -> Found:
    """What the coverage settings of file `name` gained in exclusions, or lost of what they measure and is `there`.

    Empty where `after` is malformed, for another fault tells; a malformed `before` had no effect, like none at all.
    """
    old, new = _entries(name, before or ""), _entries(name, after)
    had = {(entry.kind, entry.value) for entry in old}
    found: set[tuple[int, str]] = set()
    for entry in new:
        restricts = entry.kind == "include" and not any(e.kind == "include" for e in old)
        excludes = entry.kind in EXCLUDED and (entry.kind, entry.value) not in had
        if restricts or (excludes and not re.fullmatch(DEFAULT, entry.value)):
            found.add((_line(after, entry), f"{entry.key} = {entry.value}"))
    for entry in (e for e in old if e.kind in MEASURED and there(e.value)):
        left = [e for e in new if e.kind == entry.kind]
        if left and not any(_holds(e.value, entry.value) for e in left):
            found.add((_line(after, left[0]), f"{entry.key} without {entry.value}"))
    return tuple(sorted(found))


def _holds(wide: str, narrow: str) -> bool:
    """Whether a folder, package or pattern that is measured holds another."""
    return wide == narrow or wide in (".", "./", "*", "**") or narrow.startswith((f"{wide.rstrip('/*')}/", f"{wide}."))


def _line(text: str, entry: _Entry) -> int:
    """Where an entry stands: its own line, else that of its setting, else 0."""
    rows = text.split("\n")
    setting = re.compile(rf"""\b{entry.key}["']?\s*[=:]""")
    start = next((n for n, row in enumerate(rows, 1) if setting.search(row)), 0)
    import json

    spellings = {entry.value, json.dumps(entry.value)[1:-1]}
    own = (n for n, row in enumerate(rows, 1) if n >= start > 0 and any(spelling in row for spelling in spellings))
    return next(own, start)


def _entries(name: str, text: str) -> list[_Entry]:
    """The entries of every setting that `KINDS` knows; none where the file is malformed, or holds no such settings."""
    base = PurePosixPath(name).name
    reader = next((reader for pattern, reader in READERS.items() if re.fullmatch(pattern, base)), None)
    if reader is None:
        return []
    try:
        return [_Entry(key, value) for key, held in reader(text, base) if key in KINDS for value in _values(key, held)]
    except (ValueError, RecursionError):
        return []


def _values(key: str, held: object) -> list[str]:
    if isinstance(held, str):
        held = held.split("\n") if KINDS[key] in ("lines", "branches") else re.split(r"[\n,]", held)
    return [v.strip() for v in held if isinstance(v, str) and v.strip()] if isinstance(held, list) else []


def _table(data: object, *path: str) -> Mapping[str, object]:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _ini(text: str, base: str) -> Iterator[tuple[str, object]]:
    """https://coverage.readthedocs.io/en/latest/config.html; `coverage:run` in a file that others use too."""
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ValueError from error
    for section in ("coverage:run", "coverage:report", *(("run", "report") if base.startswith(".coveragerc") else ())):
        if parser.has_section(section):
            yield from parser.items(section)


def _toml(text: str, _base: str) -> Iterator[tuple[str, object]]:
    data = load.toml(text)
    for path in (("tool", "coverage", "run"), ("tool", "coverage", "report"), ("run",), ("report",)):
        yield from _table(data, *path).items()


def _json(text: str, base: str) -> Iterator[tuple[str, object]]:
    """https://github.com/istanbuljs/nyc#configuring-nyc, https://jestjs.io/docs/configuration."""
    import json

    data = json.loads(text)
    for path in (("jest",), ("nyc",), ("c8",)) if base == "package.json" else ((),):
        yield from _table(data, *path).items()


def _script(text: str, _base: str) -> Iterator[tuple[str, object]]:
    """Lists of string literals in a JavaScript module, which cannot be known without running it."""
    for match in re.finditer(LIST, text):
        yield match[1], [literal[1:-1] for literal in re.findall(LITERAL, match[2]) if literal[0] != "/"]


READERS: dict[str, Callable[[str, str], Iterator[tuple[str, object]]]] = {
    r"pyproject\.toml|\.coveragerc\.toml": _toml,
    r"\.coveragerc.*|setup\.cfg|tox\.ini": _ini,
    r"package\.json|jest\.config\.json|\.(?:nyc|c8)rc(?:\.json)?": _json,
    r"(?:jest|nyc)\.config\.[cm]?[jt]s": _script,
}
