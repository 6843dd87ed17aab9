"""Go's `go test -json`: one event a line, https://pkg.go.dev/cmd/test2json, for Go 1.10 and later.

A test's result is its last event. One that never came to a result (a panic, `os.Exit`, a time-out) is an error, and so
is a package that failed although none of its tests did (it cannot be built, `TestMain` failed). A package without an
end is a report that was cut off. `t.Attr` (Go 1.25) gives a test its properties.
"""

from __future__ import annotations

import json
import re
from typing import Any

from lockstitch.load import Source
from lockstitch.model import Outcome, Reference, Results, TestCase, Wanted
from lockstitch.results.kept import Kept, kept
from lockstitch.results.text import MESSAGE
from lockstitch.results.textlines import lines, opening

ENDS: dict[str, Outcome] = {"pass": "passed", "fail": "failed", "skip": "skipped"}
PACKAGE = "TestMain"
"""The name of the case that stands for a package's own failure; gotestsum calls it so."""
BUILD = re.compile(r"FAIL\s+(\S+)\s+\[(?:build|setup) failed\]")
"""What Go up to 1.23 prints between the events for a package that cannot be built."""
NOISE = ("=== ", "--- ", "PASS", "FAIL", "ok  \t", "exit status")
EVENT = re.compile(r'^\{[^\n]{0,400}"Action":"', re.MULTILINE)
PROPERTIES = 10_000
"""Properties of one test; more would be an attack on our memory."""


def detects(_path: str, head: bytes) -> bool:
    """An event of test2json begins a line; what the compiler prints may stand before it."""
    text = opening(head)
    found = EVENT.search(text)
    return found is not None and ('"Package":' in text or '"Test":' in text or '"ImportPath":' in text)


def read(source: Source, wanted: Wanted) -> Results:
    """The wanted cases and the counts of a report, in memory for the running tests; raises `ReadError`."""
    return kept(source, wanted, "go test", _walk)


def _walk(found: Kept) -> None:
    report = _Report(found)
    for number, line in lines(found.source):
        if line.startswith("{"):
            report.event(number, _event(line, found.source, number))
        elif match := BUILD.match(line):
            report.failed(match[1], match[0])
    report.end()


def _event(line: str, source: Source, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise source.refuse("holds a line that is no whole event", number, "it may have been cut off") from None
    if not isinstance(value.get("Action"), str):
        raise source.refuse("holds an object without an Action", number, "is it what go test -json wrote?")
    return {str(key): each for key, each in value.items()}


class _Running:
    """One test without a result yet."""

    def __init__(self) -> None:
        self.message = ""
        self.references: list[Reference] = []


class _Report:
    def __init__(self, found: Kept) -> None:
        self._kept = found
        self._running: dict[str, dict[str, _Running]] = {}  # package → test
        self._blamed: set[str] = set()  # packages of which a test failed, or that were told as failed
        self._ended = False

    def event(self, number: int, event: dict[str, Any]) -> None:
        action, package, test = event["Action"], _text(event, "Package"), _text(event, "Test")
        if "Package" not in event and not test:
            return  # of the build, or of a single binary as a whole
        tests = self._running.setdefault(package, {})
        if test:
            self._test(action, package, test, event)
        elif action in ENDS:
            self._package(action, package, event)
        elif action == "output" and (match := BUILD.match(_text(event, "Output"))):
            self.failed(package or match[1], match[0])
        if len(tests) > self._kept.source.limits.entries:
            raise self._kept.source.refuse("has too many tests that run at once", number)

    def _test(self, action: str, package: str, test: str, event: dict[str, Any]) -> None:
        tests = self._running[package]
        if action in ENDS:
            self._add(package, test, ENDS[action], tests.pop(test, _Running()), event)
        elif action == "run":
            tests[test] = _Running()
        elif test in tests:
            self._heard(action, tests[test], event)

    def _heard(self, action: str, running: _Running, event: dict[str, Any]) -> None:
        """What a running test prints or says of itself; what it prints after its end is nobody's."""
        if action == "output" and len(running.message) < MESSAGE:
            text = _text(event, "Output").strip()
            if text and not text.startswith(NOISE):
                running.message = f"{running.message} {text}".strip()[:MESSAGE]
        elif action == "attr" and len(running.references) < PROPERTIES:
            running.references.append(Reference(_text(event, "Key"), _text(event, "Value")))

    def _package(self, action: str, package: str, event: dict[str, Any]) -> None:
        """The end of a package: what still runs in it has no result."""
        for test, running in self._running.pop(package).items():
            running.message = f"did not finish: {running.message}".rstrip(": ")
            self._add(package, test, "error", running, {})
        if action == "fail" and package not in self._blamed:
            build = _text(event, "FailedBuild")
            why = f"its build failed: {build}" if build else "the package failed, but none of its tests"
            self.failed(package, why)
        self._blamed.discard(package)
        self._ended = True

    def failed(self, package: str, why: str) -> None:
        """A failure that belongs to a package, not to a test; told once."""
        if package not in self._blamed:
            self._blamed.add(package)
            self._kept.add(TestCase("", PACKAGE, "error", package, suite=package, message=why[:MESSAGE]))

    def _add(self, package: str, test: str, outcome: Outcome, running: _Running, event: dict[str, Any]) -> None:
        if outcome in ("failed", "error"):
            self._blamed.add(package)
        elapsed = event.get("Elapsed")
        self._kept.add(
            TestCase(
                id="",
                name=test,
                outcome=outcome,
                classname=package,
                suite=package,
                references=tuple(running.references),
                time=elapsed if isinstance(elapsed, (int, float)) and 0 <= elapsed < float("inf") else 0.0,
                message=running.message if outcome != "passed" else "",
            )
        )

    def end(self) -> None:
        open_ = next(iter(self._running), None)
        if open_ is not None and (self._ended or open_):
            cause = f'ends while package "{open_[:80]}" runs'
            raise self._kept.source.refuse(cause, hint="it was cut off: did go test finish?")
        for tests in self._running.values():  # one binary through test2json without -p: nothing marks its end
            if tests:
                cause = f"ends while the test {next(iter(tests))[:80]} runs"
                raise self._kept.source.refuse(cause, hint="it was cut off: did the test binary finish?")


def _text(event: dict[str, Any], name: str) -> str:
    value = event.get(name, "")
    return value if isinstance(value, str) else ""
