"""Runs tests by pytest, as the project has configured it: `python -m pytest` in the tree, with our plugin beside it.

Only files are named on the command line, and the plugin selects by exact id: parameters may hold anything, and
thousands of ids fit. A test that hangs or crashes ends its run, is told by name, and the others run again without it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from lockstitch import load, results
from lockstitch.errors import ReadError
from lockstitch.lines import Lines, of
from lockstitch.model import Wanted
from lockstitch.prove import cases, process
from lockstitch.prove.events import Events, text
from lockstitch.prove.job import Case, Failure, Session, Settings
from lockstitch.values import NamedTuple

PLUGIN = "lockstitch_target.watch"
OPTIONS = ("-p", PLUGIN, "--continue-on-collection-errors", "--maxfail=0", "--tb=short", "-q")
"""`--maxfail=0`: a project that stops at the first failure would hide what becomes of the others."""
NOTHING = 5
"""pytest's exit code where no test was collected: https://docs.pytest.org/en/stable/reference/exit-codes.html."""


class Tree(NamedTuple):
    """Where tests run. `scratch`: a folder for our files; `roots`: folders of imports; `sources`: the fix's files."""

    top: Path
    scratch: Path
    roots: tuple[str, ...]
    modules: tuple[str, ...]
    sources: tuple[str, ...]


def run(tree: Tree, tests: Sequence[str], settings: Settings, traced: bool = False) -> Session:
    """What each of the tests, named from the top of the tree, comes to; as many processes as hangs and crashes need."""
    folders: dict[str, list[str]] = {}
    for test in tests:
        folders.setdefault(_folder(tree.top, test), []).append(test)
    found = Session({})
    for folder, own in folders.items():
        whole = _whole(tree, folder, _Asked(own, {}, traced), settings)
        found = cases.joined(found, whole if len(folders) == 1 else _noted(whole, own))
    return found


def _whole(tree: Tree, folder: str, asked: _Asked, settings: Settings) -> Session:
    """All tests of one folder: again without those that ended a run, and file by file where none got its turn."""
    found = Session({})
    while True:
        one = _once(tree, folder, asked._replace(done=found.cases), settings)
        fresh = one.cases.keys() - found.cases.keys()
        found = cases.joined(found, one)
        if not one.pending or not fresh:
            break
    files = {test.partition("::")[0] for test in asked.tests}
    if found.cases or not found.note or len(files) == 1:
        return found
    for file in sorted(files):
        own = [test for test in asked.tests if test.partition("::")[0] == file]
        alone = _whole(tree, folder, asked._replace(tests=own), settings)
        found = cases.joined(found._replace(note=""), _noted(alone, own))
    return found


def _noted(alone: Session, tests: Sequence[str]) -> Session:
    """What is wrong with one file's run speaks of its own tests alone."""
    if alone.cases or not alone.note:
        return alone
    case = Case("error", "collection", Failure("", alone.note))
    return alone._replace(cases=dict.fromkeys(tests, case), note="")


class _Asked(NamedTuple):
    tests: Sequence[str]
    done: Mapping[str, Case]
    traced: bool


def _once(tree: Tree, folder: str, asked: _Asked, settings: Settings) -> Session:
    out = _fresh(tree.scratch)
    there = Path(os.path.relpath(tree.top, tree.top / folder))
    files = dict.fromkeys(test.partition("::")[0] for test in asked.tests)
    present = [path for path in files if (tree.top / path).exists()]
    if not present:
        return Session({})
    request = {
        "top": str(tree.top),
        "out": str(out),
        "wanted": list(asked.tests),
        "done": list(asked.done),
        "modules": list(tree.modules),
        "traced": list(tree.sources) if asked.traced else [],
    }
    (out / "asked.json").write_text(json.dumps(request), encoding="utf-8")
    report = out / "junit.xml"
    command = [settings.python, "-m", "pytest", *OPTIONS, "-o", f"cache_dir={out / 'cache'}", f"--junitxml={report}"]
    events = Events(out)
    ended = process.run(
        [*command, *(os.path.normpath(there / path) for path in present)],
        tree.top / folder,
        process.environment(settings.environment, _given(tree, out)),
        lambda _seconds: events.overdue(settings.timeout),
    )
    events.read()
    return _session(events, ended, report, asked)


