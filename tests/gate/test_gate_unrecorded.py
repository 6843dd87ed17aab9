"""Commits that say `feat:` and belong to no record: which of them are features, and what is asked of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import jsonschema
import pytest

from lockstitch.gate import unrecorded
from lockstitch.gate.baseline import accepted
from lockstitch.lines import of
from lockstitch.model import Location
from lockstitch.renderers import explain, features, json_, json_schema, terminal
from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Site

GIFT = "def gift(card):\n    if card:\n        return 1\n    return 0\n"
TEST = "def test_gift():\n    assert True\n"
CASE = "tests.test_gift test_gift"
FAILED = f'{CASE} <failure message="no">x</failure>'
RULES = ("untested-feature", "uncovered-feature", "uncovered-change", "unmeasured-change")
SPEC = "it('gives', () => { expect(gift()).toBe(1) })\n"


def begun(site: Site) -> None:
    """A shop on main, an older feature of its own among its commits, and a branch."""
    site.commit("feat: shop", {"src/shop.py": "A = 1\n", "tests/test_shop.py": "def test_shop():\n    assert A\n"})
    site.ledger()
    site.commit("Ledger")
    site.branch("gifts")
    site.junit("tests.test_shop test_shop", CASE)
    covered(site)


def covered(site: Site, *missing: int) -> None:
    site.cobertura({"src/gift.py": {line: int(line not in missing) for line in range(1, 5)}, "src/shop.py": {1: 1}})


def told(judged: Judged) -> list[tuple[str, str]]:
    return [(f.rule, f.verdict) for f in judged.report.findings if f.rule in RULES]


def titles(judged: Judged) -> list[str]:
    return [trace.record.title for trace in judged.matrix.delivered]


def test_a_commit_is_a_feature_with_a_stable_id_and_a_title(site: Site) -> None:
    begun(site)
    sha = site.commit("feat(shop)!: gift cards (#12)\n\nMore.", {"src/gift.py": GIFT, "tests/test_gift.py": TEST})
    judged = site.check()
    (trace,) = judged.matrix.delivered
    record = trace.record
    assert (record.id, record.title, record.kind, record.status) == (
        f"feat-{sha[:10]}",
        "gift cards (#12)",
        "feature",
        "done",
    )
    assert (record.location, record.kind_from) == (Location(""), f"commit {sha[:10]} says feat")
    assert (trace.claimed, trace.fix.lines) == (True, {"src/gift.py": of([1, 2, 3, 4])})
    assert [(test.id, test.outcome) for test in trace.tests] == [("tests/test_gift.py::test_gift", "passed")]
    assert (told(judged), judged.code) == ([], 0)


def _committed_apart(site: Site) -> None:
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.commit("test: gifts", {"tests/test_gift.py": TEST})


def _test_first(site: Site) -> None:
    site.commit("test: gifts", {"tests/test_gift.py": TEST})
    site.commit("feat: gifts", {"src/gift.py": GIFT})


def _not_committed_yet(site: Site) -> None:
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.write({"tests/test_gift.py": TEST})


def _an_older_test_changed(site: Site) -> None:
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.edit("tests/test_shop.py", "assert A", "assert gift(A)")


def _in_a_test_that_was_moved_on(site: Site) -> None:
    site.commit("feat: gifts", {"src/gift.py": GIFT, "tests/test_old.py": TEST})
    site.git("mv", "tests/test_old.py", "tests/test_gift.py")
    site.commit("Move")


@pytest.mark.parametrize(
    "work",
    [_committed_apart, _test_first, _not_committed_yet, _an_older_test_changed, _in_a_test_that_was_moved_on],
)
def test_every_test_of_the_change_counts(site: Site, work: Callable[[Site], None]) -> None:
    begun(site)
    work(site)
    judged = site.check()
    assert (told(judged), judged.code, titles(judged)) == ([], 0, ["gifts"])
    assert [row.state for row in features.rows(judged.report)] == ["held"]


def test_without_any_test_it_is_broken_where_its_code_begins(site: Site) -> None:
    begun(site)
    sha = site.commit("feat: gifts", {"src/gift.py": GIFT})
    judged = site.check()
    (finding,) = judged.of("untested-feature")
    assert finding.message == f"commit {sha[:10]} brings a feature, and no test came with it in this change: gifts"
    assert (finding.verdict, finding.location, judged.code) == ("broken", Location("src/gift.py", 1), 1)
    assert finding.hint.startswith("add a test to this change")


def test_a_test_that_was_only_moved_or_documented_does_not_count(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.edit("tests/test_shop.py", "    assert A", "    # so it is\n    assert A")
    assert told(site.check()) == [("untested-feature", "broken")]


def _renamed(site: Site) -> None:
    site.git("mv", "tests/test_shop.py", "tests/test_store.py")
    site.edit("tests/test_store.py", "    assert A", "    # So it is.\n    assert A")


def _moved(site: Site) -> None:
    site.git("rm", "-q", "tests/test_shop.py")
    site.write({"tests/test_store.py": "import os\nimport sys\n\n\ndef test_shop():\n    assert A\n\n\nB = 1\nC = 2\n"})


def _helped(site: Site) -> None:
    site.edit("tests/test_shop.py", "return A", "return A + 0")


@pytest.mark.parametrize("work", [_renamed, _moved, _helped])
def test_what_is_no_edit_of_a_test_does_not_count(site: Site, work: Callable[[Site], None]) -> None:
    begun(site)
    if work is _helped:
        helper = "def helper():\n    return A\n\n\ndef test_shop():\n    assert helper()\n"
        site.commit("Helper", {"tests/test_shop.py": helper})
        site.git("branch", "--force", "main", "HEAD")
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    work(site)
    site.junit("tests.test_shop test_shop", "tests.test_store test_shop")
    assert told(site.check()) == [("untested-feature", "broken")]


@pytest.mark.defect("LS-133")
@pytest.mark.parametrize(("cookie", "encoding"), [("# coding: latin-1\n", "latin-1"), ("", "utf-8"), ("", "utf-8-sig")])
@pytest.mark.parametrize(("after", "edited"), [("\xe9", False), ("\xe8", True)])
def test_an_older_test_in_a_declared_encoding(site: Site, cookie: str, encoding: str, after: str, edited: bool) -> None:
    begun(site)
    old = f"{cookie}def test_\xe9t\xe9():\n    assert 'caf\xe9' != A\n"
    site.commit("Encode", {"tests/test_shop.py": old.encode(encoding)})
    site.branch("more")
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.write({"tests/test_shop.py": f"{old}B = 1\n".replace("caf\xe9", f"caf{after}").encode(encoding)})
    (trace,) = site.check(base="gifts").matrix.delivered
    assert [test.id for test in trace.tests] == ["tests/test_shop.py::test_\xe9t\xe9"] * edited


def test_tests_of_its_own_commit_go_before_those_of_the_change(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT, "tests/test_gift.py": TEST})
    site.commit("test: shop", {"tests/test_shop.py": "def test_shop():\n    assert A == 1\n"})
    (trace,) = site.check().matrix.delivered
    assert [test.id for test in trace.tests] == ["tests/test_gift.py::test_gift"]
    site.junit("tests.test_shop test_shop", FAILED)
    judged = site.check()
    assert {test.id: test.outcome for test in judged.matrix.delivered[0].tests} == {
        "tests/test_gift.py::test_gift": "failed",
        "tests/test_shop.py::test_shop": "passed",
    }
    assert ("untested-feature", "broken") not in told(judged)


def test_a_test_that_failed_holds_no_feature(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT, "tests/test_gift.py": TEST})
    site.junit("tests.test_shop test_shop", FAILED)
    (finding,) = site.check().of("untested-feature")
    assert "no test that came with it holds it: tests/test_gift.py::test_gift failed" in finding.message


@pytest.mark.defect("LS-129")
@pytest.mark.parametrize(
    "files",
    [
        {"tests/conftest.py": "import os\n"},
        {"tests/__init__.py": "A = 1\n"},
        {"tests/README.md": "Tests\n"},
        {"tests/gift_cases.py": "# cases\n"},
    ],
)
def test_a_file_beside_tests_that_holds_no_data_stands_for_none(site: Site, files: Mapping[str, str]) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT, **files})
    assert told(site.check()) == [("untested-feature", "broken")]


@pytest.mark.defect("LS-129")
def test_a_commit_that_only_says_that_it_reverts_something_brings_its_feature(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts\n\nThis reverts commit 0123456789abcdef.", {"src/gift.py": GIFT})
    assert told(site.check()) == [("untested-feature", "broken")]


@pytest.mark.defect("LS-129")
def test_a_feature_that_was_reverted_and_brought_back_by_hand_stands(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.git("revert", "--no-edit", "HEAD")
    assert told(site.check()) == []
    site.commit("Bring them back", {"src/gift.py": GIFT})
    assert told(site.check()) == [("untested-feature", "broken")]


@pytest.mark.parametrize(
    "files",
    [{"tests/gift.test.js": SPEC}, {"tests/data/gift.json": "{}\n"}, {"tests/gift_cases.py": "CASES = [1]\n"}],
)
@pytest.mark.parametrize("apart", [False, True])
def test_where_tests_have_no_name_only_lines_are_asked(site: Site, files: Mapping[str, str], apart: bool) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT, **({} if apart else files)})
    site.write(files if apart else {})
    judged = site.check()
    assert (told(judged), judged.matrix.delivered[0].required) == ([], Level.NONE)
    covered(site, 3)
    judged = site.check()
    assert told(judged) == [("uncovered-change", "broken")]
    assert [row.state for row in features.rows(judged.report)] == ["short"]


def test_where_no_statement_of_it_stands_no_test_is_asked(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.commit("feat: say more", {"src/shop.py": '"""The shop.\n\nIt sells.\n"""\n\nA = 1\n'})
    site.commit("feat: types", {"src/index.d.ts": "export function gift(): number;\n"})
    site.git("rm", "-q", "src/gift.py")
    judged = site.check()
    assert (told(judged), titles(judged)) == ([], ["say more", "gifts"])


@pytest.mark.parametrize("files", [{"tests/conftest.py": ""}, {"docs/gift.md": "Gifts.\n"}])
def test_what_is_no_test_eases_nothing(site: Site, files: Mapping[str, str]) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT, **files})
    site.commit("Remove data", {"tests/old.json": "{}"})
    site.git("rm", "-q", "tests/old.json")
    site.commit("Remove it")
    assert told(site.check()) == [("untested-feature", "broken")]


def _names_a_record(site: Site) -> None:
    site.commit("feat: gifts (F-1)", {"src/gift.py": GIFT})
    site.ledger("id: F-1, kind: feature, status: open")


def _a_record_names_it(site: Site) -> None:
    sha = site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.ledger(f"id: F-1, kind: feature, status: rejected, commits: ['{sha[:12]}']")


def _reverted(site: Site) -> None:
    sha = site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.git("revert", "--no-edit", sha)


def _reverts(site: Site) -> None:
    sha = site.commit("Less", {"src/gift.py": "A = 1\n"})
    site.commit(f"feat: no shop\n\nThis reverts commit {sha}.", {"src/gift.py": GIFT})


def _merged(site: Site) -> None:
    site.branch("side")
    site.commit("Gifts", {"src/gift.py": GIFT})
    site.git("switch", "--quiet", "gifts")
    site.git("merge", "--quiet", "--no-ff", "--message=feat: gifts", "side")


def _says_otherwise(site: Site) -> None:
    site.commit("fix: gifts", {"src/gift.py": GIFT})
    site.commit("Add gifts, a feat: of its own", {"src/more.py": ""})


WITHOUT_CODE: Mapping[str, Mapping[str, str]] = {
    "documentation": {"README.md": "Gifts.\n"},
    "pipeline": {".github/workflows/ci.yml": "on: push\n"},
    "tests": {"tests/test_gift.py": TEST},
    "removal": {"src/shop.py": ""},
    "comment": {"src/shop.py": "# The shop.\nA = 1\n"},
    "unjudged": {"docs/conf.py": "B = 2\n"},
}


@pytest.mark.parametrize("work", [_names_a_record, _a_record_names_it, _reverted, _reverts, _merged, _says_otherwise])
def test_which_commits_are_no_features_of_their_own(site: Site, work: Callable[[Site], None]) -> None:
    begun(site)
    work(site)
    judged = site.check()
    assert [trace for trace in judged.matrix.traces if trace.record.unrecorded] == []
    assert judged.of("untested-feature") == []


@pytest.mark.parametrize("files", WITHOUT_CODE.values(), ids=WITHOUT_CODE)
def test_a_commit_that_adds_no_product_code_is_no_feature(site: Site, files: Mapping[str, str]) -> None:
    begun(site)
    site.commit("feat: gifts", files)
    assert titles(site.check()) == []


def test_the_setting_takes_none_or_all_of_the_history(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    assert titles(site.check("feat_commits: none\n")) == []
    assert told(site.check("feat_commits: none\n")) == []
    judged = site.check("feat_commits: all\n")
    assert titles(judged) == ["gifts", "shop"]
    assert [finding.record for finding in judged.of("untested-feature")] == [judged.matrix.delivered[0].record.id]
    assert titles(site.check("feat_commits: all\n", base="none")) == ["gifts", "shop"]


def test_a_feature_of_the_past_counts_only_the_tests_of_its_commit(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.commit("test: gifts", {"tests/test_gift.py": TEST})
    (finding,) = site.check("feat_commits: all\n", base="none").of("untested-feature")
    assert "and no test came with it: gifts" in finding.message
    assert finding.hint.startswith("name the commit in a record")


def test_a_feature_of_the_past_whose_test_is_gone_is_broken(site: Site) -> None:
    begun(site)
    site.git("rm", "-q", "tests/test_shop.py")
    site.commit("Delete")
    assert told(site.check("feat_commits: all\n", base="none")) == [("untested-feature", "broken")]


def test_what_a_shallow_clone_leaves_out_is_unknown(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT, "tests/test_gift.py": TEST})
    site.git("clone", "--quiet", "--depth=1", f"file://{site.root}", str(site.root.parent / "cut"))
    whole, site.root = site.root, site.root.parent / "cut"
    judged = site.check("feat_commits: all\n", base="none")
    assert ("uncovered-feature", "unknown") in told(judged)
    site.root = whole


def test_features_before_since_are_not_judged(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT, "tests/test_gift.py": TEST})
    judged = site.check("feat_commits: all\nsince: 2026-01-01\n")
    assert [(t.record.title, t.scope) for t in judged.matrix.traces] == [("gifts", "judged"), ("shop", "before since")]


def test_the_baseline_takes_those_of_the_past_only(site: Site) -> None:
    begun(site)
    site.edit("tests/test_shop.py", "test_shop", "test_store")
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.cobertura({"src/gift.py": {1: 1, 2: 1, 3: 1, 4: 1}, "src/shop.py": {1: 0}})
    site.configure("feat_commits: all\n")
    report = site.check(base="main~").report
    text, _, new = accepted(report, grow=False)
    assert new and all(trace.record.id not in text for trace in report.matrix.delivered if trace.claimed)


def test_a_line_that_another_rule_tells_is_told_once(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT, "tests/test_gift.py": TEST})
    covered(site, 3)
    judged = site.check()
    assert told(judged) == [("uncovered-change", "broken")]
    assert [row.state for row in features.rows(judged.report)] == ["short"]
    assert told(site.check("rules: {uncovered-change: off}\n")) == [("uncovered-feature", "broken")]


def test_a_branch_that_another_rule_tells_is_told_once(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT, "tests/test_gift.py": TEST})
    (site.root / "coverage.xml").unlink()
    branches = "".join(f"DA:{n},1\n" for n in range(1, 5)) + "BRDA:2,0,0,1\nBRDA:2,0,1,0\n"
    site.write({"lcov.info": f"TN:\nSF:src/gift.py\n{branches}end_of_record\n"})
    assert told(site.check()) == [("uncovered-change", "broken")]
    assert told(site.check("rules: {uncovered-change: off}\n")) == [("uncovered-feature", "broken")]


def test_what_is_not_measured_is_told_once(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT, "tests/test_gift.py": TEST})
    site.cobertura({"src/shop.py": {1: 1}})
    judged = site.check()
    assert told(judged) == [("unmeasured-change", "broken")]
    assert [row.state for row in features.rows(judged.report)] == ["unknown"]
    assert told(site.check("rules: {unmeasured-change: off}\n")) == [("uncovered-feature", "unknown")]
    (site.root / "coverage.xml").unlink()
    assert told(site.check()) == [("uncovered-change", "unknown")]
    site.write({"src/gift.py": GIFT + "def\n"})
    covered(site)
    assert told(site.check()) == [("uncovered-change", "unknown")]


def test_without_a_test_report_it_is_unknown_unless_there_is_none_to_be(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT, "tests/test_gift.py": TEST})
    (site.root / "junit.xml").unlink()
    assert told(site.check()) == [("untested-feature", "unknown")]
    assert told(site.check("results: none\n")) == []
    site.git("rm", "-q", "tests/test_gift.py")
    assert told(site.check("results: none\n")) == [("untested-feature", "broken")]


def test_before_anything_was_run_a_test_is_enough(site: Site) -> None:
    begun(site)
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    assert told(site.check(static=True)) == [("untested-feature", "broken")]
    site.write({"tests/test_gift.py": TEST})
    assert site.check(static=True).code == 0
    site.write({"tests/data/gift.json": "{}\n"})
    (trace,) = site.check(static=True).matrix.delivered
    assert (trace.required, trace.level) == (Level.LINKED, Level.LINKED)
    site.commit("Tests")
    site.commit("feat: more", {"src/more.py": "B = 2\n", "tests/test_more.py": "def test_more():\n    pass\n"})
    tests = {
        trace.record.title: [test.id for test in trace.tests] for trace in site.check(static=True).matrix.delivered
    }
    assert tests["more"] == ["tests/test_more.py::test_more"]


def test_a_project_without_records_has_features_too(site: Site) -> None:
    begun(site)
    site.git("rm", "-q", "defects.yml")
    site.commit("feat: gifts", {"src/gift.py": GIFT})
    assert told(site.check("records: none\n")) == [("untested-feature", "broken")]


def test_a_change_without_such_a_commit_costs_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("looked for features")

    begun(site)
    site.commit("fix: gifts", {"src/gift.py": GIFT})
    monkeypatch.setattr(unrecorded, "found", asked)
    assert site.check().code == 0


def test_every_output_shows_it(site: Site) -> None:
    begun(site)
    sha = site.commit("feat: gifts", {"src/gift.py": GIFT})
    site.write({"tests/test_gift.py": TEST})
    report = site.check().report
    name = f"feat-{sha[:10]}"
    assert f"● {name}  gifts" in terminal.render(report)
    assert "tests/test_gift.py::test_gift passed, via commit" in terminal.render(report)
    chain = explain.chain(report.matrix.delivered[0], report)
    assert f"feature (commit {sha[:10]} says feat), delivered" in chain
    assert "via commit: this change" in chain
    assert "stands in" not in chain
    document = json.loads(json_.render(report))
    jsonschema.validate(document, json_schema.schema())
    assert [row["id"] for row in document["features"]] == [name]
