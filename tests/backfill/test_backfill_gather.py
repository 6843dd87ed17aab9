"""From a repository's own history to records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lockstitch.errors import ReadError, UsageError
from lockstitch.git.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from tests.backfill.conftest import Past

DAY = date(2023, 11, 14)
FIX = {"src/shop.py": "def total(prices):\n    return sum(prices or [])\n"}
TEST = {"tests/test_shop.py": "def test_empty():\n    assert True\n"}


def test_a_fragment_that_a_release_deleted(past: Past) -> None:
    sha = past.repo.commit("An empty basket", {**FIX, **TEST, "news/12.bugfix.rst": "An empty basket\ncrashed.\n"})
    past.repo.remove("news/12.bugfix.rst")
    past.repo.commit(
        "Release 1.0", {"NEWS.rst": "1.0 (2023-11-20)\n======\n\nBugfixes\n--------\n\n- Crashed. (#12)\n"}
    )
    (record,) = past.records().values()
    assert (record.id, record.kind, record.status, record.title) == ("12", "defect", "done", "An empty basket crashed")
    assert (record.commits, record.resolved) == ((sha,), DAY)
    assert record.source == f"news/12.bugfix.rst, added by {sha[:12]}"
    assert past.gather().found == {"fragments": 1}


def test_a_fragment_that_is_not_committed_yet(past: Past) -> None:
    past.repo.write({"newsfragments/12.bugfix.md": "Broken.", "newsfragments/13.feature.md": "New."})
    (record,) = past.records().values()
    assert (record.id, record.commits, record.resolved, record.source) == ("12", (), None, "newsfragments/12.bugfix.md")


def test_the_types_and_folder_that_towncrier_is_told(past: Past) -> None:
    table = '[tool.towncrier]\ndirectory = "docs/pieces"\n[[tool.towncrier.type]]\ndirectory = "mended"\n'
    past.repo.commit("a", {"pyproject.toml": f'{table}name = "Bug fixes"\n', "docs/pieces/12.mended.md": "Broken."})
    past.repo.commit("b", {"src/inner/newsfragments/13.bugfix": "Broken too."})
    assert list(past.records()) == ["12", "13"]


def test_towncrier_is_told_in_its_own_file_or_else_in_the_projects(past: Past) -> None:
    words = "# towncrier reads pyproject.toml here\n[other]\nname = 'x'\n"
    table = '[tool.towncrier]\ndirectory = "docs/pieces"\n'
    past.repo.commit("a", {"towncrier.toml": words, "pyproject.toml": table, "docs/pieces/12.bugfix.md": "Broken."})
    assert list(past.records()) == ["12"]
    past.repo.commit("b", {"towncrier.toml": table.replace("pieces", "news"), "docs/news/13.bugfix.md": "Broken."})
    assert "13" in past.records()


def test_a_changelog_of_an_old_encoding_is_read(past: Past) -> None:
    past.repo.commit("a", {"CHANGELOG.md": "# 1.0 (2024-03-02)\n\n## Fixed\n\n- Gebühr (#12)\n".encode("latin-1")})
    assert list(past.records()) == ["12"]


def test_a_pyproject_that_cannot_be_read_is_told(past: Past) -> None:
    past.repo.commit("a", {"pyproject.toml": "[tool.towncrier\n"})
    with pytest.raises(UsageError, match=r"pyproject\.toml:1: is not valid TOML"):
        past.gather()


def test_the_fix_of_a_fragment_that_came_alone_is_the_merge_that_brought_it(past: Past) -> None:
    past.repo.branch("side")
    past.repo.commit("code", FIX)
    past.repo.commit("words", {"news/12.bugfix.rst": "Broken."})
    past.repo.switch("main")
    past.repo.commit("else", {"README.md": "x"})
    merge = past.repo.merge("side")
    assert past.records()["12"].commits == (merge,)


def test_a_fragment_that_came_alone_on_the_main_line_names_no_commit(past: Past) -> None:
    sha = past.repo.commit("words", {"news/12.bugfix.rst": "Broken."})
    record = past.records()["12"]
    assert (record.commits, record.resolved, record.source) == ((), DAY, f"news/12.bugfix.rst, added by {sha[:12]}")


def test_a_merge_adds_the_tests_that_the_fix_lacks(past: Past) -> None:
    past.repo.branch("side")
    fix = past.repo.commit("code\n\nFixes #12", {**FIX, "news/12.bugfix.rst": "Broken."})
    past.repo.commit("test", TEST)
    past.repo.switch("main")
    merge = past.repo.merge("side")
    assert past.records()["12"].commits == (fix, merge)


def test_a_merge_of_another_branch_brings_nothing(past: Past) -> None:
    past.repo.branch("side")
    fix = past.repo.commit("code", {**FIX, "news/12.bugfix.rst": "Broken."})
    past.repo.commit("test", TEST)
    past.repo.switch("main")
    past.repo.merge("side", message="Merge side into main")
    assert past.records()["12"].commits == (fix,)


def test_a_changelog_finds_its_commit_by_closing_keyword_and_by_pull_request(past: Past) -> None:
    one = past.repo.commit("Mend the basket\n\nCloses #12", FIX)
    two = past.repo.commit("Mend the order (#31)", {"src/order.py": "1\n"})
    past.repo.commit("Later words on #12\n\nFixes #12", {"README.md": "x"})
    past.repo.write(
        {"CHANGES.md": "## 1.0 (2023-11-20)\n- Fix the basket (#12)\n- Fix the order {issue}`13` {pr}`31`\n"}
    )
    records = past.records("changelog")
    assert {key: record.commits for key, record in records.items()} == {"12": (one,), "13": (two,)}
    assert {record.resolved for record in records.values()} == {DAY}
    assert records["12"].source == "CHANGES.md:2"


def test_a_changelog_finds_the_commit_that_wrote_its_entry_in_whatever_markup(past: Past) -> None:
    text = "1.0\n===\n\n- Fix the total of ``empty`` baskets :issue:`12`\n"
    sha = past.repo.commit("Baskets", {**FIX, "CHANGES": text})
    past.repo.remove("CHANGES")
    past.repo.commit("Markdown", {"CHANGES.md": "## 1.0\n- Fix the total of `empty` baskets {issue}`12`\n"})
    record = past.records()["12"]
    assert (record.commits, record.source) == ((sha,), f"CHANGES.md:2, added by {sha[:12]}")


def test_a_change_directive_finds_its_commit_and_not_one_of_another_time(past: Past) -> None:
    change = "    .. change::\n        :tags: bug\n        :tickets: {}\n\n        Fixed the total of {} baskets.\n"
    head = ".. changelog::\n    :released: {}\n\n"
    old = past.repo.commit("Empty", {**FIX, "changelog_1.rst": head.format("") + change.format(12, "empty")})
    past.repo.write(
        {
            "changelog_1.rst": head.format("2023-11-20") + change.format(12, "empty"),
            "changelog_2.rst": head.format("2033-11-20") + change.format(13, "empty"),
        }
    )
    assert {one: record.commits for one, record in past.records().items()} == {"12": (old,), "13": ()}


@pytest.mark.parametrize("subject", ["Release 1.0", "Bump the version to 1.0", "prepare 1.0"])
def test_a_release_that_gathers_entries_mended_nothing(past: Past, subject: str) -> None:
    past.repo.commit(subject, {**FIX, "CHANGES.md": "## 1.0\n- Fix the total of empty baskets (#12)\n"})
    assert past.records()["12"].commits == ()


def test_a_commit_that_writes_many_lines_and_a_short_line_name_nobody(past: Past) -> None:
    long = "".join(f"- Fix the total of many baskets, part {n} (#{n})\n" for n in range(1, 99))
    past.repo.commit("Baskets", {**FIX, "CHANGES.md": f"## 1.0\n{long}"})
    past.repo.commit("Orders", {"src/order.py": "1\n", "NEWS.md": "## 1.0\n- Fix it (#200)\n"})
    assert {record.commits for record in past.records().values()} == {()}


def test_a_commit_long_after_the_release_is_another_matter(past: Past) -> None:
    past.repo.commit("Fix it, too\n\nFixes #12", FIX)
    past.repo.write({"CHANGES.md": "## 1.0 (2013-01-02)\n- Fix the basket (#12)\n"})
    record = past.records("changelog")["12"]
    assert (record.commits, record.resolved) == ((), date(2013, 1, 2))


def test_a_closing_commit_that_mends_the_product(past: Past) -> None:
    sha = past.repo.commit("Fix empty baskets\n\nFixes #12, #13", FIX)
    records = past.records()
    assert [(record.id, record.commits, record.source) for record in records.values()] == [
        ("12", (sha,), f"commit {sha[:10]}"),
        ("13", (sha,), f"commit {sha[:10]}"),
    ]


def test_what_the_changelog_calls_no_defect_is_none_whatever_the_commit_says(past: Past) -> None:
    past.repo.commit("Fix baskets\n\nFixes #12", {**FIX, "news/12.feature.rst": "Gift cards."})
    past.repo.commit("Fix orders\n\nFixes #13", {"src/order.py": "1\n", "news/99.feature.rst": "Orders."})
    assert past.records() == {}
    assert past.left()["commits", "tell of no defect"] == (2, ("the changelog says type feature (2)",))


def test_what_becomes_no_record_is_told(past: Past) -> None:
    past.repo.commit("Fix words\n\nFixes #1", {"README.md": "x"})
    past.repo.commit("Gift cards\n\nCloses #2", FIX)
    reverted = past.repo.commit("Fix it", {"src/a.py": "1\n", "news/3.bugfix": "Broken."})
    past.repo.git("revert", "--no-edit", reverted)
    past.repo.write({"CHANGES": "1.0\n=====\n\n- Fix without a number\n- Something (#5)\n"})
    assert past.records() == {}
    assert past.left() == {
        ("commits", "touch no code of the product"): (1, ("1",)),
        ("commits", "do not say that they are a fix"): (1, ()),
        ("fragments", "were reverted"): (1, ("3",)),
        ("changelog", "name no id"): (1, ()),
        ("changelog", "do not say that they are a fix"): (1, ()),
    }


def test_what_another_entry_makes_a_record_is_not_left_out(past: Past) -> None:
    past.repo.commit("Gift cards\n\nFixes #12", {**FIX, "news/12.bugfix": "Broken.", "news/12.feature": "New."})
    assert list(past.records()) == ["12"]
    assert past.left() == {}


def test_standards_are_no_tracker(past: Past) -> None:
    past.repo.commit("Fix UTF-8, UTF-16 and UTF-32 in baskets", FIX)
    assert past.records() == {}


def test_words_with_numbers_are_no_tracker(past: Past) -> None:
    past.repo.commit("Fix UTF-8 and KEY-1 in baskets\n\nFixes SHOP-1", FIX)
    past.repo.commit("Fix more\n\nFixes SHOP-2, SHOP-3", {"src/b.py": "1\n"})
    assert list(past.records()) == ["SHOP-1", "SHOP-2", "SHOP-3"]


def test_what_a_ledger_holds_is_held_however_it_is_spelled_and_stands(past: Past) -> None:
    past.repo.commit("Fix\n\nFixes #12", {**FIX, "news/13.bugfix": "Broken.", "news/14.bugfix": "Broken."})
    past.repo.write(
        {
            "defects.yml": "records:\n"
            "  - {id: GH-12, kind: defect, title: x, status: fixed}\n"
            "  - {id: 13, kind: defect, title: x, status: rejected}\n"
        }
    )
    gathered = past.gather()
    assert ([record.id for record in gathered.records], gathered.held) == (["14"], 2)


def test_sources_and_days_can_be_chosen(past: Past) -> None:
    past.repo.commit("Fix\n\nFixes #12", {**FIX, "news/13.bugfix": "Broken."})
    past.repo.write({"CHANGES": "1.0 (2013-01-02)\n=====\n\n- Fix it (#14)\n"})
    assert list(past.records("fragments")) == ["13"]
    assert list(past.records("commits")) == ["12"]
    assert list(past.records()) == ["14", "12", "13"]
    assert [record.id for record in past.gather(since=DAY).records] == ["12", "13"]


def test_a_project_without_any_source_has_no_record(past: Past) -> None:
    gathered = past.gather()
    assert (gathered.records, gathered.held, gathered.left) == ((), 0, ())


def test_a_clone_that_leaves_commits_out_is_told(past: Past) -> None:
    past.repo.commit("Fix\n\nFixes #12", {**FIX, "news/13.bugfix": "Broken."})
    assert not past.gather().shallow
    cut = type(past)(past.repo.clone("cut", "--depth=1"))
    assert {one: record.commits for one, record in cut.records().items()} == {"13": ()}
    assert (cut.gather().shallow, cut.board().shallow) == (True, True)


def test_a_clone_without_the_fragments_cannot_say(past: Past) -> None:
    past.repo.git("config", "uploadpack.allowFilter", "true")
    past.repo.commit("Fix", {"news/12.bugfix": "Broken."})
    past.repo.remove("news/12.bugfix")
    past.repo.commit("Release")
    cut = type(past)(past.repo.clone("cut", "--filter=blob:none"))
    with pytest.raises(ReadError, match="promisor") as caught:
        cut.gather()
    assert caught.value.faults[0].hint == "this clone leaves objects out: clone without --filter"


def test_a_fragment_of_no_sensible_size_is_told(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lockstitch.backfill.sources.LARGEST", 3)
    past.repo.commit("Fix", {"news/12.bugfix": "Broken."})
    with pytest.raises(ReadError, match=r"news/12\.bugfix: stands in the history, but .* larger than 3 bytes"):
        past.gather()


def test_a_changelog_of_another_place_is_not_followed(past: Past, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("1.0\n===\n\n- Fix it (#12)\n", encoding="utf-8")
    (past.repo.root / "CHANGES").symlink_to(tmp_path / "secret")
    assert past.records() == {}


def test_a_broken_ledger_is_told_before_anything_is_made(past: Past) -> None:
    past.repo.write({"defects.yml": "records:\n  - {id: 1}\n"})
    with pytest.raises(UsageError, match="kind is missing"):
        past.gather()


def test_a_repository_without_a_commit(past: Past) -> None:
    past.repo.git("checkout", "--quiet", "--orphan", "empty")
    with pytest.raises(ReadError):
        past.gather()


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_processes_does_not_grow(past: Past, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    for number in range(count):
        past.repo.write({"CHANGES": f"## 1.0\n- Fix number {number} of many (#{number + 1})\n"})
        past.repo.commit(
            f"Fix\n\nFixes #{number + 100}", {f"src/m{number}.py": "1\n", f"news/{number + 1}.bugfix": "x"}
        )
    run = past.run()
    started = []
    stream = Repository.stream

    def counted(self: Repository, *arguments: str, given: bytes = b"") -> object:
        started.append(arguments[0])
        return stream(self, *arguments, given=given)

    monkeypatch.setattr(Repository, "stream", counted)
    from lockstitch import backfill

    assert len(backfill.gather(run).records) == 2 * count
    assert sorted(started) == ["cat-file", "diff-tree", "diff-tree", "diff-tree", "ls-files", "rev-list"]
