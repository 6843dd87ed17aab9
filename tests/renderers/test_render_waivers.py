"""Waivers and floors: each output that can carry them tells them."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from lockstitch.model import (
    Floor,
    Input,
    Location,
    Report,
    StandingWaiver,
    Waived,
)
from lockstitch.renderers import RENDERERS, comment, github, json_, junit, markdown, tally, terminal, waivers
from lockstitch.settings import Config, Level, Waiver

if TYPE_CHECKING:
    from tests.renderers.conftest import Make

WAIVER = Waiver(
    "untested-defect", "certified", "payments", date(2027, 1, 31), "SHOP-9", "", "external", "defects.yml:6"
)
COVERAGE = (Input("coverage", "coverage.xml", "cobertura"),)


def waived(make: Make, *given: Waiver, findings: int = 1) -> Report:
    """A report in which the first waiver answers for `findings`."""
    found = make.finding(record="SHOP-9", location=Location("defects.yml", 3))
    excused = tuple(Waived(found, given[0]) for _ in range(findings))
    return make.report(
        make.trace("SHOP-9", Level.NONE, gap="no test is linked"),
        waived=excused,
        waivers=tuple(map(StandingWaiver, given)),
    )


@pytest.mark.defect("LS-112")
@pytest.mark.parametrize("render", [markdown.render, comment.render, github.render, junit.render, terminal.render])
def test_a_waiver_is_told_with_all_that_a_reviewer_asks(make: Make, render: Any) -> None:
    text = render(waived(make, WAIVER))
    for word in ("untested-defect", "SHOP-9", "external", "certified", "payments", "2027-01-31"):
        assert word in text


@pytest.mark.defect("LS-112")
def test_the_row_of_a_waived_record_says_so(make: Make) -> None:
    assert "| waived: no test is linked |" in markdown.render(waived(make, WAIVER))
    assert "| no test is linked |" in markdown.render(waived(make, WAIVER, findings=0))


def test_what_a_waiver_answers_for(make: Make) -> None:
    old = WAIVER._replace(until=date(2026, 8, 31), record="", path="src/")
    idle = WAIVER._replace(record="SHOP-10")
    told = list(waivers.told(waived(make, WAIVER, old, idle, findings=2)))
    assert [re.sub(r": waived.*", "", line) for line in told] == [
        "waiver of untested-defect for SHOP-9 (2 findings)",
        "waiver of untested-defect for src/ (expired)",
        "waiver of untested-defect for SHOP-10 (no finding)",
    ]


def test_the_path_of_a_waived_finding_without_a_record_is_told(make: Make) -> None:
    found = make.finding("uncovered-change", location=Location("src/a.py", 3))
    report = make.report(waived=(Waived(found, WAIVER._replace(record="", path="src/")),))
    assert "uncovered-change src/a.py:3: waived until" in terminal.render(report)


def test_where_nothing_is_waived_nothing_is_told(green: Report) -> None:
    assert "waive" not in markdown.render(green) + github.render(green) + junit.render(green)
    assert not [*waivers.told(green)]


def test_many_waivers_are_counted(make: Make) -> None:
    many = [WAIVER._replace(record=f"SHOP-{n}") for n in range(waivers.MOST + 2)]
    told = list(waivers.told(waived(make, *many)))
    assert (len(told), told[-1]) == (waivers.MOST + 1, "2 more waivers")


def floors(make: Make, asked: dict[str, int], found: dict[str, Floor], **changes: Any) -> Report:
    config = Config("/repo", coverage_floor=asked, **changes.pop("options", {}))
    return make.report(config=config, floors=found, **{"inputs": COVERAGE, **changes})


@pytest.mark.defect("LS-113")
@pytest.mark.parametrize("name", ["terminal", "markdown", "comment", "github", "junit", "html", "json", "sarif"])
def test_a_kept_floor_is_told_with_its_numbers(make: Make, name: str) -> None:
    report = floors(make, {"src/pay": 90, "": 80}, {"src/pay": Floor(45, 50), "": Floor(80, 100)})
    text = RENDERERS[name].render(report)
    assert "floor of src/pay: 90% asked, 45 of 50 statements covered" in text
    assert "floor of the whole repository: 80% asked, 80 of 100 statements covered" in text


@pytest.mark.defect("LS-113")
def test_floors_in_the_json_report(make: Make) -> None:
    found = {"src/pay": Floor(45, 50, ("src/pay/b.py",)), "": Floor(80, 100)}
    report = floors(make, {"src/pay": 90, "": 80}, found)
    assert json.loads(json_.render(report))["floors"] == [
        {"folder": "", "percent": 80, "covered": 80, "statements": 100, "uncounted": []},
        {"folder": "src/pay", "percent": 90, "covered": 45, "statements": 50, "uncounted": ["src/pay/b.py"]},
    ]
    assert (
        json.loads(json_.render(report._replace(matrix=report.matrix._replace(inputs=()))))["floors"][0]["covered"]
        is None
    )


def test_a_floor_that_is_not_measured_says_so(make: Make) -> None:
    report = floors(make, {"src": 90}, {"src": Floor(0, 50)}, inputs=())
    assert tally.sentences(report.matrix)[-1] == "floor of src: 90% asked, not measured"
    report = floors(make, {"src": 90}, {"src": Floor(45, 45, ("src/a.py",))})
    assert tally.sentences(report.matrix)[-1].endswith("45 of 45 statements covered; those of 1 file cannot be counted")


def test_floors_that_are_not_asked_for_are_not_told(make: Make, green: Report) -> None:
    assert not any("floor" in line for line in tally.sentences(green.matrix))
    static = floors(make, {"src": 90}, {}, options={"static": True})
    assert not any("floor" in line for line in tally.sentences(static.matrix))


def test_many_floors_are_counted(make: Make) -> None:
    asked = {f"src/{n}": 100 for n in range(tally.FLOORS + 3)}
    told = tally.sentences(floors(make, asked, dict.fromkeys(asked, Floor(1, 1))).matrix)
    assert told[-1] == "3 more floors; the JSON report holds them all"


def test_no_line_begins_with_what_comes_from_outside(poisoned: Report) -> None:
    (line,) = waivers.told(poisoned)
    assert line.startswith("waiver of ")
    assert "\n" not in line
