"""Jest's JSON (`jest --json`), which Vitest's reporter `json` writes too: https://jestjs.io/docs/cli#--json.

A suite that cannot be imported has no test: it counts as one that is an error. `todo` and `failing` tell themselves;
Vitest's `it.fails` does not. A test that passed after a retry is flaky.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lockstitch import load
from lockstitch.load import Source
from lockstitch.model import Outcome, Results, TestCase, Wanted
from lockstitch.results.kept import Kept, kept
from lockstitch.results.text import first_line
from lockstitch.results.textlines import opening
from lockstitch.shape.json_ import check_entries

OPENING = re.compile(r'\s*\{.*?"num(?:Failed|Passed|Total|Pending|RuntimeError)Test(?:Suite)?s"\s*:', re.DOTALL)
OUTCOMES: dict[str, Outcome] = {
    "passed": "passed",
    "failed": "failed",
    "pending": "skipped",
    "skipped": "skipped",
    "disabled": "skipped",
    "todo": "skipped",
}
"""`status` of an assertion; another word is none that says it passed: an error."""
HEADING = "● Test suite failed to run"
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


class _ShapeError(ValueError):
    """The document is not what Jest writes."""


def detects(_path: str, head: bytes) -> bool:
    return OPENING.match(opening(head)) is not None


def read(source: Source, wanted: Wanted) -> Results:
    """The wanted cases and the counts of a report; the whole text is held, its values suite by suite. `ReadError`."""
    text = load.text(source)
    check_entries(text, source)
    try:
        return kept(source, wanted, "jest", lambda found: _walk(found, text))
    except json.JSONDecodeError as error:
        cause = f"is not well-formed JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        raise source.refuse(cause, error.lineno, "it may have been cut off: did its tool finish?") from None
    except RecursionError:
        raise source.refuse("is nested too deeply") from None
    except ValueError as error:
        raise source.refuse(str(error), hint="is it what jest --json wrote?") from None


def _walk(found: Kept, text: str) -> None:
    seen = 0
    summary: dict[str, Any] = {}
    for key, value in _members(text):
        if key == "testResults":
            seen += _suite(found, value)
        else:
            summary[key] = value
    if summary.get("wasInterrupted") is True:
        raise found.source.refuse("is the report of a run that was interrupted", hint="run the tests again")
    total = summary.get("numTotalTests")
    if not isinstance(total, int) or seen < total:
        raise ValueError(f"contradicts itself: it counts {total} tests, but holds {seen:,}")


DECODER = json.JSONDecoder()
BLANK = re.compile(r"[ \t\r\n]*")


def _members(text: str) -> Iterator[tuple[str, Any]]:
    """The members of the outermost object; those of the list `testResults` one by one."""
    at = _past(text, _blank(text, 0), "{")
    while text[at : at + 1] != "}":
        key, at = DECODER.raw_decode(text, at)
        at = _past(text, _blank(text, at), ":")
        if key == "testResults":
            at = _past(text, at, "[")
            while text[at : at + 1] != "]":
                value, at = DECODER.raw_decode(text, at)
                yield key, value
                at = _next(text, at, "]")
            at += 1
        else:
            value, at = DECODER.raw_decode(text, at)
            yield str(key), value
        at = _next(text, at, "}")
    if _blank(text, at + 1) != len(text):
        raise json.JSONDecodeError("Extra data", text, at + 1)


def _blank(text: str, at: int) -> int:
    match = BLANK.match(text, at)
    return match.end() if match else at


def _past(text: str, at: int, mark: str) -> int:
    if text[at : at + 1] != mark:
        raise json.JSONDecodeError(f"Expecting '{mark}'", text, at)
    return _blank(text, at + 1)


def _next(text: str, at: int, end: str) -> int:
    """Past the comma behind a value; at the closing mark where none follows."""
    at = _blank(text, at)
    return at if text[at : at + 1] == end else _past(text, at, ",")


def _suite(found: Kept, suite: object) -> int:
    """Adds the tests of one file; how many it holds."""
    if not (isinstance(suite, dict) and isinstance(suite.get("assertionResults"), list)):
        raise _ShapeError("holds a suite without assertionResults")
    file = str(suite.get("name", ""))
    cases = [_case(file, each) for each in suite["assertionResults"]]
    for case in cases:
        found.add(case)
    if suite.get("status") == "failed" and not any(case.outcome in ("failed", "error") for case in cases):
        message = _message(suite.get("message")) or "the suite failed, but none of its tests"
        found.add(TestCase("", file, "error", file=file, message=message))
    return len(cases)


def _case(file: str, case: object) -> TestCase:
    if not isinstance(case, dict):
        raise _ShapeError("holds a test that is no object")
    titles = case.get("ancestorTitles")
    title = str(case.get("title", ""))
    suites = [str(each) for each in titles] if isinstance(titles, list) else []
    messages = case.get("failureMessages")
    first = messages[0] if isinstance(messages, list) and messages else ""
    place = case.get("location")
    line = place.get("line") if isinstance(place, dict) else 0
    duration = case.get("duration")
    return TestCase(
        id="",
        name=str(case.get("fullName") or " ".join([*suites, title])),
        outcome=_outcome(case, bool(first)),
        file=file,
        line=line if isinstance(line, int) and line > 0 else 0,
        suite=file,
        time=duration / 1000 if isinstance(duration, (int, float)) and 0 <= duration < float("inf") else 0.0,
        message=_message(first),
    )


def _outcome(case: dict[str, Any], has_failures: bool) -> Outcome:
    outcome = OUTCOMES.get(str(case.get("status")), "error")
    if outcome != "passed":
        return outcome
    if case.get("failing") is True:
        return "xfailed"
    tries = case.get("invocations")
    again = isinstance(tries, int) and tries > 1
    return "flaky" if has_failures or again or case.get("retryReasons") else "passed"


def _message(value: object) -> str:
    return first_line(ESCAPES.sub("", value).replace(HEADING, "")) if isinstance(value, str) else ""
