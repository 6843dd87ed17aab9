"""Coverage against a snapshot: what is a loss, what is none, and which snapshot is believed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lockstitch.errors import ReadError, UsageError
from lockstitch.gate import snapshot
from lockstitch.git import notes
from lockstitch.lines import of
from lockstitch.renderers import json_, markdown, terminal

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Site

SHOP = "A = 1\nB = 2\nC = 3\nD = 4\nE = 5\n"
NONE = 'records: "none"\n'
ALL = dict.fromkeys(range(1, 6), 1)


def hits(missing: str = "", lines: int = 5) -> dict[int, int]:
    return {line: int(str(line) not in missing.split()) for line in range(1, lines + 1)}


def kept(site: Site, missing: str = "5", source: str = SHOP) -> Path:
    """A snapshot of main, outside the repository, in which only `missing` are uncovered; then a branch."""
    site.commit("Shop", {"src/shop.py": source})
    site.cobertura({"src/shop.py": hits(missing, source.count("\n"))})
    path = site.root.parent / "snapshot.json.gz"
    path.write_bytes(snapshot.take(site.run(NONE))[1])
    site.branch("feature")
    return path


def compared(site: Site, path: Path, more: str = "", **options: Any) -> Judged:
    return site.check(NONE + more, snapshot=str(path), **options)


def test_an_unchanged_statement_that_is_no_longer_covered_is_lost(site: Site) -> None:
    path = kept(site)
    site.cobertura({"src/shop.py": hits("2 3 5")})
    judged = compared(site, path)
    (finding,) = judged.of("lost-coverage")
    base = site.git("rev-parse", "main")[:10]
    assert (
        finding.message == f"2 unchanged statements were covered at {base} and are not any more: src/shop.py lines 2-3"
    )
    assert (finding.verdict, finding.lines, judged.code) == ("broken", of([2, 3]), 1)


def test_the_same_coverage_is_no_finding_and_more_is_gained(site: Site) -> None:
    path = kept(site)
    judged = compared(site, path)
    assert (judged.told("lost-coverage"), judged.code) == ([], 0)
    assert judged.matrix.comparison and judged.matrix.comparison.files == ()
    site.cobertura({"src/shop.py": ALL})
    (file,) = compared(site, path).matrix.comparison.files  # type: ignore[union-attr]
    assert (file.gained, file.lost) == (of([5]), 0)


def test_lines_are_followed_through_edits_and_a_rename(site: Site) -> None:
    path = kept(site)
    site.git("mv", "src/shop.py", "src/store.py")
    site.write({"src/store.py": "X = 0\n" + SHOP.replace("B = 2\n", "")})
    site.commit("Move")
    site.cobertura({"src/store.py": {1: 1, 2: 1, 3: 0, 4: 1, 5: 0}})
    judged = compared(site, path)
    assert [(f.lines, f.location and f.location.path) for f in judged.of("lost-coverage")] == [
        (of([3]), "src/store.py")
    ]


def test_deleting_covered_code_or_its_file_is_no_loss(site: Site) -> None:
    path = kept(site)
    site.commit("Less", {"src/shop.py": "A = 1\nE = 5\n"})
    site.cobertura({"src/shop.py": {1: 1, 2: 0}})
    assert compared(site, path).told("lost-coverage") == []
    site.commit("Gone", {"src/other.py": "Z = 1\n"})
    site.git("rm", "--quiet", "src/shop.py")
    site.cobertura({"src/other.py": {1: 1}})
    assert compared(site, path).told("lost-coverage") == []


def test_code_that_moves_within_its_file_or_to_another_is_no_loss(site: Site) -> None:
    source = "def f():\n    a = 1\n    return a\n\n\ndef g():\n    b = 2\n    return b\n"
    site.commit("Shop", {"src/shop.py": source})
    site.data({"": {"src/shop.py": [1, 2, 3, 6, 7, 8]}})
    path = site.root.parent / "snapshot.json.gz"
    path.write_bytes(snapshot.take(site.run(NONE))[1])
    site.branch("feature")
    site.commit("Turn", {"src/shop.py": "def g():\n    b = 2\n    return b\n\n\ndef f():\n    a = 1\n    return a\n"})
    site.data({"": {"src/shop.py": [1, 2, 3, 6, 7, 8]}})
    assert compared(site, path).told("lost-coverage") == []
    site.commit(
        "Split",
        {"src/shop.py": "def g():\n    b = 2\n    return b\n", "src/f.py": "def f():\n    a = 1\n    return a\n"},
    )
    site.data({"": {"src/shop.py": [1, 2, 3], "src/f.py": [1, 2, 3]}})
    assert compared(site, path).told("lost-coverage") == []
    site.data({"": {"src/shop.py": [1, 2, 3], "src/f.py": [1]}})
    judged = compared(site, path)
    assert judged.told("lost-coverage") == []
    assert judged.told("uncovered-change") == ["2 changed statements are not covered: src/f.py lines 2-3"]


def test_an_edited_statement_is_judged_as_a_change(site: Site) -> None:
    path = kept(site, source="A = [\n    1,\n    2,\n]\nB = 5\n", missing="2 3 4")
    site.edit("src/shop.py", "    2,\n", "    3,\n")
    site.cobertura({"src/shop.py": {1: 0, 5: 1}})
    judged = compared(site, path)
    assert judged.told("lost-coverage") == []
    assert len(judged.told("uncovered-change")) == 1


def test_what_is_measured_no_more_is_said_apart(site: Site) -> None:
    path = kept(site)
    site.commit("Other", {"src/b.py": "A = 1\n"})
    site.cobertura({"src/b.py": {1: 1}})
    (finding,) = compared(site, path).of("lost-coverage")
    assert "4 unchanged statements were covered" in finding.message
    assert "are not measured any more: src/shop.py lines 1-4" in finding.message


def test_another_language_is_compared_by_the_lines_of_its_reports(site: Site) -> None:
    site.commit("Shop", {"src/a.js": "a();\nb();\nc();\n"})
    site.lcov({"src/a.js": {1: 1, 2: 1, 3: 0}})
    path = site.root.parent / "snapshot.json.gz"
    path.write_bytes(snapshot.take(site.run(NONE))[1])
    site.branch("feature")
    site.commit("More", {"src/a.js": "// first\na();\nb();\nc();\n"})
    site.lcov({"src/a.js": {2: 1, 3: 0, 4: 0}})
    assert [finding.lines for finding in compared(site, path).of("lost-coverage")] == [of([3])]


def test_a_stale_report_or_broken_code_is_unknown(site: Site) -> None:
    path = kept(site)
    site.write({"src/shop.py": SHOP + "def\n"})
    verdicts = {finding.verdict for finding in compared(site, path).of("lost-coverage")}
    assert verdicts == {"unknown"}


def test_a_report_of_other_code_is_unknown(site: Site) -> None:
    path = kept(site)
    site.cobertura({"src/shop.py": dict.fromkeys(range(1, 20), 1)})
    (finding,) = compared(site, path).of("lost-coverage")
    assert finding.verdict == "unknown"
    assert "src/shop.py has no statement on line 6-19, which the report measures" in finding.message


def test_nothing_is_compared_where_nobody_asks(site: Site) -> None:
    kept(site)
    site.cobertura({"src/shop.py": hits("1 2 3 4 5")})
    judged = site.check(NONE)
    assert (judged.matrix.comparison, judged.report.verdicts["lost-coverage"], judged.code) == (None, "off", 0)
    assert "snapshot" not in terminal.render(judged.report)


@pytest.mark.parametrize(("missing", "code"), [("unknown", 3), ("bootstrap", 0)])
def test_no_snapshot_is_unknown_or_accepted_and_said(site: Site, missing: str, code: int) -> None:
    kept(site)
    judged = site.check(NONE + f"snapshot: {{missing: {missing}}}\n")
    assert judged.code == code
    assert "lost coverage is not judged: there is no snapshot" in terminal.render(judged.report)


def test_a_named_snapshot_that_is_not_there_is_unknown(site: Site) -> None:
    assert compared(site, kept(site).with_name("other.gz")).code == 3


def test_without_a_report_nothing_can_be_said(site: Site) -> None:
    path = kept(site)
    (site.root / "coverage.xml").unlink()
    assert [finding.verdict for finding in compared(site, path).of("lost-coverage")] == ["unknown"]


def test_a_snapshot_of_another_branch_is_not_believed(site: Site) -> None:
    kept(site)
    site.commit("Mine", {"src/more.py": "A = 1\n"})
    site.cobertura({"src/shop.py": ALL, "src/more.py": {1: 1}})
    path = site.root.parent / "other.json.gz"
    path.write_bytes(snapshot.take(site.run(NONE))[1])
    own = compared(site, path)
    assert "a commit of this very change, whose losses it would hide" in own.told("lost-coverage")[0]
    site.git("switch", "--quiet", "main")
    assert "which is no ancestor of HEAD" in compared(site, path, base="none").told("lost-coverage")[0]


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", b"{}", b"\0" * 100])
def test_a_broken_snapshot_is_unknown(site: Site, content: bytes) -> None:
    path = kept(site)
    path.write_bytes(content)
    assert compared(site, path).code == 3


def test_a_file_in_the_repository_is_found_and_read_as_it_stands_at_the_base(site: Site) -> None:
    path = kept(site)
    site.git("switch", "--quiet", "main")
    site.commit("Keep", {snapshot.DEFAULT: path.read_bytes()})
    site.branch("work")
    site.cobertura({"src/shop.py": hits("1 5")})
    assert len(site.check(NONE).told("lost-coverage")) == 1
    lax = snapshot.take(site.run(NONE))[1]
    site.commit("Hide", {snapshot.DEFAULT: lax})
    assert len(site.check(NONE).told("lost-coverage")) == 1
    site.git("rm", "--quiet", snapshot.DEFAULT)
    site.commit("Remove")
    assert len(site.check(NONE).told("lost-coverage")) == 1


def test_the_first_snapshot_that_a_change_brings_is_said_and_is_no_finding(site: Site) -> None:
    kept(site)
    site.commit("Mine", {"src/more.py": "A = 1\n"})
    site.cobertura({"src/shop.py": hits("5"), "src/more.py": {1: 1}})
    site.commit("Keep", {snapshot.DEFAULT: snapshot.take(site.run(NONE))[1]})
    judged = site.check(NONE)
    assert judged.code == 0
    assert "lost coverage is not judged" in terminal.render(judged.report)


def test_notes_are_read_from_the_newest_commit_before_the_change(site: Site) -> None:
    site.commit("Before", {"src/shop.py": SHOP})
    site.cobertura({"src/shop.py": ALL})
    run = site.run(NONE)
    notes.write(run.repository, *snapshot.take(run)[:2])
    kept(site, source=SHOP + "F = 6\n", missing="2")
    run = site.run(NONE)
    notes.write(run.repository, *snapshot.take(run)[:2])
    site.commit("Mine", {"src/more.py": "A = 1\n"})
    site.cobertura({"src/shop.py": hits("2", 6), "src/more.py": {1: 1}})
    run = site.run(NONE)
    notes.write(run.repository, *snapshot.take(run)[:2])
    assert site.check(NONE + "snapshot: {notes: true}\n").code == 0
    site.cobertura({"src/shop.py": hits("2 3", 6), "src/more.py": {1: 1}})
    (finding,) = site.check(NONE, snapshot="notes").of("lost-coverage")
    assert finding.lines == of([3])


def test_no_notes_are_no_snapshot_and_the_hint_fetches_them(site: Site) -> None:
    kept(site)
    (finding,) = site.check(NONE + "snapshot: {notes: true}\n").of("lost-coverage")
    assert (finding.verdict, snapshot.FETCH in finding.hint) == ("unknown", True)


def test_notes_that_git_cannot_list_are_none(site: Site) -> None:
    kept(site)
    site.git("update-ref", notes.REF, site.git("rev-parse", "HEAD:src/shop.py"))
    (finding,) = site.check(NONE + "snapshot: {notes: true}\n").of("lost-coverage")
    assert (finding.verdict, snapshot.FETCH in finding.hint) == ("unknown", True)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("E = 55\n", ""),
        ("E = 5\nF = 6\n", "6"),  # more than there was
        ("E = 55\nF = 6\n", "5-6"),
    ],
)
def test_an_edit_of_uncovered_code_is_debt_where_that_is_tolerated(site: Site, text: str, left: str) -> None:
    path = kept(site)
    site.edit("src/shop.py", "E = 5\n", text)
    site.cobertura({"src/shop.py": hits("5 6", 4 + text.count("\n"))})
    judged = compared(site, path, "snapshot: {legacy: tolerate}\n")
    told = [message.rpartition(" ")[2] for message in judged.told("uncovered-change")]
    assert told == ([left] if left else [])
    assert len(compared(site, path).told("uncovered-change")) == 1


def test_an_edit_of_covered_code_is_no_debt(site: Site) -> None:
    path = kept(site, missing="2 5")
    site.edit("src/shop.py", "A = 1\nB = 2\n", "A = 11\nB = 22\n")
    site.cobertura({"src/shop.py": hits("1 2 5")})
    assert len(compared(site, path, "snapshot: {legacy: tolerate}\n").told("uncovered-change")) == 1


OLD = "def f(x):\n    y = x + 1\n    z = y + 2\n    return z\n"


@pytest.mark.parametrize(("ran", "code"), [([1], 0), ([1, 2], 1)])
def test_uncovered_code_that_moved_is_debt_and_covered_code_is_not(site: Site, ran: list[int], code: int) -> None:
    site.commit("Shop", {"src/shop.py": OLD + "\n\nA = 1\nB = 2\nC = 3\n"})
    site.data({"": {"src/shop.py": [*ran, 7, 8, 9]}})
    path = site.root.parent / "snapshot.json.gz"
    path.write_bytes(snapshot.take(site.run(NONE))[1])
    site.branch("feature")
    site.commit("Split", {"src/shop.py": "A = 1\nB = 2\nC = 3\n", "src/f.py": "Q = 0\n\n\n" + OLD})
    site.data({"": {"src/shop.py": [1, 2, 3], "src/f.py": [1, 4]}})
    judged = compared(site, path, "snapshot: {legacy: tolerate}\n")
    assert judged.code == code
    told = " ".join(terminal.render(judged.report).split())
    assert ("3 of it debt of before" in told) == (code == 0)


@pytest.mark.parametrize("copies", ["keeps", "twice"])
def test_uncovered_code_that_was_copied_is_new(site: Site, copies: str) -> None:
    site.commit("Shop", {"src/shop.py": OLD + "\n\nA = 1\nB = 2\nC = 3\n"})
    site.data({"": {"src/shop.py": [1, 7, 8, 9]}})
    path = site.root.parent / "snapshot.json.gz"
    path.write_bytes(snapshot.take(site.run(NONE))[1])
    site.branch("feature")
    site.write({"src/f.py": "Q = 0\n\n\n" + OLD})
    site.data({"": {"src/shop.py": [1, 7, 8, 9], "src/f.py": [1, 4]}})
    if copies == "twice":
        site.write({"src/shop.py": "A = 1\nB = 2\nC = 3\n", "src/g.py": "R = 0\n\n\n" + OLD})
        site.data({"": {"src/shop.py": [1, 2, 3], "src/f.py": [1, 4], "src/g.py": [1, 4]}})
    site.commit("Copy")
    assert len(compared(site, path, "snapshot: {legacy: tolerate}\n").told("uncovered-change")) == 1


def test_a_dirty_tree_and_a_missing_report_make_no_snapshot(site: Site) -> None:
    site.commit("Shop", {"src/shop.py": SHOP})
    with pytest.raises(ReadError, match="no coverage report was found"):
        snapshot.take(site.run(NONE))
    site.cobertura({"src/shop.py": ALL})
    site.write({"src/more.py": "A = 1\n"})
    with pytest.raises(UsageError, match="differs from HEAD"):
        snapshot.take(site.run(NONE))
    site.write({"coverage.xml": "<coverage"})
    (site.root / "src/more.py").unlink()
    with pytest.raises(ReadError):
        snapshot.take(site.run(NONE))


def test_a_repository_without_a_commit_has_no_snapshot(site: Site) -> None:
    site.write({"src/shop.py": SHOP})
    site.cobertura({"src/shop.py": ALL})
    with pytest.raises(UsageError, match="the repository has no commit yet"):
        snapshot.take(site.run(NONE))


def test_every_output_tells_what_became_of_the_coverage(site: Site) -> None:
    path = kept(site)
    site.commit("More", {"src/b.py": "A = 1\n"})
    site.cobertura({"src/shop.py": hits("2"), "src/b.py": {1: 0}})
    report = compared(site, path).report
    told = "1 lost, 0 no longer measured, 1 new uncovered, 1 gained"
    assert told in terminal.render(report)
    assert told in markdown.render(report)
    assert told in json_.render(report)


def test_a_statement_that_is_none_any_more_was_not_lost(site: Site) -> None:
    path = kept(site, source="x = 1\ny = (\n    2\n)\nz = 3\n", missing="3 4")
    site.write({"src/shop.py": 'w = """\nx = 1\n"""\ny = (\n    2\n)\nz = 3\n'})
    site.commit("Quote")
    site.cobertura({"src/shop.py": {1: 1, 4: 1, 7: 1}})
    assert compared(site, path).told("lost-coverage") == []


def test_a_file_that_takes_the_name_of_a_deleted_one_is_new(site: Site) -> None:
    path = kept(site)
    site.git("mv", "src/shop.py", "src/store.py")
    site.write({"src/shop.py": "import os\n\n\ndef other():\n    return os\n"})
    site.commit("Another")
    site.cobertura({"src/shop.py": {1: 1, 4: 0, 5: 0}, "src/store.py": hits("5")})
    assert compared(site, path).told("lost-coverage") == []


def test_a_note_about_another_commit_is_not_believed(site: Site) -> None:
    site.commit("Before", {"src/shop.py": SHOP})
    site.cobertura({"src/shop.py": ALL})
    run = site.run(NONE)
    data = snapshot.take(run)[1]
    later = site.commit("Later", {"README": "x"})
    notes.write(run.repository, later, data)
    site.branch("feature")
    (finding,) = site.check(NONE, snapshot="notes").of("lost-coverage")
    assert (finding.verdict, "is about" in finding.message) == ("unknown", True)


def test_an_edit_of_covered_and_uncovered_code_together_is_no_debt(site: Site) -> None:
    path = kept(site, missing="2 5")
    site.edit("src/shop.py", "A = 1\nB = 2\n", "A = 11\n")
    site.cobertura({"src/shop.py": {1: 0, 2: 1, 3: 1, 4: 0}})
    assert len(compared(site, path, "snapshot: {legacy: tolerate}\n").told("uncovered-change")) == 1


@pytest.mark.parametrize("block", ["    y = x + 1\n    z = y + 2\n", "    y = x + 1\n    (\n    )\n    z = y + 2\n"])
def test_a_block_of_two_lines_may_be_alike_by_chance(site: Site, block: str) -> None:
    site.commit("Shop", {"src/shop.py": f"def f(x):\n{block}\n\nA = 1\nB = 2\n"})
    site.data({"": {"src/shop.py": [1, 4 + block.count("\n"), 5 + block.count("\n")]}})
    path = site.root.parent / "snapshot.json.gz"
    path.write_bytes(snapshot.take(site.run(NONE))[1])
    site.branch("feature")
    site.commit("Split", {"src/shop.py": "A = 1\nB = 2\n", "src/g.py": f"def g(x, u):\n{block}"})
    site.data({"": {"src/shop.py": [1, 2], "src/g.py": [1]}})
    assert len(compared(site, path, "snapshot: {legacy: tolerate}\n").told("uncovered-change")) == 1


def test_a_folder_is_no_snapshot(site: Site) -> None:
    site.commit("Shop", {"src/a.py": "A = 1\n", "kept/x": ""})
    site.ledger()
    site.cobertura({"src/a.py": {1: 1}})
    judged = site.check(snapshot=str(site.root / "kept"))
    assert judged.code == 3
    assert "is a folder, not a snapshot" in judged.told("lost-coverage")[0]
