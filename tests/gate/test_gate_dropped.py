"""What the base judged and the change leaves out: by the record's commits, days and kind, or by the configuration."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.gate.conftest import Site

TESTS = {"tests/test_a.py": "def test_a_1():\n    assert 1 + 1 == 2\n"}
A1 = "id: A-1, title: Late"
RULE = "dropped-record"


def held(site: Site, record: str = "id: A-1, title: Late", more: str = "") -> tuple[str, str]:
    """A record that is fixed in a commit of main; ids of the fix and of a commit on another branch."""
    site.commit("Start", {**TESTS, "src/a.py": "A = 1\n"})
    site.branch("other")
    elsewhere = site.commit("Elsewhere", {"src/b.py": "B = 1\n"})
    site.git("switch", "--quiet", "main")
    fix = site.commit("Mend", {"src/a.py": "A = 2\n"})
    site.ledger(record.replace("FIX", fix[:10]))
    if more:
        site.configure(more)
    site.commit("Ledger")
    site.branch("feature")
    return fix, elsewhere


@pytest.mark.defect("LS-110")
def test_a_record_that_names_the_commit_of_another_branch(site: Site) -> None:
    fix, elsewhere = held(site, "id: A-1, title: Late, commits: [FIX]")
    site.edit("defects.yml", fix[:10], elsewhere[:10])
    sha = site.commit("Another commit")
    judged = site.check()
    assert judged.trace("A-1").scope == "not in this history"
    (message,) = judged.told(RULE)
    assert message == (
        f"A-1 was judged at the base and is not any more: {elsewhere[:10]} is no commit of this history"
        f" (commit {sha[:10]}: Another commit): Late"
    )


def test_a_fix_that_is_reverted_is_no_edit_of_its_record(site: Site) -> None:
    held(site, "id: A-1, title: Late, commits: [FIX]")
    site.git("revert", "--no-edit", "HEAD~1")
    site.edit("defects.yml", "title: Late", "severity: low, title: Late")
    site.commit("Severity")
    judged = site.check()
    assert (judged.trace("A-1").scope, judged.of(RULE)) == ("reverted", [])


@pytest.mark.defect("LS-110")
def test_a_record_whose_day_is_moved_before_since(site: Site) -> None:
    held(site, "id: A-1, title: Late, resolved: 2026-03-05", "since: 2026-01-01\n")
    site.edit("defects.yml", "2026-03-05", "2025-03-05")
    sha = site.commit("Another day")
    (message,) = site.check().told(RULE)
    assert f"not any more: resolved 2025-03-05, before 2026-01-01 (commit {sha[:10]}: Another day)" in message


@pytest.mark.defect("LS-110")
@pytest.mark.parametrize(
    ("after", "keys", "why"),
    [
        ("since: 2026-04-01\n", "since", "resolved 2026-03-05, before 2026-04-01"),
        ("since: 2026-01-01\nscope: change\n", "scope", "scope = change"),
    ],
)
def test_the_configuration_leaves_out_what_it_judged(site: Site, after: str, keys: str, why: str) -> None:
    held(site, "id: A-1, title: Late, resolved: 2026-03-05", "since: 2026-01-01\n")
    site.configure(after)
    sha = site.commit("Configure")
    site.commit("More", {"lockstitch.yml": after + "most_teams: 2\n"})
    (finding,) = site.check().of(RULE)
    assert (finding.record, str(finding.location)) == ("", "lockstitch.yml")
    assert finding.message == (
        f"1 record is judged no more by the edit of {keys} (commit {sha[:10]}: Configure): A-1 ({why})"
    )
    waiver = "waivers:\n  - {rule: dropped-record, path: lockstitch.yml, reason: x, owner: ada, until: 2026-12-31}\n"
    site.configure(after + waiver)
    assert not site.check().of(RULE)


def test_many_records_that_one_edit_leaves_out_are_one_finding(site: Site) -> None:
    site.ledger(*(f"id: A-{n}, title: T{n}, resolved: 2026-03-05" for n in range(1, 6)))
    site.commit("Shop", TESTS)
    site.branch("feature")
    site.configure("since: 2026-04-01\n")
    (message,) = site.check().told(RULE)
    assert message.startswith(
        "5 records are judged no more by the edit of since (not committed yet): A-1 (resolved 2026-03-05"
    )
    assert message.endswith(") and 2 more")


@pytest.mark.defect("LS-110")
def test_words_of_the_tracker_that_mean_something_else_now(site: Site) -> None:
    told = {"state": "CLOSED", "stateReason": "COMPLETED", "labels": [{"name": "bug"}], "title": "Late", "number": 7}
    site.commit("Shop", {**TESTS, "defects.json": json.dumps([told])})
    site.branch("feature")
    site.configure("trackers: {labels: {bug: incident}}\n")
    (finding,) = site.check().of(RULE)
    assert str(finding.location) == "lockstitch.yml"
    assert finding.message.endswith("7 (was a defect at the base and is called an incident now)")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("since: 2026-04-01\n", "since: 2026-01-01\n"),
        ("since: 2026-04-01\n", "since: 2026-05-01\n"),
        ("scope: change\n", "scope: all\n"),
        ("scope: change\n", "scope: change\nmost_teams: 3\n"),
        ("since: [\n", "since: 2026-05-01\n"),
        ("sinse: 2026-04-01\n", "rules: {dropped-record: error}\n"),
    ],
)
def test_a_configuration_that_judges_what_it_judged_leaves_nothing_out(site: Site, before: str, after: str) -> None:
    held(site, "id: A-1, title: Late, resolved: 2026-03-05", before)
    site.configure(after)
    site.commit("Configure")
    assert not site.check().of(RULE)


def test_what_an_option_says_was_said_at_the_base_too(site: Site) -> None:
    held(site)
    site.configure("most_teams: 2\n")
    site.commit("Configure")
    assert not site.check(scope="change").of(RULE)
    site.ledger()
    assert [finding.record for finding in site.check(scope="change").of(RULE)] == ["A-1"]


@pytest.mark.defect("LS-110")
def test_a_configuration_file_that_an_option_names(site: Site) -> None:
    site.ledger("id: A-1, title: Late, resolved: 2026-03-05")
    site.commit("Shop", {**TESTS, "ci/gate.yml": "since: 2026-01-01\n"})
    site.branch("feature")
    site.commit("Move", {"ci/gate.yml": "since: 2026-04-01\n"})
    (finding,) = site.check(config=str(site.root / "ci/gate.yml")).of(RULE)
    assert str(finding.location) == "ci/gate.yml"


@pytest.mark.defect("LS-110")
def test_records_named_by_a_whole_path_are_no_option(site: Site) -> None:
    site.ledger(A1, name="old/defects.yml")
    site.commit("Shop", {**TESTS, "lockstitch.yml": "records: old/defects.yml\n"})
    site.branch("feature")
    site.ledger("id: A-2, status: open", name="new/defects.yml")
    site.commit("Begin anew", {"lockstitch.yml": f"records: ['{site.root}/new/']\n"})
    assert [finding.record for finding in site.check().of(RULE)] == ["A-1"]


FEATURE = "id: A-1, kind: feature, title: Cart"
INCIDENT = "id: A-1, kind: incident, title: Cart, status: resolved"


@pytest.mark.defect("LS-110")
@pytest.mark.parametrize(
    ("records", "words"),
    [
        ((), "A-1 was delivered at the base and is on no record any more"),
        ((INCIDENT,), "A-1 was a feature at the base and is called an incident now"),
        ((FEATURE + ", status: rejected",), "A-1 was a feature at the base and is rejected now"),
        ((FEATURE + ", status: open",), "A-1 was judged at the base and is not any more: not delivered yet"),
    ],
)  # fmt: skip
def test_a_delivered_feature_that_is_taken_out_of_the_count(site: Site, records: tuple[str, ...], words: str) -> None:
    held(site, FEATURE + ", status: delivered")
    site.ledger(*records)
    site.commit("Tidy")
    (message,) = site.check().told(RULE)
    assert words in message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FEATURE + ", status: open", ()),
        (FEATURE + ", status: open", (FEATURE + ", status: rejected",)),
        (FEATURE + ", status: delivered", ("id: A-1, title: Cart, status: fixed",)),
        (FEATURE + ", status: delivered", (FEATURE.replace("A-1", "B-1") + ", status: delivered",)),
    ],
    ids=["planned", "not-wanted", "defect", "renamed"],
)
def test_a_feature_that_is_still_judged_or_never_was(site: Site, before: str, after: tuple[str, ...]) -> None:
    held(site, before)
    site.ledger(*after)
    site.commit("Tidy")
    assert not site.check().of(RULE)


@pytest.mark.defect("LS-110")
def test_an_open_record_of_the_same_title_does_not_stand_for_a_fixed_one(site: Site) -> None:
    held(site)
    site.ledger("id: A-9, title: Late, status: open")
    assert [finding.record for finding in site.check().of(RULE)] == ["A-1"]


@pytest.mark.defect("LS-110")
def test_a_ledger_that_git_moves_out_of_sight_is_told_with_its_commit(site: Site) -> None:
    site.ledger(A1, name="ledger/one.yml")
    site.commit(
        "Shop", {**TESTS, "lockstitch.yml": "records: [ledger/]\n", "ledger/two.yml": "version: 1\nrecords: []\n"}
    )
    site.branch("feature")
    site.git("mv", "ledger/one.yml", "old.yml")
    sha = site.commit("Tidy")
    (finding,) = site.check().of(RULE)
    assert (f"(commit {sha[:10]}: Tidy)" in finding.message, str(finding.location)) == (True, "ledger/one.yml")


@pytest.mark.defect("LS-110")
@pytest.mark.parametrize("link", ["defects.yml", "defects"])
def test_a_ledger_behind_a_symbolic_link(site: Site, link: str) -> None:
    site.ledger(A1, "id: A-2", name="data/all.yml")
    (site.root / link).symlink_to("data/all.yml" if link.endswith("yml") else "data")
    site.commit("Shop", TESTS)
    site.branch("feature")
    assert not site.check().of(RULE)
    site.ledger("id: A-2", name="data/all.yml")
    assert [finding.record for finding in site.check().of(RULE)] == ["A-1"]


@pytest.mark.defect("LS-110")
def test_a_link_that_leads_to_another_ledger_now(site: Site) -> None:
    site.ledger(A1, name="data/old.yml")
    site.ledger("id: A-2, status: open", name="data/new.yml")
    (site.root / "defects.yml").symlink_to("data/old.yml")
    site.commit("Shop", TESTS)
    site.branch("feature")
    (site.root / "defects.yml").unlink()
    (site.root / "defects.yml").symlink_to("data/new.yml")
    assert [finding.record for finding in site.check().of(RULE)] == ["A-1"]


@pytest.mark.defect("LS-110")
def test_limits_of_the_change_do_not_hide_the_configuration_of_the_base(site: Site) -> None:
    before = "since: 2026-01-01\n" + "# a long configuration\n" * 50
    held(site, "id: A-1, title: Late, resolved: 2026-03-05", before)
    site.configure("since: 2026-04-01\nlimits: {bytes: 500}\n")
    (message,) = site.check().told(RULE)
    assert "judged no more by the edit of since" in message


def test_a_link_that_leads_nowhere_or_out_of_the_repository(site: Site) -> None:
    (site.root / "defects.yml").symlink_to("defects.yml")
    (site.root / "defects.yaml").symlink_to("../outside.yml")
    site.commit("Shop", TESTS)
    site.branch("feature")
    site.ledger(A1, name="defects/all.yml")
    assert not site.check().of(RULE)


@pytest.mark.defect("LS-137")
def test_a_record_whose_fix_was_brought_back_by_hand_is_missed_too(site: Site) -> None:
    fix, _ = held(site, "id: A-1, title: Late, commits: [FIX]")
    site.git("switch", "--quiet", "main")
    site.git("revert", "--no-edit", fix)
    site.commit("Bring it back", {"src/a.py": "A = 2\n"})
    site.branch("rejecting")
    site.ledger("id: A-1, title: Late, status: rejected")
    sha = site.commit("Reject")
    (message,) = site.check().told(RULE)
    assert message == f"A-1 was a defect at the base and is rejected now (commit {sha[:10]}: Reject): Late"
