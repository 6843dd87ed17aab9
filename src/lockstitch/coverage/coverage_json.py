"""coverage.py's JSON report: https://coverage.readthedocs.io/en/latest/commands/cmd_json.html."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any

from lockstitch import lines
from lockstitch.coverage import document
from lockstitch.coverage.document import mapping, sequence
from lockstitch.coverage.merge import HIGHEST_LINE
from lockstitch.load import Source
from lockstitch.model import Ask, Branch, CoverageReport, FileCoverage
from lockstitch.values import NamedTuple

FORMAT = "coverage.py JSON"
OPENING = re.compile(rb'\s*\{.*?"(?:branch_coverage|executed_lines)"\s*:', re.DOTALL)
LINE = re.compile(r"-?[0-9]{1,9}")
SUMS = ("covered_lines", "missing_lines", "num_statements")


def detects(_path: str, head: bytes) -> bool:
    """A JSON object with a word that only coverage.py writes; also in UTF-16, as PowerShell's `>` writes it."""
    text = document.plain(head)
    return OPENING.match(text) is not None and b'"simplecov_version"' not in text  # which knows `branch_coverage` too


def read(source: Source, ask: Ask) -> CoverageReport:
    """All files of a report; raises `ReadError`."""
    return document.read(source, lambda report: _report(report, ask), "run the tests again, then coverage json")


def _report(report: dict[str, Any], ask: Ask) -> CoverageReport:
    files = [_file(path, mapping(entry, path)) for path, entry in mapping(report.get("files"), "files").items()]
    if not files:
        raise ValueError("holds no file")
    for key, total in _sums(report, "totals").items():
        added = sum(file.sums.get(key, 0) for file in files)
        if total != added:
            raise ValueError(f"contradicts itself: {total} {key} in its totals, {added} in its files")
    return CoverageReport(
        format=FORMAT,
        listed=tuple(file.path for file in files),
        files=tuple(_coverage(file, ask.contexts(file.path)) for file in files if ask.lines(file.path)),
        measured=sum(len(file.executed | file.missing) for file in files),
        has_branches=any(file.has_branches for file in files),
        has_contexts=any(any(names) for file in files for names in file.contexts.values()),
    )


class _File(NamedTuple):
    """One file of the report, its values checked. `taken`, `untaken`: arcs between lines, < 0 where they leave."""

    path: str
    executed: set[int]
    missing: set[int]
    excluded: set[int]
    taken: list[list[int]]
    untaken: list[list[int]]
    has_branches: bool
    contexts: dict[int, list[str]]
    sums: dict[str, int]


def _file(path: str, entry: dict[str, Any]) -> _File:
    with document.naming(path):
        _check(entry)
        excluded = _numbers(entry, "excluded_lines") if "excluded_lines" in entry else set()
        return _File(
            path=path,
            executed=_numbers(entry, "executed_lines") - excluded,
            missing=_numbers(entry, "missing_lines"),
            excluded=excluded,
            taken=_arcs(entry, "executed_branches"),
            untaken=_arcs(entry, "missing_branches"),
            has_branches="executed_branches" in entry,
            contexts=_contexts(entry),
            sums=_sums(entry, "summary"),
        )


def _check(entry: dict[str, Any]) -> None:
    """That no line of a file was lost. Before 7.10 coverage.py lists executed lines that are no statements as well."""
    summary = _sums(entry, "summary")
    for name, key in (("covered_lines", "executed_lines"), ("missing_lines", "missing_lines")):
        counted, listed = summary.get(name, 0), len(sequence(entry.get(key), key))
        if counted > listed:
            raise ValueError(f"contradicts itself: {counted} {name} in its summary, {listed} in its list")
    if both := _numbers(entry, "executed_lines") & _numbers(entry, "missing_lines"):
        raise ValueError(f"contradicts itself: line {min(both)} is both executed and missing")


def _coverage(file: _File, with_contexts: bool) -> FileCoverage:
    contexts: defaultdict[str, list[int]] = defaultdict(list)
    if with_contexts:
        for line, names in file.contexts.items():
            for name in names:
                contexts[name].append(line)
    return FileCoverage(
        path=file.path,
        executed=lines.of(file.executed),
        missing=lines.of(file.missing),
        excluded=lines.of(file.excluded),
        branches=_branches(file),
        contexts={name: lines.of(numbers) for name, numbers in contexts.items()},
    )


def _branches(file: _File) -> dict[int, Branch]:
    """Missing exits are named as coverage.py's Cobertura names them: the line they lead to, or `exit`."""
    taken: Counter[int] = Counter(line for line, _end in file.taken)
    missing: defaultdict[int, list[str]] = defaultdict(list)
    for line, end in file.untaken:
        missing[line].append(str(end) if end > 0 else "exit")
    branches = {}
    for line in sorted(taken.keys() | missing.keys()):
        names = frozenset(missing[line])
        distinct = len(names) == len(missing[line])
        branches[line] = Branch(taken[line] + len(missing[line]), taken[line], names if distinct else None)
    return branches


def _numbers(entry: dict[str, Any], key: str) -> set[int]:
    """Line numbers; 0, which coverage.py lists where an empty module ran, is none."""
    for number in sequence(entry.get(key), key):
        if type(number) is not int or not 0 <= number <= HIGHEST_LINE:
            raise ValueError(f"{key} holds {number!r:.40}, which is no line number")
    return set(sequence(entry.get(key), key)) - {0}


def _arcs(entry: dict[str, Any], key: str) -> list[list[int]]:
    arcs = sequence(entry.get(key), key) if key in entry else []
    for arc in arcs:
        if not isinstance(arc, list) or [type(end) for end in arc] != [int, int]:
            raise ValueError(f"{key} holds {arc!r:.40}, which is no pair of lines")
    return [arc for arc in arcs if 0 < arc[0] <= HIGHEST_LINE]


def _contexts(entry: dict[str, Any]) -> dict[int, list[str]]:
    """Line → the contexts that ran it; the line may be 0 or less, where a module was entered or left."""
    contexts = {}
    for text, names in mapping(entry.get("contexts", {}), "contexts").items():
        if not LINE.fullmatch(text) or not isinstance(names, list) or {*map(type, names)} - {str}:
            raise ValueError(f"contexts holds {text!r:.40}, which is no line with a list of names")
        if 0 < int(text) <= HIGHEST_LINE:
            contexts[int(text)] = names
    return contexts


def _sums(entry: dict[str, Any], key: str) -> dict[str, int]:
    """The line sums of a summary or of the totals, as far as they are there."""
    sums = mapping(entry.get(key, {}), key)
    return {name: sums[name] for name in SUMS if type(sums.get(name)) is int}
