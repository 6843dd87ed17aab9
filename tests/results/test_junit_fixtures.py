"""The JUnit reader on what real tools wrote, against what the tools' own output said and against junitparser.

`by-hand/` holds what no tool at hand could write; each file names the documentation that it follows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import count, starmap
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from junitparser import Failure, JUnitXml, Skipped
from junitparser.xunit2 import TestCase as ParsedCase
from junitparser.xunit2 import TestSuite as ParsedSuite

from lockstitch.load import Source, head
from lockstitch.model import Outcome, Reference, Results, Wanted
from lockstitch.results import junit
from lockstitch.results.cases import worse

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
ALL = Wanted(matches=lambda *_names: True)

PYTEST = {
    "failed": "test_fails_then_teardown test_retry test_always_fails test_xpass_strict test_sub",
    "error": "test_passes_then_teardown test_setup test_retry_setup",
    "skipped": "test_skip",
    "xfailed": "test_xfail",
}
RETRIED = PYTEST | {
    "failed": "test_fails_then_teardown test_always_fails test_xpass_strict test_sub",
    "error": "test_passes_then_teardown test_setup",
    "flaky": "test_retry test_retry_setup",
}
COLLECTED = PYTEST | {"error": PYTEST["error"] + " tests.test_broken"}
NOT_PASSED: dict[str, dict[str, str]] = {
    "pytest-9.2.0/xunit1": COLLECTED,
    "pytest-9.2.0/xunit2": COLLECTED,
    "pytest-9.2.0/xdist": PYTEST,
    "pytest-9.2.0/rerunfailures-16.7": RETRIED,
    "pytest-9.2.0/rerunfailures-16.7-xunit1-renamed": RETRIED,
    # This version reports one test case for all attempts but where a teardown failed: the retries do not show.
    "pytest-6.2.5/rerunfailures-12.0-renamed": {k: v for k, v in RETRIED.items() if k != "flaky"},
    "pytest-9.2.0/collection-error": {"error": "tests.test_broken"},
    "pytest-9.2.0/none-selected": {},
    "pytest-9.2.0/crash": {"error": "test_crash"},
    "pytest-9.2.0/crash-rerun": {"error": "test_crash"},
    "pytest-9.2.0/lockstitch": {"failed": "test_param[2]", "skipped": "test_skipped"},
    "unittest-xml-reporting-4.0.0/TEST-test_ut.T": {
        "failed": "test_bad|test_sub (i=1)",
        "error": "test_err|test_us",
        "skipped": "test_skip",
        "xfailed": "test_xf",
    },
    "unittest-xml-reporting-4.0.0/TEST-unittest.suite._ErrorHolder": {"error": "setUpClass (test_ut.Broken)|"},
    "nose2-0.16.0/nose2-junit": {
        "failed": "test_bad|test_sub (i=1)",
        "error": "Broken)|test_err",
        "skipped": "test_skip|test_us|test_xf",
    },
    "surefire-2.22.3/TEST-shop.CartTest": {"failed": "wrong", "error": "boom", "skipped": "skipped", "flaky": "flaky"},
    "surefire-2.22.3/TEST-shop.ParamTest": {"failed": "pos[1: a=-2]|"},
    "gotestsum-1.8.2/rerun-fails": {
        "failed": "TestTotal TestTotal/wrong ExampleTotal",
        "skipped": "TestSkip",
        "flaky": "TestFlaky",
    },
    "gotestsum-1.8.2/build-failure": {
        "failed": "TestTotal TestTotal/wrong ExampleTotal TestFlaky",
        "skipped": "TestSkip",
    },
    # Jest's `todo`, `failing` and retries look like plain passes, Vitest's `fails` and retries too.
    "jest-junit-17.0.0/default": {"failed": "Cart wrong (BUG-12)|", "skipped": "Cart later|"},
    "jest-junit-17.0.0/file": {"failed": "Cart wrong (BUG-12)|", "skipped": "Cart later|"},
    "jest-junit-17.0.0/suite-errors": {"failed": "Cart wrong (BUG-12)|t/broken.test.js", "skipped": "Cart later|"},
    "vitest-4.1.12/junit": {
        "failed": "v/broken.test.mjs|Cart > wrong",
        "skipped": "Cart > later|Cart > write me",
    },
    "mocha-junit-reporter-2.2.1/junit": {
        "failed": 'Cart wrong|Hooked "before all" hook for "lost"',
        "skipped": "Cart later|Cart pending",
    },
    "node-20.20.2/junit": {
        "failed": "wrong|write me|bad step|/home/ci/shop/n2/broken.test.js|lost|throws",
        "skipped": "later",
    },
    "googletest-1.12.1/junit": {"failed": "Wrong Throws Vip/1", "skipped": "DISABLED_Old Skip"},
    "ctest-3.25.1/junit": {"failed": "bad slow setup", "skipped": "off missing skipped needs"},
    "phpunit-9.6.7/junit": {
        "failed": 'testWrong|testProv with data set "bad "q""',
        "error": "testRisky testErr testWarn",
        "skipped": "testSkip testInc",
    },
    "by-hand/phpunit-8": {"error": "testWarning"},
    "by-hand/catch2": {"failed": "may fail|", "error": "throws", "skipped": "skips"},
    "by-hand/gradle-test-retry": {"failed": "wrong(int)[2]", "skipped": "later()", "flaky": "flaky()"},
    "by-hand/nextest": {
        "failed": "basket::tests::wrong flaky_result_fail",
        "error": "basket::tests::no_exec",
        "flaky": "basket::tests::flaky",
    },
    "by-hand/playwright": {"failed": "Basket › adds|", "flaky": "Basket › flaky|"},
}
"""Report → outcome → the names of the tests that had it, split at `|` where there is one; all others passed."""

NOTES = {
    "gotestsum-1.8.2/build-failure": ("the root element reports 1 error that belongs to no test case",),
    "pytest-9.2.0/crash-rerun": (
        "passed test cases without a name: 1 (pytest-xdist writes an attempt that crashed like this)",
    ),
}
OTHERWISE: dict[tuple[str, str], tuple[Outcome, Outcome]] = {
    # junitparser looks neither at `status` nor at `result`, and does not know <warning>.
    ("ctest-3.25.1/junit", "off"): ("passed", "skipped"),
    ("googletest-1.12.1/junit", "DISABLED_Old"): ("passed", "skipped"),
    ("by-hand/phpunit-8", "testWarning"): ("passed", "error"),
}
"""Where junitparser answers otherwise than we do: its answer, and ours."""

reports = pytest.mark.parametrize("name", NOT_PASSED)


def read(name: str) -> Results:
    path = REPORTS / f"{name}.xml"
    return junit.read(Source(str(path), path.name), ALL)


def names(text: str) -> set[str]:
    return set(filter(None, text.split("|") if "|" in text else text.split()))


def test_every_junit_fixture_is_told_here() -> None:
    found = {path for path in REPORTS.rglob("*.xml") if junit.detects(path.name, head(Source(str(path), path.name)))}
    assert {str(path.relative_to(REPORTS).with_suffix("")) for path in found} == set(NOT_PASSED)


@reports
def test_outcomes_are_what_the_tool_meant(name: str) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for case in read(name).cases:
        found[case.outcome].add(case.name)
    passed = found.pop("passed", set())
    assert found == {outcome: names(text) for outcome, text in NOT_PASSED[name].items()}
    assert passed or name in ("pytest-9.2.0/collection-error", "pytest-9.2.0/none-selected") or "_ErrorHolder" in name


@reports
def test_notes_are_rare(name: str) -> None:
    assert read(name).notes == NOTES.get(name, ())


@reports
def test_junitparser_agrees_case_by_case(name: str) -> None:
    """On each test case element, and on each test that was tried once; what attempts come to is told above."""
    theirs = list(_parsed(name))
    ours = read(name)
    assert Counter(ours.counts) == Counter(outcome for *_, outcome in theirs)
    attempts = Counter(key for key, *_ in theirs)
    expected = Counter((*key[1:], refs, outcome) for key, refs, outcome in theirs if attempts[key] == 1)
    found = Counter((each.suite, each.classname, each.name, each.references, each.outcome) for each in ours.cases)
    assert not expected - found
    assert (found - expected).total() == sum(1 for tries in attempts.values() if tries > 1)


def test_each_difference_from_junitparser_is_there() -> None:
    told = {(name, key[3]) for name in NOT_PASSED for key, *_ in _parsed(name)}
    assert told >= set(OTHERWISE)


Key: TypeAlias = tuple[int, str, str, str]


def _parsed(name: str) -> Iterator[tuple[Key, tuple[Reference, ...], Outcome]]:
    """Number and name of the suite, classname, name; properties; outcome. With nested suites, and cases in no suite."""
    waiting: list[Any] = [JUnitXml.fromfile(str(REPORTS / f"{name}.xml"))]
    for number in count():
        if not waiting:
            return
        suite = waiting.pop()
        waiting += suite.iterchildren(ParsedSuite)
        for case in suite.iterchildren(ParsedCase):
            theirs, ours = OTHERWISE.get((name, case.name), (_outcome(case), _outcome(case)))
            assert _outcome(case) == theirs
            # Neither PHPUnit's old attribute `class` nor the text of a property is read by junitparser.
            classname = case.classname or case._elem.get("class", "")
            values = [(each.name, each.value or (each._elem.text or "").strip()) for each in case.properties()]
            yield (number, suite.name or "", classname, case.name or ""), tuple(starmap(Reference, values)), ours


def _outcome(case: ParsedCase) -> Outcome:
    outcome: Outcome = "flaky" if case.is_flaky else "passed"
    for result in case.result:
        kind: Outcome = "failed" if isinstance(result, Failure) else "error"
        if isinstance(result, Skipped):
            kind = "xfailed" if result.type in ("pytest.xfail", "XFAIL") else "skipped"
        outcome = worse(outcome, kind)
    return outcome
