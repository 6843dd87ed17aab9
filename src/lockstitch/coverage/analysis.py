"""Statements, exclusions and branches of Python files, from coverage.py's own analysis of their source.

A data file holds only what ran. What could have run is found by coverage.py's public API in this process, under the
exclusions of the project's own configuration: https://coverage.readthedocs.io/en/latest/config.html. That is looked
for in the repository's top folder, in coverage's order; the current folder and COVERAGE_RCFILE have no say, so that
the same tree always gives the same answer. `omit`, `include` and `source` are not applied: they tell what is measured,
not what is a statement. Plugins would be code of the project, which a gate must not run: none is ever loaded.
"""

from __future__ import annotations

import configparser
import contextlib
import io
import json
import os
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lockstitch import lines, load
from lockstitch.errors import Fault, ReadError
from lockstitch.lines import Lines
from lockstitch.model import Branch, FileCoverage

if TYPE_CHECKING:
    from coverage import Coverage

CONFIG_FILES = (".coveragerc", ".coveragerc.toml", "setup.cfg", "tox.ini", "pyproject.toml")
"""The first one there is taken, be it empty; those that coverage shares with others only where they speak of it."""
SHARED_FILES = ("setup.cfg", "tox.ini")
"""pyproject.toml is shared too, but the last: taken in vain it changes nothing."""
EXCLUSIONS = ("report:exclude_lines", "report:partial_branches", "report:partial_branches_always")
"""Options that decide what is a statement or a branch; coverage adds `exclude_also` and `partial_also` to them."""


def analyse(files: Sequence[FileCoverage], root: str) -> tuple[FileCoverage, ...]:
    """The files with statements, exclusions and branches; `path` is relative to the repository's folder `root`.

    `executed` and `missing` become first lines of statements. A file without arcs has branches only where nothing of
    it ran and other files have arcs. A file whose source is missing, does not parse here or is not Python stays
    `analysed=False`. Raises `ReadError` where coverage's configuration cannot be read.
    """
    if all(file.analysed for file in files):
        return tuple(files)
    with_branches = any(file.arcs for file in files)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of coverage on the configuration, of the compiler on the source
        configured = _configured(root)
        return tuple(f if f.analysed else _analysed(f, root, configured, with_branches) for f in files)


def statements_of(root: str, paths: Iterable[str]) -> Mapping[str, tuple[Lines, Lines]]:
    """Path → statements and excluded lines of files that no report lists; without those that cannot be analysed."""
    files = analyse([FileCoverage(path, executed=0, analysed=False) for path in paths], root)
    return {file.path: (file.missing, file.excluded) for file in files if file.analysed}


def _analysed(file: FileCoverage, root: str, configured: Coverage, with_branches: bool) -> FileCoverage:
    cov = _with_exclusions_of(configured)
    try:
        source = os.path.realpath(Path(root, file.path))  # as coverage spells it, else it would not find its data
        if not Path(source).is_file():
            return file
        if file.arcs or (with_branches and not file.executed):
            cov.get_data().add_arcs({source: _all_arcs(file)})
        else:
            cov.get_data().add_lines({source: list(lines.numbers(file.executed))})
        return _joined(file, cov, source)
    except Exception:  # of a parser over a stranger's source it can be anything; the file then counts as unmeasured
        return file
    finally:
        cov.get_data().erase()


def _all_arcs(file: FileCoverage) -> frozenset[tuple[int, int]]:
    """The arcs, with lines that ran where no arcs were recorded (another run, without branches) as loops."""
    touched = {number for arc in file.arcs for number in arc}
    return file.arcs | {(number, number) for number in lines.numbers(file.executed) if number not in touched}


def _joined(file: FileCoverage, cov: Coverage, source: str) -> FileCoverage:
    _, statements, excluded, missing, _ = cov.analysis2(source)
    return file._replace(
        executed=lines.of(statements) & ~lines.of(missing),
        missing=lines.of(missing),
        excluded=lines.of(excluded),
        branches=_branches(cov, source) if cov.get_data().has_arcs() else {},
        arcs=frozenset(),
        analysed=True,
    )


def _branches(cov: Coverage, source: str) -> dict[int, Branch]:
    """From the JSON report, which alone of the public ways names exits; those that a pragma excuses are not in it."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        cov.json_report(morfs=[source], outfile="-")
    (report,) = json.loads(text.getvalue())["files"].values()
    taken = Counter(line for line, _end in report["executed_branches"])
    missing: defaultdict[int, list[str]] = defaultdict(list)
    for line, end in report["missing_branches"]:
        missing[line].append(str(end) if end > 0 else "exit")
    return {
        line: Branch(taken[line] + len(missing[line]), taken[line], frozenset(missing[line]))
        for line in sorted(taken.keys() | missing.keys())
    }


def _with_exclusions_of(configured: Coverage) -> Coverage:
    """An analysis without data that takes nothing else from the configuration, and nothing from the environment."""
    from coverage import Coverage

    cov = Coverage(data_file=None, config_file=False)
    cov.set_option("run:debug", [])  # COVERAGE_DEBUG may write to standard output, into the report
    for option in EXCLUSIONS:
        cov.set_option(option, configured.get_option(option))
    return cov


def _configured(root: str) -> Coverage:
    """The project's configuration, only to look at: plugins load when a `Coverage` is first used."""
    from coverage import Coverage

    name = _config_file(root)
    path = str(Path(root, name))
    try:
        return Coverage(data_file=None, config_file=path if name else False)
    except Exception as error:  # of a value with the wrong type it can be any
        cause = " ".join(str(error).replace(path, name).split())
        raise ReadError(Fault(f"is no configuration that coverage.py can read: {cause}", name)) from None


def _config_file(root: str) -> str:
    """The file in `root` from which coverage.py takes its configuration; empty where there is none."""
    found = [name for name in CONFIG_FILES if Path(root, name).is_file()]
    return next((name for name in found if name not in SHARED_FILES or _speaks_of_coverage(root, name)), "")


def _speaks_of_coverage(root: str, name: str) -> bool:
    text = load.text(load.Source(str(Path(root, name)), name))
    ini = configparser.ConfigParser(interpolation=None)
    try:
        ini.read_string(text)
    except configparser.Error:
        return True  # coverage.py, which reads it next, says what is wrong with it
    return any(ini.options(section) for section in ini.sections() if section.startswith("coverage:"))
