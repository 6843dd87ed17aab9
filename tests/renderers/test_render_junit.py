"""The verdict as JUnit: valid by the schema that Jenkins holds reports to, and read back by junitparser."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
import xmlschema
from junitparser import JUnitXml, TestCase

from lockstitch.errors import ReadError
from lockstitch.load import Source
from lockstitch.model import BaselineEntry, Finding, Location, Report, Waived, Wanted
from lockstitch.renderers import junit
from lockstitch.results import junit as reader
from lockstitch.results.junit_words import VERDICT
from lockstitch.settings import Waiver

if TYPE_CHECKING:
    from tests.renderers.conftest import Make

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parents[2] / "fixtures/schemas/junit-10.xsd"))
WAIVER = Waiver("untested-defect", "too slow", "ada", date(2027, 1, 31), "SHOP-9", category="external")


def cases(report: Report) -> dict[str, TestCase]:
    text = junit.render(report)
    SCHEMA.validate(text)
    (suite,) = JUnitXml.fromstring(text.encode())
    return {str(case.name): case for case in suite}


def one(make: Make, *findings: Finding, verdict: str = "holds", waived: tuple[Waived, ...] = ()) -> TestCase:
    report = make.report(findings=findings, verdicts={"untested-defect": verdict}, waived=waived)
    return cases(report)["untested-defect"]


def kinds(case: TestCase) -> list[str]:
    return [type(each).__name__ for each in case.result]


def test_the_schema_of_this_test_refuses() -> None:
    assert not SCHEMA.is_valid("<testsuites><testcase name='x'/></testsuites>")


def test_a_red_build(red: Report) -> None:
    found = cases(red)
    assert {name: kinds(case) for name, case in found.items()} == {
        "untested-defect": ["Failure"],
        "uncovered-change": ["Failure"],
        "late-review": [],
        "untrusted-report": ["Error"],
        "stray-link": [],
        "unproven-defect": ["Skipped"],
        "weak-link": [],
    }
    assert {case.classname for case in found.values()} == {"lockstitch.rules"}
    assert "SHOP-13 was never reviewed." in str(found["late-review"].system_out)
    assert "by payments" in str(found["untested-defect"].result[0].text)


def test_the_suite_counts_and_says_what_was_examined(red: Report) -> None:
    (suite,) = JUnitXml.fromstring(junit.render(red).encode())
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (7, 2, 1, 1)
    told = [
        (each.get("name"), each.get("value")) for each in ElementTree.fromstring(junit.render(red)).iter("property")
    ]
    assert told[0] == ("verdict", "broken: 2 findings, 1 more cannot be judged (exit 1)")
    assert [name for name, _ in told[1:]] == ["examined"] * (len(red.matrix.inputs) + 2) + ["waivers"] * 2


def test_a_green_build_passes(green: Report) -> None:
    assert [kinds(case) for case in cases(green).values()] == [[]]
    assert "system-out" not in junit.render(green)


def test_every_finding_of_a_rule_is_told_with_place_and_next_step(make: Make) -> None:
    found = [make.finding(message=f"{n} lacks", location=Location("d.yml", n), hint=f"mend {n}") for n in (1, 2)]
    (failure,) = one(make, *found, verdict="broken").result
    assert failure.message == "1 lacks (and 1 more)"
    assert failure.text == "error: d.yml:1: 1 lacks\n  → mend 1\nerror: d.yml:2: 2 lacks\n  → mend 2"


def test_broken_comes_before_unknown(make: Make) -> None:
    known, unknown = make.finding(message="known"), make.finding(verdict="unknown", message="dark")
    assert kinds(one(make, unknown, known, verdict="broken")) == ["Failure"]
    (error,) = one(make, unknown, verdict="unknown").result
    assert (type(error).__name__, error.message) == ("Error", "cannot say: dark")


@pytest.mark.parametrize("severity", ["warning", "note"])
def test_what_does_not_fail_the_gate_fails_here_no_test(make: Make, severity: str) -> None:
    case = one(make, make.finding(severity=severity, message="so so"), verdict="broken")
    assert (kinds(case), case.system_out) == ([], f"{severity}: so so")


@pytest.mark.parametrize(
    ("verdict", "reason"), [("off", "off"), ("unknown", "cannot be judged: an input cannot be used")]
)
def test_what_was_not_judged_is_skipped_and_never_passed(make: Make, verdict: str, reason: str) -> None:
    (skipped,) = one(make, verdict=verdict).result
    assert (type(skipped).__name__, skipped.message) == ("Skipped", reason)


def test_what_is_waived_is_skipped_with_whose_word(make: Make) -> None:
    entry = BaselineEntry("untested-defect", "SHOP-8", Location("baseline.json", 3))
    waived = (Waived(make.finding(message="one"), WAIVER), Waived(make.finding(message="two"), entry))
    case = one(make, verdict="broken", waived=waived)
    assert [each.message for each in case.result] == ["2 findings waived"]
    assert case.system_out == (
        "one: waived until 2027-01-31 by ada (external): too slow\ntwo: in the baseline, baseline.json:3"
    )


def test_hostile_texts_are_valid_too(poisoned: Report) -> None:
    assert kinds(cases(poisoned)["a-rule"]) == ["Failure"]


def test_the_verdict_is_never_read_as_a_report_of_tests(green: Report, tmp_path: Path) -> None:
    assert junit.NAME == VERDICT
    path = tmp_path / "junit.xml"
    path.write_text(junit.render(green), "utf-8")
    with pytest.raises(ReadError, match="own verdict, no test report"):
        reader.read(Source(str(path), "junit.xml"), Wanted())
    path.write_text(junit.render(green).replace(VERDICT, "lockstitch"), "utf-8")
    assert reader.read(Source(str(path), "junit.xml"), Wanted()).counts["passed"] == 1
