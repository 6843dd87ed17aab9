"""The changed statements of product files: each is covered, uncovered, unmeasured or excluded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from lockstitch import statements
from lockstitch.classes import language
from lockstitch.gate.measure import Measured, settled, under
from lockstitch.gate.scene import Scene
from lockstitch.lines import Lines, numbers, of, owners, ranges, span
from lockstitch.model import Change, ChangedFile, Exempt, FileChange, FileCoverage, Floor, Outline
from lockstitch.model.coverage import WORST
from lockstitch.settings import Config

if TYPE_CHECKING:
    from lockstitch.gate.sources import Sources
    from lockstitch.surface import Surface

CAUSE = "no test imports it, or source and omit of the coverage configuration leave it out"
CODE = 2
"""So many new lines that look like code, none of them in the report, are no chance."""
NO_CODE = ("#", "<!--", "import ", "export type ", "package ", "use ", "using ")
LEFT_OUT = "the report may be older than the change, or an exclusion of the coverage configuration may leave it out"


class Desk(NamedTuple):
    """What the join needs beside the change."""

    config: Config
    scene: Scene
    measured: Measured
    failed: frozenset[str]
    """Tests that failed."""
    exempt: Mapping[str, Exempt] = MappingProxyType({})
    """Files with code of which nothing is owed."""
    restored: Mapping[str, Lines] = MappingProxyType({})
    """Lines that a revert brought back, of which nothing is owed."""


def join(change: Change, desk: Desk) -> tuple[ChangedFile, ...]:
    found = []
    for path, file in change.files.items():
        if path in desk.exempt:
            continue
        if back := desk.restored.get(path, 0):
            file = file._replace(added=file.added & ~back)  # noqa: PLW2901 - what is owed of it
        if file.status != "deleted" and file.added and desk.scene.classify(path) == "product" and language(path):
            judged = _python(file, desk) if language(path) == "Python" else _other(file, desk)
            if judged.statements or judged.state in ("unparsed", "foreign"):
                found.append(judged)
    return _without_excluded(found, desk)


def _python(file: FileChange, desk: Desk) -> ChangedFile:
    path = file.path
    outline = desk.scene.sources.outline(path)
    if outline.fault:
        return ChangedFile(path, "unparsed", detail=f"line {outline.fault_line}: {outline.fault}")
    physical: dict[int, Lines] = {}
    for line in numbers(file.added):
        if first := outline.statement.get(line):
            physical[first] = physical.get(first, 0) | 1 << line
    every = sum(1 << first for first in physical)
    if path in desk.measured.stale:
        return ChangedFile(path, "stale", unmeasured=every, physical=physical, detail=desk.measured.stale[path])
    coverage = desk.measured.files.get(path)
    if coverage is None:
        foreign = desk.measured.listed and "Python" not in desk.measured.languages
        state = ChangedFile(path, "absent", unmeasured=every, physical=physical, detail=CAUSE)
        return ChangedFile(path, "foreign") if foreign else state
    return _sorted(ChangedFile(path, "measured", physical=physical), coverage, outline)


def _sorted(file: ChangedFile, coverage: FileCoverage, outline: Outline) -> ChangedFile:
    """The changed statements of a measured file, each in its set."""
    covered = uncovered = excluded = unmeasured = 0
    partial = {}
    known = coverage.measured | coverage.excluded
    for first in file.physical:
        line = statements.settle(outline, known, first)
        if coverage.covers(line):
            covered |= 1 << first
            branch = coverage.branches.get(line)
            if branch and branch.taken < branch.total:
                partial[first] = branch
        elif coverage.covers(line) is False:
            uncovered |= 1 << first
        elif coverage.excluded >> line & 1:
            excluded |= 1 << first
        else:
            unmeasured |= 1 << first
    return file._replace(
        covered=covered,
        uncovered=uncovered,
        excluded=excluded,
        unmeasured=unmeasured,
        partial=partial,
        detail=LEFT_OUT if unmeasured else "",
    )


def _other(file: FileChange, desk: Desk) -> ChangedFile:
    """A file whose statements only a report knows."""
    path = file.path
    code = _code(file, desk)
    if path in desk.measured.stale:
        return ChangedFile(path, "stale", unmeasured=code, detail=desk.measured.stale[path])
    coverage = desk.measured.files.get(path)
    if coverage:
        physical = _measured(file, coverage, desk.scene.sources.surface(path))
        first = of(physical)
        ran = first & coverage.executed
        return ChangedFile(
            path,
            "measured",
            unmeasured=_unseen(file, physical, code, desk.scene.sources),
            detail=LEFT_OUT,
            covered=ran,
            uncovered=first & coverage.missing,
            excluded=first & coverage.excluded,
            partial={n: b for n, b in coverage.branches.items() if ran >> n & 1 and b.taken < b.total},
            physical=physical,
        )
    if language(path) in desk.measured.languages and code:
        return ChangedFile(path, "absent", unmeasured=code, detail=CAUSE)
    return ChangedFile(path, "foreign")


def _measured(file: FileChange, coverage: FileCoverage, surface: Surface) -> dict[int, Lines]:
    """First line of a statement, as the report measures it → its added lines; without what belongs to none."""
    known = coverage.measured | coverage.excluded
    added = file.added & ~surface.silent
    owner = owners(coverage.extents, added & ~known)
    first_of = {line: line for line in numbers(known)}
    physical: dict[int, Lines] = {}
    for line in numbers(added):
        if first := _first(owner.get(line, line), first_of, surface.goes_on):
            physical[first] = physical.get(first, 0) | 1 << line
    return physical


def _unseen(file: FileChange, physical: Mapping[int, Lines], code: Lines, sources: Sources) -> Lines:
    """Added lines of which the report has to know something, and knows nothing: it may be older than they are.

    Such a report measures other lines of the file, and would pass for one of today. One line alone that ought to be
    measured, beside others that are, may be its whim; what looks like code may be a declaration.
    """
    sure = sources.statements(file.path)
    if not physical:
        return code if code.bit_count() >= CODE and (sure is None or sure & code) else (sure or 0) & code
    told = reduce(or_, physical.values())
    found = 0
    for first, last in ranges(file.added & ~told) if sure else ():
        stretch = span(first, last)
        if (code & stretch).bit_count() >= CODE or not told & span(first - 1, last + 1):
            found |= stretch & (sure or 0)
    return found


def _first(line: int, first_of: dict[int, int], goes_on: Mapping[int, int]) -> int:
    """The measured line that `line` goes on from, 0 for none; what is found on the way is kept in `first_of`."""
    way = []
    while line and line not in first_of:
        way.append(line)
        line = goes_on.get(line, 0)
    first = first_of.get(line, 0)
    first_of.update(dict.fromkeys(way, first))
    return first


def _code(file: FileChange, desk: Desk) -> Lines:
    """The added lines of a language that we do not parse which are neither blank, nor a comment, nor only brackets."""
    surface = desk.scene.sources.surface(file.path)
    added = file.added & ~(surface.silent | surface.brackets)
    text = ((n, desk.scene.sources.line(file.path, n).strip()) for n in numbers(added))
    return sum(1 << n for n, line in text if any(map(str.isalpha, line)) and not line.startswith(NO_CODE))


def _without_excluded(files: Iterable[ChangedFile], desk: Desk) -> tuple[ChangedFile, ...]:
    """Unmeasured Python statements that coverage's own configuration excludes count as excluded, not as unmeasured."""
    found = {file.path: file for file in files}
    asked = [f.path for f in found.values() if f.unmeasured and f.state != "stale" and language(f.path) == "Python"]
    if asked and desk.measured.listed:
        from lockstitch.coverage.analysis import statements_of

        for path, (known, excluded) in statements_of(desk.config.root, asked).items():
            found[path] = _reclassed(found[path], known, excluded, desk.scene.sources.outline(path))
    return tuple(found.values())


