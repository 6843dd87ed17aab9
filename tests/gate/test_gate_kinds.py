"""What an unclassified record of a tracker is: its fix tells, through claims, merge commits and pull requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lockstitch.gate import kinds
from lockstitch.git.repository import Repository

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Make, Site

CODE = "def total():\n    return 1\n"


def export(site: Site, *issues: dict[str, Any], name: str = "issues.json") -> None:
    plain = {"title": "Broken", "state": "CLOSED", "stateReason": "COMPLETED", "labels": []}
    site.write({f".lockstitch/records/{name}": json.dumps([{**plain, **issue} for issue in issues])})


def closing(number: int, *pulls: int) -> dict[str, Any]:
    return {"number": number, "closedByPullRequestsReferences": [{"number": pull} for pull in pulls]}


FIXES: dict[int, tuple[dict[str, str], str]] = {
    1: ({"src/a.py": CODE}, "defect"),
    2: ({"deploy/app.yml": "replicas: 2\n"}, "incident"),
    3: ({"deploy/app.yml": "replicas: 3\n", "src/a.py": CODE + "# 3\n"}, "defect"),
    4: ({".github/workflows/ci.yml": "on: push\n", "CHANGES.md": "4\n"}, "incident"),
    5: ({"tests/test_a.py": "def test_a():\n    pass\n"}, "unclassified"),
    6: ({"docs/a.md": "6\n"}, "unclassified"),
    7: ({"deploy/app.yml": "replicas: 7\n", "tests/test_a.py": "def test_7():\n    pass\n"}, "unclassified"),
    8: ({"src/page.html": "<p>8</p>\n"}, "unclassified"),
    10: ({"tests/rates.yml": "a: 1\n"}, "unclassified"),
    9: ({"Dockerfile": "FROM x\n", "infra/main.tf": "x\n"}, "incident"),
}
"""Number → the files that its fix touches, and what that makes of it."""


@pytest.fixture(scope="module")
def judged(make_site: Make) -> Judged:
    site = make_site()
    site.commit("Shop", {"src/a.py": "", "README.md": ""})
    for number, (files, _) in FIXES.items():
        site.commit(f"Fixes #{number}", files)
    export(site, *({"number": number} for number in FIXES), {"number": 13}, {"number": 11, "state": "OPEN"},
           {"number": 12, "stateReason": "NOT_PLANNED"})  # fmt: skip
    site.junit()
    return site.check(base="none")


@pytest.mark.parametrize("number", FIXES)
def test_the_files_of_a_fix_tell_what_it_was(number: int, judged: Judged) -> None:
    trace = judged.trace(str(number))
    assert trace.record.kind == FIXES[number][1]
    expected = {"defect": "judged", "incident": "no test owed", "unclassified": "unclassified"}
    assert trace.scope == expected[trace.record.kind]


def test_what_told_it_is_said(judged: Judged) -> None:
    defect, incident = judged.trace("3"), judged.trace("9")
    assert defect.record.kind_from == f"commit {defect.fix.commits[0].sha[:10]} touches src/a.py"
    sha = incident.fix.commits[0].sha[:10]
    assert incident.why == f"an incident owes no test: commit {sha} touches only Dockerfile and the like"


def test_a_record_without_a_fix_stays_unclassified_and_open_ones_are_open(judged: Judged) -> None:
    assert (judged.trace("13").scope, judged.trace("11").scope, judged.trace("12").scope) == (
        "unclassified", "open", "rejected",
    )  # fmt: skip
    assert judged.trace("13").why == "nothing says whether it is a defect, an incident or a feature"


def test_unclassified_records_are_one_warning_and_counted(judged: Judged) -> None:
    (finding,) = judged.of("unclassified-incident")
    assert (finding.severity, finding.verdict) == ("warning", "broken")
    assert finding.message.endswith(
        "whether 6 fixed records are defects, which owe a test, or incidents: 5, 6, 7, 8, 10 and 1 more"
    )
    assert judged.matrix.inputs[0].counts == "13 records: 13 unclassified"
    assert {finding.record for finding in judged.of("untested-defect")} == {"1", "3"}


def test_a_label_comes_before_the_fix(site: Site) -> None:
    site.commit("Shop", {"src/a.py": CODE})
    site.commit("Fixes #1", {"src/a.py": CODE + "# 1\n"})
    export(site, {"number": 1, "labels": [{"name": "outage"}]})
    assert site.check(base="none").trace("1").record.kind == "incident"
    own = "trackers:\n  labels: {outage: defect}\n"
    assert site.check(own, base="none").trace("1").record.kind == "defect"


def test_a_reverted_fix_tells_nothing(site: Site) -> None:
    site.commit("Shop", {"src/a.py": CODE})
    site.commit("Fixes #1", {"src/a.py": CODE + "# 1\n"})
    site.git("revert", "--no-edit", "HEAD")
    export(site, {"number": 1})
    trace = site.check(base="none").trace("1")
    assert (trace.record.kind, trace.scope) == ("unclassified", "reverted")


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Voucher counts (#20)", True),
        ("Voucher counts (#20)\n\nMore words", True),
        ("Merge pull request #20 from ada/voucher\n\nVoucher counts", True),
        ("Merge branch 'voucher' into 'main'\n\nVoucher\n\nSee merge request shop/web!20", True),
        ("Voucher counts (#200)", False),
        ("Voucher counts #20", False),
        ("Voucher (#20) counts", False),
        ('Revert "Voucher counts (#20)"', False),
        ("Voucher counts\n\nSee the discussion (#20)", False),
        ("Merge pull request #21 from ada/20\n\nVoucher (#20)", False),
    ],
)
def test_the_commit_that_brought_in_the_pull_request_is_the_fix(site: Site, message: str, found: bool) -> None:
    site.commit("Shop", {"src/a.py": CODE})
    sha = site.commit(message, {"src/a.py": CODE + "# 1\n"})
    export(site, closing(1, 20))
    trace = site.check(base="none").trace("1")
    assert [commit.sha for commit in trace.fix.commits] == ([sha] if found else [])
    assert trace.record.kind == ("defect" if found else "unclassified")


def test_one_commit_that_says_it_twice_is_one(site: Site) -> None:
    site.commit("Shop", {"src/a.py": CODE})
    site.commit("Voucher counts (#20)\n\nFixes #1", {"src/a.py": CODE + "# 1\n"})
    export(site, closing(1, 20, 21))
    assert len(site.check(base="none").trace("1").fix.commits) == 1


def test_pulls_of_a_ledger(site: Site) -> None:
    site.commit("Shop", {"src/a.py": CODE})
    sha = site.commit("Voucher counts (#20)", {"src/a.py": CODE + "# 1\n"})
    site.ledger("id: A-1, pulls: ['#20']", "id: A-2")
    judged = site.check(base="none")
    assert [commit.sha for commit in judged.trace("A-1").fix.commits] == [sha]
    assert judged.trace("A-2").fix.commits == ()


def test_no_git_process_is_started_where_all_records_are_classified(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.commit("Shop", {"src/a.py": CODE})
    site.commit("Fixes #1", {"src/a.py": CODE + "# 1\n"})
    asked: list[tuple[str, ...]] = []
    run = Repository.run

    def counted(self: Repository, *words: str, given: bytes = b"") -> bytes:
        asked.append(words)
        return run(self, *words, given=given)

    monkeypatch.setattr(Repository, "run", counted)
    export(site, {"number": 1, "labels": [{"name": "bug"}]}, {"number": 2, "stateReason": "NOT_PLANNED"}, {"number": 3})
    site.check(base="none")
    assert not [words for words in asked if "--name-only" in words]
    export(site, {"number": 1}, {"number": 2})
    site.check(base="none")
    assert len([words for words in asked if "--name-only" in words]) == 1


@pytest.mark.parametrize(
    ("path", "operational"),
    [
        ("deploy/app.yml", True), ("a/helm/x.tpl", True), (".gitlab-ci.yml", True), ("Jenkinsfile", True),
        ("setup.cfg", True), ("src/shop/rates.json", False), ("src/shop/a.html", False), ("src/deploying.txt", False),
        ("redeploy/x.html", False),
    ],
)  # fmt: skip
def test_files_of_operations(path: str, operational: bool) -> None:
    assert kinds._fits(kinds.OPERATIONS, path) is operational
