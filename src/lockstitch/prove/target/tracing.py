"""Notes which lines of a few files run, in a way that costs nothing elsewhere and gives way to other tracers."""

from __future__ import annotations

import os
import sys
import threading
from types import CodeType, FrameType
from typing import Any, Callable, Dict, Optional, Set

TOOL = 4
"""An id of `sys.monitoring` that no tool is known to use: https://docs.python.org/3/library/sys.monitoring.html."""

Found = Dict[str, Set[int]]


def begin(files: Dict[str, str], found: Found, python: Any = sys) -> Callable[[], None]:
    """Starts to add lines to `found`; `files`: absolute path → the name in `found`. Returns what ends it.

    Where another tracer is at work nothing is noted. `python`: the interpreter's own module.
    """
    monitoring = getattr(python, "monitoring", None)
    return _traced(python, files, found) if monitoring is None else _monitored(monitoring, files, found)


def _nothing() -> None:
    return None


def _traced(python: Any, files: Dict[str, str], found: Found) -> Callable[[], None]:
    if python.gettrace() is not None:
        return _nothing
    known: Dict[str, str] = {}

    def within(frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line":
            found.setdefault(known[frame.f_code.co_filename], set()).add(frame.f_lineno)
        return within

    def entered(frame: FrameType, _event: str, _argument: Any) -> Optional[Any]:
        name = frame.f_code.co_filename
        if name not in known:
            known[name] = files.get(os.path.realpath(name), "")
        return within if known[name] else None

    def end() -> None:
        if python.gettrace() is entered:  # else the test has put its own in this place
            python.settrace(None)
        threading.settrace(None)

    threading.settrace(entered)
    python.settrace(entered)
    return end


def _monitored(monitoring: Any, files: Dict[str, str], found: Found) -> Callable[[], None]:
    events = monitoring.events
    if monitoring.get_tool(TOOL) is None:
        monitoring.use_tool_id(TOOL, "lockstitch")
    elif monitoring.get_tool(TOOL) != "lockstitch":
        return _nothing

    def started(code: CodeType, _offset: int) -> Any:
        if os.path.realpath(code.co_filename) in files:
            monitoring.set_local_events(TOOL, code, events.LINE)
        return monitoring.DISABLE

    def line(code: CodeType, number: int) -> None:
        found.setdefault(files[os.path.realpath(code.co_filename)], set()).add(number)

    def end() -> None:
        monitoring.set_events(TOOL, 0)
        monitoring.register_callback(TOOL, events.PY_START, None)
        monitoring.register_callback(TOOL, events.LINE, None)

    monitoring.register_callback(TOOL, events.PY_START, started)
    monitoring.register_callback(TOOL, events.LINE, line)
    monitoring.restart_events()
    monitoring.set_events(TOOL, events.PY_START)
    return end
