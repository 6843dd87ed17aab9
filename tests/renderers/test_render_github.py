"""Annotations, as the runner reads them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from lockstitch import lines
from lockstitch.errors import Fault
from lockstitch.model import Finding, Input, Location, Report
from lockstitch.renderers import github
from lockstitch.renderers.escape import visible

if TYPE_CHECKING:
    from tests.renderers.conftest import Make

GOLDEN = Path(__file__).parents[2] / "fixtures" / "renderers"


class Annotation(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def decoded(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def parsed(text: str) -> list[Annotation]:
    """The commands in a log, read by the rules of the runner: name, properties split at commas, then the message."""
    found = []
    for line in text.split("\n"):
        if line.startswith("::"):
            info, message = line[2:].split("::", 1)
            name, told = info.split(" ", 1)
            pairs = (pair.split("=", 1) for pair in told.split(","))
            found.append(Annotation(name, {key: decoded(value) for key, value in pairs}, decoded(message)))
    return found


def place(make: Make, finding: Finding) -> dict[str, str]:
    (found,) = parsed(github.render(make.report(findings=(finding,))))
    return {key: value for key, value in found.properties.items() if key != "title"}


def test_the_whole_of_a_red_build(red: Report) -> None:
    assert github.render(red) == (GOLDEN / "github-red.txt").read_text("utf-8")


def test_a_green_build_annotates_nothing_and_says_what_it_rests_on(green: Report) -> None:
    assert github.render(green) == (
        "examined records defects.yml (ledger): 1 record: 1 defect\nno change to judge\nthe gate holds\n"
    )


@pytest.mark.parametrize(
    ("severity", "name"), [("error", "error"), ("warning", "warning"), ("note", "notice"), ("off", "notice")]
)
def test_each_severity_has_its_command(make: Make, severity: str, name: str) -> None:
    (found,) = parsed(github.render(make.report(findings=(make.finding(severity=severity),))))
    assert found.name == name
    assert found.properties == {"title": "lockstitch: untested-defect"}


def test_place(make: Make) -> None:
    at = Location("a.py", 5)
    assert place(make, make.finding(location=Location("a.py"))) == {"file": "a.py"}
    assert place(make, make.finding(location=at)) == {"file": "a.py", "line": "5"}
    assert place(make, make.finding(location=at, lines=lines.of([5, 9]))) == {"file": "a.py", "line": "5"}
    run = make.finding(location=at, lines=lines.of([2, 5, 6, 7, 9]))
    assert place(make, run) == {"file": "a.py", "line": "5", "endLine": "7"}


def test_hostile_texts_come_back_as_they_are_shown(poisoned: Report, hostile: str) -> None:
    (found,) = parsed(github.render(poisoned))
    assert found.properties["file"] == visible(hostile, 1000)
    assert found.message == f"{visible(hostile, 3000)}\n→ {visible(hostile, 1000)}"
    assert len(found.message) < 4096


def test_at_most_ten_of_a_kind_and_the_rest_is_counted(make: Make) -> None:
    kinds = [("note", "broken"), ("warning", "broken"), ("error", "unknown"), ("error", "broken")]
    findings = tuple(
        make.finding(severity=severity, verdict=verdict, record=f"S-{n}")
        for severity, verdict in kinds
        for n in range(7 if severity == "error" else 13)
    )
    text = github.render(make.report(findings=findings))
    found = parsed(text)
    assert [entry.name for entry in found] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert [entry.message.startswith("cannot say: ") for entry in found[:10]] == [False] * 7 + [True] * 3
    assert text.split("\n")[-2] == (
        "::notice title=lockstitch::broken: 7 findings, 7 more cannot be judged (exit 1); "
        "11 more findings without annotation: GitHub shows 10 of a kind"
    )


@pytest.mark.parametrize("count", [1, 10])
def test_what_has_room_is_not_counted(make: Make, count: int) -> None:
    text = github.render(make.report(findings=tuple(make.finding() for _ in range(count))))
    assert len(parsed(text)) == count
    assert "without annotation" not in text


def test_faulty_inputs_are_named_first_and_many_are_counted(make: Make) -> None:
    inputs = [Input("results", f"r{n}.xml", counts="1 test: 1 passed") for n in range(24)]
    inputs[23] = Input("results", "r23.xml", "junit", fault=Fault("is empty", "r23.xml"))
    told = [
        line for line in github.render(make.report(inputs=tuple(inputs))).split("\n") if line.startswith("examined")
    ]
    assert told[0] == "examined results r23.xml (junit): cannot be used: is empty"
    assert told[1] == "examined results r0.xml: 1 test: 1 passed"
    assert told[20:] == ["examined 4 more inputs"]
    assert " more " not in github.render(make.report(inputs=tuple(inputs[:20])))
    assert github.render(make.report(inputs=(Input("change", "HEAD"),))).startswith("examined change HEAD: read\n")
