"""JUnit XML, as pytest, Surefire, Gradle, gotestsum, Jest, Vitest, nextest, GoogleTest, CTest and PHPUnit write it.

No standard exists. The writers share a tree of `testsuite` with leaves `testcase`; how a leaf says that it did not pass
differs: by a child element, by an attribute, or by a second leaf of the same name (`junit_words.py`).
"""

from __future__ import annotations

from lockstitch import load
from lockstitch.load import Source
from lockstitch.model import Results, Wanted
from lockstitch.results.junit_report import Report
from lockstitch.results.junit_words import SUITES


def detects(_path: str, head: bytes) -> bool:
    return load.root_element(head) in SUITES


def read(source: Source, wanted: Wanted) -> Results:
    """The wanted cases, the attempts of one test within a suite as one case, and the counts; raises `ReadError`."""
    report = _parsed(Report(source, wanted))
    if report.misses_attempts():
        report = _parsed(Report(source, wanted, frozenset(report.marked)))
    return report.results()


def _parsed(report: Report) -> Report:
    load.xml(report.source, report.attach)
    report.end_outside()
    return report
