"""Severities, waivers, excerpts, fingerprints and exit codes: what becomes of a rule's findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockstitch.errors import UsageError
from lockstitch.rules import RULES

if TYPE_CHECKING:
    from lockstitch.model import Finding
    from tests.gate.conftest import Judged, Make, Site

CODE = "A = 1\n"
NEW = "A = 1\n\n\ndef f(x):\n    y = x\n    return y\n"


def waiver(rule: str, subject: str, until: str = "2026-12-31") -> str:
    return f"  - {{rule: {rule}, {subject}, reason: elsewhere, owner: ada, until: {until}}}\n"


@pytest.fixture(scope="module")
def shop(make_site: Make) -> Site:
    """Two defects without a test, and two uncovered statements in each of two changed files."""
    site = make_site()
    site.ledger("id: A-1", "id: A-2")
    site.commit("Shop", {"src/a.py": CODE, "lib/b.py": CODE})
    site.branch("feature")
    site.commit("Change", {"src/a.py": NEW, "lib/b.py": NEW})
    site.cobertura({path: {1: 1, 4: 1, 5: 0, 6: 0} for path in ("src/a.py", "lib/b.py")})
    return site


def subject(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.record or (finding.location.path if finding.location else "")


def open_(judged: Judged) -> set[tuple[str, str]]:
    return {subject(finding) for finding in judged.report.findings}


A1, A2 = ("untested-defect", "A-1"), ("untested-defect", "A-2")
SRC, LIB = ("uncovered-change", "src/a.py"), ("uncovered-change", "lib/b.py")
ALL = {A1, A2, SRC, LIB}


def test_without_a_waiver_everything_stands(shop: Site) -> None:
    judged = shop.check()
    assert (open_(judged), judged.report.waived, judged.report.notes, judged.code) == (ALL, (), (), 1)


@pytest.mark.parametrize(
    ("rule", "given", "answered"),
    [
        ("untested-defect", "record: A-1", {A1}),
        ("uncovered-change", "path: src/a.py", {SRC}),
        ("uncovered-change", "path: src/", {SRC}),
        ("uncovered-change", "path: '*.py'", {SRC, LIB}),
        ("uncovered-change", "path: 'l?b/**'", {LIB}),
        ("untested-defect", "path: defects.yml", set()),
        ("failing-regression-test", "record: A-1", set()),
        ("untested-defect", "record: A-3", set()),
        ("uncovered-change", "record: A-1", set()),
        ("uncovered-change", "path: src", {SRC}),
        ("uncovered-change", "path: a", set()),
    ],
)
@pytest.mark.defect("LS-121")
def test_a_waiver_answers_for_its_rule_and_its_record_or_path(
    shop: Site, rule: str, given: str, answered: set[tuple[str, str]]
) -> None:
    judged = shop.check("waivers:\n" + waiver(rule, given))
    assert open_(judged) == ALL - answered
    assert {subject(waived.finding) for waived in judged.report.waived} == answered
    assert any("answers for no finding" in note for note in judged.report.notes) == (not answered)


def test_a_waiver_without_any_place_to_fit_answers_for_nothing(shop: Site) -> None:
    configuration = "expect: {reports: 9}\nwaivers:\n" + waiver("unusable-input", "path: '**'")
    shop_without = shop.check("waivers:\n" + waiver("unclassified-fix", "path: '**'"), records=("none",))
    assert any("answers for no finding" in note for note in shop_without.report.notes)
    assert shop.check(configuration).of("unusable-input") == []


def test_all_waivers_together_make_the_gate_hold(shop: Site) -> None:
    text = waiver("untested-defect", "record: A-1") + waiver("untested-defect", "record: A-2")
    judged = shop.check("waivers:\n" + text + waiver("uncovered-change", "path: '*.py'"))
    assert (judged.report.findings, len(judged.report.waived), judged.code) == ((), 4, 0)


@pytest.mark.parametrize(("until", "holds"), [("2026-06-01", True), ("2026-05-31", False)])
def test_a_waiver_holds_through_its_last_day(shop: Site, until: str, holds: bool) -> None:
    judged = shop.check("waivers:\n" + waiver("untested-defect", "record: A-1", until))
    assert (A1 not in open_(judged)) == holds
    expired = judged.told("stale-waiver")
    assert expired == ([] if holds else [f"the waiver of untested-defect for A-1 expired on {until}"])
    assert not any("answers for no finding" in note for note in judged.report.notes)


def test_a_waiver_that_is_not_needed_is_found_where_everything_was_judged(make_site: Make) -> None:
    site = make_site()
    site.ledger("id: A-1", "id: A-2, status: open, priority: 1, opened: 2026-05-30")
    site.commit("Shop", {"tests/test_a.py": "def test_a_1():\n    pass\n"})
    site.junit("tests.test_a test_a_1")
    rows = [("untested-defect", "record: A-1"), ("uncovered-change", "path: src/")]
    judged = site.check("waivers:\n" + "".join(waiver(rule, given) for rule, given in rows))
    assert judged.told("stale-waiver") == ["the waiver of untested-defect for A-1 answers for no finding"]
    assert [note for note in judged.report.notes if "uncovered-change" in note]
    assert not site.check("scope: change\nwaivers:\n" + waiver(*rows[0])).of("stale-waiver")
    assert judged.code == 0


def test_a_waiver_that_answers_is_not_stale(make_site: Make) -> None:
    site = make_site()
    site.ledger("id: A-1")
    site.commit("Shop")
    site.junit("tests.test_a test_other")
    judged = site.check("waivers:\n" + waiver("untested-defect", "record: A-1"))
    assert (judged.report.findings, len(judged.report.waived), judged.code) == ((), 1, 0)


def test_the_waivers_of_a_ledger_count_as_well(make_site: Make) -> None:
    site = make_site()
    site.ledger("id: A-1", more="waivers:\n" + waiver("untested-defect", "record: A-1"))
    site.commit("Shop")
    (waived,) = site.check().report.waived
    assert getattr(waived.by, "source", "") == "defects.yml:3"


def test_waivers_of_unknown_rules_are_all_refused_with_their_lines(shop: Site) -> None:
    text = waiver("untested-defects", "record: A-1") + waiver("coverage", "record: A-1")
    with pytest.raises(UsageError) as caught:
        shop.check("waivers:\n" + text)
    assert [fault.line for fault in caught.value.faults] == [2, 3]
    assert [fault.path.endswith("gate.yml") for fault in caught.value.faults] == [True, True]
    assert [fault.message for fault in caught.value.faults] == [
        "waiver: rule unknown key 'untested-defects'", "waiver: rule unknown key 'coverage'",
    ]  # fmt: skip
    assert caught.value.faults[0].hint == 'did you mean "untested-defect"?'


@pytest.mark.parametrize(("severity", "code"), [("error", 1), ("warning", 0), ("note", 0)])
def test_only_errors_change_the_exit_code(shop: Site, severity: str, code: int) -> None:
    judged = shop.check(f"rules: {{untested-defect: {severity}, uncovered-change: 'off'}}\n")
    assert {finding.severity for finding in judged.report.findings} == {severity}
    assert (judged.code, judged.report.verdicts["untested-defect"]) == (code, "broken")


def test_a_rule_that_is_off_finds_nothing(shop: Site) -> None:
    judged = shop.check("rules: {untested-defect: 'off'}\n")
    assert (open_(judged), judged.report.verdicts["untested-defect"]) == ({SRC, LIB}, "off")


def test_findings_come_by_severity(shop: Site) -> None:
    judged = shop.check("rules: {untested-defect: note, uncovered-change: warning, unusable-input: error}\n",
                        results=("none.xml",))  # fmt: skip
    assert [f.severity for f in judged.report.findings] == ["error", "warning", "warning", "note", "note"]


@pytest.mark.parametrize(
    ("setting", "severity", "code"),
    [
        ("{}", "error", 3),
        ("{unknown: fail}", "error", 3),
        ("{unknown: warn}", "warning", 0),
        ("{severity: note, unknown: warn}", "note", 0),
        ("{severity: warning}", "warning", 0),
    ],
)
def test_what_cannot_be_said_may_be_a_warning(shop: Site, setting: str, severity: str, code: int) -> None:
    off = "untested-defect: 'off', uncovered-change: 'off'"
    judged = shop.check(f"rules: {{coverage-floor: {setting}, {off}}}\ncoverage_floor: {{web/: 1}}\n")
    (finding,) = judged.report.findings
    assert (finding.verdict, finding.severity, judged.code) == ("unknown", severity, code)


def test_where_an_unusable_input_does_not_fail_the_rules_that_need_it_do(shop: Site) -> None:
    off = "untested-defect: 'off', uncovered-change: 'off', stray-link: 'off'"
    plain = shop.check(f"rules: {{{off}}}\n", results=("none.xml",))
    assert {finding.rule for finding in plain.report.findings} == {"unusable-input"}
    for setting in ("'off'", "warning", "{unknown: warn}"):
        judged = shop.check(f"rules: {{unusable-input: {setting}, {off}}}\n", results=("none.xml",))
        errors = {finding.rule for finding in judged.report.findings if finding.severity == "error"}
        assert errors == {"failing-regression-test", "idle-regression-test"}
        assert judged.code == 3
        assert judged.told("failing-regression-test") == ["cannot be judged: its results cannot be used"]
    assert shop.check(f"rules: {{unusable-input: 'off', {off}}}\n").code == 0


def test_unknown_warn_leaves_what_is_broken(shop: Site) -> None:
    judged = shop.check("rules: {untested-defect: {unknown: warn}}\n")
    assert {finding.severity for finding in judged.of("untested-defect")} == {"error"}


def test_how_each_rule_ended(shop: Site) -> None:
    verdicts = shop.check(results=("none.xml",)).report.verdicts
    assert set(verdicts) == set(RULES)
    assert verdicts["unusable-input"] == "unknown"
    assert verdicts["uncovered-change"] == "broken"
    assert verdicts["failing-regression-test"] == "unknown", "its reports are missing"
    assert verdicts["excluded-change"] == "holds"
    assert shop.check().report.verdicts["failing-regression-test"] == "holds"


def test_the_lines_around_a_finding(shop: Site) -> None:
    (finding,) = (f for f in shop.check().of("uncovered-change") if f.location and f.location.path == "src/a.py")
    assert finding.excerpt == ((4, "def f(x):"), (5, "    y = x"), (6, "    return y"))
    assert shop.check().of("untested-defect")[0].excerpt == ()


@pytest.mark.defect("LS-117")
def test_a_long_excerpt_is_cut(make_site: Make) -> None:
    site = make_site()
    site.ledger()
    site.commit("Shop", {"src/a.py": CODE})
    site.branch("feature")
    site.write({"src/a.py": "".join(f"v{n} = {n}\n" for n in range(1, 41))})
    site.cobertura({"src/a.py": {n: int(n % 10 != 0) for n in range(1, 41)}})
    (finding,) = site.check().of("uncovered-change")
    assert [number for number, _ in finding.excerpt] == [8, 9, 10, 11, 12, 18, 19, 20, 21, 22, 30, 40]
    site.cobertura({"src/a.py": dict.fromkeys(range(1, 41), 0)})
    (finding,) = site.check().of("uncovered-change")
    assert [number for number, _ in finding.excerpt] == [*range(1, 13)]


def prints(judged: Judged) -> dict[tuple[str, str], str]:
    found = {subject(finding): finding.fingerprint for finding in judged.report.findings}
    assert len(set(found.values())) == len(found)
    return found


def test_a_fingerprint_stays_while_the_same_gap_stands_though_lines_move(make_site: Make) -> None:
    site = make_site()
    site.ledger("id: A-1", "id: A-2")
    site.commit("Shop", {"src/a.py": CODE, "lib/b.py": CODE})
    site.branch("feature")
    site.write({"src/a.py": NEW, "lib/b.py": NEW})
    hits = {1: 1, 4: 1, 5: 0, 6: 0}
    site.cobertura({"src/a.py": hits, "lib/b.py": hits})
    before = prints(site.check())
    site.ledger("id: A-0, status: open, priority: 1, opened: 2026-05-30", "id: A-2", "id: A-1, title: Another")
    site.write({"src/a.py": "# more\n\n" + NEW})
    site.cobertura({"src/a.py": {line + 2: hit for line, hit in hits.items()}, "lib/b.py": {**hits, 5: 1}})
    after = prints(site.check())
    assert set(before) == set(after)
    assert [key for key in before if before[key] != after[key]] == [LIB]


def test_findings_without_record_or_lines_are_told_apart_by_their_words(shop: Site) -> None:
    judged = shop.check(results=("one.xml", "two.xml"))
    assert len({finding.fingerprint for finding in judged.of("unusable-input")}) == 2


def test_loose_links_are_counted_in_the_notes(make_site: Make) -> None:
    site = make_site()
    site.ledger("id: A-1, status: open", more="complete: [A-]\n")
    site.commit("Shop")
    site.junit(*(f'tests.t test_{n} <properties><property name="defect" value="{n}"/></properties>'
                 for n in ("A-7", "B-1", "B-2", "B-3", "B-4", "B-5", "B-6")))  # fmt: skip
    judged = site.check()
    (note,) = judged.report.notes
    assert note.startswith("6 links name ids that no record has")
    assert note.endswith("B-1, B-2, B-3, B-4, B-5")
    assert [finding.record for finding in judged.of("stray-link")] == ["A-7"]
    site.junit('tests.t test_b <properties><property name="defect" value="B-1"/></properties>')
    assert site.check().report.notes[0].startswith("1 link names an id that no record has")


def test_the_notes_of_inputs_are_kept(make_site: Make) -> None:
    site = make_site()
    site.ledger()
    site.commit("Shop", {"src/a.py": CODE})
    site.data({"": {"src/a.py": [1]}})
    assert any("records no contexts" in note for note in site.check().report.notes)


def test_broken_goes_before_unknown(shop: Site) -> None:
    assert shop.check(results=("none.xml",)).code == 1
