"""Coverage of the files that matter: read, settled on repository paths, held against the sources, merged, analysed."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from lockstitch import statements
from lockstitch.classes import language
from lockstitch.coverage.merge import merge
from lockstitch.errors import Fault, plural
from lockstitch.gate import inputs
from lockstitch.gate.fixes import Fixes
from lockstitch.gate.scene import Scene
from lockstitch.gate.sources import Sources
from lockstitch.lines import Lines, shown, span
from lockstitch.model import Ask, Change, CoverageReport, Covered, FileCoverage, Input
from lockstitch.paths import Repository, Settled, plain
from lockstitch.settings import Config

MODULE = r"""(?m)^\s*module\s+["`]?([^\s"`(]+)"""
NAME = r"[A-Za-z_$][\w$]{2,}"
BEGINS = r"[({]|=>|\bclass\b"
"""What stands on the line on which a function begins, one of these at least."""
NEAR = 2
"""Lines above and below the one on which a report has a function, where its name may stand."""
STRAY = 2
"""So many measured lines without a statement, or functions without a beginning, make a report older than the source."""


class Measured(NamedTuple):
    """What the reports together say. `listed`: every repository path that one of them lists."""

    files: Mapping[str, FileCoverage] = MappingProxyType({})
    listed: frozenset[str] = frozenset()
    stale: Mapping[str, str] = MappingProxyType({})
    inputs: tuple[Input, ...] = ()
    has_contexts: bool = False
    has_branches: bool = False

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(language(path) for path in self.listed)


class Need(NamedTuple):
    """Repository paths whose lines matter, and those of them whose contexts matter too."""

    lines: frozenset[str]
    contexts: frozenset[str] = frozenset()


def needed(config: Config, scene: Scene, change: Change, fixed: Fixes) -> Need:
    """The changed product files, those of the fixes, and those below a floor."""
    product = {path for path in change.files if language(path) and scene.classify(path) == "product"}
    repaired = {path for fix in fixed.fix.values() for path in fix.lines}
    below = {path for prefix in config.coverage_floor for path in under(prefix, scene)}
    return Need(frozenset(product | repaired | below), frozenset(repaired))


def under(prefix: str, scene: Scene) -> list[str]:
    """The product files that hold code in a folder, or the one file of that name; all for the top, `.` or empty."""
    top = posixpath.normpath(prefix.strip("/"))
    inside = [p for p in scene.files if top in (".", p) or p.startswith(f"{top}/")]
    return [path for path in inside if language(path) and scene.classify(path) == "product"]


def settled(file: FileCoverage, sources: Sources) -> Covered:
    """The file's lines; of Python the first lines of its statements, whichever line of them a report names."""
    if language(file.path) != "Python":
        return Covered(file.executed, file.missing & ~file.executed)
    outline = sources.outline(file.path)
    executed = statements.normal(outline, file.executed)
    return Covered(executed, statements.normal(outline, file.missing) & ~executed)


def measure(config: Config, scene: Scene, need: Need, void: Callable[[str], bool] | None = None) -> Measured:
    """`void`: whether what a context ran does not count, where some may not: see `Ask`."""
    repository = Repository(config.root, scene.files, config.paths.map)
    repository.modules(_modules(scene))
    ask = Ask(_by_name(need.lines), _by_name(need.contexts), void)
    reports, examined = inputs.read_coverage(config, ask)
    parts: dict[str, list[FileCoverage]] = defaultdict(list)
    listed: set[str] = set()
    stale: dict[str, str] = {}
    for report, place in reports:
        each = examined[place]
        settled = repository.settle(report.listed, report.roots, each.path.rpartition("/")[0])
        listed |= set(settled.paths.values())
        if fault := _foreign(settled, each, need.lines):
            examined[place] = inputs.faulted(each, fault)
            continue
        old = _sort_in(report, settled, need.lines, scene.sources, parts)
        stale.update(old)
        if old:
            examined[place] = inputs.faulted(each, _stale(old, each))
    kept = [report for report, place in reports if not examined[place].fault]
    return Measured(
        _whole(parts, config),
        frozenset(listed),
        stale,
        tuple(examined),
        any(report.has_contexts for report in kept),
        any(report.has_branches for report in kept),
    )


def _modules(scene: Scene) -> dict[str, str]:
    """Import path of each Go module of the repository → its folder: https://go.dev/ref/mod#go-mod-file-module.

    Two folders that claim one path (a test's little project does so at times) claim it in vain.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for path in scene.files:
        if path.rpartition("/")[2] == "go.mod" and (module := re.search(MODULE, scene.sources.text(path))):
            found[module[1]].add(path.rpartition("/")[0])
    return {module: folders.pop() for module, folders in found.items() if len(folders) == 1}


def _by_name(paths: Iterable[str]) -> Callable[[str], bool]:
    """A report is asked by file name: which path it means is settled when all its paths are known."""
    names = {path.rpartition("/")[2] for path in paths}
    return lambda raw: plain(raw).rpartition("/")[2] in names


def _foreign(settled: Settled, each: Input, wanted: Collection[str]) -> Fault | None:
    """Why a report cannot be used here: it is about another tree, or about two files of this one."""
    for raw, fits in settled.ambiguous.items():
        if not set(fits).isdisjoint(wanted):
            cause = f"{raw} fits {len(fits)} files of the repository: {', '.join(fits[:3])}"
            return Fault(cause, each.path, hint=f'say which: paths.map = {{ "{raw}" = "{fits[0]}" }}')
    if not settled.paths and settled.unmatched:
        example = settled.unmatched[0]
        cause = f"none of its {plural(len(settled.unmatched), 'path')} lies in this repository, for example {example}"
        prefix = example[: example.rfind("/") + 1] or example
        return Fault(cause, each.path, hint=f'map its root: paths.map = {{ "{prefix}" = "src/" }}')
    return None


def _sort_in(
    report: CoverageReport,
    settled: Settled,
    wanted: Collection[str],
    sources: Sources,
    parts: dict[str, list[FileCoverage]],
) -> dict[str, str]:
    """Puts the report's wanted files under their repository paths; returns the stale ones with the reason."""
    old = {}
    for file in report.files:
        path = settled.paths.get(file.path, "")
        if path not in wanted:
            continue
        outline = sources.outline(path)
        if language(path) == "Python":
            stray = statements.stray(outline, file.measured, sources.length(path))
        else:
            stray = _astray(file, path, report, sources)
        if stray.bit_count() >= STRAY:
            old[path] = f"{path} has no statement on line {shown(stray)}, which the report measures"
        elif len(gone := _displaced(file, path, sources)) >= STRAY:
            old[path] = f"{path} has no function {gone[0][1]} on line {gone[0][0]}, where the report has it"
        else:
            parts[path].append(_at(file, path, report, sources))
    return old


def _astray(file: FileCoverage, path: str, report: CoverageReport, sources: Sources) -> Lines:
    """Measured lines where a source that is not parsed cannot hold a statement."""
    beyond = ~span(0, sources.length(path))
    silent = sources.surface(path).silent if report.granularity == "line" else 0
    return file.measured & (beyond | silent)


def _displaced(file: FileCoverage, path: str, sources: Sources) -> list[tuple[int, str]]:
    """The functions of the report that stand elsewhere in the file, and where none can begin: it was edited above them.

    A name that the file does not have says nothing: tools make names up, and mangle them. V8 has a constructor under
    the name of its class, and a function that is assigned where its parameters are.
    """
    found = []
    for line, name in sorted(file.functions) if language(path) != "Python" else ():
        near = (sources.line(path, n) for n in range(line - NEAR, line + NEAR + 1))
        begins = re.search(BEGINS, sources.line(path, line))
        if re.fullmatch(NAME, name) and not begins and not any(name in text for text in near):
            found += [(line, name)] if name in sources.text(path) else []
    return found


def _at(file: FileCoverage, path: str, report: CoverageReport, sources: Sources) -> FileCoverage:
    """The file under its repository path; in other languages than Python without the lines that hold no code.

    Spans of lines hold brackets, too, where other reports measure them for a reason: leaving a function is code.
    """
    if language(path) == "Python":
        return file._replace(path=path)
    surface = sources.surface(path)
    code = ~(surface.silent | (surface.brackets if report.granularity == "span" else 0))
    return file._replace(path=path, executed=file.executed & code, missing=file.missing & code)


def _stale(old: Mapping[str, str], each: Input) -> Fault:
    more = f" (and {len(old) - 1} more files)" if len(old) > 1 else ""
    cause = f"is older than the code: {next(iter(old.values()))}{more}"
    return Fault(cause, each.path, hint="run the tests under coverage again, on the code that is checked")


def _whole(parts: Mapping[str, list[FileCoverage]], config: Config) -> dict[str, FileCoverage]:
    """One coverage a file: data without statements is merged first and analysed once, then everything is merged."""
    known = {path: [file for file in files if file.analysed] for path, files in parts.items()}
    raw = {path: [file for file in files if not file.analysed] for path, files in parts.items()}
    bare = [merge(files) for files in raw.values() if files]
    if bare:
        from lockstitch.coverage.analysis import analyse

        for file in analyse(bare, config.root):
            known[file.path].append(file)
    return {path: merge(files) for path, files in known.items() if files}
