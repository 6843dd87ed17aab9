"""Diffs as git writes them: names, line sets, and lines that look like a diff themselves."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockstitch.errors import ReadError
from lockstitch.git import patch
from lockstitch.git.patch import LONGEST, PATCH, collect, everything
from lockstitch.git.repository import discover
from lockstitch.lines import Lines, numbers, of, span
from lockstitch.model import FileChange, Hunk

if TYPE_CHECKING:
    from tests.conftest import Repo

ODD = (
    *("sp ace.py", "a/b/a/b/x y.py", 'q"uote.py', "tab\t.py", "line\nfeed.py", "back\\slash.py", "\udcff.py", "ü.py"),
    *("b.py b.py", "--- a", "a b/b/a b", "\x07\x0b\x7f.py"),
)


def compared(repo: Repo, before: str, after: str) -> Mapping[str, FileChange]:
    with discover(str(repo.root)).stream("diff-tree", *PATCH, before, after) as output:
        return collect(output, everything).get("", {})


def edit(repo: Repo, before: Mapping[str, str | bytes], after: Mapping[str, str | bytes]) -> Mapping[str, FileChange]:
    """The diff between two whole states of the tree."""
    first = repo.commit("before", before)
    repo.remove(*(name for name in before if name not in after))
    return compared(repo, first, repo.commit("after", after))


def replayed(old: bytes, change: FileChange) -> list[bytes]:
    """The old lines, with the hunks applied: removed lines taken out, the added lines' text put in their place."""
    lines = old.split(b"\n")[: old.count(b"\n") + (not old.endswith(b"\n") and old != b"")]
    made: list[bytes] = []
    position = 0
    for hunk in change.hunks:
        start = hunk.old_start - 1 if hunk.old_count else hunk.old_start
        made += lines[position:start]
        position = start + hunk.old_count
        assert len(made) == hunk.new_start - (hunk.new_count > 0)
        made += [change.text[n].encode() for n in range(hunk.new_start, hunk.new_start + hunk.new_count)]
    return made + lines[position:]


def test_a_hunk_of_each_kind(repo: Repo) -> None:
    old = "".join(f"{n}\n" for n in range(1, 11))
    new = "0\n1\n2\nthree\n4\n5\n7\n8\n9\n10\n11\n12\n"
    change = edit(repo, {"a.py": old}, {"a.py": new})["a.py"]
    assert change.hunks == (Hunk(0, 0, 1, 1), Hunk(3, 1, 4, 1), Hunk(6, 1, 6, 0), Hunk(10, 0, 11, 2))
    assert change.added == of([1, 4, 11, 12])
    assert change.removed == of([3, 6])
    assert change.text == {1: "0", 4: "three", 11: "11", 12: "12"}
    assert (change.status, change.old_path, change.binary) == ("modified", "", False)
    assert change.old_blob == repo.git("rev-parse", "HEAD~:a.py")
    assert change.new_blob == repo.git("rev-parse", "HEAD:a.py")


def test_lines_that_read_like_a_diff(repo: Repo) -> None:
    odd = [
        "++ b/x",
        "-- a/x",
        "diff --git a/x b/x",
        "@@ -1 +1 @@",
        "\\ No newline at end of file",
        "index 1..2",
        "f" * 40,
        "",
    ]
    old = "\n".join(["first", *(f"{line}" for line in odd), "last"])
    new = "\n".join(["FIRST", *(f"{line}" for line in reversed(odd)), "last", ""])
    change = edit(repo, {"a.py": old}, {"a.py": new, "b.py": "\n".join(odd)})
    assert sorted(change) == ["a.py", "b.py"]
    assert change["b.py"].text == dict(enumerate(odd[:-1], 1))
    assert replayed(old.encode(), change["a.py"]) == new.encode().split(b"\n")[:-1]


@pytest.mark.parametrize(
    "old, new", [("a", "b"), ("a\n", "b"), ("a", "b\n"), ("a\nb", "a\nb\nc"), ("a\nb\nc", "a\nb"), ("a", "")]
)
def test_no_newline_at_the_end(repo: Repo, old: str, new: str) -> None:
    change = edit(repo, {"a.py": old, "b.py": "1\n"}, {"a.py": new, "b.py": "2\n"})
    assert replayed(old.encode(), change["a.py"]) == new.encode().splitlines()
    assert change["b.py"].added == of([1])


def test_only_a_line_feed_ends_a_line(repo: Repo) -> None:
    change = edit(repo, {"a.py": "x\n"}, {"a.py": b"x\na\rb\nc\r\n\x0cd\x0b\x85\xe2\x80\xa8e\n\xff"})["a.py"]
    assert change.text == {2: "a\rb", 3: "c", 4: "\x0cd\x0b�\u2028e", 5: "�"}


