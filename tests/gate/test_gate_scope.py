"""Which records owe a test: one history with every case in it, judged once for each configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.gate.scope import required
from lockstitch.model import Location, Record
from lockstitch.settings import Config, Level, Require

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Make, Site

SINCE = "since: 2026-01-01\n"
SCOPE = {
    "A-1": ("open", "not fixed yet"),
    "A-2": ("rejected", "it owes no test"),
    "A-3": ("no test owed", "an incident owes no test"),
    "A-4": ("judged", "delivered"),
    "A-5": ("judged", "fixed"),
    "A-6": ("judged", "fixed"),
    "A-7": ("judged", "fixed"),
    "A-8": ("not in this history", "{elsewhere} is no commit of this history"),
    "A-9": ("judged", "fixed"),
    "A-10": ("judged", "fixed"),
    "A-11": ("reverted", "{undone:.10} was reverted by {revert:.10}"),
    "A-12": ("judged", "fixed"),
    "A-13": ("not in this history", "deadbeef is no commit of this history"),
    "A-14": ("judged", "fixed"),
    "A-15": ("open", "not fixed yet"),
    "A-16": ("judged", "a commit of this change fixes it"),
    "A-17": ("before since", "resolved 2025-12-31, before 2026-01-01"),
    "A-18": ("judged", "fixed"),
    "A-19": ("judged", "fixed"),
    "A-20": ("judged", "fixed"),
    "A-21": ("judged", "a commit of this change fixes it"),
    "A-22": ("reverted", "{undone:.10} was reverted by {revert:.10}; deadbeef is no commit of this history"),
    "A-23": ("judged", "a commit of this change fixes it"),
}
COMMITS = {
    "A-1": (), "A-5": (), "A-6": ("direct",), "A-7": ("direct",), "A-8": (), "A-9": ("picked",), "A-10": ("twin",),
    "A-11": ("undone",), "A-12": ("again",), "A-14": ("said",), "A-15": ("early",), "A-16": ("claim",),
    "A-19": ("direct",), "A-20": ("direct",), "A-21": ("named",), "A-23": ("late",),
}  # fmt: skip
"""Record → the commits that its trace holds, by the names that `built` gives them."""


class History:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.shas: dict[str, str] = {}

    def add(self, name: str, message: str) -> None:
        self.shas[name] = self.site.commit(message, {f"src/{name}.py": f"{name} = 1\n"})

    def git(self, name: str, *words: str) -> None:
        self.site.minutes += 1
        self.site.git(*words)
        self.shas[name] = self.site.git("rev-parse", "HEAD")


@pytest.fixture(scope="module")
def built(make_site: Make) -> History:
    """Every way in which a fix can be, or not be, in a history; the branch `feature` is under review."""
    site = make_site()
    history = History(site)
    history.add("first", "First")
    site.branch("release")
    history.add("elsewhere", "Elsewhere")
    history.add("with_x", "To be picked")
    history.add("without_x", "To be picked in silence")
    site.git("switch", "--quiet", "main")
    history.add("direct", "Repair")
    history.git("picked", "cherry-pick", "-x", history.shas["with_x"])
    history.git("twin", "cherry-pick", history.shas["without_x"])
    history.add("undone", "Repair, for a while")
    history.git("revert", "revert", "--no-edit", history.shas["undone"])
    history.add("again", "Repair again")
    history.git("again_undone", "revert", "--no-edit", history.shas["again"])
    history.git("again_redone", "revert", "--no-edit", "HEAD")
    history.add("said", "Repair\n\nFixes A-14")
    history.add("early", "Repair\n\nFixes A-15")
    site.branch("feature")
    history.add("claim", "Repair\n\nFixes A-16")
    history.add("named", "Repair without a word")
    history.add("late", "Repair\n\nFixes A-23, A-2, A-99")
    shas = history.shas
    site.ledger(
        "id: A-1, status: open",
        "id: A-2, status: rejected",
        "id: A-3, kind: incident",
        "id: A-4, kind: feature",
        "id: A-5",
        f"id: A-6, commits: ['{shas['direct']}']",
        f"id: A-7, commits: ['{shas['direct'][:7]}']",
        f"id: A-8, commits: ['{shas['elsewhere']}']",
        f"id: A-9, commits: ['{shas['with_x'][:12]}']",
        f"id: A-10, commits: ['{shas['without_x']}']",
        f"id: A-11, commits: ['{shas['undone']}']",
        f"id: A-12, commits: ['{shas['again']}']",
        "id: A-13, commits: [deadbeef]",
        "id: A-14",
        "id: A-15, status: open",
        "id: A-16, status: open",
        "id: A-17, resolved: 2025-12-31",
        "id: A-18, resolved: 2026-01-01",
        f"id: A-19, commits: ['{shas['elsewhere']}', '{shas['direct']}']",
        f"id: A-20, commits: ['{shas['undone']}', '{shas['direct']}']",
        f"id: A-21, status: open, commits: ['{shas['named']}']",
        f"id: A-22, commits: ['{shas['undone']}', deadbeef]",
        "id: A-23, resolved: 2025-12-31",
    )
    return history


@pytest.fixture(scope="module")
def judged(built: History) -> Judged:
    return built.site.check(SINCE)


@pytest.mark.parametrize("record", SCOPE)
def test_every_record_has_its_place_and_the_reason(record: str, built: History, judged: Judged) -> None:
    trace = judged.trace(record)
    scope, why = SCOPE[record]
    assert (trace.scope, trace.why) == (scope, why.format(**built.shas))


@pytest.mark.parametrize("record", COMMITS)
def test_the_commits_that_fixed_a_record(record: str, built: History, judged: Judged) -> None:
    found = [commit.sha for commit in judged.trace(record).fix.commits]
    assert found == [built.shas[name] for name in COMMITS[record]]


def test_what_is_outside_says_so_in_the_fix_and_what_is_inside_does_not(judged: Judged) -> None:
    outside = {t.record.id for t in judged.matrix.traces if t.fix.outside}
    assert outside == {record for record, (scope, _) in SCOPE.items() if scope in ("not in this history", "reverted")}


def test_only_commits_of_the_change_claim(judged: Judged) -> None:
    assert judged.matrix.claimed == {"A-2", "A-16", "A-21", "A-23"}


def test_exactly_the_judged_records_owe_a_test(judged: Judged) -> None:
    owing = {record for record, (scope, _) in SCOPE.items() if scope == "judged"}
    assert {f.record for rule in ("untested-defect", "untested-feature") for f in judged.of(rule)} == owing


def test_a_record_that_says_fixed_and_whose_fix_is_undone_is_told(judged: Judged) -> None:
    assert [finding.record for finding in judged.of("reverted-fix")] == ["A-11", "A-22"]


@pytest.mark.defect("LS-119")
def test_what_a_commit_of_the_change_claims_is_judged_though_it_was_fixed_before_since(judged: Judged) -> None:
    assert (judged.trace("A-23").scope, judged.trace("A-17").scope) == ("judged", "before since")


def test_an_id_without_a_record_is_told_once_for_the_change_alone(built: History, judged: Judged) -> None:
    finding, rejected = judged.of("unclassified-fix")
    assert (finding.record, finding.severity) == ("A-99", "warning")
    assert built.shas["late"][:10] in finding.message
    assert (rejected.record, rejected.severity) == ("A-2", "warning")
    assert "claims to fix A-2, which is rejected" in rejected.message


def test_scope_change_judges_what_the_change_claims_and_nothing_else(built: History) -> None:
    judged = built.site.check(SINCE, scope="change")
    assert {trace.record.id for trace in judged.matrix.judged} == {"A-16", "A-21", "A-23"}
    for record in ("A-5", "A-6", "A-14", "A-18"):
        assert judged.trace(record).scope == "not claimed by this change"
        assert judged.trace(record).why == "scope = change"
    assert (judged.trace("A-1").scope, judged.trace("A-8").scope) == ("open", "not in this history")


def test_without_a_day_in_since_every_fixed_record_is_judged(built: History) -> None:
    judged = built.site.check()
    assert (judged.trace("A-17").scope, judged.trace("A-23").scope) == ("judged", "judged")


def test_without_a_change_the_history_is_still_read(built: History) -> None:
    judged = built.site.check(base="none")
    assert judged.trace("A-14").scope == "judged"
    assert judged.trace("A-16").scope == "open"
    assert judged.matrix.claimed == frozenset()
    assert not judged.of("unclassified-fix")


def record(severity: str = "", *labels: str) -> Record:
    return Record("A-1", "defect", "", "done", Location("defects.yml"), severity=severity, labels=labels)


REQUIRE = Require(
    Level.LINKED, {"High": Level.EXERCISED, "low": Level.NONE}, {"money": Level.PROVEN, "docs": Level.LINKED}
)


@pytest.mark.parametrize(
    ("given", "level"),
    [
        (record(), Level.LINKED),
        (record("medium"), Level.LINKED),
        (record("high"), Level.EXERCISED),
        (record("HIGH"), Level.EXERCISED),
        (record("low"), Level.NONE),
        (record("", "ui"), Level.LINKED),
        (record("", "ui", "money"), Level.PROVEN),
        (record("high", "docs"), Level.EXERCISED),
        (record("low", "docs"), Level.LINKED),
    ],
)
def test_the_highest_rung_that_applies_is_required(given: Record, level: Level) -> None:
    assert required(given, Config("/repo", require=REQUIRE)) == level
