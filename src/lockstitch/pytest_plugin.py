"""`@pytest.mark.defect("BUG-12")` says that a test keeps a fixed defect from coming back.

The mark stands on a test, a class, a module (`pytestmark`) or a parameter, with one id or several. Each id becomes a
property `defect` of the test case in pytest's JUnit report, beside a property `lockstitch.nodeid`. They are set at
collection, so a test that is skipped or whose set-up fails carries them too. `pytest --defect BUG-12` runs only the
tests of that defect; an id without a test ends an otherwise green run with exit code 5. `-p no:lockstitch` switches
all of it off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

_UNHELD = pytest.StashKey[set[str]]()
"""Ids given to `--defect` for which no test was collected."""


def pytest_addoption(parser: pytest.Parser) -> None:
    help_ = "run only the tests marked for this defect (repeatable)"
    parser.getgroup("lockstitch").addoption("--defect", action="append", default=[], metavar="ID", help=help_)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "defect(id, ...): the test keeps these fixed defects from coming back")
    config.stash[_UNHELD] = set()


@pytest.hookimpl(trylast=True)  # after a project's own hooks, which may add marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    marked: dict[pytest.Item, dict[str, None]] = {}
    faults: list[str] = []
    for item in items:
        for mark in item.iter_markers("defect"):
            faults += (f"{_node_id(item)}: {fault}" for fault in _faults(mark))
            marked.setdefault(item, {}).update(dict.fromkeys(map(str, mark.args)))
    if faults:
        _tell_controller(config, faults=faults)
        raise pytest.UsageError(*faults)
    for item, ids in marked.items():
        properties = [*(("defect", id_) for id_ in ids), ("lockstitch.nodeid", _node_id(item))]
        item.user_properties += (p for p in properties if p not in item.user_properties)
    if wanted := set(config.getoption("--defect")):
        _select(config, items, [item for item, ids in marked.items() if not wanted.isdisjoint(ids)])
        unheld = config.stash[_UNHELD] = wanted.difference(*marked.values())
        _tell_controller(config, unheld=sorted(unheld))


def _node_id(item: pytest.Item) -> str:
    """The node id without the `@group` that xdist appends to it under `--dist loadgroup`."""
    return f"{item.parent.nodeid}::{item.name}" if item.parent else item.nodeid


def _faults(mark: pytest.Mark) -> Iterator[str]:
    """What is wrong with one mark, in words."""
    if not mark.args or mark.kwargs:
        yield '@pytest.mark.defect needs ids and nothing else, as in @pytest.mark.defect("BUG-12")'
    for id_ in mark.args:
        if not isinstance(id_, str) or not id_.strip():
            yield f'@pytest.mark.defect needs ids as text, as in @pytest.mark.defect("BUG-12"), but got {id_!r}'


def _select(config: pytest.Config, items: list[pytest.Item], selected: list[pytest.Item]) -> None:
    chosen = set(selected)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = selected


def _tell_controller(config: pytest.Config, **words: list[str]) -> None:
    """Under xdist only the workers collect; what they found goes to the process that reports."""
    getattr(config, "workeroutput", {})["lockstitch"] = words


@pytest.hookimpl(optionalhook=True)  # xdist's
def pytest_testnodedown(node: Any) -> None:
    words = getattr(node, "workeroutput", {}).get("lockstitch", {})  # a worker that crashed has none
    if "faults" in words:
        raise pytest.UsageError(*words["faults"])
    node.config.stash[_UNHELD].update(words.get("unheld", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.exitstatus == pytest.ExitCode.OK and session.config.stash[_UNHELD]:
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    unheld = config.stash[_UNHELD]
    for id_ in sorted(unheld):
        terminalreporter.write_line(f"no test was collected for --defect {id_}", red=True)
