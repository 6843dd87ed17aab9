"""The change under review, and the history that it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import pytest

from lockstitch.errors import ReadError, UsageError
from lockstitch.gate import snapshot
from lockstitch.gate.baseline import accepted

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Make, Site

CODE = "A = 1\n"


def told(judged: Judged) -> list[tuple[str, str, str]]:
    return [(each.path, each.format, each.counts) for each in judged.matrix.inputs if each.kind == "change"]


def shop(site: Site) -> str:
    site.ledger("id: A-1, status: open")
    return site.commit("Shop", {"src/a.py": CODE, "tests/test_a.py": "def test_a():\n    pass\n"})


def test_the_change_is_told_with_its_size(site: Site) -> None:
    base = shop(site)
    site.branch("feature")
    site.commit("Change", {"README.md": "x"})
    site.commit("Change", {"NOTES.md": "x"})
    assert told(site.check()) == [(f"since {base[:10]}", "--base main", "2 files, 2 commits")]
    site.write({"more.md": "x"})
    assert told(site.check())[0][2] == "3 files, 2 commits, 1 untracked"


def test_one_file_is_one_file(site: Site) -> None:
    shop(site)
    site.branch("feature")
    site.commit("Change", {"README.md": "x"})
    assert told(site.check())[0][2] == "1 file, 1 commit"


def test_no_change_says_so(site: Site) -> None:
    shop(site)
    judged = site.check()
    assert (told(judged)[0][2], judged.code) == ("no change to judge", 0)


def test_a_base_that_is_none_judges_no_change(site: Site) -> None:
    shop(site)
    judged = site.check(base="none")
    assert told(judged) == [("change", "--base none", "no change is judged")]
    assert (judged.matrix.change.judged, judged.code) == (False, 0)


def test_a_base_that_cannot_be_known_is_a_fault_and_the_records_are_judged(site: Site) -> None:
    site.ledger("id: A-1")
    site.commit("Shop", {"src/a.py": CODE})
    judged = site.check(base="nowhere")
    assert len(judged.faults) == 1
    assert "nowhere is not in this clone" in judged.faults[0]
    assert len(judged.of("untested-defect")) == 1
    assert judged.matrix.change.judged is False


def test_what_is_no_revision_is_a_usage_error(site: Site) -> None:
    shop(site)
    with pytest.raises(UsageError, match="is no revision"):
        site.check(base="--output=x")


def test_the_base_of_the_configuration_and_of_the_environment(site: Site) -> None:
    shop(site)
    assert told(site.check("base: main\n", base=""))[0][1] == 'base = "main"'
    head = site.git("rev-parse", "HEAD")
    event = site.root.parent / "event.json"
    event.write_text(f'{{"pull_request": {{"base": {{"sha": "{head}"}}}}}}')
    environ = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(event)}
    assert told(site.check(environ=environ, base=""))[0][1] == "GitHub pull_request"


def test_what_the_pre_push_hook_says(site: Site) -> None:
    shop(site)
    base = site.git("rev-parse", "HEAD")
    head = site.commit("Change", {"README.md": "x"})
    judged = site.check(base="", pushed=f"refs/heads/main {head} refs/heads/main {base}\n")
    assert told(judged) == [(f"since {base[:10]}", "pre-push hook", "1 file, 1 commit")]


NOTHING = "the globs of [paths] leave no product file to judge"


@pytest.mark.parametrize(
    ("configuration", "nothing"),
    [
        ("paths: {product: [lib/]}\n", True),
        ("paths: {ignore: ['*.py']}\n", True),
        ("paths: {tests: ['*.py']}\n", True),
        ("paths: {support: ['*.py']}\n", True),
        ("paths: {product: [src/]}\n", False),
        ("paths: {ignore: [lib/]}\n", False),
        ("paths: {map: {/app: src}}\n", False),
        ("baseline: gaps.json\n", False),
    ],
)
def test_globs_that_leave_no_product(site: Site, configuration: str, nothing: bool) -> None:
    shop(site)
    judged = site.check(configuration)
    assert (any(NOTHING in fault for fault in judged.faults), judged.code) == (nothing, 3 if nothing else 0)


def test_a_repository_without_code_has_nothing_to_leave_out(site: Site) -> None:
    site.ledger()
    site.commit("Docs", {"README.md": "x"})
    assert site.check("paths: {product: [lib/]}\n").faults == []


def test_without_records_no_id_is_unclassified(site: Site) -> None:
    site.commit("Fixes B-6", {"src/a.py": CODE})
    site.branch("feature")
    site.commit("Fixes B-7", {"README.md": "x"})
    assert site.check(records=("none",)).of("unclassified-fix") == []
    site.ledger("id: A-1, status: open")
    assert [finding.record for finding in site.check().of("unclassified-fix")] == ["B-7"]


def test_no_records_and_no_base_need_no_history(site: Site) -> None:
    site.commit("Shop", {"src/a.py": CODE})
    judged = site.check(records=("none",), base="none")
    assert (judged.matrix.traces, judged.code) == ((), 3)
    assert judged.told("unusable-input") == ["neither records nor a change are asked for: nothing is judged"]


@pytest.fixture
def cut(make_site: Make) -> Callable[[int], tuple[Site, list[str]]]:
    """Makes a clone of so many of the newest of three commits (0: of all); gives all ids, oldest first."""

    def clone(depth: int) -> tuple[Site, list[str]]:
        site, found = make_site(), make_site()
        shas = [site.commit("Fixes A-1", {"src/a.py": CODE}), site.commit("Between")]
        shas.append(site.commit("Fixes A-2", {"src/a.py": "A = 2\n"}))
        target = found.root.parent / "clone"
        options = [f"--depth={depth}"] if depth else []
        site.git("clone", "--quiet", *options, f"file://{site.root}", str(target))
        found.root = target
        return found, shas

    return clone


Cut: TypeAlias = "Callable[[int], tuple[Site, list[str]]]"


def untested(judged: Judged) -> dict[str, str]:
    return {finding.record: finding.verdict for finding in judged.of("untested-defect")}


def test_a_shallow_clone_cannot_say_that_a_fix_has_no_test(cut: Cut) -> None:
    site, (first, _, last) = cut(2)
    site.ledger("id: A-1", "id: A-2", f"id: A-3, commits: ['{first}']", f"id: A-4, commits: ['{last}', '{first}']")
    judged = site.check(base="none")
    assert [trace.scope for trace in judged.matrix.traces] == ["judged"] * 4
    (fault,) = judged.faults
    assert fault == f"defects.yml:5: A-3 names the commit {first}, which is not in this clone"
    assert untested(judged) == {"A-1": "unknown", "A-2": "broken", "A-3": "unknown", "A-4": "broken"}


def test_a_shallow_clone_that_holds_every_fix_says_what_it_sees(cut: Cut) -> None:
    site, _ = cut(2)
    site.ledger("id: A-2", "id: A-5, status: open", "id: A-6, kind: incident")
    judged = site.check(base="none")
    assert (judged.matrix.shallow, untested(judged)) == (False, {"A-2": "broken"})


def test_a_shallow_clone_cannot_say_which_feature_has_no_commit(cut: Cut) -> None:
    """So that its baseline does not accept what may have been delivered before it begins."""
    found = {}
    for depth in (0, 2):
        site, _ = cut(depth)
        site.ledger("id: F-1, kind: feature, status: delivered")
        site.junit("tests.test_a test_a")
        found[depth] = "uncovered-feature" in accepted(site.check(base="none").report, grow=True)[0]
    assert found == {0: True, 2: False}


def test_the_oldest_commit_of_a_shallow_clone_has_no_lines(cut: Cut) -> None:
    site, (*_, last) = cut(1)
    site.ledger("id: A-2")
    trace = site.check(base="none").trace("A-2")
    assert ([commit.sha for commit in trace.fix.commits], trace.fix.lines, trace.fix.bare) == ([last], {}, ())


def test_a_whole_clone_is_not_shallow(cut: Cut) -> None:
    site, (first, *_) = cut(0)
    site.ledger("id: A-1", f"id: A-3, commits: ['{first}', deadbeef]", "id: A-4, commits: [deadbeef]", "id: A-5")
    judged = site.check(base="none")
    assert judged.trace("A-4").scope == "not in this history"
    assert judged.faults == ["defects.yml:5: A-4 names the commit deadbeef, which is not in this clone"]
    assert untested(judged) == {"A-1": "broken", "A-3": "broken", "A-5": "broken"}


@pytest.mark.defect("LS-122")
def test_without_records_and_without_a_base_the_history_is_known_all_the_same(site: Site) -> None:
    sha = site.commit("Shop", {"src/a.py": "A = 1\n"})
    site.cobertura({"src/a.py": {1: 1}})
    kept = site.root.parent / "kept.json.gz"
    kept.write_bytes(snapshot.take(site.run('records: "none"\n'))[1])
    site.commit("Go on", {"src/a.py": "A = 2\n"})
    judged = site.check('records: "none"\n', base="none", snapshot=str(kept))
    compared = judged.matrix.comparison
    assert compared and (compared.commit, compared.why_unknown) == (sha, "")


def test_before_the_first_commit_only_records_depend_on_the_history(site: Site) -> None:
    judged = site.check('records: "none"\n')
    assert [each.fault.message for each in judged.matrix.inputs if each.fault and each.kind == "change"] == [
        "the repository has no commit yet"
    ]
    site.ledger("id: A-1")
    with pytest.raises(ReadError, match="the repository has no commit yet"):
        site.check()
