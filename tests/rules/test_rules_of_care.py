"""The rules about how records are kept: each fires on its gap, and is silent on everything else."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from lockstitch.model import Finding, Input, Location, StandingWaiver
from lockstitch.rules import RULES
from lockstitch.settings import Config, Waiver

Make = Callable[..., Any]
TODAY = date(2026, 3, 2)
"""Of `make_matrix`."""
CARED = {"priority": "1", "owner": "ada", "opened": TODAY}
RULES_OF_CARE = [
    "unprioritised-defect",
    "unreviewed-defect",
    "estimated-defect",
    "unowned-defect",
    "handed-over-defect",
]


def found(rule: str, matrix: Any) -> list[Finding]:
    return list(RULES[rule].check(matrix))


@pytest.fixture
def make_open(make_trace: Make) -> Make:
    def make(id: str = "SHOP-1", **given: Any) -> Any:
        trace = make_trace(scope="open")
        return trace._replace(record=trace.record._replace(**{"id": id, "status": "open", **CARED, **given}))

    return make


@pytest.mark.parametrize(
    ("rule", "given", "words"),
    [
        ("unprioritised-defect", {"priority": ""}, "SHOP-1 is open and has no priority"),
        ("unreviewed-defect", {"opened": date(2025, 12, 1)}, "was last looked at on 2025-12-01, 91 days ago"),
        ("unreviewed-defect", {"opened": None}, "no day tells when it was opened or last looked at"),
        ("unreviewed-defect", {"opened": date(2025, 1, 1), "reviewed": date(2026, 4, 1)}, "2025-01-01, 425 days"),
        ("estimated-defect", {"points": 2.5}, "SHOP-1 is a defect and is estimated: 2.5 points"),
        ("unowned-defect", {"owner": ""}, "SHOP-1 has no owner"),
        ("handed-over-defect", {"teams": ("web", "core")}, "passed through 2 teams, more than 1: web, core"),
    ],
)  # fmt: skip
def test_each_gap_is_found(make_matrix: Make, make_open: Make, rule: str, given: dict[str, Any], words: str) -> None:
    (finding,) = found(rule, make_matrix(traces=(make_open(**given),)))
    assert words in finding.message
    assert (finding.record, str(finding.location), finding.verdict) == ("SHOP-1", "defects.yml:3", "broken")
    assert finding.hint
    assert RULES[rule].RULE.severity == "warning"


@pytest.mark.parametrize("rule", RULES_OF_CARE)
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"points": 0.0, "teams": ("web",)},
        {"opened": date(2020, 1, 1), "reviewed": TODAY - timedelta(days=90)},
        {"kind": "incident", "points": 3.0, "teams": ("a", "b"), "owner": "", "priority": "", "opened": None},
        {"kind": "feature", "points": 3.0, "teams": ("a", "b"), "owner": "", "priority": "", "opened": None},
    ],
    ids=["cared", "zero", "reviewed", "incident", "feature"],
)
def test_a_record_that_is_cared_for(make_matrix: Make, make_open: Make, rule: str, given: dict[str, Any]) -> None:
    assert not found(rule, make_matrix(traces=(make_open(**given),)))


BAD = {"priority": "", "owner": "", "opened": None, "points": 3.0, "teams": ("a", "b")}


@pytest.mark.parametrize("scope", ["rejected", "before since"])
@pytest.mark.parametrize("rule", RULES_OF_CARE)
def test_nothing_is_asked_of_what_is_settled(make_matrix: Make, make_open: Make, rule: str, scope: str) -> None:
    assert not found(rule, make_matrix(traces=(make_open(**BAD)._replace(scope=scope),)))


@pytest.mark.parametrize("rule", ["unprioritised-defect", "unreviewed-defect"])
def test_what_is_fixed_needs_no_priority_and_no_look(make_matrix: Make, make_open: Make, rule: str) -> None:
    assert not found(rule, make_matrix(traces=(make_open(**BAD, status="done")._replace(scope="judged"),)))


@pytest.mark.parametrize("rule", RULES_OF_CARE)
def test_many_records_of_one_file_are_one_finding(make_matrix: Make, make_open: Make, rule: str) -> None:
    traces = tuple(make_open(f"SHOP-{n}", **BAD) for n in range(7))
    (finding,) = found(rule, make_matrix(traces=traces))
    assert finding.message.startswith("7 defects ")
    assert finding.message.endswith(": SHOP-0, SHOP-1, SHOP-2, SHOP-3, SHOP-4 and 2 more")
    assert (finding.record, finding.location) == ("", Location("defects.yml"))


def test_five_records_of_each_of_two_files_stay_alone(make_matrix: Make, make_open: Make) -> None:
    places = [Location(file, 1) for file in ("a.yml", "b.yml") for _ in range(5)]
    traces = tuple(make_open(f"SHOP-{n}", priority="", location=place) for n, place in enumerate(places))
    assert len(found("unprioritised-defect", make_matrix(traces=traces))) == 10


def test_a_record_that_a_waiver_names_stays_alone(make_matrix: Make, make_open: Make) -> None:
    traces = tuple(make_open(f"SHOP-{n}", priority="") for n in range(8))
    waiver = StandingWaiver(Waiver("unprioritised-defect", "r", "ada", TODAY, record="SHOP-3"))
    findings = found("unprioritised-defect", make_matrix(traces=traces, waivers=(waiver,)))
    assert {f.record for f in findings} == {"SHOP-3", ""}
    assert any("7 defects are open and have no priority" in f.message for f in findings)


@pytest.mark.parametrize(
    ("rule", "given", "config"),
    [
        ("unreviewed-defect", {"opened": date(2025, 12, 1)}, {"review_days": 91}),
        ("handed-over-defect", {"teams": ("web", "core")}, {"most_teams": 2}),
    ],
)
def test_the_configuration_says_how_many(
    make_matrix: Make, make_open: Make, rule: str, given: dict[str, Any], config: dict[str, Any]
) -> None:
    assert not found(rule, make_matrix(traces=(make_open(**given),), config=Config("/repo", **config)))


def standing(days: int, used: bool | None = True) -> StandingWaiver:
    waiver = Waiver(
        "untested-defect", "r", "ada", TODAY + timedelta(days=days), record="SHOP-1", source="defects.yml:9"
    )
    return StandingWaiver(waiver, used)


@pytest.mark.parametrize(
    ("waivers", "config", "words"),
    [
        ((standing(-1),), {}, "the waiver of untested-defect for SHOP-1 expired on 2026-03-01"),
        ((standing(9, used=False),), {}, "answers for no finding"),
        ((standing(91),), {"waiver_days": 90}, "runs until 2026-06-01, 91 days ahead: waiver_days allows 90"),
        ((standing(1), standing(2)), {"waiver_budget": 1}, "2 waivers are in force, 1 more than waiver_budget = 1"),
        ((standing(0),), {"waiver_budget": 0}, "1 waiver is in force, 1 more than waiver_budget = 0"),
    ],
)
def test_a_waiver_is_stale(make_matrix: Make, waivers: Any, config: dict[str, Any], words: str) -> None:
    (finding,) = found("stale-waiver", make_matrix(waivers=waivers, config=Config("/repo", "lockstitch.yml", **config)))
    assert words in finding.message
    assert str(finding.location) == ("lockstitch.yml" if "budget" in words else "defects.yml:9")


@pytest.mark.parametrize(
    ("waivers", "config"),
    [
        ((), {"waiver_budget": 0}),
        ((standing(0),), {}),
        ((standing(3650),), {}),
        ((standing(9, used=None),), {}),
        ((standing(90),), {"waiver_days": 90}),
        ((standing(1), standing(2)), {"waiver_budget": 2}),
    ],
)
def test_a_waiver_is_in_order(make_matrix: Make, waivers: Any, config: dict[str, Any]) -> None:
    assert not found("stale-waiver", make_matrix(waivers=waivers, config=Config("/repo", **config)))


EXPORT = Input("records", "issues.json", "github")


@pytest.fixture
def makers(make_matrix: Make, make_open: Make) -> tuple[Make, Make]:
    return make_matrix, make_open


@pytest.mark.defect("LS-114")
@pytest.mark.parametrize(
    ("rule", "given", "hints"),
    [
        ("unprioritised-defect", {"priority": ""}, ("priority: into the record", "set its priority in the tracker")),
        ("unreviewed-defect", {"opened": date(2025, 1, 1)}, ("into reviewed:", "an export keeps no day of that")),
        ("estimated-defect", {"points": 2}, ("points: out of the record", "clear its estimate in the tracker")),
        ("unowned-defect", {"owner": ""}, ("owner: into the record", "assign it in the tracker")),
        ("handed-over-defect", {"teams": ("web", "core")}, ("let one team own it", "let one team own it")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("many", [1, 9], ids=["one", "many"])
def test_the_hint_names_what_can_be_written_there(
    makers: tuple[Make, Make], rule: str, given: dict[str, Any], hints: tuple[str, str], many: int
) -> None:
    """`hints`: in a ledger, and in an export. `many`: so many records of one file are one finding."""
    make_matrix, make_open = makers
    for path, words in zip(("defects.yml", "issues.json"), hints, strict=True):
        traces = tuple(make_open(id=f"S-{n}", location=Location(path, n), **given) for n in range(1, many + 1))
        inputs = (Input("records", "defects.yml", "ledger-yaml"), EXPORT)
        (finding,) = found(rule, make_matrix(traces=traces, inputs=inputs))
        assert words in finding.hint


@pytest.mark.defect("LS-115")
def test_a_day_in_the_future_is_named(make_matrix: Make, make_open: Make) -> None:
    (finding,) = found("unreviewed-defect", make_matrix(traces=(make_open(opened=date(2027, 1, 5)),)))
    assert finding.message == "SHOP-1 is open, and its day 2027-01-05 lies in the future"
