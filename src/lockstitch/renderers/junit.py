"""The verdict as a JUnit report, for services that show test results: one case a rule.

A failure is a broken rule, an error one that cannot be judged, a skipped one is off or waived. A warning passes, as it
does at the gate, and is told in the case's output.
https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
"""

from __future__ import annotations

from collections.abc import Sequence

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from lockstitch.model import Finding, Report, Waived
from lockstitch.renderers import features, tally, waivers, words
from lockstitch.renderers.alerts import hint, message
from lockstitch.renderers.escape import visible

NAME = "lockstitch verdict"
"""By this our reader knows that it is no report of tests."""
SHOWN = 200
"""Findings that are written out in one case."""


def render(report: Report) -> str:
    """The report; the verdict, what was examined, the features and the waivers are the suite's properties."""
    suite = TestSuite(NAME)
    told = (*tally.examined(report.matrix), *tally.sentences(report.matrix))
    for name, lines in (
        ("verdict", [words.verdict(report)]),
        ("examined", told),
        ("features", features.told(report)),
        ("waivers", waivers.told(report)),
    ):
        for line in lines:
            suite.add_property(name, line)
    for rule in dict.fromkeys([*report.verdicts, *(finding.rule for finding in report.findings)]):
        suite.add_testcase(_case(rule, report))
    whole = JUnitXml(NAME)
    whole.add_testsuite(suite)  # which counts for itself; Jenkins refuses a root that counts skipped ones
    text: bytes = whole.tostring()  # type: ignore[no-untyped-call]  # junitparser is untyped
    return f"{text.decode('utf-8')}\n"


def _case(rule: str, report: Report) -> TestCase:
    case = TestCase(visible(rule), "lockstitch.rules", 0)
    found = words.ordered(finding for finding in report.findings if finding.rule == rule)
    waived = [each for each in report.waived if each.finding.rule == rule]
    errors = [finding for finding in found if finding.severity == "error"]
    told = _told(found, waived)
    if errors:
        kind = Failure if errors[0].verdict == "broken" else Error  # a broken one comes first
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        result = kind(message(errors[0]) + more, errors[0].verdict)
        result.text = told
        case.result = [result]
        return case
    if reason := _unjudged(report.verdicts.get(rule, "holds"), found, waived):
        case.result = [Skipped(reason)]
    if told:
        case.system_out = told
    return case


def _unjudged(state: str, found: Sequence[Finding], waived: Sequence[Waived]) -> str:
    """Why the rule has neither passed nor failed: it is off, blind, or all that it found is waived."""
    if waived and not found:
        return f"{words.plural(len(waived), 'finding')} waived"
    return {"off": "off", "unknown": "cannot be judged: an input cannot be used"}.get(state, "")


def _told(found: Sequence[Finding], waived: Sequence[Waived]) -> str:
    """Each finding with its place and the next step, then who answers for the waived ones."""
    told = [line for finding in found[:SHOWN] for line in _lines(finding)]
    told += [f"{len(found) - SHOWN} more"] if len(found) > SHOWN else []
    for each in waived[:SHOWN]:
        told.append(f"{message(each.finding)}: {visible(words.pardon(each.by), 1000)}")
    return "\n".join(told)


def _lines(finding: Finding) -> list[str]:
    place = f"{visible(str(finding.location), 1000)}: " if finding.location else ""
    step = [f"  → {hint(finding)}"] if finding.hint else []
    return [f"{finding.severity}: {place}{message(finding)}", *step]