def _fresh(scratch: Path) -> Path:
    number = len(list(scratch.iterdir()))
    out = scratch / f"run-{number}"
    out.mkdir()
    return out


def _given(tree: Tree, out: Path) -> dict[str, str]:
    here = [str(plugins(tree.scratch.parent)), *(str(tree.top / root) for root in tree.roots)]
    return {"PYTHONPATH": os.pathsep.join(here), "LOCKSTITCH_PROVE": str(out / "asked.json")}


def plugins(place: Path) -> Path:
    """The folder in which the target finds our plugin, laid there once."""
    target = place / "plugins"
    if not target.exists():
        own = Path(__file__).with_name("target")
        shutil.copytree(own, target / "lockstitch_target", ignore=shutil.ignore_patterns("__pycache__"))
    return target


def _folder(top: Path, test: str) -> str:
    """The folder from which a project of its own below the top runs its tests; empty for the top."""
    folders = PurePosixPath(test.partition("::")[0]).parents[:-1]
    return next((str(folder) for folder in folders if _is_project(top / folder)), "")


def _is_project(folder: Path) -> bool:
    if (folder / "setup.py").is_file():
        return True
    try:
        words = (folder / "pyproject.toml").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(f"\n[{table}" in f"\n{words}" for table in ("project]", "build-system]", "tool.poetry]"))


def _session(events: Events, ended: process.Ended, report: Path, asked: _Asked) -> Session:
    found = cases.read(events, ended.code)
    files = {test.partition("::")[0] for test in asked.tests}
    if ended.code is None and not found and not asked.done and len(files) == 1:
        found = dict.fromkeys(asked.tests, Case("timeout", "collection"))
    return Session(
        cases=found,
        note=_contradiction(found, ended, report) if found or asked.done else _why_nothing(events, ended),
        lines=lines_of(events),
        origins={text(event, "name"): text(event, "origin") for event in events.of("module")},
        pending=tuple({text(event, "test") for event in events.of("collected")} - found.keys() - asked.done.keys()),
    )


def _why_nothing(events: Events, ended: process.Ended) -> str:
    if ended.code == NOTHING:
        return ""
    rows = [row for row in ended.output.splitlines() if row.strip()]
    errors = [row for row in rows if row.startswith(("ERROR", "E  ", "error:", "usage:"))]
    said = (errors or rows or ["it said nothing"])[-1].strip()
    if next(events.of("session"), None) is None:
        return f"pytest did not start (exit {ended.code}): {said}"
    return f"pytest ran none of them (exit {ended.code}): {said}"


def _contradiction(found: Mapping[str, Case], ended: process.Ended, report: Path) -> str:
    """What exit code and JUnit report say against the results that we have; empty where they agree."""
    failed = sum(case.outcome in ("failed", "error") for case in found.values())
    if ended.code is None or any(case.why == "crash" for case in found.values()):
        return ""
    if failed and ended.code == 0:
        return f"{failed} tests failed, but pytest's exit code is 0"
    try:
        counts = results.READERS["junit"].read(load.Source(str(report), "pytest's JUnit report"), Wanted()).counts
    except ReadError:
        return ""
    told = counts.get("failed", 0) + counts.get("error", 0)
    if bool(told) != bool(failed or any(case.several for case in found.values())) and not _uncollected(found):
        return f"the JUnit report counts {told} failures, the run itself {failed}"
    return ""


def _uncollected(found: Mapping[str, Case]) -> bool:
    return any(case.why == "collection" for case in found.values())


def lines_of(events: Events) -> dict[str, dict[str, Lines]]:
    """Test → path → lines that it ran."""
    found: dict[str, dict[str, Lines]] = {}
    for event in events.of("lines"):
        lines = event.get("lines")
        if isinstance(lines, dict):
            own = found.setdefault(text(event, "test"), {})
            for path, numbers in lines.items():
                own[path] = own.get(path, 0) | of(_numbers(numbers))
    return found


def _numbers(value: object) -> Iterable[int]:
    every = value if isinstance(value, list) else []
    return [number for number in every if isinstance(number, int) and 0 < number < 1_000_000]
