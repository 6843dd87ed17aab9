"""The same words in every output."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import pytest

from lockstitch.errors import Fault
from lockstitch.model import BaselineEntry, Finding, Location, Report, StandingWaiver, Waived
from lockstitch.renderers import words
from lockstitch.settings import Waiver

if TYPE_CHECKING:
    from tests.renderers.conftest import Make


def waiver(until: date) -> Waiver:
    return Waiver("untested-defect", "a reason", "payments", until, source="defects.yml:60")


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ([], "the gate holds"),
        ([("broken", "warning"), ("unknown", "note")], "the gate holds"),
        ([("broken", "error")], "broken: 1 finding (exit 1)"),
        ([("broken", "error")] * 3 + [("broken", "warning")], "broken: 3 findings (exit 1)"),
        ([("broken", "error"), ("unknown", "error")], "broken: 1 finding, 1 more cannot be judged (exit 1)"),
        ([("unknown", "error"), ("broken", "warning")], "cannot say (exit 3)"),
    ],
)
def test_the_verdict(make: Make, verdicts: list[tuple[str, str]], said: str) -> None:
    found = tuple(make.finding(verdict=verdict, severity=severity) for verdict, severity in verdicts)
    assert words.verdict(make.report(findings=found)) == said


def test_rules_that_do_not_hold_are_named(make: Make, red: Report) -> None:
    assert words.rules(red) == (
        "1 rule holds, 3 broken (late-review, uncovered-change, untested-defect), 1 unknown (untrusted-report), 1 off"
    )
    assert words.rules(make.report(verdicts={"a": "holds", "b": "holds"})) == "2 rules hold"
    assert words.rules(make.report(verdicts={"a": "off"})) == "0 rules hold, 1 off"


def test_findings_come_in_one_order_however_they_were_found(make: Make) -> None:
    ranked = [
        make.finding("b-rule", location=Location("z.py", 1)),
        make.finding("c-rule", location=None),
        make.finding("c-rule", location=Location("a.py", 2)),
        make.finding("c-rule", location=Location("a.py", 10)),
        make.finding("c-rule", location=Location("b.py", 1), record="A"),
        make.finding("c-rule", location=Location("b.py", 1), record="B", message="a"),
        make.finding("c-rule", location=Location("b.py", 1), record="B", message="b"),
        make.finding("a-rule", verdict="unknown"),
        make.finding("a-rule", severity="warning"),
        make.finding("a-rule", severity="note"),
        make.finding("a-rule", severity="off"),
    ]
    for seed in range(5):
        mixed: list[Finding] = random.Random(seed).sample(ranked, len(ranked))
        assert words.ordered(mixed) == ranked


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("is empty", "build/e2e.xml"), "is empty"),
        (Fault("is empty"), "is empty"),
        (Fault("is empty", "build/other.xml"), "build/other.xml: is empty"),
        (Fault("has no id", "build/e2e.xml", 7), "line 7: has no id"),
        (Fault("not well-formed XML (line 7, column 1)", "x.xml", 7), "x.xml: not well-formed XML (line 7, column 1)"),
    ],
)
def test_a_fault_names_place_and_cause_once(fault: Fault, said: str) -> None:
    assert words.fault(fault, "build/e2e.xml") == said


def test_what_is_excused_is_counted_with_the_first_expiry(make: Make) -> None:
    finding = make.finding()
    soon, late = Waived(finding, waiver(date(2026, 12, 1))), Waived(finding, waiver(date(2027, 3, 1)))
    held = Waived(finding, BaselineEntry("untested-defect", "SHOP-1", Location("defects.yml", 3)))
    assert words.excused(make.report()) == ""
    assert words.excused(make.report(waived=(late,))) == "1 finding waived until 2027-03-01"
    assert words.excused(make.report(waived=(held, held))) == "2 findings in the baseline"
    assert (
        words.excused(make.report(waived=(late, held, soon)))
        == "2 findings waived, the first until 2026-12-01; 1 finding in the baseline"
    )


def test_the_waivers_in_force_are_counted(make: Make) -> None:
    waivers = tuple(StandingWaiver(waiver(day)) for day in (date(2026, 9, 1), date(2027, 3, 1), date(2026, 8, 31)))
    report = make.report(waivers=waivers)
    assert words.excused(report) == "2 waivers in force"
    tight = report.matrix.config._replace(waiver_budget=1)
    assert words.excused(make.report(waivers=waivers, config=tight)) == "2 waivers in force of 1 allowed"
    assert words.excused(make.report(waivers=waivers[2:])) == ""


def test_a_pardon_says_by_whose_word() -> None:
    by = waiver(date(2026, 12, 1))
    assert words.pardon(by) == "waived until 2026-12-01 by payments (other): a reason, defects.yml:60"
    entry = BaselineEntry("untested-defect", "SHOP-1", Location("defects.yml", 3))
    assert words.pardon(entry) == "in the baseline, defects.yml:3"
    unwritten = Waiver("r", "a reason", "payments", date(2026, 12, 1))
    assert words.pardon(unwritten) == "waived until 2026-12-01 by payments (other): a reason"