def test_text_is_cut_where_a_line_is_very_long(repo: Repo) -> None:
    change = edit(repo, {"a.py": "x\n"}, {"a.py": "x\n" + "é" * 5 * LONGEST + "\nend\n"})["a.py"]
    assert change.text == {2: "é" * LONGEST, 3: "end"}


def test_text_only_where_it_is_asked_for(repo: Repo) -> None:
    first = repo.commit("one", {"old.py": "1\n2\n3\n4\n"})
    repo.git("mv", "old.py", "new.py")
    last = repo.commit("two", {"new.py": "1\n2\n3\n4\n5\n", "b.py": "1\n"})
    with discover(str(repo.root)).stream("diff-tree", *PATCH, first, last) as output:
        found = collect(output, lambda path: path == "new.py")[""]
    assert found["new.py"].text == {5: "5"}
    assert found["b.py"].text == {}
    assert found["b.py"].added == of([1])


@pytest.mark.parametrize("name", ODD)
def test_names(repo: Repo, name: str) -> None:
    assert list(edit(repo, {}, {name: "1\n"})) == [name]
    assert compared(repo, "HEAD", "HEAD~")[name].status == "deleted"
    (repo.root / name).write_text("2\n")
    repo.commit("modified")
    assert compared(repo, "HEAD~", "HEAD")[name].text == {1: "2"}
    (repo.root / name).chmod(0o755)
    repo.commit("mode")
    assert compared(repo, "HEAD~", "HEAD") == {name: FileChange(name, "modified")}
    repo.git("mv", "--", name, name + "z")
    repo.commit("moved")
    assert compared(repo, "HEAD~", "HEAD") == {name + "z": FileChange(name + "z", "renamed", name)}


def test_a_rename_with_edits(repo: Repo) -> None:
    repo.commit("one", {"old name.py": "".join(f"{n}\n" for n in range(20))})
    repo.git("mv", "old name.py", "new.py")
    (repo.root / "new.py").write_text("".join(f"{n}\n" for n in range(21)))
    repo.commit("two")
    change = compared(repo, "HEAD~", "HEAD")["new.py"]
    assert (change.status, change.old_path, change.added, change.removed) == ("renamed", "old name.py", of([21]), 0)


def test_added_deleted_and_empty(repo: Repo) -> None:
    found = edit(repo, {"gone.py": "1\n2\n", "void.py": ""}, {"new.py": "3\n4\n", "empty.py": "", "void.py": "x"})
    assert found["gone.py"].removed == span(1, 2)
    assert (found["gone.py"].status, found["gone.py"].added, found["gone.py"].new_blob) == ("deleted", 0, "")
    assert (found["new.py"].status, found["new.py"].added, found["new.py"].old_blob) == ("added", span(1, 2), "")
    assert (found["empty.py"].status, found["empty.py"].hunks) == ("added", ())
    assert found["void.py"].hunks == (Hunk(0, 0, 1, 1),)


def test_links_and_submodules_have_no_lines(repo: Repo, tmp_path: Path) -> None:
    repo.commit("one", {"a.py": "1\n2\n"})
    (repo.root / "to-a.py").symlink_to("a.py")
    other = type(repo)(tmp_path / "other")
    other.commit("one", {"x.py": "1\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "module")
    repo.commit("two")
    found = compared(repo, "HEAD~", "HEAD")
    assert sorted(found) == [".gitmodules", "module", "to-a.py"]
    for name in ("module", "to-a.py"):
        assert (found[name].status, found[name].added, found[name].hunks, found[name].binary) == ("added", 0, (), True)
    (repo.root / "to-a.py").unlink()
    (repo.root / "to-a.py").symlink_to("b.py")
    repo.commit("three")
    assert compared(repo, "HEAD~", "HEAD")["to-a.py"].hunks == ()


def test_a_file_becomes_a_link_and_a_file_again(repo: Repo) -> None:
    first = repo.commit("file", {"a.py": "1\n2\n"})
    repo.remove("a.py")
    (repo.root / "a.py").symlink_to("b.py")
    second = repo.commit("link")
    to_link = compared(repo, first, second)["a.py"]
    assert (to_link.status, to_link.added, to_link.removed, to_link.binary) == ("modified", 0, span(1, 2), True)
    to_file = compared(repo, second, first)["a.py"]
    assert (to_file.status, to_file.added, to_file.removed, to_file.binary) == ("modified", span(1, 2), 0, False)


@pytest.mark.parametrize("old, new", [("", "a\0\n"), ("a\0", "b\n"), ("x\n", "x\n1\n2\0")])
@pytest.mark.parametrize("wanted", [True, False])
def test_binary_is_said_and_hides_no_line(repo: Repo, old: str, new: str, wanted: bool) -> None:
    first = repo.commit("one", {"a.bin": old, "a.py": "1\n"})
    last = repo.commit("two", {"a.bin": new, "a.py": "2\n"})
    with discover(str(repo.root)).stream("diff-tree", *PATCH, first, last) as output:
        found = collect(output, lambda _path: wanted)[""]
    assert found["a.bin"].binary
    assert found["a.bin"].added
    assert not found["a.py"].binary


def test_a_diff_that_is_cut_off_or_foreign_raises_nothing() -> None:
    whole = [
        b"diff --git a/a.py b/a.py\n",
        b"index 1..2 100644\n",
        b"@@ -1,2 +1,2 @@\n",
        b"-a\n",
        b"-b\n",
        b"+c\n",
        b"+d\n",
    ]
    for length in range(len(whole)):
        collect(iter(whole[:length]), everything)
    assert collect([b"@@ -1 +1 @@\n", b"nothing\n", b"@@ nonsense\n"]) == {}
    assert collect(whole)[""]["a.py"].added == span(1, 2)


@pytest.mark.parametrize(
    "runs", [[], [(1, 3)], [(2 * n, 1) for n in range(1, 40)], [(20 * n + 3, 17) for n in range(30)]]
)
def test_line_sets_of_few_and_of_many_runs(runs: list[tuple[int, int]]) -> None:
    assert patch._lines(runs) == of([n for start, count in runs for n in range(start, start + count)])


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=16, max_size=60))
@settings(max_examples=60, deadline=None)
def test_line_sets_of_any_runs(gaps: list[tuple[int, int]]) -> None:
    runs, line = [], 0
    for gap, count in gaps:
        runs.append((line + gap, count))
        line += gap + count
    expected: Lines = of([n for start, count in runs for n in range(start, start + count)])
    assert patch._lines(runs) == expected