def _reclassed(file: ChangedFile, known: Lines, excluded: Lines, outline: Outline) -> ChangedFile:
    out = kept = 0
    for first in numbers(file.unmeasured):
        if statements.settle(outline, excluded, first):
            out |= 1 << first
        elif statements.settle(outline, known, first):
            kept |= 1 << first
    return file._replace(unmeasured=kept, excluded=file.excluded | out)


def floors(desk: Desk) -> dict[str, Floor]:
    """Prefix of a floor → what is covered of the product files below it, listed by a report or not."""
    return {prefix: _floor(under(prefix, desk.scene), desk) for prefix in desk.config.coverage_floor}


def _floor(paths: list[str], desk: Desk) -> Floor:
    listed = {path: file for path in paths if (file := desk.measured.files.get(path))}
    absent = [path for path in paths if path not in listed and language(path) == "Python"]
    known = {path: settled(file, desk.scene.sources) for path, file in listed.items()}
    found = _statements(absent, desk)
    uncounted = [path for path, file in listed.items() if not file.analysed]
    uncounted += [path for path in absent if path not in found]
    covered = sum(file.executed.bit_count() for file in known.values())
    unrun = {**{path: file.missing for path, file in known.items()}, **found}
    total = covered + sum(lines.bit_count() for lines in unrun.values())
    worst = sorted(((p, n) for p, n in unrun.items() if n), key=lambda each: (-each[1].bit_count(), each[0]))
    return Floor(covered, total, tuple(sorted(uncounted)), tuple(worst[:WORST]))


def _statements(paths: list[str], desk: Desk) -> dict[str, Lines]:
    """The statements of files that no report lists, less those that coverage's configuration excludes."""
    if not paths:
        return {}
    from lockstitch.coverage.analysis import statements_of

    return {path: known for path, (known, _) in statements_of(desk.config.root, paths).items()}
