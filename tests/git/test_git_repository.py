"""How git is found, started and kept to itself."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lockstitch.errors import ReadError, UsageError
from lockstitch.git import repository as door
from lockstitch.git.repository import Repository, discover, raw, shown

if TYPE_CHECKING:
    from tests.conftest import Repo


def refused(path: Path) -> tuple[str, str]:
    with pytest.raises(UsageError) as caught:
        discover(str(path))
    (fault,) = caught.value.faults
    assert fault.path == str(path)
    return fault.message, fault.hint


def test_found_from_a_folder_inside(repo: Repo) -> None:
    repo.write({"a/b/c.py": ""})
    assert discover(str(repo.root / "a" / "b")) == Repository(str(repo.root))


def test_found_where_the_folder_has_a_line_feed_in_its_name(repo: Repo, tmp_path: Path) -> None:
    odd = tmp_path / "two\nlines\n"
    repo.root.rename(odd)
    assert discover(str(odd)).root == str(odd)


def test_no_repository(hermetic: Path, tmp_path: Path) -> None:
    message, hint = refused(tmp_path)
    assert message == "is not in a git repository"
    assert "--repo" in hint


def test_no_folder(hermetic: Path, tmp_path: Path) -> None:
    assert "No such file or directory" in refused(tmp_path / "nowhere")[0]


def test_bare_repository(repo: Repo, tmp_path: Path) -> None:
    repo.commit("one", {"a.py": "1\n"})
    repo.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    assert refused(tmp_path / "bare.git")[0].startswith("is a bare repository")
    assert refused(repo.root / ".git")[0].endswith("there is no working tree to judge")


def test_repository_of_another_user(repo: Repo, monkeypatch: pytest.MonkeyPatch, hermetic: Path) -> None:
    monkeypatch.setattr(door, "KEPT", (*door.KEPT, "GIT_TEST_ASSUME_DIFFERENT_OWNER"))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    message, hint = refused(repo.root)
    assert message == "belongs to another user, so git refuses to read it"
    assert hint == f"git config --global --add safe.directory {repo.root}"
    hermetic.write_text(f"[safe]\n\tdirectory = {repo.root}\n")
    assert discover(str(repo.root)).root == str(repo.root)


def test_safe_directory_may_come_from_the_environment(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "KEPT", (*door.KEPT, "GIT_TEST_ASSUME_DIFFERENT_OWNER"))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for name, value in (("COUNT", "1"), ("KEY_0", "safe.directory"), ("VALUE_0", "*")):
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    assert discover(str(repo.root)).root == str(repo.root)


def test_no_git(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo.root))
    with pytest.raises(UsageError, match="git is not installed, or not on the PATH"):
        discover(str(repo.root))


def test_a_folder_that_no_system_can_name(hermetic: Path) -> None:
    with pytest.raises(UsageError, match="git cannot be started"):
        discover("a\0b")


def test_the_variables_of_a_hook_do_not_lead_elsewhere(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit("one", {"a.py": "1\n"})
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_PREFIX"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    assert discover(str(repo.root)).files().all == ("a.py",)


def test_a_failure_is_the_last_line_that_git_wrote(repo: Repo) -> None:
    with pytest.raises(ReadError) as caught:
        discover(str(repo.root)).run("cat-file", "blob", "0" * 40)
    assert str(caught.value) == f"git cat-file failed: git cat-file {'0' * 40}: bad file"


def test_a_failure_shows_even_where_the_output_was_read(repo: Repo) -> None:
    here = discover(str(repo.root))
    with pytest.raises(ReadError, match="git rev-list failed"), here.stream("rev-list", "nowhere") as output:
        assert output.read() == b""


def test_a_failure_without_a_word(repo: Repo) -> None:
    one = repo.commit("one")
    repo.git("checkout", "--quiet", "--orphan", "other")
    two = repo.commit("two")
    with pytest.raises(ReadError, match="git merge-base failed: it did not say why"):
        discover(str(repo.root)).run("merge-base", one, two)


def test_what_the_reader_raises_stops_git_and_goes_on(repo: Repo) -> None:
    repo.commit("one", {"big": b"x" * 5_000_000})
    with pytest.raises(KeyError, match="mine"), discover(str(repo.root)).stream("cat-file", "blob", "HEAD:big"):
        raise KeyError("mine")


def test_who_does_not_read_to_the_end_waits_for_nothing(repo: Repo) -> None:
    repo.commit("one", {"big": b"x\n" * 2_000_000})
    here = discover(str(repo.root))
    with pytest.raises(ReadError, match="it did not say why"), here.stream("cat-file", "blob", "HEAD:big") as output:
        assert output.readline() == b"x\n"


def test_a_command_that_does_not_listen(repo: Repo) -> None:
    assert discover(str(repo.root)).run("rev-parse", "--is-bare-repository", given=b"x" * 2_000_000) == b"false\n"


def test_objects_are_never_fetched(repo: Repo) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.commit("one", {"a.py": "1\n"})
    repo.commit("two", {"a.py": "2\n"})
    partial = repo.clone("partial", "--filter=blob:none")
    with pytest.raises(ReadError) as caught:
        discover(str(partial.root)).run("cat-file", "blob", "HEAD~:a.py")
    assert caught.value.faults[0].hint == "this clone leaves objects out: clone without --filter"


def test_replacements_and_grafts_are_not_believed(repo: Repo) -> None:
    one, two = repo.commit("one"), repo.commit("two")
    three = repo.commit("three")
    repo.git("replace", three, one)
    (repo.root / ".git" / "info").mkdir(exist_ok=True)
    (repo.root / ".git" / "info" / "grafts").write_text(f"{three} {one}\n")
    assert discover(str(repo.root)).run("rev-list", "HEAD").decode().split() == [three, two, one]


def test_files(repo: Repo, hermetic: Path) -> None:
    odd = 'q"u\to\\te\n \x80.py'
    repo.write({"a.py": "", "gone.py": "", "sub/b.py": "", odd: "", ".gitignore": "*.log\n", "kept.log": ""})
    repo.git("add", "--force", ".")
    repo.commit("one")
    repo.remove("gone.py")
    repo.write({"new.py": "", "x.log": "", os.fsdecode(b"\xff.py"): ""})
    (repo.root / "link.py").symlink_to("nowhere")
    (repo.root / ".git" / "info").mkdir(exist_ok=True)
    (repo.root / ".git" / "info" / "exclude").write_text("new.py\n")
    (hermetic.parent / "ignored").write_text("*.py\n")
    repo.git("config", "core.excludesFile", str(hermetic.parent / "ignored"))
    repo.git("config", "core.fsmonitor", "touch ran-it; false")
    here = discover(str(repo.root))
    untracked = ("link.py", "new.py", "\udcff.py")
    assert here.files().untracked == untracked
    tracked = (".gitignore", "a.py", "kept.log", "sub/b.py", odd)
    assert sorted(here.files().all) == sorted(tracked + untracked)
    assert not (repo.root / "ran-it").exists()


def test_repositories_inside_are_no_files(repo: Repo, tmp_path: Path) -> None:
    other = type(repo)(tmp_path / "other")
    other.commit("one", {"x.py": ""})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "module")
    repo.commit("one", {"a.py": ""})
    shutil.copytree(other.root, repo.root / "nested")
    here = discover(str(repo.root))
    assert here.files().all == (".gitmodules", "a.py")
    assert here.files().untracked == ()


def test_files_left_out_of_a_sparse_checkout(repo: Repo) -> None:
    repo.commit("one", {"in/a.py": "", "out/b.py": ""})
    repo.git("sparse-checkout", "set", "in")
    assert discover(str(repo.root)).files().all == ("in/a.py",)


def test_files_of_a_merge_in_conflict(repo: Repo) -> None:
    repo.commit("one", {"a.py": "1\n"})
    repo.branch("other")
    repo.commit("two", {"a.py": "2\n"})
    repo.switch("main")
    repo.commit("three", {"a.py": "3\n"})
    with pytest.raises(AssertionError, match="CONFLICT"):
        repo.merge("other")
    assert discover(str(repo.root)).files().all == ("a.py",)


def test_shallow(repo: Repo) -> None:
    repo.commit("one")
    repo.commit("two")
    assert not discover(str(repo.root)).shallow
    assert discover(str(repo.clone("shallow", "--depth=1").root)).shallow


def test_a_linked_working_tree(repo: Repo, tmp_path: Path) -> None:
    repo.commit("one", {"a.py": ""})
    repo.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    assert discover(str(tmp_path / "linked")).files().all == ("a.py",)


@pytest.mark.parametrize("name", [b"a", b"\xff", "é".encode(), b"\n"])
def test_names_go_and_come_back(name: bytes) -> None:
    assert raw(shown(name)) == name
