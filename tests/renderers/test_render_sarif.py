"""SARIF: valid by the official schema, and what GitHub makes of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest

from lockstitch import lines
from lockstitch.errors import Fault
from lockstitch.model import BaselineEntry, Finding, Input, Location, Report, Rule, Waived
from lockstitch.renderers import sarif
from lockstitch.settings import Config, Waiver

if TYPE_CHECKING:
    from tests.renderers.conftest import Make

SCHEMA = json.loads((Path(__file__).parents[2] / "fixtures/schemas/sarif-2.1.0.json").read_text("utf-8"))
CHECK = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
RULE = Rule("untested-defect", "a fixed defect has no linked test", "Every one has.\n\nWhat it finds: one without.")


def run(report: Report) -> dict[str, Any]:
    """The one run of the document, which is valid."""
    document = json.loads(sarif.render(report))
    CHECK.validate(document)
    (found,) = document["runs"]
    assert isinstance(found, dict)
    return found


def result(make: Make, finding: Finding, **changes: Any) -> dict[str, Any]:
    (found,) = run(make.report(findings=(finding,), **changes))["results"]
    assert isinstance(found, dict)
    return found


def regions(make: Make, finding: Finding) -> list[dict[str, int] | None]:
    return [place["physicalLocation"].get("region") for place in result(make, finding)["locations"]]


def uri(make: Make, path: str) -> dict[str, str]:
    place = result(make, make.finding(location=Location(path)))["locations"][0]["physicalLocation"]["artifactLocation"]
    assert isinstance(place, dict)
    return place


def test_the_schema_of_this_test_refuses() -> None:
    document = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"level": "fatal"}]}]}
    assert len(list(CHECK.iter_errors(document))) == 2


def test_a_red_build(red: Report) -> None:
    found = run(red)
    assert [each["ruleId"] for each in found["results"][:5]] == [
        "uncovered-change", "untested-defect", "untrusted-report", "late-review", "weak-link"
    ]  # fmt: skip
    assert [each["level"] for each in found["results"]] == ["error"] * 3 + ["warning", "note", "note", "note"]
    assert [bool(each["suppressions"]) for each in found["results"]] == [False] * 5 + [True] * 2
    assert found["properties"]["verdict"] == "broken"
    assert found["properties"]["examined"][0].startswith("examined results build/e2e.xml (junit): cannot be used: ")
    assert "changed statements 44 = 38 covered" in found["properties"]["examined"][5]


def test_each_rule_leads_to_its_page_where_one_is_published(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "DOCUMENTATION", "https://docs.example.org/lockstitch/")
    driver = run(make.report(rules=(RULE,)))["tool"]["driver"]
    assert driver["informationUri"] == "https://docs.example.org/lockstitch/"
    assert driver["rules"][0]["helpUri"] == "https://docs.example.org/lockstitch/reference/rules/#untested-defect"


def test_nothing_leads_to_a_page_that_is_published_nowhere(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "DOCUMENTATION", "")
    driver = run(make.report(rules=(RULE,)))["tool"]["driver"]
    assert "informationUri" not in driver
    assert "helpUri" not in driver["rules"][0]


def test_a_green_build_has_results_of_none(green: Report) -> None:
    found = run(green)
    assert found["results"] == []
    assert found["invocations"] == [
        {
            "executionSuccessful": True,
            "exitCode": 0,
            "exitCodeDescription": "the gate holds",
            "toolExecutionNotifications": [],
        }
    ]


def test_a_rule_brings_its_manual(make: Make) -> None:
    report = make.report(findings=(make.finding(), make.finding("another")), rules=(RULE,))
    found = run(report)
    (rule,) = found["tool"]["driver"]["rules"]
    assert (rule["id"], rule["shortDescription"]["text"]) == (RULE.id, RULE.summary)
    assert (rule["fullDescription"]["text"], rule["help"]["markdown"]) == ("Every one has.", RULE.doc)
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert [each.get("ruleIndex") for each in found["results"]] == [None, 0]


def test_an_unusable_input_is_a_notification(make: Make) -> None:
    cut = Fault("is cut off", "build/a b.xml", 8, "did its tool finish?")
    report = make.report(inputs=(Input("results", "build/a b.xml", fault=cut), Input("records", "defects.yml")))
    (invocation,) = run(report)["invocations"]
    (told,) = invocation["toolExecutionNotifications"]
    assert not invocation["executionSuccessful"]
    assert told["message"]["text"] == "results cannot be used: build/a b.xml:8: is cut off\n→ did its tool finish?"
    place = told["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("build/a%20b.xml", 8)


def test_what_cannot_be_said_is_said_so(make: Make) -> None:
    finding = make.finding(verdict="unknown", message="nobody knows")
    found = run(make.report(findings=(finding,)))
    assert found["results"][0]["message"]["text"] == "cannot say: nobody knows"
    assert (found["results"][0]["level"], found["invocations"][0]["exitCode"]) == ("error", 3)


def test_a_waived_finding_says_by_whose_word(make: Make) -> None:
    waiver = Waiver("untested-defect", "too slow", "ada", date(2027, 1, 31), "SHOP-9", category="external")
    entry = BaselineEntry("untested-defect", "SHOP-8", Location(".lockstitch/baseline.json", 3))
    report = make.report(waived=(Waived(make.finding(), waiver), Waived(make.finding(), entry)))
    by_hand, by_baseline = (each["suppressions"][0] for each in run(report)["results"])
    assert by_hand == {
        "kind": "external",
        "status": "accepted",
        "justification": "waived until 2027-01-31 by ada (external): too slow",
    }
    assert by_baseline["location"]["physicalLocation"]["region"]["startLine"] == 3


def test_a_fingerprint_is_the_findings_own_and_never_twice_the_same(make: Make) -> None:
    twice = tuple(make.finding(fingerprint="ab12", message=text) for text in ("one", "two"))
    waived = (Waived(make.finding(fingerprint="ab12"), BaselineEntry("x", "y", Location("b.json"))),)
    found = run(make.report(findings=twice, waived=waived))["results"]
    assert [each["partialFingerprints"]["lockstitch/v1"] for each in found] == ["ab12:1", "ab12:2", "ab12:3"]
    moved = tuple(finding._replace(location=Location("a.py", 70), lines=1 << 70) for finding in twice)
    assert [each["partialFingerprints"] for each in run(make.report(findings=moved))["results"]] == [
        each["partialFingerprints"] for each in found[:2]
    ]


def test_lines_and_columns_are_those_of_the_source(make: Make) -> None:
    source = ((4, "def a():"), (5, "    return (1 +"), (6, "  🎉)  "), (7, ""), (9, "\tx = 1"))
    finding = make.finding(location=Location("a.py", 5), lines=lines.of([5, 6, 9]), excerpt=source)
    assert regions(make, finding) == [
        {"startLine": 5, "endLine": 6, "startColumn": 5, "endColumn": 5},
        {"startLine": 9, "endLine": 9, "startColumn": 2, "endColumn": 7},
    ]


@pytest.mark.parametrize(
    ("place", "held", "expected"),
    [
        (Location("a.py"), 0, [None]),
        (Location("a.py"), lines.of([3]), [None]),
        (Location("a.py", 3), 0, [{"startLine": 3, "endLine": 3}]),
        (Location("a.py", 3), lines.of([8]), [{"startLine": 3, "endLine": 3}]),
        (Location("a.py", 3), lines.of([2, 3, 4]), [{"startLine": 3, "endLine": 4}]),
    ],
)
def test_no_column_is_made_up(make: Make, place: Location, held: int, expected: list[dict[str, int] | None]) -> None:
    assert regions(make, make.finding(location=place, lines=held)) == expected


def test_a_finding_without_a_place_points_to_where_it_is_mended(make: Make) -> None:
    for config, path in ((Config("/r", source="pyproject.toml"), "pyproject.toml"), (Config("/r"), "defects.yml")):
        place = result(make, make.finding(), config=config)["locations"][0]["physicalLocation"]
        assert place == {"artifactLocation": {"uri": path, "uriBaseId": "%SRCROOT%"}}


@pytest.mark.parametrize("path", ["src/a b.py", "a:b?#%20.py", "é/日本.py", "a\\b.py", "../x.py", "a\nb"])
def test_a_path_of_the_repository_is_relative_to_its_top(make: Make, path: str) -> None:
    found = uri(make, path)
    assert found["uriBaseId"] == "%SRCROOT%"
    parts = urlsplit(found["uri"])
    assert (parts.scheme, parts.query, parts.fragment, unquote(parts.path)) == ("", "", "", path)


def test_a_path_outside_is_absolute_and_bytes_stay_what_they_are(make: Make) -> None:
    assert uri(make, "/tmp/a b.xml") == {"uri": "file:///tmp/a%20b.xml"}
    assert uri(make, "caf\udce9.py")["uri"] == "caf%E9.py"
    assert uri(make, "a\ud800.py")["uri"] == "a%EF%BF%BD.py"


def test_no_text_makes_a_link(make: Make) -> None:
    found = result(make, make.finding(message="see [this](http://evil)", hint="or [that](1), test_a[x]"))
    assert found["message"]["text"] == "see [this\\](http://evil)\n→ or [that\\](1), test_a[x]"


def test_hostile_texts_are_valid_too(poisoned: Report) -> None:
    assert len(run(poisoned)["results"]) == 3
