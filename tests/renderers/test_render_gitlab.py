"""Code Quality, as GitLab reads it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lockstitch.model import Location, Report
from lockstitch.renderers import gitlab

if TYPE_CHECKING:
    from tests.renderers.conftest import Make


def entries(report: Report) -> list[dict[str, Any]]:
    found = json.loads(gitlab.render(report))
    assert isinstance(found, list)
    return found


def test_an_entry_has_what_the_format_asks_for(make: Make) -> None:
    finding = make.finding(location=Location("src/a.py", 7), fingerprint="ab12", message="is wrong", hint="mend it")
    assert entries(make.report(findings=(finding,))) == [
        {
            "description": "is wrong → mend it",
            "check_name": "lockstitch/untested-defect",
            "fingerprint": "ab12:1",
            "severity": "critical",
            "location": {"path": "src/a.py", "lines": {"begin": 7}},
        }
    ]


@pytest.mark.parametrize(
    ("verdict", "severity", "word"),
    [
        ("broken", "error", "critical"), ("unknown", "error", "major"), ("broken", "warning", "minor"),
        ("unknown", "warning", "minor"), ("broken", "note", "info"),
    ],
)  # fmt: skip
def test_each_severity_has_its_word(make: Make, verdict: str, severity: str, word: str) -> None:
    (found,) = entries(make.report(findings=(make.finding(verdict=verdict, severity=severity),)))
    assert found["severity"] == word
    assert found["description"].startswith("cannot say: ") == (verdict == "unknown")


def test_every_entry_has_a_line_and_a_fingerprint_of_its_own(red: Report) -> None:
    found = entries(red)
    assert len(found) == 5
    assert len({entry["fingerprint"] for entry in found}) == 5
    assert all(entry["location"]["lines"]["begin"] >= 1 for entry in found)
    assert found[4]["location"]["path"] == "defects.yml"


def test_what_is_waived_is_left_out(red: Report) -> None:
    assert entries(red._replace(findings=())) == []
    assert "SHOP-9 " not in gitlab.render(red._replace(findings=()))


def test_a_green_build_is_an_empty_list(green: Report) -> None:
    assert gitlab.render(green) == "[]\n"
