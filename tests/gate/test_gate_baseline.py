"""The baseline of accepted gaps: written, kept, shrunk, and refused where it grows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lockstitch.errors import UsageError
from lockstitch.gate.baseline import accepted

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Site

PATH = ".lockstitch/baseline.json"
TEXT = """\
{
  "schema": "lockstitch/baseline/1",
  "entries": [
    {"record": "A-1", "rule": "untested-defect"},
    {"record": "A-2", "rule": "failing-regression-test"}
  ]
}
"""
NONE = """\
{
  "schema": "lockstitch/baseline/1",
  "entries": [

  ]
}
"""


def text(*gaps: tuple[str, str]) -> str:
    entries = [{"record": record, "rule": rule} for record, rule in gaps]
    return json.dumps({"schema": "lockstitch/baseline/1", "entries": entries})


def gaps(site: Site, *more: str) -> None:
    """A-1 has no test and the test of A-2 was skipped; A-3 is held."""
    site.write({"src/a.py": "A = 1\n"})
    site.ledger(
        "id: A-1", "id: A-2, tests: [tests/test_a.py::test_a]", "id: A-3, tests: ['tests/test_a.py::test_b']", *more
    )
    site.commit("Shop", {"tests/test_a.py": "def test_a():\n    pass\n\n\ndef test_b():\n    pass\n"})
    site.junit("tests.test_a test_a <skipped/>", "tests.test_a test_b")


def write(site: Site, grow: bool = False) -> tuple[int, int]:
    found, kept, new = accepted(site.check().report, grow)
    site.write({PATH: found})
    return kept, new


def stale(judged: Judged) -> list[str]:
    """Whose entries must go, each with the first words of the reason."""
    words = (
        (finding.record, *finding.message.partition(") ")[2].split()[:3]) for finding in judged.of("stale-baseline")
    )
    return [" ".join(each) for each in words]


def test_todays_gaps_are_written_one_a_line_and_sorted(site: Site) -> None:
    gaps(site)
    assert site.check().code == 1
    assert accepted(site.check().report, grow=False) == (TEXT, 0, 2)


def test_what_is_written_makes_the_gate_hold_and_is_told(site: Site) -> None:
    gaps(site)
    write(site)
    judged = site.check()
    assert (judged.code, judged.of("untested-defect"), judged.of("failing-regression-test")) == (0, [], [])
    assert [(w.finding.record, str(getattr(w.by, "location", ""))) for w in judged.report.waived] == [
        ("A-1", f"{PATH}:4"),
        ("A-2", f"{PATH}:5"),
    ]


def test_without_gaps_it_is_empty_and_can_be_read(site: Site) -> None:
    gaps(site)
    site.ledger("id: A-3, tests: ['tests/test_a.py::test_b']")
    site.commit("Other records")
    assert accepted(site.check().report, grow=False) == (NONE, 0, 0)
    site.write({PATH: NONE})
    assert (site.check().matrix.baseline.entries, site.check().code) == ((), 0)


def test_an_existing_baseline_only_shrinks(site: Site) -> None:
    gaps(site, "id: A-4")
    site.write({PATH: text(("A-1", "untested-defect"), ("A-3", "untested-defect"))})
    assert write(site) == (1, 0)
    assert [entry.record for entry in site.check().matrix.baseline.entries] == ["A-1"]
    assert [finding.record for finding in site.check().of("untested-defect")] == ["A-4"]
    assert write(site, grow=True) == (1, 2)


def test_gaps_of_other_rules_are_never_accepted(site: Site) -> None:
    gaps(site)
    site.ledger("id: A-3, tests: ['tests/test_a.py::test_b']", more="complete: [A-]\n")
    site.commit("Other records")
    site.junit('tests.test_a test_b <properties><property name="defect" value="A-9"/></properties>')
    judged = site.check()
    assert [finding.rule for finding in judged.report.findings] == ["stray-link"]
    assert accepted(judged.report, grow=True)[1:] == (0, 0)
    site.write({PATH: text(("A-9", "stray-link"))})
    assert site.check().told("stray-link") != []


def test_what_cannot_be_judged_is_not_accepted(site: Site) -> None:
    gaps(site)
    (site.root / "junit.xml").unlink()
    report = site.check("rules: {untested-defect: off}\n").report
    assert accepted(report, grow=True)[1:] == (0, 0)


def test_what_the_change_claims_is_never_accepted_and_never_answered_for(site: Site) -> None:
    gaps(site)
    site.write({PATH: TEXT})
    site.commit("Accept")
    site.branch("feature")
    site.commit("Fixes A-1", {"src/a.py": "A = 2\n"})
    site.cobertura({"src/a.py": {1: 1}})
    judged = site.check()
    assert [finding.record for finding in judged.of("untested-defect")] == ["A-1"]
    assert judged.code == 1
    assert write(site, grow=True) == (1, 0)


def test_an_entry_that_the_change_adds_is_refused(site: Site) -> None:
    gaps(site)
    site.commit("Accept", {PATH: text(("A-1", "untested-defect"))})
    site.branch("feature")
    site.write({PATH: TEXT})
    judged = site.check()
    assert (stale(judged), judged.code) == (["A-2 was added to"], 1)
    assert judged.of("failing-regression-test") == []
    site.commit("Accept more")
    site.git("branch", "--force", "main")
    assert site.check().code == 0


def test_a_first_baseline_may_hold_anything(site: Site) -> None:
    gaps(site)
    site.branch("feature")
    site.commit("Accept", {PATH: TEXT})
    judged = site.check()
    assert (judged.matrix.baseline.added, judged.code) == ((), 0)


def test_without_a_base_nothing_is_added(site: Site) -> None:
    gaps(site)
    site.commit("Accept", {PATH: text(("A-1", "untested-defect"))})
    site.write({PATH: TEXT})
    assert site.check(base="none").matrix.baseline.added == ()


def test_the_same_gap_by_another_rule_is_another_entry(site: Site) -> None:
    gaps(site)
    site.commit("Accept", {PATH: text(("A-1", "untested-defect"), ("A-2", "untested-defect"))})
    site.branch("feature")
    site.write({PATH: TEXT})
    assert [entry.rule for entry in site.check().matrix.baseline.added] == ["failing-regression-test"]


@pytest.mark.parametrize("record", ["A-3", "A-99"])
def test_a_closed_gap_must_leave(site: Site, record: str) -> None:
    gaps(site)
    site.write({PATH: TEXT.replace("A-1", record)})
    judged = site.check("rules: {untested-defect: off}\n")
    assert (stale(judged), judged.code) == ([f"{record} is no gap"], 1)


def test_what_was_not_judged_with_everything_is_not_called_closed(site: Site) -> None:
    gaps(site)
    site.write({PATH: text(("A-3", "untested-defect"))})
    assert stale(site.check()) == ["A-3 is no gap"]
    assert stale(site.check(scope="change")) == []
    site.write({"junit-2.xml": "<testsuite>"})
    assert stale(site.check()) == []


def test_without_a_test_report_no_gap_is_called_closed(site: Site) -> None:
    gaps(site)
    site.write({PATH: TEXT})
    (site.root / "junit.xml").unlink()
    judged = site.check()
    assert (stale(judged), judged.code) == ([], 3)


def test_an_accepted_gap_that_cannot_be_judged_today_stays(site: Site) -> None:
    site.commit("Shop", {"src/a.py": "def f():\n    return 1\n", "tests/test_a.py": "def test_a():\n    pass\n"})
    site.commit("Fixes A-1", {"src/a.py": "def f():\n    return 2\n"})
    site.ledger("id: A-1, tests: ['tests/test_a.py::test_a']")
    site.junit("tests.test_a test_a")
    site.data({"": {"src/a.py": [1]}, "tests.test_a.test_a": {"src/a.py": [1]}})
    found, _, new = accepted(site.check("require: exercised\n").report, grow=False)
    assert new == 1
    site.write({PATH: found})
    site.data({"": {"src/a.py": [1]}})
    assert accepted(site.check("require: exercised\n").report, grow=False) == (found, 1, 0)


def test_another_place_can_be_configured(site: Site) -> None:
    gaps(site)
    site.write({"gaps.json": TEXT})
    assert (site.check().code, site.check("baseline: gaps.json\n").code) == (1, 0)


@pytest.mark.parametrize(
    ("written", "line", "cause"),
    [
        ("{\n  no", 2, "is no baseline"),
        ("[]", 1, "is no baseline"),
        ("3", 1, "is no baseline"),
        ('{"schema": "lockstitch/baseline/1"}', 1, "is no baseline"),
        ('{"schema": "lockstitch/baseline/1", "entries": [{"rule": "x"}]}', 1, "is no baseline"),
        ('{"schema": "lockstitch/baseline/1", "entries": 7}', 1, "is no baseline"),
        ("[" * 200_000, 1, "is no baseline"),
        ('{"schema": "lockstitch/baseline/2", "entries": []}', 1, "has the schema 'lockstitch/baseline/2', not"),
    ],
    ids=["cut", "list", "number", "no entries", "no record", "entries", "deep", "schema"],
)
def test_what_is_no_baseline_is_a_usage_error(site: Site, written: str, line: int, cause: str) -> None:
    gaps(site)
    site.write({PATH: written})
    with pytest.raises(UsageError) as caught:
        site.check()
    (fault,) = caught.value.faults
    assert (fault.path, fault.line) == (PATH, line)
    assert fault.message.startswith(cause)


def test_a_change_may_mend_a_broken_baseline(site: Site) -> None:
    gaps(site)
    site.commit("Accept", {PATH: "<<<<<<< ours\n"})
    site.branch("feature")
    site.commit("Mend", {PATH: TEXT})
    assert [entry.record for entry in site.check().matrix.baseline.entries] == ["A-1", "A-2"]


def test_an_entry_written_by_hand_is_told_without_a_line(site: Site) -> None:
    gaps(site)
    site.write(
        {PATH: '{"schema": "lockstitch/baseline/1", "entries": [\n{"rule": "untested-defect",\n "record": "A-1"}]}'}
    )
    assert [entry.location.line for entry in site.check().matrix.baseline.entries] == [0]


GROWN = text(("A-1", "untested-defect"), ("A-2", "failing-regression-test"))
"""One entry more than on main in `standing`."""


def standing(site: Site, configuration: str = "") -> None:
    """A baseline of one entry on main, and a branch."""
    gaps(site)
    if configuration:
        site.configure(configuration)
    site.commit("Accept", {PATH: text(("A-1", "untested-defect"))})
    site.branch("feature")


@pytest.mark.defect("LS-111")
@pytest.mark.parametrize("moved", [True, False], ids=["moved", "beside"])
def test_a_baseline_in_another_place_may_not_grow_either(site: Site, moved: bool) -> None:
    standing(site)
    if moved:
        site.git("mv", PATH, ".lockstitch/accepted.json")
    site.configure("baseline: .lockstitch/accepted.json\n")
    site.commit("Move", {".lockstitch/accepted.json": GROWN})
    judged = site.check()
    assert (stale(judged), judged.code) == (["A-2 was added to"], 1)


@pytest.mark.defect("LS-111")
def test_another_baseline_of_the_base_that_nothing_named_is_not_accepted(site: Site) -> None:
    gaps(site)
    site.commit("Accept", {PATH: text(("A-1", "untested-defect")), "spare.json": GROWN})
    site.branch("feature")
    site.configure("baseline: spare.json\n")
    assert stale(site.check()) == ["A-2 was added to"]


@pytest.mark.parametrize("entries", [("A-1",), ()], ids=["same", "fewer"])
def test_a_baseline_may_move(site: Site, entries: tuple[str, ...]) -> None:
    standing(site, f"baseline: {PATH}\nmost_teams: 2\n")
    site.git("mv", PATH, "accepted.json")
    site.configure("baseline: accepted.json\n")
    site.commit("Move", {"accepted.json": text(*((record, "untested-defect") for record in entries))})
    assert site.check().matrix.baseline.added == ()


@pytest.mark.defect("LS-111")
def test_a_baseline_behind_a_symbolic_link_only_shrinks(site: Site) -> None:
    gaps(site)
    site.write({".lockstitch/real.json": text(("A-1", "untested-defect"))})
    (site.root / PATH).symlink_to("real.json")
    site.commit("Accept")
    site.branch("feature")
    assert site.check().matrix.baseline.added == ()
    site.commit("Accept more", {".lockstitch/real.json": GROWN})
    assert stale(site.check()) == ["A-2 was added to"]


def test_a_link_out_of_the_repository_is_no_baseline_of_the_base(site: Site) -> None:
    gaps(site)
    (site.root.parent / "outside.json").write_text(GROWN, encoding="utf-8")
    site.write({".lockstitch/x": ""})
    (site.root / PATH).symlink_to("../../outside.json")
    site.commit("Accept")
    site.branch("feature")
    assert site.check().matrix.baseline.added == ()


@pytest.mark.defect("LS-111")
def test_a_baseline_named_by_another_spelling_of_its_path(site: Site) -> None:
    standing(site, f"baseline: x/../{PATH}\n")
    site.write({PATH: GROWN, "x/y": ""})
    assert stale(site.check()) == ["A-2 was added to"]
