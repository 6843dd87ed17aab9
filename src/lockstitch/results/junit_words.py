"""The dialects of JUnit XML as tables: which word of which tool says what of a test case.

Sources: https://github.com/testmoapp/junitxml,
https://docs.pytest.org/en/stable/how-to/output.html#creating-junitxml-format-files,
https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd,
https://google.github.io/googletest/advanced.html#generating-an-xml-report, https://github.com/nextest-rs/quick-junit,
https://gitlab.kitware.com/cmake/cmake/-/blob/master/Source/CTest/cmCTestTestHandler.cxx.
"""

from __future__ import annotations

from lockstitch.model import Outcome

SUITES = ("testsuites", "testsuite")
"""Elements that hold cases, at the root and to any depth."""

CHILDREN: dict[str, tuple[Outcome, str]] = {
    "failure": ("failed", "failures"),
    "error": ("error", "errors"),
    "skipped": ("skipped", ""),
    "ignored": ("skipped", ""),  # TestNG
    "warning": ("error", ""),  # PHPUnit up to 9: the test itself is broken
    # Surefire, Gradle, nextest, Playwright: an earlier attempt of a test that passed, a later one of one that did not.
    "flakyFailure": ("flaky", "failures"),
    "flakyError": ("flaky", "errors"),
    "rerunFailure": ("failed", "failures"),
    "rerunError": ("error", "errors"),
}
"""What a child element says of its test case, and the attribute in which a suite may count it."""

XFAIL = ("pytest.xfail", "XFAIL")
"""`type` of a skip that is an expected failure: pytest, unittest-xml-reporting."""

ATTRIBUTES: dict[str, Outcome] = {
    **dict.fromkeys(("disabled", "notrun", "not run", "not_run", "skipped", "suppressed", "ignored"), "skipped"),
    **dict.fromkeys(("pending", "todo", "untested", "undefined", "blocked", "inconclusive", "incomplete"), "skipped"),
    **dict.fromkeys(("fail", "failed", "failure"), "failed"),
    **dict.fromkeys(("error", "errored", "broken", "timeout", "timedout", "aborted", "interrupted"), "error"),
    **dict.fromkeys(("cancelled", "canceled"), "error"),
}
"""What the attributes `status` (CTest, GoogleTest, behave) and `result` (GoogleTest) say; other words say nothing."""

PYTEST_NAMES = ("pytest", "pytest tests")
PYTEST_ATTRIBUTES = ["name", "errors", "failures", "skipped", "tests", "time", "timestamp", "hostname"]
"""pytest's suite under another name (`junit_suite_name`) still shows by the order of its attributes."""

VERDICT = "lockstitch verdict"
"""The root's name in what the gate itself writes as JUnit: its rules are no tests."""
HINTS = {
    "coverage": "that is a coverage report: pass it with --coverage",
    "report": "that looks like a JaCoCo coverage report: pass it with --coverage",
    "test-results": "that is the format of NUnit 2: write NUnit 3 or JUnit XML",
    "assembly": "that is the format of xUnit.net v1: write its v2 or JUnit XML",
}
"""Root elements that are mistaken for JUnit's."""
