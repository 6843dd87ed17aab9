"""Runs tests by the project's own command: `prove.command = "… {tests} … {junit}"`.

`{tests}` becomes the ids, each a word of its own; `{junit}` the file into which the command writes its report, and
`{python}` the interpreter. Results are read from the report alone, and the exit code must not speak against them.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lockstitch import link, load, results
from lockstitch.errors import Fault, ReadError, UsageError
from lockstitch.git.repository import Repository
from lockstitch.model import TestCase, Wanted
from lockstitch.prove import process, reported
from lockstitch.prove.cases import TRACEBACK
from lockstitch.prove.job import Case, Failure, Session, Settings
from lockstitch.prove.pytest_ import Tree

SETUP = re.compile(
    r"\b(?:setUp|setUpClass|setUpModule|asyncSetUp|_FailedTest|[bB]efore(?:All|Each)|before (?:all|each))\b"
)
"""Words of a failure that tell of a set-up."""
BUILD = re.compile(r"Cannot find module|SyntaxError|[cC]ould not compile|[bB]uild failed|COMPILATION ERROR")


def run(tree: Tree, tests: Sequence[str], settings: Settings, traced: bool = False) -> Session:  # noqa: ARG001 - pytest's
    """All tests in one run; each alone where that run does not end or leaves no report."""
    found = _once(tree, tests, settings)
    if found.note and len(tests) > 1:
        alone = [_once(tree, [test], settings) for test in tests]
        return Session({one: case for each in alone for one, case in each.cases.items()})
    return found


def _once(tree: Tree, tests: Sequence[str], settings: Settings) -> Session:
    number = len(list(tree.scratch.iterdir()))
    report = tree.scratch / f"junit-{number}"
    report.mkdir()
    limit = settings.timeout * (len(tests) + 1)
    ended = process.run(
        list(_words(settings, tests, str(report / "junit.xml"))),
        tree.top,
        process.environment(settings.environment, {"PYTHONPATH": os.pathsep.join(_roots(tree))}),
        lambda seconds: seconds > limit,
    )
    if ended.code is None:
        return Session(
            dict.fromkeys(tests, Case("timeout", "call")) if len(tests) == 1 else {}, "it did not end in time"
        )
    return _read(tree, tests, report, ended)


def _roots(tree: Tree) -> Iterator[str]:
    return (str(tree.top / root) for root in tree.roots)


def _words(settings: Settings, tests: Sequence[str], report: str) -> Iterator[str]:
    try:
        words = shlex.split(settings.command)
    except ValueError as error:
        raise UsageError(Fault(f"prove.command cannot be split into words: {error}")) from None
    if not any("{junit}" in word for word in words):
        raise UsageError(Fault("prove.command has no {junit}", hint="name the report file that it writes: {junit}"))
    for word in words:
        if word == "{tests}":
            yield from tests
        else:
            yield word.replace("{junit}", report).replace("{python}", settings.python)


def _read(tree: Tree, tests: Sequence[str], folder: Path, ended: process.Ended) -> Session:
    """What the reports in `folder` say of the tests."""
    identity = link.Identity(Repository(str(tree.top)).files().all)
    wanted = Wanted(matches=lambda _classname, _name, _file: True)
    every: list[TestCase] = []
    told: dict[tuple[str, str], reported.Told] = {}
    for path in sorted(folder.rglob("*.xml")):
        try:
            source = load.Source(str(path), path.name)
            every += results.READERS["junit"].read(source, wanted).cases
            told |= reported.failures(source)
        except ReadError as error:
            return Session({}, f"its report cannot be read: {error}")
    if not every:
        said = next((row for row in reversed(ended.output.splitlines()) if row.strip()), "it said nothing").strip()
        return Session({}, f"it left no result in {{junit}} (exit {ended.code}): {said}")
    found = link.Cases(every, identity)
    held = {test: _case(own, told) for test in tests if (own := found.find(test) or _by_name(every, test))}
    failed = any(case.outcome in ("failed", "error") for case in every)
    note = "tests failed, but the command's exit code is 0" if failed and ended.code == 0 else ""
    return Session(held, note)


def _by_name(every: Sequence[TestCase], test: str) -> tuple[TestCase, ...]:
    """The only case of that name, where the report tells no files at all, as node:test's."""
    name = test.rpartition("::")[2]
    same = tuple(case for case in every if case.name == name)
    return same if len(same) == 1 and not any(case.file for case in every) else ()


def _case(found: Sequence[TestCase], told: Mapping[tuple[str, str], reported.Told]) -> Case:
    """What the results of one test in a report come to; several that differ are tries, or cases of one function."""
    worst = link.outcome(found)
    case = next(each for each in found if each.outcome == worst)
    own = told.get((case.classname, case.name), reported.Told())
    failure = _typed(case.message, own.type)
    if case.outcome == "flaky":
        return Case("flaky", several=True, failure=failure)
    if case.outcome not in ("error", "failed"):
        return Case(case.outcome, failure=failure)
    text = f"{case.classname} {case.name} {case.message} {own.text}"
    setup = SETUP.search(text) or BUILD.search(text) or failure.type in ("ImportError", "ModuleNotFoundError")
    return Case("error" if setup else "failed", "setup" if setup else "call", failure, own.text[-TRACEBACK:])


def _typed(message: str, kind: str) -> Failure:
    """The failure with its exception's type, which some tools write at the beginning of the message alone."""
    first, colon, rest = message.partition(": ")
    if not kind and colon and first.replace(".", "").replace("_", "").isalnum():
        return Failure(first.rpartition(".")[2], rest)
    return Failure(kind.rpartition(".")[2], message)
