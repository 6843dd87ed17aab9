"""Where the lines of old commits stand in the working tree of today."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockstitch.errors import ReadError
from lockstitch.git.carry import Carried, carry
from lockstitch.git.history import changes_of, read
from lockstitch.git.repository import Repository, discover
from lockstitch.lines import numbers, of, span

if TYPE_CHECKING:
    from tests.conftest import Repo


def text(*lines: object) -> str:
    return "".join(f"{line}\n" for line in lines)


def carried(repo: Repo, *shas: str) -> Mapping[str, Mapping[str, Carried]]:
    here = discover(str(repo.root))
    history = read(here)
    return carry(here, history, changes_of(here, history, shas), here.files().all)


@pytest.fixture
def fixed(repo: Repo) -> Repo:
    """The tagged `fix` makes of 1 to 10: 1 2 three 4 5 6 7 8 9 9a 9b 10."""
    repo.commit("one", {"a.py": text(*range(1, 11))})
    repo.commit("fix", {"a.py": text(1, 2, "three", *range(4, 10), "9a", "9b", 10)})
    repo.git("tag", "fix")
    return repo


def today(repo: Repo, *lines: object) -> Carried:
    """What of the fix is left in `a.py` when it holds these lines."""
    repo.write({"a.py": text(*lines)})
    sha = repo.git("rev-parse", "fix")
    return carried(repo, sha)[sha].get("a.py", Carried())


def test_nothing_has_changed_since(fixed: Repo) -> None:
    assert today(fixed, 1, 2, "three", *range(4, 10), "9a", "9b", 10) == Carried(of([3, 10, 11]))


def test_lines_move_with_what_comes_before_them(fixed: Repo) -> None:
    assert today(fixed, 0, 0.5, 1, 2, "three", 5, 6, 7, 8, 9, "9a", "9b", 10, 11) == Carried(of([5, 11, 12]))


def test_lines_that_are_gone_are_left_out(fixed: Repo) -> None:
    assert today(fixed, 1, 2, "three", *range(4, 10), "9b", 10) == Carried(of([3, 10]))
    assert today(fixed, 1, 2, "three", *range(4, 10), "new", "9b", 10) == Carried(of([3, 11]))


def test_a_place_stands_where_nothing_is_left_of_what_replaced_the_removed_lines(fixed: Repo) -> None:
    assert today(fixed, 0, 1, 2, 4, 5, 6, 7, 8, 9, 10) == Carried(0, of([3]))
    assert today(fixed, 1, "TWO", "THREE", 4, 5, 6, 7, 8, 9, 10) == Carried(0, of([4]))
    assert today(fixed, 1, "TWO", "THREE", "FOUR", 5, 6, 7, 8, 9, 10) == Carried()


def test_a_rewritten_file_holds_nothing(fixed: Repo) -> None:
    assert today(fixed, "x", "y") == Carried()
    assert today(fixed) == Carried()


@pytest.mark.parametrize(
    "before, after, now, place",
    [
        ("abcd", "acd", "acd", 1),
        ("abcd", "acd", "xacd", 2),
        ("abcd", "acd", "xcd", 2),
        ("abcd", "bcd", "bcd", 1),
        ("abcd", "bcd", "xbcd", 2),
        ("abcd", "bcd", "xcd", 0),
        ("abcd", "abc", "abc", 3),
        ("abcd", "abc", "abx", 0),
        ("abcd", "abc", "xyzabc", 6),
        ("abcd", "", "", 0),
        ("abcd", "", "xyz", 0),
    ],
)
def test_the_place_of_removed_lines(repo: Repo, before: str, after: str, now: str, place: int) -> None:
    repo.commit("one", {"a.py": text(*before), "b.py": "1\n"})
    fix = repo.commit("fix", {"a.py": text(*after)})
    repo.write({"a.py": text(*now)})
    assert carried(repo, fix) == {fix: {"a.py": Carried(0, of([place]))} if place else {}}


def test_many_commits_and_files(repo: Repo) -> None:
    names = [f"{n}.py" for n in range(5)]
    repo.commit("one", {name: text("a", "b") for name in names})
    fixes = [repo.commit(name, {name: text("a", name, "b")}) for name in names]
    second = repo.commit("again", {"0.py": text("a", "0.py", "more", "b"), "1.py": text("a", "1.py", "b", "c")})
    repo.write({"0.py": text("top", "a", "0.py", "more", "b")})
    found = carried(repo, second, *fixes)
    assert found[second] == {"0.py": Carried(of([4])), "1.py": Carried(of([4]))}
    assert [dict(found[fix]) for fix in fixes] == [
        {name: Carried(of([3 if name == "0.py" else 2]))} for name in names
    ]  # fmt: skip


def test_an_uncommitted_an_untracked_and_a_deleted_file(repo: Repo) -> None:
    fix = repo.commit("fix", {"a.py": "1\n", "b.py": "1\n", "c.py": "1\n"})
    repo.remove("a.py")
    repo.git("rm", "--quiet", "--cached", "b.py")
    repo.write({"c.py": "0\n1\n"})
    assert carried(repo, fix) == {fix: {"b.py": Carried(of([1])), "c.py": Carried(of([2]))}}


def test_what_became_a_link_or_a_folder_is_not_followed(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("1\n")
    fix = repo.commit("fix", {"a.py": "1\n", "b.py": "1\n"})
    repo.remove("a.py", "b.py")
    (repo.root / "a.py").symlink_to(tmp_path / "x.py")
    repo.write({"b.py/c.py": "1\n"})
    assert carried(repo, fix) == {fix: {}}


def test_links_submodules_and_deletions_of_a_fix_have_no_lines(repo: Repo) -> None:
    repo.commit("one", {"gone.py": "1\n", "a.py": "1\n"})
    repo.remove("gone.py")
    (repo.root / "link.py").symlink_to("a.py")
    (repo.root / "a.py").chmod(0o755)
    fix = repo.commit("fix")
    repo.write({"gone.py": "1\n"})
    assert carried(repo, fix) == {fix: {}}


BODY = text(*range(30))


def test_a_file_that_was_renamed_since(repo: Repo) -> None:
    repo.commit("one", {"a.py": BODY})
    fix = repo.commit("fix", {"a.py": BODY + "fix\n"})
    repo.git("mv", "a.py", "odd\tname.py")
    repo.commit("move")
    assert carried(repo, fix) == {fix: {"odd\tname.py": Carried(of([31]))}}
    repo.git("mv", "odd\tname.py", "c.py")
    repo.commit("move on", {"c.py": "0\n" + BODY + "fix\n"})
    assert carried(repo, fix) == {fix: {"c.py": Carried(of([32]))}}
    repo.git("mv", "c.py", "d.py")
    assert carried(repo, fix) == {fix: {"d.py": Carried(of([32]))}}
    repo.remove("d.py")
    assert carried(repo, fix) == {fix: {}}


def test_only_renames_after_the_fix_count(repo: Repo) -> None:
    repo.commit("one", {"a.py": BODY})
    first = repo.commit("first fix", {"a.py": BODY + "fix\n"})
    repo.git("mv", "a.py", "b.py")
    repo.commit("move")
    other = text(*range(100, 130))
    repo.commit("another a.py", {"a.py": other})
    second = repo.commit("second fix", {"a.py": other + "second\n"})
    repo.git("mv", "a.py", "c.py")
    repo.commit("move")
    expected = {first: {"b.py": Carried(of([31]))}, second: {"c.py": Carried(of([31]))}}
    assert carried(repo, first, second) == expected


def test_a_rename_there_and_back(repo: Repo) -> None:
    repo.commit("one", {"a.py": BODY})
    fix = repo.commit("fix", {"a.py": BODY + "fix\n"})
    for old, new in (("a.py", "b.py"), ("b.py", "a.py"), ("a.py", "b.py"), ("b.py", "c.py")):
        repo.git("mv", old, new)
        repo.commit("move")
    assert carried(repo, fix) == {fix: {"c.py": Carried(of([31]))}}


def test_a_rename_on_a_branch_that_was_merged(repo: Repo) -> None:
    repo.commit("one", {"a.py": BODY})
    repo.branch("topic")
    repo.git("mv", "a.py", "b.py")
    repo.commit("move")
    repo.switch("main")
    fix = repo.commit("fix", {"a.py": BODY + "fix\n"})
    repo.merge("topic")
    assert carried(repo, fix) == {fix: {"b.py": Carried(of([31]))}}


def test_two_files_that_became_one_name(repo: Repo) -> None:
    repo.commit("one", {"a.py": BODY})
    fix = repo.commit("fix", {"a.py": BODY + "fix\n", "b.py": "b\n" + BODY})
    repo.remove("b.py")
    repo.commit("b is gone")
    repo.git("mv", "a.py", "b.py")
    repo.commit("move")
    assert carried(repo, fix) == {fix: {"b.py": Carried(of([31]) | span(1, 30))}}


def test_attributes_and_settings_do_not_hide_what_is_left(fixed: Repo) -> None:
    fixed.write({".gitattributes": "* -diff\n*.py binary\n"})
    for name, value in (
        ("diff.noprefix", "true"),
        ("diff.context", "9"),
        ("diff.external", "false"),
        ("color.ui", "always"),
    ):
        fixed.git("config", name, value)
    assert today(fixed, 0, 1, 2, "three", *range(4, 10), "9a", "9b", 10) == Carried(of([4, 11, 12]))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_ends_of_lines_that_git_converts(fixed: Repo, end: str) -> None:
    for name in ("core.autocrlf", "core.safecrlf"):
        fixed.git("config", name, "true")
    fixed.write({"a.py": text(0, 1, 2, "three", *range(4, 11)).replace("\n", end)})
    sha = fixed.git("rev-parse", "fix")
    assert carried(fixed, sha)[sha]["a.py"].added == of([4])


@pytest.mark.parametrize("name", ["repo:with;odd", 'q"uote', "back\\slash", "line\nfeed"])
def test_the_repository_may_lie_anywhere(fixed: Repo, name: str) -> None:
    fixed.root = fixed.root.rename(fixed.root.parent / name)
    assert today(fixed, 0, 1, 2, "three").added == of([4])


@pytest.mark.parametrize("name", ["cr\r.py", 'q"uote.py', "line\nfeed.py", "\udcff.py", " x.py", "ü.py"])
def test_files_may_be_called_anything(repo: Repo, name: str) -> None:
    fix = repo.commit("fix", {name: "1\n"})
    repo.write({name: "0\n1\n"})
    assert carried(repo, fix) == {fix: {name: Carried(of([2]))}}


def test_a_linked_working_tree(fixed: Repo, tmp_path: Path) -> None:
    fixed.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    linked = type(fixed)(tmp_path / "linked")
    assert today(linked, 0, 1, 2, "three").added == of([4])


def test_nothing_is_written_into_the_repository(fixed: Repo) -> None:
    fixed.git("gc", "--quiet")
    before = {path: path.stat().st_mtime_ns for path in (fixed.root / ".git").rglob("*")}
    today(fixed, "some", "new", "content", "three")
    assert {path: path.stat().st_mtime_ns for path in (fixed.root / ".git").rglob("*")} == before


def test_objects_that_a_partial_clone_leaves_out(fixed: Repo) -> None:
    fixed.git("config", "uploadpack.allowFilter", "true")
    fixed.commit("later", {"a.py": text(0, 1, 2, "three")})
    sha = fixed.git("rev-parse", "fix")
    here = discover(str(fixed.root))
    history = read(here)
    changes = changes_of(here, history, [sha])
    partial = discover(str(fixed.clone("partial", "--filter=blob:none").root))
    with pytest.raises(ReadError) as caught:
        carry(partial, history, changes, partial.files().all)
    assert caught.value.faults[0].hint == "this clone leaves objects out: clone without --filter"


def test_the_number_of_processes_does_not_grow(repo: Repo, started: list[str]) -> None:
    counts = []
    for size in (1, 6):
        fixes = [repo.commit("fix", {f"{n}-{size}.py": BODY + f"{n} {size}\n"}) for n in range(size)]
        for n in range(size):
            repo.git("mv", f"{n}-{size}.py", f"new-{n}-{size}.py")
        repo.commit("move")
        here = Repository(str(repo.root))
        history = read(here)
        changes = changes_of(here, history, fixes)
        started.clear()
        found = carry(here, history, changes, here.files().all)
        assert [found[fix] for fix in fixes] == [{f"new-{n}-{size}.py": Carried(span(1, 31))} for n in range(size)]
        counts.append(len(started))
    assert counts == [8, 8]


Edits: TypeAlias = list[tuple[int, int, int]]
EDITS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 4), st.integers(0, 4)), max_size=6)


def edited(lines: list[str], edits: Edits, mark: str) -> list[str]:
    """Each edit takes lines out and puts new ones in, every one of them unlike any other."""
    for number, (place, out, new) in enumerate(edits):
        lines = [*lines[:place], *(f"{mark}{number}.{n}" for n in range(new)), *lines[place + out :]]
    return lines


@given(st.lists(st.tuples(EDITS, EDITS), min_size=1, max_size=6))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_added_lines_are_found_again_wherever_they_stand(repo: Repo, files: list[tuple[Edits, Edits]]) -> None:
    start = [str(n) for n in range(30)]
    after = {f"{n}.py": edited(start, edits, "fix") for n, (edits, _) in enumerate(files)}
    now = {name: edited(after[name], edits, "new") for name, (_, edits) in zip(after, files, strict=True)}
    repo.commit("start", dict.fromkeys(after, text(*start)))
    fix = repo.commit("fix", {name: text(*lines) for name, lines in after.items()})
    repo.write({name: text(*lines) for name, lines in now.items()})
    found = carried(repo, fix)[fix]
    for name, lines in now.items():
        left = found.get(name, Carried())
        assert list(numbers(left.added)) == [n for n, line in enumerate(lines, 1) if line.startswith("fix")]
        assert not left.places & ~span(1, len(lines))
