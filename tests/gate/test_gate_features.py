"""Features: which commits are theirs, where their lines stand today, how those are covered, and by which tests."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import pytest

from lockstitch.gate.baseline import accepted
from lockstitch.lines import of
from lockstitch.renderers import RENDERERS, explain, features, json_, markdown, terminal

if TYPE_CHECKING:
    from lockstitch.model import Trace
    from tests.gate.conftest import Judged, Site

GIFT = "def gift(card):\n    if card:\n        return 1\n    return 0\n"
TEST = "def test_gift():\n    assert True\n"
CASE = "tests.test_gift test_gift"
FEATURE = "id: F-1, kind: feature, status: delivered"
RULES = ("untested-feature", "uncovered-feature")


def brought(site: Site, message: str = "feat: gifts (F-1)", record: str = FEATURE) -> str:
    """One feature with its test, on main; its commit."""
    site.commit("Shop", {"src/shop.py": "A = 1\n"})
    sha = site.commit(message, {"src/gift.py": GIFT, "tests/test_gift.py": TEST})
    site.ledger(record)
    site.commit("Ledger")
    site.junit(CASE)
    return sha


def covered(site: Site, *missing: int, path: str = "src/gift.py") -> None:
    site.cobertura({path: {line: int(line not in missing) for line in range(1, 5)}})


def told(judged: Judged) -> list[tuple[str, str]]:
    return [(f.rule, f.verdict) for f in judged.report.findings if f.rule in RULES]


@pytest.mark.parametrize(
    "message",
    [
        "feat: gifts (F-1)",
        "feat(shop)!: F-1 gifts",
        "Gifts (F-1)",
        "Gifts (F-1) (#12)",
        "Gifts\n\nImplements F-1",
        "Delivers: F-1",
        "Fixes F-1",
    ],
)
def test_a_commit_that_names_the_feature_is_its_own(site: Site, message: str) -> None:
    sha = brought(site, message)
    covered(site)
    judged = site.check()
    assert [commit.sha for commit in judged.trace("F-1").fix.commits] == [sha]
    assert (told(judged), judged.code) == ([], 0)


@pytest.mark.parametrize("message", ["Gifts, see F-1 for more", 'Revert "feat: gifts (F-1)"', "Does not implement F-1"])
def test_a_commit_that_only_speaks_of_it_is_not(site: Site, message: str) -> None:
    brought(site, message)
    covered(site)
    judged = site.check()
    assert judged.trace("F-1").fix.commits == ()
    assert told(judged) == [("untested-feature", "broken"), ("uncovered-feature", "unknown")]


def test_a_pull_request_is_no_record_of_the_same_number(site: Site) -> None:
    brought(site, "feat: gifts (#7)", record="id: '7', kind: feature, status: delivered")
    assert site.check().trace("7").fix.commits == ()


def test_a_commit_whose_parent_a_shallow_clone_leaves_out_is_unknown(site: Site) -> None:
    brought(site)
    covered(site)
    site.git("clone", "--quiet", "--depth=2", f"file://{site.root}", str(site.root.parent / "cut"))
    for name in ("junit.xml", "coverage.xml"):
        (site.root.parent / "cut" / name).write_text(site.read(name))
    whole, site.root = site.root, site.root.parent / "cut"
    judged = site.check(base="none")
    (finding,) = judged.of("uncovered-feature")
    assert (finding.verdict, "fetch the whole history" in finding.hint) == ("unknown", True)
    assert [row.lines for row in features.rows(judged.report)] == ["what its commits changed is not known"]
    site.root = whole


def test_a_defect_takes_no_such_commit_for_its_fix(site: Site) -> None:
    brought(site, record="id: F-1")
    assert site.check().trace("F-1").fix.commits == ()


def test_nor_does_it_where_there_are_features(site: Site) -> None:
    brought(site, "feat: gifts (F-2)")
    site.ledger(FEATURE, "id: F-2")
    judged = site.check()
    assert [judged.trace(one).fix.commits for one in ("F-1", "F-2")] == [(), ()]


def test_lines_that_no_test_ran_are_a_finding_with_their_source(site: Site) -> None:
    brought(site)
    covered(site, 3)
    (finding,) = site.check().of("uncovered-feature")
    assert finding.message == "F-1: 1 of its statements is not covered: src/gift.py line 3"
    assert (finding.verdict, finding.lines) == ("broken", of([3]))


def test_the_lines_are_found_where_they_stand_today(site: Site) -> None:
    brought(site)
    site.git("mv", "src/gift.py", "src/cards.py")
    site.commit("Move")
    site.edit("src/cards.py", "        return 1\n", "        return 11\n")
    site.write({"src/cards.py": "B = 2\n" + site.read("src/cards.py")})
    site.commit("Edit")
    site.cobertura({"src/cards.py": {1: 1, 2: 1, 3: 1, 4: 0, 5: 0}})
    judged = site.check()
    assert judged.told("uncovered-feature") == ["F-1: 1 of its statements is not covered: src/cards.py line 5"]
    (file,) = judged.matrix.features["F-1"].files
    assert (file.covered, file.uncovered) == (of([2, 3]), of([5]))  # line 4 is the later commit's


def test_the_lines_are_found_in_a_file_to_which_they_were_moved(site: Site) -> None:
    brought(site)
    site.write({"src/cards.py": "B = 2\n\n\nclass Cards:\n" + "".join(f"    {line}\n" for line in GIFT.splitlines())})
    (site.root / "src/gift.py").unlink()
    site.cobertura({"src/cards.py": {1: 1, 4: 1, 5: 1, 6: 1, 7: 0, 8: 1}})
    judged = site.check()
    assert judged.told("uncovered-feature") == ["F-1: 1 of its statements is not covered: src/cards.py line 7"]
    (file,) = judged.matrix.features["F-1"].files
    assert (file.covered, file.uncovered) == (of([5, 6, 8]), of([7]))


def test_who_only_moves_a_feature_does_not_own_it(site: Site) -> None:
    brought(site)
    site.commit("feat: cards (F-2)", {"src/cards.py": "B = 2\n" + GIFT, "src/gift.py": "C = 3\n"})
    site.ledger(FEATURE, FEATURE.replace("F-1", "F-2"))
    owned = {record: dict(trace.fix.lines) for record, trace in _features(site.check()).items()}
    assert owned == {
        "F-1": {"src/cards.py": of([2, 3, 4, 5])},
        "F-2": {"src/cards.py": of([1]), "src/gift.py": of([1])},
    }


def test_code_that_moved_out_of_the_product_is_no_line_of_a_feature(site: Site) -> None:
    brought(site)
    site.commit("Move", {"tests/cards.py": "B = 2\n" + GIFT, "src/gift.py": "C = 3\n"})
    assert _features(site.check())["F-1"].fix.lines == {}


def _features(judged: Judged) -> dict[str, Trace]:
    return {trace.record.id: trace for trace in judged.matrix.delivered}


def test_a_feature_of_which_nothing_stands_asks_for_no_coverage(site: Site) -> None:
    brought(site)
    site.write({"src/gift.py": "def other():\n    pass\n"})
    site.commit("Rewrite")
    judged = site.check()
    assert told(judged) == []
    assert features.rows(judged.report)[0].lines == "no statement of it stands today"


def test_a_branch_not_taken_is_a_finding(site: Site) -> None:
    brought(site)
    branches = "".join(f"DA:{n},1\n" for n in range(1, 5)) + "BRDA:2,0,0,1\nBRDA:2,0,1,0\n"
    site.write({"lcov.info": f"TN:\nSF:src/gift.py\n{branches}end_of_record\n"})
    judged = site.check()
    assert judged.told("uncovered-feature") == ["F-1: 1 branch not taken: src/gift.py line 2"]


def test_what_nobody_measured_is_unknown(site: Site) -> None:
    brought(site)
    judged = site.check()
    assert judged.told("uncovered-feature") == ["F-1 has statements, but no coverage report was found"]
    site.cobertura({"src/shop.py": {1: 1}})
    (finding,) = site.check().of("uncovered-feature")
    assert (finding.verdict, "is in no coverage report" in finding.message) == ("unknown", True)
    assert features.rows(site.check().report)[0].state == "unknown"


def test_where_nothing_is_run_nothing_is_said_of_its_lines(site: Site) -> None:
    brought(site)
    covered(site, 3)
    (row,) = features.rows(site.check(static=True).report)
    assert row.lines == features.STATIC
    assert "covered" not in row.lines


def test_many_features_are_counted_and_all_are_shown_on_demand(site: Site) -> None:
    site.commit("Shop", {"src/shop.py": "A = 1\n"})
    for many, more in ((20, False), (23, True)):
        site.ledger(*(f"id: F-{n}, kind: feature, status: delivered" for n in range(many)))
        report = site.check(base="none").report
        assert ("3 more; --verbose shows all" in terminal.render(report)) == more
        assert "more; --verbose shows all" not in terminal.render(report, verbose=True)


def test_code_that_cannot_be_parsed_is_unknown(site: Site) -> None:
    brought(site)
    covered(site)
    site.write({"src/gift.py": GIFT + "def\n"})
    judged = site.check(base="none")
    assert {finding.verdict for finding in judged.of("uncovered-feature")} == {"unknown"}
    assert features.rows(judged.report)[0].lines == "1 file cannot be judged"


def test_an_excluded_statement_and_another_language_are_no_finding(site: Site) -> None:
    site.commit("feat: (F-1)", {"src/gift.py": "def f():  # pragma: no cover\n    pass\n", "src/x.sql": "SELECT 1;\n"})
    site.ledger(FEATURE + ", tests: ['tests/test_gift.py::test_gift']")
    site.commit("Ledger", {"tests/test_gift.py": TEST, "src/shop.py": "A = 1\n"})
    site.junit(CASE)
    site.data({"": {"src/gift.py": [], "src/shop.py": [1]}})
    judged = site.check(base="none")
    assert judged.told("uncovered-feature") == []
    assert "2 excluded" in features.rows(judged.report)[0].lines
    assert "1 file in a language that no report measures" in features.rows(judged.report)[0].lines


@pytest.mark.parametrize(
    ("record", "scope"),
    [
        ("id: F-1, kind: feature, status: open", "open"),
        ("id: F-1, kind: feature, status: rejected", "rejected"),
        ("id: F-1, kind: incident, status: resolved", "no test owed"),
        (FEATURE + ", resolved: 2020-01-01", "before since"),
    ],
)
def test_what_is_not_delivered_owes_nothing(site: Site, record: str, scope: str) -> None:
    brought(site, record=record)
    covered(site, 3)
    judged = site.check("since: 2021-01-01\n")
    assert (judged.trace("F-1").scope, told(judged), features.rows(judged.report)) == (scope, [], [])


def test_nothing_is_asked_of_a_reverted_feature(site: Site) -> None:
    sha = brought(site)
    site.git("revert", "--no-edit", sha)
    judged = site.check()
    assert (judged.trace("F-1").scope, told(judged)) == ("reverted", [])


def test_of_a_change_only_what_it_delivers_is_judged(site: Site) -> None:
    brought(site)
    site.branch("feature")
    site.commit("More\n\nImplements F-2", {"src/more.py": "B = 2\n"})
    site.ledger(FEATURE, "id: F-2, kind: feature, status: open")
    covered(site, 3)
    judged = site.check("scope: change\n")
    assert [trace.scope for trace in judged.matrix.traces] == ["not claimed by this change", "judged"]
    assert {f.record for f in judged.report.findings if f.rule in RULES} == {"F-2"}


def test_an_open_feature_that_a_change_works_on_is_not_claimed_to_be_done(site: Site) -> None:
    brought(site)
    site.branch("feature")
    site.commit("feat: more (F-2)", {"src/more.py": "B = 2\n"})
    site.ledger(FEATURE, "id: F-2, kind: feature, status: open")
    assert site.check().trace("F-2").scope == "open"


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        (CASE + ' <failure message="no">x</failure>', "broken"),
        (CASE + " <skipped/>", "broken"),
        ("tests.test_gift test_other", "broken"),
    ],
)
def test_a_linked_test_that_did_not_pass_holds_no_feature(site: Site, case: str, verdict: str) -> None:
    brought(site)
    covered(site)
    site.junit(case, "tests.test_other test_other")
    assert ("untested-feature", verdict) in told(site.check())


def test_linked_tests_without_a_report_are_unknown(site: Site) -> None:
    brought(site)
    covered(site)
    (site.root / "junit.xml").unlink()
    assert site.check().told("untested-feature") == ["a feature has linked tests, but no test report was found"]
    site.write({"junit.xml": "<broken"})
    assert [finding.verdict for finding in site.check().of("untested-feature")] == ["unknown"]


@pytest.mark.defect("LS-91")
def test_without_a_run_only_the_link_is_asked(site: Site) -> None:
    brought(site)
    judged = site.check(static=True)
    assert judged.code == 0
    assert [test.told for test in features.rows(judged.report)[0].linked] == ["via commit"]
    site.ledger(FEATURE, "id: F-2, kind: feature, status: delivered")
    judged = site.check(static=True)
    assert told(judged) == [("untested-feature", "broken")]
    assert "their lines are not judged" not in terminal.render(site.check().report)


def test_the_baseline_takes_the_gaps_of_features_and_gives_them_back(site: Site) -> None:
    brought(site)
    covered(site, 3)
    site.ledger(FEATURE, "id: F-2, kind: feature, status: delivered")
    text, kept, new = accepted(site.check().report, grow=False)
    assert (kept, new) == (0, 3)
    site.commit("Accept", {".lockstitch/baseline.json": text})
    judged = site.check()
    assert (judged.code, told(judged), len(judged.report.waived)) == (0, [], 3)
    covered(site)
    assert site.check().told("stale-baseline") == [
        "F-1 (uncovered-feature) is no gap any more and must leave the baseline"
    ]


def test_a_feature_without_coverage_is_not_accepted(site: Site) -> None:
    brought(site)
    assert accepted(site.check().report, grow=True)[1:] == (0, 0)


def test_every_output_tells_which_tests_cover_which_feature(site: Site) -> None:
    brought(site)
    site.write({"tests/test_more.py": "def test_more():\n    pass\n"})
    site.junit(CASE, "tests.test_more test_more")
    run = {"": [1], "tests/test_gift.py::test_gift|run": [2, 3], "tests/test_more.py::test_more[a]|run": [2, 4]}
    site.data({context: {"src/gift.py": lines} for context, lines in run.items()})
    report = site.check().report
    assert report.matrix.features["F-1"].ran_by == {
        "tests/test_gift.py::test_gift": 2,
        "tests/test_more.py::test_more": 2,
    }
    text = terminal.render(report)
    assert "1 feature judged: 1 held, 0 short" in text
    assert "statements 4 = 4 covered" in text
    assert "tests/test_gift.py::test_gift passed, via commit, ran 2" in text
    assert "tests/test_more.py::test_more not linked, ran 2" in text
    chain = explain.chain(report.matrix.delivered[0], report)
    assert "src/gift.py  covered 1-4" in chain
    assert "ran it besides  tests/test_more.py::test_more: 2" in chain
    assert "| ● | <code>F-1</code> | Broken | 4 | 4 | 0 | 0 | 0 | 0 | <code>tests/test&#95;gift.py" in markdown.render(
        report
    )
    assert '"statements": 2' in json_.render(report)


@pytest.mark.parametrize("form", [form for form in RENDERERS if form != "gitlab"])  # which holds findings alone
def test_each_output_has_the_covered_the_partly_covered_and_the_untested_one(site: Site, form: str) -> None:
    brought(site)
    site.commit("feat: more (F-2)", {"src/more.py": "def more(card):\n    return card\n"})
    site.commit("feat: rest", {"src/rest.py": "C = 3\n"})
    site.ledger(FEATURE, FEATURE.replace("F-1", "F-2") + ", tests: ['tests/test_gift.py::test_gift']")
    whole = dict.fromkeys(range(1, 5), 1)
    site.cobertura({"src/gift.py": whole, "src/more.py": {1: 1, 2: 0}, "src/rest.py": {1: 1}})
    report = site.check(base="HEAD~").report
    assert [row.state for row in features.rows(report)] == ["short", "short", "held"]
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", RENDERERS[form].render(report))))
    text = text if form != "junit" else RENDERERS[form].render(report)
    assert {name for name in ("F-1", "F-2", "feat-", "test_gift.py::test_gift") if name not in text} == set()
    if form not in ("json", "html"):
        assert "3 features judged: 1 held, 2 short" in text


def test_outputs_of_lines_are_short_where_there_are_many_features(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "MOST", 1)
    brought(site)
    site.ledger(FEATURE, FEATURE.replace("F-1", "F-2"))
    covered(site)
    report = site.check().report
    lines = list(features.told(report))
    assert lines[0] == "2 features judged: 1 held, 1 short"
    assert lines[1] == "✗ F-2 Broken: no commit of it is known; tests: no test is known to be for it or to run it"
    assert lines[2:] == ["1 more feature"]
    site.ledger()
    assert list(features.told(site.check().report)) == []


def test_what_only_a_failed_test_ran_is_not_covered(site: Site) -> None:
    brought(site)
    site.write({"tests/test_more.py": "def test_more():\n    pass\n"})
    site.junit(CASE, 'tests.test_more test_more <failure message="no">x</failure>')
    run = {"": [1], "tests/test_gift.py::test_gift|run": [2, 3], "tests/test_more.py::test_more|run": [2, 4]}
    site.data({context: {"src/gift.py": lines} for context, lines in run.items()})
    judged = site.check()
    assert judged.told("uncovered-feature") == ["F-1: 1 of its statements is not covered: src/gift.py line 4"]
    assert judged.matrix.features["F-1"].ran_by == {"tests/test_gift.py::test_gift": 2}


def test_unclassified_records_are_features_where_every_commit_says_so(site: Site) -> None:
    brought(site, "feat: gifts\n\nCloses #7")
    site.commit("Sum\n\nFixes #8", {"src/sum.py": "B = 2\n"})
    plain = {"title": "x", "state": "CLOSED", "stateReason": "COMPLETED"}
    issues = [{"number": number, **plain} for number in (7, 8)]
    site.write({".lockstitch/records/issues.json": json.dumps(issues)})
    judged = site.check()
    assert [judged.trace(one).record.kind for one in ("7", "8")] == ["feature", "defect"]
    assert judged.trace("7").record.kind_from.endswith("says feat")


def test_the_number_of_git_processes_does_not_grow_with_features(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from lockstitch.git import repository

    started: list[str] = []
    plain = repository._started

    def counted(command: list[str], extra: dict[str, str]) -> object:
        started.append(command[0])
        return plain(command, extra)

    brought(site)
    covered(site)
    for number in range(2, 6):
        site.commit(f"feat: more (F-{number})", {f"src/more{number}.py": "B = 2\n"})
    monkeypatch.setattr(repository, "_started", counted)
    counts = []
    for last in (2, 5):
        site.ledger(*(FEATURE.replace("F-1", f"F-{number}") for number in range(1, last + 1)))
        started.clear()
        assert len(site.check().matrix.features) == last
        counts.append(len(started))
    assert counts[0] == counts[1]


@pytest.mark.defect("LS-136")
def test_a_revert_of_something_else_in_its_file_excuses_no_feature(site: Site) -> None:
    brought(site)
    site.commit("More", {"src/gift.py": GIFT + "\n\ndef more():\n    return 2\n"})
    sha = site.commit("Less", {"src/gift.py": GIFT})
    site.branch("feature")
    site.git("revert", "--no-edit", sha)
    covered(site, 2, 3)
    judged = site.check()
    assert told(judged) == [("uncovered-feature", "broken")]
    assert "src/gift.py" not in [file.path for file in judged.matrix.changed]