LINES = st.lists(
    st.sampled_from([b"", b"a", b"b", b"-- x", b"++ x", b"@@ -1 +1 @@", b"\\ no", b"\r", b"c\r"]), max_size=12
)
TEXTS = st.builds(lambda lines, end: b"\n".join(lines) + (b"\n" if end and lines else b""), LINES, st.booleans())


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hunks_lead_from_the_old_text_to_the_new(repo: Repo, pairs: list[tuple[bytes, bytes]]) -> None:
    names = [f"{n}.py" for n in range(len(pairs))]
    first = repo.commit("one", {name: old for name, (old, _) in zip(names, pairs, strict=True)})
    found = compared(repo, first, repo.commit("two", {name: new for name, (_, new) in zip(names, pairs, strict=True)}))
    for name, (old, new) in zip(names, pairs, strict=True):
        change = found.get(name, FileChange(name, "modified"))
        whole = new.split(b"\n")[: new.count(b"\n") + (not new.endswith(b"\n") and new != b"")]
        assert [line.removesuffix(b"\r") for line in replayed(old, change)] == [
            line.removesuffix(b"\r") for line in whole
        ]
        assert sorted(change.text) == list(numbers(change.added))
        assert change.removed.bit_count() == sum(hunk.old_count for hunk in change.hunks)
        assert (old == new) == (name not in found)


def test_every_commit_has_its_own_files(repo: Repo) -> None:
    one = repo.commit("one", {"a.py": "1\n"})
    two = repo.commit("two", {"a.py": "2\n", "b.py": "f" * 40 + "\n"})
    given_ids = f"{one}\n{two} {one}\n".encode()
    with discover(str(repo.root)).stream("diff-tree", "--stdin", "--root", *PATCH, given=given_ids) as output:
        found = collect(output)
    assert {sha: sorted(files) for sha, files in found.items()} == {one: ["a.py"], two: ["a.py", "b.py"]}


def test_a_repository_of_long_ids(hermetic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repo: Repo) -> None:
    monkeypatch.setitem(os.environ, "GIT_DEFAULT_HASH", "sha256")
    long = type(repo)(tmp_path / "long")
    found = edit(long, {"a.py": "1\n"}, {"a.py": "2\n"})
    assert len(found["a.py"].new_blob) == 64
    assert found["a.py"].text == {1: "2"}


@pytest.mark.defect("LS-85")
@pytest.mark.parametrize(
    "damage",
    [b"@@ -1 +1\n", b"@@ -1 +%s @@\n" % (b"9" * 30), b"index \xff..1 100644\n", b'rename to "\\777"\n', b"@@ \n"],
)
def test_what_git_never_writes_is_refused_in_one_line(damage: bytes) -> None:
    stream = [b"diff --git a/x.py b/x.py\n", damage, b"+x\n"]
    with pytest.raises(ReadError) as caught:
        collect(iter(stream), everything)
    assert str(caught.value).startswith("git's diff cannot be read: ")
    assert "\n" not in str(caught.value)
