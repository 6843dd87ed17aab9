"""Istanbul's JSON (`coverage-final.json`), as nyc, c8, Jest and Vitest write it: https://istanbul.js.org/docs/advanced/.

Each file maps its statements, functions and branches to places (`statementMap`, `branchMap`), and counts them (`s`,
`b`). As in Istanbul's own reports (https://github.com/istanbuljs/istanbuljs, `FileCoverage.getLineCoverage`) a
statement stands on the line where it begins, executed wins on a line of several, and exits are called by branch and
place in it (`0,1`), as its LCOV report calls them. `extents` are the statements that run over several lines.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from lockstitch.coverage import document, found
from lockstitch.coverage.document import count, line_number, mapping, sequence
from lockstitch.coverage.found import Found
from lockstitch.load import Source
from lockstitch.model import Ask, Branch, CoverageReport

FORMAT = "istanbul"
OPENING = re.compile(rb'\s*\{\s*"[^"]*"\s*:\s*\{.*?"statementMap"\s*:', re.DOTALL)


def detects(_path: str, head: bytes) -> bool:
    return OPENING.match(document.plain(head)) is not None


def read(source: Source, ask: Ask) -> CoverageReport:
    """All files of a report; raises `ReadError`."""
    return document.read(source, lambda whole: _report(whole, ask), "run the tests under coverage again")


def _report(whole: dict[str, Any], ask: Ask) -> CoverageReport:
    files: dict[str, Found] = {}
    for path, entry in whole.items():
        with document.naming(path):
            files[path] = _file(path, mapping(entry, "the entry"))
    return found.report(FORMAT, files, ask)


def _file(path: str, whole: dict[str, Any]) -> Found:
    entry = mapping(whole.get("data", whole), "data")  # nyc of old wraps it
    if entry.get("path", path) != path:
        raise ValueError(f"contradicts itself: it calls itself {entry['path']!r:.80}")
    file = Found()
    for _, place, hits in _counted(entry, "statementMap", "s"):
        first, last = _extent(place)
        if place.get("skip") is True:  # Istanbul before 1.0, of what a comment told it to ignore
            file.excluded.append(first)
            continue
        file.note(first, count(hits, "s") > 0)
        if last > first:
            file.extents.add((first, last))
    file.branches = _branches(entry)
    file.functions = set(_functions(entry))
    return file


def _functions(entry: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Where the functions begin that have a name of their own; some tools know no `decl`."""
    for place in mapping(entry.get("fnMap", {}), "fnMap").values():
        match place:
            case {"name": str(name), "decl": {"start": {"line": int(line)}}}:
                yield line, name


def _counted(entry: dict[str, Any], places: str, counts: str) -> list[tuple[str, dict[str, Any], Any]]:
    """(key, place, count) of statements or branches: each place is counted, and each count has a place."""
    where, what = mapping(entry.get(places), places), mapping(entry.get(counts), counts)
    if where.keys() != what.keys():
        raise ValueError(
            f"contradicts itself: {len(where)} in {places}, {len(what)} in {counts}, which are not the same"
        )
    return [(key, mapping(place, places), what[key]) for key, place in where.items()]


def _extent(place: dict[str, Any]) -> tuple[int, int]:
    """The first and the last line of a statement; a source map may leave the end open."""
    first = line_number(mapping(place.get("start"), "start").get("line"), "line")
    last = mapping(place.get("end"), "end").get("line")
    return first, first if last is None else line_number(last, "line")


def _branches(entry: dict[str, Any]) -> dict[int, Branch]:
    exits: defaultdict[int, dict[str, bool]] = defaultdict(dict)
    for key, place, hits in _counted(entry, "branchMap", "b"):
        if place.get("skip") is True:
            continue
        taken = [count(each, "b") > 0 for each in sequence(hits, "b")]
        locations = place.get("locations")
        if locations is not None and len(sequence(locations, "locations")) != len(taken):
            raise ValueError(f"contradicts itself: branch {key} has {len(locations)} exits, and counts {len(taken)}")
        line = _extent(mapping(place["loc"], "loc"))[0] if "loc" in place else line_number(place.get("line"), "line")
        exits[line].update({f"{key},{number}": ran for number, ran in enumerate(taken)})
    return {line: _branch(named) for line, named in exits.items() if named}


def _branch(exits: dict[str, bool]) -> Branch:
    missing = frozenset(name for name, taken in exits.items() if not taken)
    return Branch(len(exits), len(exits) - len(missing), missing)
