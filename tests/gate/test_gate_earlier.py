"""Defects that a change takes off the record, so that the gate would be green without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.gate.conftest import Make, Site

TESTS = {
    "tests/test_a.py": "def test_a_1():\n    assert 1 + 1 == 2\n\n\ndef test_a_2():\n    assert 2 + 2 == 4\n",
}
A1, A2 = "id: A-1, title: Late, owner: ada", "id: A-2, title: Twice, owner: ada"
RULE = "dropped-record"


@pytest.fixture
def shop(site: Site) -> Site:
    """Two fixed defects, an open one, an incident; on a branch of its own."""
    site.ledger(A1, A2, "id: A-3, status: open, title: Slow", "id: I-1, kind: incident, status: resolved, title: Down")
    site.commit("Shop", TESTS)
    site.branch("feature")
    return site


REST = ("id: A-3, status: open, title: Slow", "id: I-1, kind: incident, status: resolved, title: Down")


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ((A2, *REST), "A-1 was fixed at the base and is on no record any more"),
        ((A1 + ", status: rejected", A2, *REST), "A-1 was a defect at the base and is rejected now"),
        ((A1 + ", kind: incident", A2, *REST), "A-1 was a defect at the base and is called an incident"),
        ((A1 + ", kind: feature", A2, *REST), "was a defect at the base and is called a feature now"),
        ((A1, A2, REST[1]), "A-3 was open at the base and is on no record any more"),
    ],
)  # fmt: skip
def test_a_defect_that_is_taken_off_the_record(shop: Site, records: tuple[str, ...], words: str) -> None:
    shop.ledger(*records)
    sha = shop.commit("Tidy the ledger")
    judged = shop.check()
    (message,) = judged.told(RULE)
    assert words in message
    assert f"(commit {sha[:10]}: Tidy the ledger)" in message
    assert judged.code == 1
    assert judged.of(RULE)[0].location.path == "defects.yml"  # type: ignore[union-attr]


def test_what_is_not_committed_yet_is_found_too(shop: Site) -> None:
    shop.commit("Something else", {"a.txt": "x"})
    shop.ledger(A1, *REST)
    (message,) = shop.check().told(RULE)
    assert "A-2 was fixed" in message
    assert "(not committed yet)" in message


def test_the_commit_is_the_one_that_did_it(shop: Site) -> None:
    shop.ledger(A1 + ", severity: low", A2, *REST)
    shop.commit("Severity")
    shop.ledger(A2, *REST)
    sha = shop.commit("Out with it")
    shop.ledger(A2 + ", severity: low", *REST)
    shop.commit("Severity of the other")
    (message,) = shop.check().told(RULE)
    assert sha[:10] in message


@pytest.mark.defect("LS-132")
def test_the_commit_is_found_however_often_the_ledger_was_edited_since(shop: Site) -> None:
    shop.ledger(A2, *REST)
    sha = shop.commit("Out with it")
    for day in range(1, 36):
        shop.ledger(A2 + f", opened: 2026-01-{day % 28 + 1:02}", *REST)
        shop.commit("Another day")
    (message,) = shop.check().told(RULE)
    assert f"(commit {sha[:10]}: Out with it)" in message


def test_a_commit_that_brought_the_record_back_is_not_passed_over(shop: Site) -> None:
    shop.ledger(A2, *REST)
    shop.commit("Out with it")
    shop.ledger(A1, A2, *REST)
    shop.commit("Back again")
    shop.ledger(A2, *REST)
    sha = shop.commit("Out for good")
    (message,) = shop.check().told(RULE)
    assert f"(commit {sha[:10]}: Out for good)" in message


@pytest.mark.defect("LS-132")
def test_git_is_started_as_often_for_many_records_and_tests_as_for_one(make_site: Make, started: list[str]) -> None:
    counts = []
    for many in (range(1, 2), range(1, 13)):  # numbers of records
        shop = make_site()
        tests = "".join(f"def test_shop_{n}():\n    assert {n} + 1 == {n + 1}\n\n\n" for n in many)
        shop.ledger(*(f"id: {name}-{n}, title: T{name}{n}" for name in ("SHOP", "B") for n in many))
        shop.commit("Shop", {"tests/test_a.py": tests})
        shop.branch("feature")
        shop.ledger(*(f"id: SHOP-{n}, title: TSHOP{n}" for n in many))
        shop.commit("Tidy up", {"tests/test_a.py": "A = 1\n"})
        started.clear()
        judged = shop.check()
        counts.append(len(started))
        assert len(judged.of(RULE)) == len(judged.of("lost-regression-test")) == len(many)
    assert counts[0] == counts[1]


def test_a_whole_ledger_that_is_deleted(shop: Site) -> None:
    shop.git("rm", "--quiet", "defects.yml")
    shop.commit("No more records")
    assert {finding.record for finding in shop.check().of(RULE)} == {"A-1", "A-2", "A-3"}


def test_an_open_defect_that_the_change_claims_to_fix_and_rejects(shop: Site) -> None:
    shop.ledger(A1, A2, "id: A-3, status: rejected, title: Slow", REST[1])
    shop.commit("Fixes A-3", {"src/a.py": "A = 1\n"})
    (finding,) = shop.check().of(RULE)
    assert finding.record == "A-3"


@pytest.mark.parametrize(
    "records",
    [
        (A1, A2, *REST),
        (A2, A1, *REST),
        (A1 + ", severity: high", A2, *REST),
        (A1, A2, "id: A-3, status: rejected, title: Slow", REST[1]),
        (A1, A2, "id: A-3, kind: feature, status: open, title: Slow", REST[1]),
        (A1, A2, "id: A-3, status: fixed, title: Slow", REST[1]),
        (A1 + ", status: open", A2, *REST),
        (A1, A2, REST[0]),
        ("id: PAY-1, title: Late", A2, *REST),
    ],
    ids=["same", "order", "field", "triage", "reclassed", "fixed", "reopened", "incident", "renamed"],
)
def test_nothing_is_dropped(shop: Site, records: tuple[str, ...]) -> None:
    shop.ledger(*records)
    shop.commit("Ledger")
    assert not shop.check().of(RULE)


def test_one_record_of_the_same_title_stands_for_one(site: Site) -> None:
    site.ledger("id: A-1", "id: A-2")
    site.commit("Shop", TESTS)
    site.branch("feature")
    site.ledger("id: B-1")
    assert len(site.check().of(RULE)) == 1


def test_a_record_that_moved_to_another_ledger_is_there(shop: Site) -> None:
    shop.ledger(A2, *REST)
    shop.ledger(A1, name="defects/old.yml")
    shop.commit("Archive")
    assert not shop.check().of(RULE)


def test_a_ledger_that_was_renamed(shop: Site) -> None:
    shop.git("mv", "defects.yml", "defects.yaml")
    shop.commit("Rename")
    assert not shop.check().of(RULE)
    shop.write({"defects.yaml": shop.read("defects.yaml").replace("id: A-1", "id: A-9").replace("Late", "Later")})
    shop.commit("Lose one")
    (finding,) = shop.check().of(RULE)
    assert finding.record == "A-1"


def test_what_was_fixed_before_since_owes_nothing(site: Site) -> None:
    site.ledger("id: A-1, resolved: 2020-01-01, title: Old", "id: A-2")
    site.commit("Shop", TESTS)
    site.branch("feature")
    site.ledger("id: A-2")
    assert not site.check("since: 2021-01-01\n").of(RULE)
    assert site.check().of(RULE)


def test_a_ledger_that_could_not_be_read_at_the_base_is_said(site: Site) -> None:
    site.commit("Broken", {"defects.yml": "version: 1\nrecords: [{id: A-1}]\n"})
    site.branch("feature")
    site.ledger("id: A-2")
    judged = site.check()
    assert not judged.of(RULE)
    assert any("cannot be read there" in each.counts for each in judged.matrix.inputs)


def test_without_a_change_nothing_is_compared(make_site: Make) -> None:
    site = make_site()
    site.ledger("id: A-1")
    site.commit("Shop", TESTS)
    site.ledger()
    assert not site.check(base="none").of(RULE)


def test_a_waiver_answers(shop: Site) -> None:
    shop.ledger(A2, *REST)
    waiver = "waivers:\n  - {rule: dropped-record, record: A-1, reason: no defect, owner: ada, until: 2026-12-31}\n"
    judged = shop.check(waiver)
    assert not judged.of(RULE)
    assert [waived.finding.record for waived in judged.report.waived] == ["A-1"]


def moved(site: Site, before: str, after: str, left: tuple[str, ...], path: str = "lockstitch.yml") -> str:
    """Records in `old/`, then, by another `records`, in `new/`; the id of the commit that edits the configuration."""
    site.ledger(A1, A2, name="old/defects.yml")
    site.commit("Shop", {**TESTS, **({path: before} if before else {})})
    site.branch("feature")
    if left:
        site.ledger(*left, name="new/defects.yml")
        site.commit("Begin anew")
    return site.commit("Name the other ledger", {path: after})


OLD, NEW = "records: old/defects.yml\n", "records: [new/]\n"


@pytest.mark.defect("LS-94")
@pytest.mark.parametrize("gone", [False, True], ids=["left-behind", "deleted"])
def test_a_ledger_that_the_configuration_names_no_more_loses_its_records(site: Site, gone: bool) -> None:
    sha = moved(site, OLD, NEW, (A2,))
    if gone:
        site.git("rm", "--quiet", "old/defects.yml")
        sha = site.commit("Remove the old one")
    (finding,) = site.check().of(RULE)
    assert finding.record == "A-1"
    assert f"on no record any more (commit {sha[:10]}: " in finding.message


def test_records_that_moved_to_the_newly_named_ledger_are_there(site: Site) -> None:
    moved(site, OLD, NEW, (A2, A1))
    judged = site.check()
    assert (judged.of(RULE), judged.of("lost-regression-test")) == ([], [])
    site.git("rm", "--quiet", "old/defects.yml")
    site.commit("Remove the old one")
    assert not site.check().of(RULE)


def test_a_record_that_moved_without_its_tests_loses_them(site: Site) -> None:
    site.ledger(A1 + ", tests: [tests/test_a.py::test_total]", name="old/defects.yml")
    site.commit("Shop", {"tests/test_a.py": "def test_total():\n    assert 1 + 1 == 2\n", "lockstitch.yml": OLD})
    site.branch("feature")
    site.ledger(A1, name="new/defects.yml")
    sha = site.commit("Move", {"lockstitch.yml": NEW})
    (message,) = site.check().told("lost-regression-test")
    assert f"tests/test_a.py::test_total does not say any more that it is for it (commit {sha[:10]}: Move)" in message


def test_the_ledger_of_pyproject_and_the_usual_places_count_too(make_site: Make) -> None:
    site = make_site()
    moved(site, '[tool.lockstitch]\nrecords = "old/defects.yml"\n', "[tool.other]\n", (), "pyproject.toml")
    assert {finding.record for finding in site.check().of(RULE)} == {"A-1", "A-2"}
    site = make_site()
    site.ledger(A1, A2)
    site.commit("Shop", TESTS)
    site.branch("feature")
    site.ledger(A2, name="new/more.yml")
    site.commit("Name the other ledger", {"lockstitch.yml": NEW})
    assert [finding.record for finding in site.check().of(RULE)] == ["A-1"]


@pytest.mark.parametrize(
    ("before", "after"),
    [(OLD, OLD + "scope: all\n"), (OLD, "records: [old/defects.yml]\n"), (OLD, "records: [old/, new/]\n"),
     ("records: none\n", NEW), ("records: [\n", NEW), ("records: [missing.yml]\n", NEW)],
)  # fmt: skip
def test_a_configuration_that_names_the_same_ledgers_or_more_loses_nothing(site: Site, before: str, after: str) -> None:
    moved(site, before, after, ("id: A-7",))
    assert not site.check().of(RULE)


def test_the_ledger_that_an_option_names_is_not_the_business_of_the_file(site: Site) -> None:
    moved(site, OLD, NEW, (A2,))
    assert not site.check(records=(str(site.root / "old/defects.yml"),)).of(RULE)
