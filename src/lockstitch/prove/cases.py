"""From what a run's plugin wrote to what each test came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lockstitch.prove.events import Event, Events, text, texts
from lockstitch.prove.job import Case, Failure, Session, Why

TRACEBACK = 4000
"""Characters kept of a traceback: its end."""


def read(events: Events, code: int | None) -> dict[str, Case]:
    """The cases of one run by id. `code`: the process's exit code; None where it was killed for time."""
    reports, phases = _by_test(events.of("report")), _by_test(events.of("phase"))
    found = {test: _case(reports[test], phases.get(test, ())) for test in reports}
    for event in events.of("deselected"):
        found.setdefault(text(event, "test"), Case("absent", "deselected"))
    for event in events.of("uncollected"):
        node, said = text(event, "node"), text(event, "text")
        if node:
            found[node] = Case("error", "collection", _collected(said), said[-TRACEBACK:])
    for test in events.unfinished:
        found[test] = _unfinished(code)
    return found


def _by_test(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(text(event, "test"), []).append(event)
    return found


def _collected(said: str) -> Failure:
    """The error that a file's collection ended with, from its last line: `E   ImportError: cannot import name …`."""
    rows = [row[1:].strip() for row in said.splitlines() if row.startswith("E ")] or said.splitlines()[-1:]
    kind, _, message = (rows[-1] if rows else "").partition(":")
    return Failure(kind.strip().rpartition(".")[2] or "CollectError", message.strip() or (rows[-1] if rows else ""))


def _case(reports: Sequence[Event], phases: Sequence[Event]) -> Case:
    several = len(set(_tries(phases))) > 1
    for event in reports:
        when, outcome = text(event, "when"), text(event, "outcome")
        if event.get("xfail") is True:
            return Case("xfailed", traceback=text(event, "text")[-TRACEBACK:])
        if outcome == "skipped":
            return Case("skipped", failure=Failure("", text(event, "text")))
        if outcome in ("failed", "error"):
            return _failed(event, phases, "call" if when == "call" else "setup", several)
    return Case("passed", several=several or any(event.get("passed") is False for event in phases))


def _tries(phases: Sequence[Event]) -> list[bool]:
    """Whether each try, which begins with a set-up, went well: plugins that try a failed test again tell the last."""
    found: list[bool] = []
    for event in phases:
        if event.get("when") == "setup" or not found:
            found.append(True)
        found[-1] = found[-1] and event.get("passed") is True
    return found


def _failed(report: Event, phases: Sequence[Event], why: Why, several: bool) -> Case:
    when = report.get("when")
    own = [event for event in phases if event.get("when") == when and event.get("failure")]
    failure = failure_of(own[-1].get("failure")) if own else Failure("")
    outcome: Any = "failed" if why == "call" else "error"
    return Case(outcome, why, failure, text(report, "text")[-TRACEBACK:], several)


def failure_of(value: object) -> Failure:
    if not isinstance(value, dict):
        return Failure("")
    frames = value.get("frames")
    return Failure(
        text(value, "type"),
        text(value, "message"),
        texts(value.get("types")),
        text(value, "name"),
        text(value, "owner"),
        tuple(
            (frame[0], frame[1])
            for frame in (frames if isinstance(frames, list) else ())
            if isinstance(frame, list) and len(frame) == 2 and all(isinstance(word, str) for word in frame)
        ),
    )


def _unfinished(code: int | None) -> Case:
    """A test in whose midst the process ended, or was ended."""
    if code is None:
        return Case("timeout", "call")
    how = f"was ended by signal {-code}" if code < 0 else f"ended itself with exit code {code}"
    return Case("failed", "crash", Failure("crash", f"the process {how} while the test ran"))


def joined(first: Session, second: Session) -> Session:
    """Two runs of one tree, of which the second knows more."""
    return Session(
        {**first.cases, **second.cases},
        first.note or second.note,
        {**first.lines, **second.lines},
        {**first.origins, **second.origins},
        second.pending,
    )


def settled(session: Session, test: str) -> Mapping[str, Case]:
    """The cases behind an asked test: the very one, else all of its function, class or file; none where it is absent.

    A file that could not be collected stands for all tests in it.
    """
    if test in session.cases:
        return {test: session.cases[test]}
    below = {one: case for one, case in session.cases.items() if _is_below(one, test)}
    if below:
        return below
    bare = function(test)
    same = {one: case for one, case in session.cases.items() if function(one) == bare and one != bare}
    if same:
        return same
    path = test.partition("::")[0]
    return {path: session.cases[path]} if path in session.cases else {}


def function(test: str) -> str:
    """A test's id without parameters, whatever its path or its parameters hold."""
    path, separator, rest = test.partition("::")
    return path + separator + (rest.partition("[")[0] if rest.endswith("]") else rest)


def _is_below(one: str, test: str) -> bool:
    bare = function(one)
    return bare == test or bare.startswith((f"{test}::", f"{test}/"))
