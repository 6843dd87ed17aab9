"""SimpleCov's JSON: its result set (`.resultset.json`), and what its JSON formatter writes (`coverage.json`).

Source: https://github.com/simplecov-ruby/simplecov, for the formatter `schemas/coverage.schema.json` there. The result
set holds one result for each command (RSpec, Minitest), the formatter's report all of them together. A list has an item
for each line of the file: a count, `null` where there is no code, `ignored` below a `:nocov:`. Branches of the result
set are called by Ruby literals, `[:if, 0, 3, 4, 3, 21]`: kind, number, first line and column, last ones.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from lockstitch.coverage import document, found
from lockstitch.coverage.document import by_line, count, line_number, mapping, text
from lockstitch.coverage.found import Found
from lockstitch.load import Source
from lockstitch.model import Ask, Branch, CoverageReport

FORMAT = "simplecov"
OPENING = re.compile(
    rb'\s*\{\s*(?:"[^"]*"\s*:\s*\{\s*"coverage"\s*:\s*\{|"\$schema"\s*:\s*"[^"]*simplecov|"meta"\s*:\s*\{[^}]*"simplecov_version"'
    rb'|"coverage"\s*:\s*\{\s*"[^"]*"\s*:\s*\{\s*"(?:lines|branches)"\s*:)'
)
LITERAL = re.compile(r"\[:([a-z&.\"]{1,20}), (\d{1,9}), (\d{1,9}), (\d{1,9}), (\d{1,9}), (\d{1,9})\]", re.ASCII)


def detects(_path: str, head: bytes) -> bool:
    return OPENING.match(document.plain(head)) is not None


def read(source: Source, ask: Ask) -> CoverageReport:
    """All files of all results; raises `ReadError`."""
    return document.read(source, lambda whole: _report(whole, ask), "run the tests under SimpleCov again")


class _File(Found):
    """What all results say of one file. `exits_of`: line → branch and exit → whether it was taken."""

    __slots__ = ("exits_of", "length")

    def __init__(self) -> None:
        super().__init__()
        self.length = -1
        self.exits_of: defaultdict[int, dict[tuple[str, ...], bool]] = defaultdict(dict)


def _report(whole: dict[str, Any], ask: Ask) -> CoverageReport:
    files: defaultdict[str, _File] = defaultdict(_File)
    for result in _results(whole):
        for path, entry in result.items():
            with document.naming(path):
                _add(files[path], entry)
    for file in files.values():
        file.branches = {line: _branch(exits) for line, exits in file.exits_of.items()}
    counted = mapping(mapping(whole.get("total", {}), "total").get("lines", {}), "lines")
    _check("the whole", counted, files.values())
    root = mapping(whole.get("meta", {}), "meta").get("root")
    roots = (root,) if isinstance(root, str) and root else ()
    return found.report(FORMAT, files, ask)._replace(roots=roots, granularity="line")


def _results(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Path → entry, for each command; the formatter's report is one."""
    if "coverage" in whole:
        yield mapping(whole["coverage"], "coverage")
        return
    for command, result in whole.items():
        yield mapping(mapping(result, command).get("coverage"), f"the coverage of {command}")


def _add(file: _File, entry: object) -> None:
    """One result of one file; before SimpleCov 0.18 it is the list of lines alone."""
    whole = {"lines": entry} if type(entry) is list else mapping(entry, "the entry")
    counts = by_line(whole.get("lines"), "lines")
    if file.length not in (-1, len(counts)):
        raise ValueError(f"contradicts itself: one result has {file.length} lines, another {len(counts)}")
    file.length = len(counts)
    for number, hits in enumerate(counts, 1):
        if hits == "ignored":
            file.excluded.append(number)
        elif hits is not None:
            file.note(number, count(hits, f"line {number}") > 0)
    _check("its lines", {key: whole.get(f"{key}_lines") for key in ("covered", "missed")}, [file])
    branches = whole.get("branches") or {}
    for line, name, taken in _listed(branches) if type(branches) is list else _literal(branches):
        file.exits_of[line][name] = file.exits_of[line].get(name, False) or taken


def _check(what: str, counted: dict[str, Any], files: Collection[_File]) -> None:
    """SimpleCov counts since 1.0; the formatter's report, which alone has counts, lists each file once."""
    listed = {
        "covered": sum(len(file.executed) for file in files),
        "missed": sum(len(file.missing) for file in files),
    }
    for key, number in listed.items():
        if counted.get(key) not in (None, number):
            raise ValueError(f"contradicts itself on {what}: it counts {counted[key]!r:.20} {key}, and lists {number}")


def _literal(branches: object) -> Iterator[tuple[int, tuple[str, ...], bool]]:
    """(line of the condition, condition and exit, taken), of the result set."""
    for condition, exits in mapping(branches, "branches").items():
        start = LITERAL.fullmatch(condition)
        if not start:
            raise ValueError(f"{condition!r:.60} names no branch")
        line = line_number(int(start[3]), "the line of a branch")
        for name, hits in mapping(exits, condition).items():
            if not (end := LITERAL.fullmatch(name)):
                raise ValueError(f"{name!r:.60} names no branch")
            yield line, (f"{end[1]} on line {end[3]}", condition, name), count(hits, name) > 0


def _listed(branches: list[Any]) -> Iterator[tuple[int, tuple[str, ...], bool]]:
    """The same of the formatter's report, which tells the line to show an exit on instead of its condition."""
    for number, each in enumerate(branches):
        branch = mapping(each, "a branch")
        hits = branch.get("coverage")
        if hits != "ignored":
            line = line_number(branch.get("report_line", branch.get("start_line")), "report_line")
            name = f"{text(branch.get('type'), 'type')} on line {branch.get('start_line')!r:.12}"
            yield line, (name, str(number)), count(hits, "coverage") > 0


def _branch(exits: dict[tuple[str, ...], bool]) -> Branch:
    untaken = [name[0] for name, taken in exits.items() if not taken]
    names = frozenset(untaken)
    return Branch(len(exits), len(exits) - len(untaken), names if len(names) == len(untaken) else None)
