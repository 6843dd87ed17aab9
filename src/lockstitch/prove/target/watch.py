"""A pytest plugin that runs in the interpreter of the project under test, where lockstitch is not installed.

It selects the asked tests by their exact ids, and writes what becomes of each as JSON lines: one file a process, each
line complete at once, so that a hang or a crash leaves everything before it. It stands alone and speaks Python 3.8.
Under xdist the workers select and tell of failures; the process that reports tells of outcomes.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from typing import Any, Iterator

import pytest

from . import tracing

FRAMES = 40
"""Innermost calls of a failure that are told."""
MESSAGE = 2000
TRACEBACK = 6000


class Watch:
    """What was asked, and the open file of answers."""

    def __init__(self, path: str) -> None:
        with open(path, encoding="utf-8") as file:
            asked = json.load(file)
        self.top: str = os.path.realpath(asked["top"])
        self.wanted: set[str] = set(asked["wanted"])
        self.done: set[str] = set(asked["done"])
        self.modules: list[str] = asked["modules"]
        self.traced: dict[str, str] = {os.path.join(self.top, name): name for name in asked["traced"]}
        self.out = os.open(os.path.join(asked["out"], f"{os.getpid()}.jsonl"), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.worker = False
        self.root = self.top
        self.ids: dict[str, str] = {}
        self.told: dict[str, str] = {}

    def tell(self, event: str, **words: Any) -> None:
        os.write(self.out, json.dumps({"event": event, **words}).encode("ascii") + b"\n")

    def id(self, item: Any) -> str:
        """An item's id from the repository's top, without the group that xdist appends."""
        inner = f"{item.parent.nodeid}::{item.name}" if item.parent is not None else item.nodeid
        rest = inner.partition("::")[2]
        where = str(getattr(item, "path", None) or item.fspath)
        path = os.path.relpath(os.path.realpath(where), self.top).replace(os.sep, "/")
        return f"{path}::{rest}" if rest else path

    def node(self, written: str) -> str:
        """A node id, which is relative to pytest's own root, from the repository's top."""
        path, separator, rest = written.partition("::")
        whole = os.path.realpath(os.path.join(self.root, path))
        return os.path.relpath(whole, self.top).replace(os.sep, "/") + separator + rest if written else ""

    def tell_modules(self) -> None:
        """Where the modules of the fix come from; what was not imported is looked up as an import would."""
        for name in self.modules:
            origin = _origin(name)
            if origin and self.told.get(name) != origin:
                self.told[name] = origin
                self.tell("module", name=name, origin=origin, loaded=name in sys.modules)


def _origin(name: str) -> str:
    module = sys.modules.get(name)
    try:
        if module is None and "." in name:
            return ""
        spec = None if module is not None else find_spec(name)
        file = getattr(module, "__file__", None) or getattr(spec, "origin", None)
        places = list(getattr(module, "__path__", ()) or getattr(spec, "submodule_search_locations", None) or ())
    except Exception:  # whatever a foreign finder raises
        return ""
    return os.path.realpath(str(file or (places[0] if places else ""))) if file or places else ""


WATCH = Watch(os.environ["LOCKSTITCH_PROVE"])


def _die_with_parent() -> None:
    """On Linux a killed lockstitch takes its tests along.

    https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
    """
    try:
        import ctypes

        ctypes.CDLL(None).prctl(1, 9)
    except Exception:  # another system
        return


def pytest_configure(config: Any) -> None:
    WATCH.worker = hasattr(config, "workerinput")
    WATCH.root = str(getattr(config, "rootpath", None) or config.rootdir)
    if not WATCH.worker and sys.platform == "linux":
        _die_with_parent()
    WATCH.tell("session", pytest=pytest.__version__)


def pytest_collectreport(report: Any) -> None:
    if report.failed:
        WATCH.tell("uncollected", node=WATCH.node(report.nodeid), text=str(report.longrepr)[-TRACEBACK:])


def pytest_itemcollected(item: Any) -> None:
    WATCH.ids[item.nodeid] = WATCH.id(item)


def pytest_deselected(items: list[Any]) -> None:
    for item in items:
        if _chosen(WATCH.id(item), WATCH.wanted):
            WATCH.tell("deselected", test=WATCH.id(item))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[Any]) -> None:
    every = [WATCH.id(item) for item in items]
    known = set(every)
    wanted = set(WATCH.wanted)
    for one in WATCH.wanted:
        if one not in known and _bare(one) != one:
            wanted.add(_bare(one))  # its parameters read otherwise today: all cases of its function
    chosen = [(item, one) for item, one in zip(items, every) if _chosen(one, wanted)]
    for item, one in chosen:
        WATCH.ids[item.nodeid] = one
        WATCH.tell("collected", test=one)
    items[:] = [item for item, one in chosen if one not in WATCH.done]


def _bare(test: str) -> str:
    path, separator, rest = test.partition("::")
    return path + separator + (rest.partition("[")[0] if rest.endswith("]") else rest)


def _chosen(test: str, wanted: set[str]) -> bool:
    """Whether a test is asked for: by its id, by its function's, its class's, its file's or a folder's."""
    one = _bare(test)
    if test in wanted:
        return True
    while one:
        if one in wanted:
            return True
        one = one.rpartition("::" if "::" in one else "/")[0]
    return False


def pytest_collection_finish() -> None:
    WATCH.tell_modules()


def pytest_runtest_logstart(nodeid: str) -> None:
    if not WATCH.worker:
        WATCH.tell("start", test=WATCH.ids.get(nodeid, nodeid), node=nodeid)


def pytest_runtest_logfinish(nodeid: str) -> None:
    if not WATCH.worker:
        WATCH.tell("end", test=WATCH.ids.get(nodeid, nodeid), node=nodeid)


def pytest_runtest_logreport(report: Any) -> None:
    """The last word on a phase, after all other plugins."""
    if WATCH.worker:
        return
    WATCH.tell(
        "report",
        test=WATCH.ids.get(report.nodeid, report.nodeid),
        node=report.nodeid,
        when=report.when,
        outcome=report.outcome,
        xfail=hasattr(report, "wasxfail"),
        text=_text(report),
    )


def _text(report: Any) -> str:
    if report.outcome == "skipped" and isinstance(report.longrepr, tuple):
        return str(report.longrepr[-1])[-TRACEBACK:]
    return str(report.longrepr or "")[-TRACEBACK:] if report.outcome != "passed" else ""


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Iterator[None]:
    outcome: Any = yield
    report = outcome.get_result()
    failure = None if call.excinfo is None or report.outcome == "skipped" else _failure(call.excinfo)
    if report.when in ("setup", "call") or failure:
        one = WATCH.ids.setdefault(item.nodeid, WATCH.id(item))
        passed = call.excinfo is None
        WATCH.tell("phase", test=one, when=report.when, passed=passed, outcome=report.outcome, failure=failure)


def _failure(excinfo: Any) -> dict[str, Any]:
    """What kind of failure it is, and where it was raised."""
    error = excinfo.value
    owner = getattr(error, "obj", None)  # of an AttributeError, since Python 3.10
    kind = owner if isinstance(owner, type) else type(owner)
    try:
        message = str(error)[:MESSAGE]
    except Exception as broken:
        message = f"its text cannot be made: {type(broken).__name__}"
    frames: list[tuple[str, str]] = []
    traceback = excinfo.tb
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append((os.path.realpath(code.co_filename), code.co_name))
        traceback = traceback.tb_next
    return {
        "type": type(error).__name__,
        "types": [base.__name__ for base in type(error).__mro__],
        "message": message,
        "name": str(getattr(error, "name", None) or ""),
        "owner": "" if owner is None else f"{kind.__module__}.{kind.__qualname__}",
        "frames": frames[-FRAMES:],
    }


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_fixture_setup(request: Any) -> Iterator[None]:
    item = request.node  # of a wider fixture it is no test, and what it runs is nobody's own
    yield from _noted(WATCH.ids.get(getattr(item, "nodeid", ""), ""))


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_call(item: Any) -> Iterator[None]:
    WATCH.tell_modules()  # before anything can hang
    yield from _noted(WATCH.ids.get(item.nodeid) or WATCH.id(item))


def _noted(test: str) -> Iterator[None]:
    """Tells which lines of the fix's files the test runs meanwhile."""
    if not WATCH.traced or not test:
        yield
        return
    lines: dict[str, set[int]] = {}
    end = tracing.begin(WATCH.traced, lines)
    yield
    end()
    WATCH.tell("lines", test=test, lines={path: sorted(numbers) for path, numbers in lines.items()})


def pytest_sessionfinish() -> None:
    WATCH.tell_modules()
