"""The change from the base to the working tree, and everything that tries to bend it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lockstitch.errors import ReadError
from lockstitch.git import diff
from lockstitch.git.base import Base
from lockstitch.git.diff import change
from lockstitch.git.patch import everything
from lockstitch.git.repository import discover
from lockstitch.lines import of, span
from lockstitch.model import Change, FileChange, Hunk
from lockstitch.settings import Limits

if TYPE_CHECKING:
    from tests.conftest import Repo


def since(repo: Repo, base: Base, text_of: Callable[[str], bool] = everything) -> Change:
    here = discover(str(repo.root))
    return change(here, base, here.files().untracked, text_of)


def changed(repo: Repo, base: str = "HEAD") -> Change:
    return since(repo, Base(repo.git("rev-parse", base), f"--base {base}"))


def added(repo: Repo, base: str = "HEAD") -> Mapping[str, Mapping[int, str]]:
    return {path: file.text for path, file in changed(repo, base).files.items()}


SLIDE = "import x\n\n\n# doc\ndef old():\n    x\n"
"""Put another function before this one, and settings tell whether the comment above it is new or the one below."""


@pytest.fixture
def edited(repo: Repo) -> Repo:
    """Two commits and, on top, edits that are staged, not staged and not tracked."""
    files = {"a.py": "1\n2\n3\n4\n5\n6\n7\n8\n", "staged.py": "1\n", "moved.py": "x\n" * 30, "gone.py": "1\n"}
    repo.commit("base", {**files, "slide.py": SLIDE})
    slid = SLIDE.replace("# doc", "# doc\ndef new():\n    y\n\n\n# doc")
    repo.commit("change", {"a.py": "1\n2\n3\n4\nfive\n6\n7\n8\n", "ü new.py": "new\n", "slide.py": slid})
    repo.git("mv", "moved.py", "there.py")
    repo.write({"staged.py": "1\n2\n"})
    repo.git("add", "staged.py")
    repo.remove("gone.py")
    repo.write({"a.py": "0\n1\n2\n3\n4\nfive\n6\n7\n8\n", "scratch.py": "a\nb"})
    return repo


def test_committed_staged_unstaged_and_untracked(edited: Repo) -> None:
    found = changed(edited, "HEAD~")
    assert {path: file.text for path, file in found.files.items()} == {
        "a.py": {1: "0", 6: "five"},
        "gone.py": {},
        "scratch.py": {1: "a", 2: "b"},
        "slide.py": {4: "# doc", 5: "def new():", 6: "    y", 7: "", 8: ""},
        "staged.py": {2: "2"},
        "there.py": {},
        "ü new.py": {1: "new"},
    }
    assert found.files["there.py"].old_path == "moved.py"
    assert found.files["gone.py"].status == "deleted"
    assert (found.base, found.base_from, found.untracked) == (edited.git("rev-parse", "HEAD~"), "--base HEAD~", 1)
    assert found.judged
    assert not found.empty


def test_nothing_changed(repo: Repo) -> None:
    repo.commit("one", {"a.py": "1\n", "b.py": "2\n"})
    (repo.root / "a.py").touch()
    found = changed(repo)
    assert found.empty


def test_no_base_no_change(edited: Repo) -> None:
    found = since(edited, Base("", "--base none", judged=False))
    assert found == Change({}, base_from="--base none", judged=False)


def test_text_only_where_it_is_asked_for(edited: Repo) -> None:
    base = Base(edited.git("rev-parse", "HEAD~"), "")
    found = since(edited, base, lambda path: path == "a.py").files
    assert found["a.py"].text == {1: "0", 6: "five"}
    assert (found["scratch.py"].text, found["scratch.py"].added) == ({}, span(1, 2))


HOSTILE = {
    "color.ui": "always",
    "color.diff": "always",
    "core.abbrev": "4",
    "core.bigFileThreshold": "1",
    "core.commentChar": "1",
    "core.fsmonitor": "touch ran; false",
    "core.hooksPath": "hooks",
    "core.ignoreStat": "true",
    "core.pager": "touch ran",
    "core.quotePath": "false",
    "diff.algorithm": "minimal",
    "diff.autoRefreshIndex": "true",
    "diff.colorMoved": "zebra",
    "diff.context": "5",
    "diff.external": "touch ran; false",
    "diff.foo.binary": "true",
    "diff.foo.command": "touch ran; false",
    "diff.foo.textconv": "touch ran; echo same; true",
    "diff.ignoreSubmodules": "all",
    "diff.indentHeuristic": "false",
    "diff.interHunkContext": "20",
    "diff.mnemonicPrefix": "true",
    "diff.noprefix": "true",
    "diff.orderFile": "order",
    "diff.relative": "true",
    "diff.renameLimit": "1",
    "diff.renames": "copies",
    "diff.srcPrefix": "x/",
    "diff.submodule": "log",
    "diff.suppressBlankEmpty": "true",
    "diff.wsErrorHighlight": "all",
    "filter.bent.clean": "echo bent",
    "format.pretty": "oneline",
    "i18n.logOutputEncoding": "UTF-16",
    "log.decorate": "full",
    "log.follow": "true",
    "log.showRoot": "false",
    "log.showSignature": "true",
    "pager.diff": "touch ran",
    "status.relativePaths": "false",
}


def test_no_setting_bends_the_change(edited: Repo, hermetic: Path) -> None:
    plain = changed(edited, "HEAD~")
    assert plain.files["slide.py"].added == span(4, 8)
    (edited.root / ".git" / "info").mkdir(exist_ok=True)
    (edited.root / ".git" / "info" / "attributes").write_text("*.py diff=foo\n")
    (hermetic.parent / "attributes").write_text("*.py filter=bent\n")
    edited.git("config", "core.attributesFile", str(hermetic.parent / "attributes"))
    for name, value in HOSTILE.items():
        edited.git("config", "--file", str(hermetic), "--add", name, value)
    for name, value in HOSTILE.items():
        edited.git("config", "--file", str(edited.root / ".git" / "config"), "--add", name, value)
    assert since(edited, Base(plain.base, "--base HEAD~")) == plain
    assert not list(edited.root.rglob("ran"))


VARIABLES = {
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "core.quotePath",
    "GIT_CONFIG_VALUE_0": "false",
    "GIT_DIFF_OPTS": "-u5",
    "GIT_EXTERNAL_DIFF": "/bin/false",
    "GIT_INDEX_FILE": "nowhere",
    "GIT_LITERAL_PATHSPECS": "0",
    "GIT_PAGER": "/bin/false",
    "GIT_TRACE": "1",
    "LC_ALL": "de_DE.UTF-8",
    "LANGUAGE": "de",
}


def test_no_variable_bends_the_change(edited: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = changed(edited, "HEAD~")
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    assert since(edited, Base(plain.base, "--base HEAD~")) == plain


@pytest.mark.parametrize("setting", ["core.checkStat", "core.trustctime"])
def test_an_edit_that_keeps_size_and_time_is_seen(repo: Repo, setting: str) -> None:
    path, times = repo.root / "a.py", (1_000_000_000, 1_000_000_000)
    repo.write({"a.py": "1\n"})
    os.utime(path, times)
    repo.commit("one")
    if setting == "core.checkStat":
        repo.write({"other": "2\n"})
        (repo.root / "other").replace(path)
    else:
        time.sleep(1.1)  # git compares whole seconds
        repo.write({"a.py": "2\n"})
    os.utime(path, times)
    repo.git("config", setting, "minimal" if setting == "core.checkStat" else "false")
    assert added(repo) == {"a.py": {1: "2"}}


def test_the_index_is_not_written(edited: Repo) -> None:
    (edited.root / "staged.py").touch()
    before = (edited.root / ".git" / "index").read_bytes()
    changed(edited)
    assert (edited.root / ".git" / "index").read_bytes() == before


@pytest.mark.parametrize(
    "attributes", ["*.py -diff", "*.py binary", "*.py diff=foo", "* -text -diff", "*.py linguist-generated"]
)
def test_no_attribute_hides_a_line(repo: Repo, attributes: str) -> None:
    repo.git("config", "diff.foo.textconv", "true")
    repo.git("config", "diff.foo.binary", "true")
    repo.commit("base", {"a.py": "1\n"})
    repo.commit("change", {".gitattributes": f"{attributes}\n", "a.py": "1\n2\n"})
    repo.write({"b.py": "1\n"})
    found = added(repo, "HEAD~")
    assert found["a.py"] == {2: "2"}
    assert found["b.py"] == {1: "1"}


def test_a_filter_does_not_stand_in_for_the_code(repo: Repo) -> None:
    """A content filter that the runner has, switched on by the change, as with `git lfs`."""
    repo.git("config", "filter.pointer.clean", "echo version 1")
    repo.commit("base", {"a.py": "1\n2\n3\n", "b.py": "1\n"})
    repo.write({".gitattributes": "a.py filter=pointer\n", "a.py": "1\n2\nthree\nfour\n"})
    found = changed(repo).files["a.py"]
    assert (found.added, found.hunks, found.removed) == (span(1, 4), (Hunk(0, 0, 1, 4),), span(1, 3))
    assert found.text == {1: "1", 2: "2", 3: "three", 4: "four"}


def test_conversions_that_keep_the_lines_are_none(repo: Repo) -> None:
    files = {".gitattributes": "a.py text\nb.py ident\nc.py text ident\n", "a.py": "1\n", "b.py": "1\n", "c.py": "1\n"}
    repo.commit("base", files)
    repo.write({"a.py": "1\r\n2\r\n", "b.py": "1\n# $Id: abc $\n", "c.py": "1\r\n# $Id: abc $\r\n"})
    found = changed(repo).files
    assert {path: found[path].added for path in ("a.py", "b.py", "c.py")} == dict.fromkeys(
        ("a.py", "b.py", "c.py"), of([2])
    )


def test_only_the_repository_says_what_is_ignored(repo: Repo, hermetic: Path) -> None:
    repo.commit("base", {".gitignore": "*.log\n"})
    (hermetic.parent / "git").mkdir()
    (hermetic.parent / "git" / "ignore").write_text("*.py\n")
    repo.write({"a.py": "1\n", "b.log": "1\n", "cache/.gitignore": "*\n", "cache/c.py": "1\n"})
    assert list(changed(repo).files) == ["a.py"]


@pytest.mark.parametrize(
    "content, lines", [(b"", 0), (b"1", 1), (b"1\n", 1), (b"1\n2", 2), (b"\n\n", 2), (b"a\rb\r\n", 1), (b"\0\n", 1)]
)
def test_untracked_files(repo: Repo, content: bytes, lines: int) -> None:
    repo.commit("base")
    repo.write({"a.py": content})
    found = changed(repo).files["a.py"]
    assert (found.status, found.added, found.binary) == ("added", span(1, lines), b"\0" in content)
    assert found.hunks == ((Hunk(0, 0, 1, lines),) if lines else ())
    repo.git("add", "--intent-to-add", "a.py")
    tracked = changed(repo).files["a.py"]
    assert (tracked.added, tracked.hunks, tracked.text) == (found.added, found.hunks, found.text)


def test_untracked_links_are_said_not_followed(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("1\n2\n")
    repo.commit("base")
    (repo.root / "link.py").symlink_to(tmp_path / "secret.py")
    (repo.root / "folder").symlink_to(tmp_path)
    assert changed(repo).files == {name: FileChange(name, "added", binary=True) for name in ("folder", "link.py")}


def test_an_untracked_file_that_is_too_large(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff, "LARGEST", Limits(bytes=10))
    repo.commit("base", {"tracked.py": "1\n"})
    repo.write({"large.bin": "1\n" * 6, "small.py": "1\n" * 5, "tracked.py": "2\n" * 20})
    found = changed(repo).files
    assert (found["large.bin"].binary, found["large.bin"].added) == (True, 0)
    assert (found["small.py"].binary, found["small.py"].added) == (False, span(1, 5))
    assert found["tracked.py"].added == span(1, 20)


def test_a_file_that_goes_while_we_look(repo: Repo) -> None:
    repo.commit("base")
    here = discover(str(repo.root))
    assert change(here, Base(repo.head, ""), ("gone.py",)).files == {
        "gone.py": FileChange("gone.py", "added", binary=True)
    }


def test_a_file_taken_out_of_the_index_alone(repo: Repo) -> None:
    repo.commit("base", {"a.py": "1\n2\n"})
    repo.git("rm", "--quiet", "--cached", "a.py")
    found = changed(repo).files["a.py"]
    assert (found.status, found.added, found.removed) == ("modified", span(1, 2), span(1, 2))


def test_a_merge_in_conflict_is_judged_as_it_lies(repo: Repo) -> None:
    repo.commit("one", {"a.py": "1\n"})
    repo.branch("other")
    repo.commit("two", {"a.py": "2\n"})
    repo.switch("main")
    repo.commit("three", {"a.py": "3\n"})
    with pytest.raises(AssertionError, match="CONFLICT"):
        repo.merge("other")
    assert changed(repo).files["a.py"].added == of([1, 3, 4, 5])


def test_a_submodule_is_said_not_entered(repo: Repo, tmp_path: Path) -> None:
    other = type(repo)(tmp_path / "other")
    other.commit("one", {"x.py": "1\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "module")
    repo.commit("base")
    (repo.root / "module" / "x.py").write_text("2\n")
    assert changed(repo).empty
    repo.git("-C", "module", "commit", "--quiet", "--all", "--message=two")
    repo.git("config", "submodule.module.ignore", "all")
    (found,) = changed(repo).files.values()
    assert (found.path, found.status, found.added, found.binary) == ("module", "modified", 0, True)


def test_a_base_that_is_gone(repo: Repo) -> None:
    repo.commit("one")
    with pytest.raises(ReadError, match="git diff-index failed: bad object"):
        since(repo, Base("1" * 40, ""))
