"""Which lines of the fix's files run, as both kinds of Python tell it.

No tracer can be measured while it takes the place of the one that measures: here others stand for the interpreter, and
what runs in them are generators, step by step. That lines are noted in real ones, the tests of whole proofs show.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

import pytest

from lockstitch.prove.target import tracing

Steps = Any
"""A generator that has not begun: typing knows no `gi_frame`."""


def product() -> Steps:
    yield
    yield


def other() -> Steps:
    space: dict[str, Any] = {}
    exec(compile("def made():\n    yield\n", "elsewhere.py", "exec"), space)
    return space["made"]()


START = product.__code__.co_firstlineno
FILES = {str(Path(__file__).resolve()): "shop.py"}


class Older:
    """Stands for `sys` before Python 3.12: https://docs.python.org/3/library/sys.html#sys.settrace."""

    def __init__(self) -> None:
        self.tracer: Any = None

    def gettrace(self) -> Any:
        return self.tracer

    def settrace(self, tracer: Any) -> None:
        self.tracer = tracer

    def run(self, steps: Steps) -> None:
        frame = steps.gi_frame
        local = self.tracer and self.tracer(frame, "call", None)
        for _ in steps:
            local = local and local(frame, "line", None)
        if local:
            local(frame, "return", None)


class Newer:
    """Stands for `sys` since then: https://docs.python.org/3/library/sys.monitoring.html."""

    def __init__(self, tools: dict[int, str] | None = None) -> None:
        self.tools = tools or {}
        self.on = 0
        self.local: dict[CodeType, int] = {}
        self.disabled: set[CodeType] = set()
        self.callbacks: dict[int, Callable[..., Any] | None] = {}
        self.monitoring = SimpleNamespace(
            events=SimpleNamespace(PY_START=1, LINE=32),
            DISABLE=object(),
            get_tool=self.tools.get,
            use_tool_id=self.tools.__setitem__,
            register_callback=lambda tool, event, call: self.callbacks.__setitem__(event, call),
            set_events=self.set_events,
            set_local_events=lambda tool, code, events: self.local.__setitem__(code, events),
            restart_events=self.disabled.clear,
        )

    def set_events(self, tool: int, events: int) -> None:
        if tool not in self.tools:
            raise ValueError(f"tool {tool} is not in use")
        self.on = events

    def run(self, steps: Steps) -> None:
        frame = steps.gi_frame
        code = frame.f_code
        started, line = self.callbacks.get(1), self.callbacks.get(32)
        if self.on & 1 and started and code not in self.disabled and started(code, 0) is self.monitoring.DISABLE:
            self.disabled.add(code)
        for _ in steps:
            if self.local.get(code, 0) & 32 and line:
                line(code, frame.f_lineno)


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    """What traces this very process goes on to trace its threads."""
    before = threading.gettrace()
    yield
    threading.settrace(before)


@pytest.fixture(params=[Older, Newer])
def python(request: pytest.FixtureRequest) -> Older | Newer:
    made = request.param()
    assert isinstance(made, Older | Newer)
    return made


def test_lines_of_the_files_are_noted_until_the_end(python: Older | Newer) -> None:
    found: tracing.Found = {}
    end = tracing.begin(FILES, found, python)
    python.run(product())
    python.run(product())
    assert found == {"shop.py": {START + 1, START + 2}}
    end()
    found.clear()
    python.run(product())
    assert not found


def test_other_files_cost_nothing(python: Older | Newer) -> None:
    found: tracing.Found = {}
    tracing.begin(FILES, found, python)
    python.run(other())
    python.run(other())
    assert not found


def test_code_of_other_files_is_looked_at_once() -> None:
    python = Newer()
    end = tracing.begin(FILES, {}, python)
    python.run(other())
    assert len(python.disabled) == 1
    end()
    assert (python.on, set(python.callbacks.values())) == (0, {None})


def test_it_begins_anew_for_other_files(python: Older | Newer) -> None:
    found: tracing.Found = {}
    end = tracing.begin({}, found, python)
    python.run(product())
    end()
    tracing.begin(FILES, found, python)
    python.run(product())
    assert found == {"shop.py": {START + 1, START + 2}}


def test_it_begins_anew_for_the_next_test(python: Older | Newer) -> None:
    first: tracing.Found = {}
    second: tracing.Found = {}
    for found in (first, second):
        end = tracing.begin(FILES, found, python)
        python.run(product())
        end()
    assert first == second == {"shop.py": {START + 1, START + 2}}


def test_it_gives_way_to_another_tracer() -> None:
    python = Older()
    found: tracing.Found = {}
    python.settrace(other)
    end = tracing.begin(FILES, found, python)
    assert python.gettrace() is other
    end()
    assert python.gettrace() is other


def test_what_the_test_has_put_in_its_place_stays() -> None:
    python = Older()
    end = tracing.begin(FILES, {}, python)
    python.settrace(other)
    end()
    assert python.gettrace() is other


def test_it_gives_way_to_another_tool() -> None:
    python = Newer({tracing.TOOL: "a debugger"})
    found: tracing.Found = {}
    end = tracing.begin(FILES, found, python)
    python.run(product())
    end()
    assert (found, python.tools, python.callbacks) == ({}, {tracing.TOOL: "a debugger"}, {})


def test_threads_are_traced_as_long_as_the_test_is() -> None:
    python = Older()
    end = tracing.begin(FILES, {}, python)
    assert threading.gettrace() is python.gettrace() is not None
    end()
    assert threading.gettrace() is None


def test_this_very_interpreter() -> None:
    """Whichever it is: under coverage's own tracer nothing is noted, otherwise the lines are."""
    found: tracing.Found = {}
    free = hasattr(sys, "monitoring") or sys.gettrace() is None
    end = tracing.begin(FILES, found)
    list(product())
    end()
    assert found == ({"shop.py": {START + 1, START + 2}} if free else {})
