"""The pre-push hook in real pushes to a bare repository: git's own, and pre-commit's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from shop_project import COMMAND, Project

from lockstitch.init.hook import BEFORE, PRE_COMMIT, script

ROOT = Path(__file__).parents[2]
TOOLS = str(Path(COMMAND).parent)
OPEN = "  - {id: SHOP-13, kind: defect, title: Tax is rounded twice, status: fixed}\n"
TEST = "\n\ndef test_shop_13_tax():\n    assert total([1], 0) == 1\n"


class Pushing:
    """A project with an empty remote and the hook installed; `main` holds one tested defect."""

    def __init__(self, project: Project, remote: Path) -> None:
        self.project = project
        self.remote = remote
        subprocess.run(["git", "init", "-q", "--bare", str(remote)], check=True)
        project.git("remote", "add", "origin", str(remote))

    def push(self, *words: str, folder: Path | None = None, path: str = "") -> tuple[int, str]:
        foreign = ("GIT", "CI", "COV_CORE", "LOCKSTITCH", "PRE_COMMIT")
        env = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": path or os.environ["PATH"]}
        command = ["git", "push", "-q", *words]
        cwd = folder or self.project.root
        done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def has(self, ref: str) -> bool:
        words = ["git", "-C", str(self.remote), "rev-parse", "-q", "--verify", ref]
        return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def pushing(project: Project, tmp_path: Path) -> Pushing:
    made = Pushing(project, tmp_path / "remote.git")
    hook = project.root / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(project.run("hook", "--script").out)
    hook.chmod(0o755)
    project.git("checkout", "-q", "main")
    return made


@pytest.fixture
def published(pushing: Pushing) -> Pushing:
    """`main` was pushed; `feature` holds a fix that no test is linked to."""
    assert pushing.push("origin", "main")[0] == 0
    pushing.project.git("checkout", "-q", "feature")
    pushing.project.append("defects.yml", OPEN)
    pushing.project.commit("Fixes SHOP-13")
    return pushing


def test_the_first_push_of_all_is_judged_by_its_records(pushing: Pushing) -> None:
    code, said = pushing.push("origin", "main")
    assert (code, pushing.has("main"), said) == (0, True, "lockstitch: the gate holds\n")


def test_the_first_push_of_all_with_a_gap_is_stopped(pushing: Pushing) -> None:
    pushing.project.append("defects.yml", OPEN)
    pushing.project.commit("Fixes SHOP-13")
    code, said = pushing.push("origin", "main")
    assert (code, pushing.has("main"), "untested-defect" in said) == (1, False, True)


def test_a_fix_without_a_test_is_stopped_with_the_way_out(published: Pushing) -> None:
    code, said = published.push("origin", "feature")
    assert (code, published.has("feature")) == (1, False)
    assert "SHOP-13 is claimed fixed by this change and no test is linked to it" in " ".join(said.split())
    assert "one push without the gate: git push --no-verify" in said
    assert published.push("--no-verify", "origin", "feature") == (0, "")
    assert published.has("feature")


def test_a_fix_with_its_test_goes_through(published: Pushing) -> None:
    published.project.append("tests/test_basket.py", TEST)
    published.project.commit("Test of SHOP-13")
    assert published.push("origin", "feature") == (0, "lockstitch: the gate holds\n")
    published.project.commit("More")
    assert published.push("origin", "feature") == (0, "lockstitch: the gate holds\n")


def test_tags_notes_and_deletions_are_let_through_at_once(published: Pushing) -> None:
    idle = (0, "lockstitch: no branch is pushed, so there is nothing to judge\n")
    published.project.git("tag", "v1")
    assert published.push("origin", "v1") == idle
    published.project.git("notes", "add", "-m", "n")
    assert published.push("origin", "refs/notes/commits") == idle
    assert published.push("--no-verify", "origin", "feature")[0] == 0
    assert published.push("origin", ":feature") == idle
    assert published.push("origin", ":v1") == idle
    assert (published.has("feature"), published.has("v1")) == (False, False)


def test_a_tag_beside_a_branch_spares_the_branch_nothing(published: Pushing) -> None:
    published.project.git("tag", "v1")
    assert published.push("origin", "v1", "feature")[0] == 1


def test_what_is_not_checked_out_cannot_be_judged(published: Pushing) -> None:
    published.project.git("checkout", "-q", "main")
    code, said = published.push("origin", "feature")
    assert (code, published.has("feature")) == (1, False)
    assert "what is pushed is not what lies here" in " ".join(said.split())


@pytest.mark.defect("LS-98")
def test_of_several_branches_each_is_judged_or_none_is_pushed(published: Pushing) -> None:
    project = published.project
    project.git("branch", "broken")
    project.git("checkout", "-q", "-b", "good", "main")
    project.commit("Fine")
    code, said = published.push("origin", "good", "broken")
    assert (code, published.has("good"), published.has("broken")) == (1, False, False)
    assert "refs/heads/broken is to get" in said
    project.git("branch", "part", "good~1")
    assert published.push("origin", "good", "part", ":nothing")[0] == 1  # there is no branch of that name
    assert published.push("origin", "good", "part") == (0, "lockstitch: the gate holds\n")


def test_init_writes_the_same_script(pushing: Pushing) -> None:
    project = pushing.project
    (project.root / ".git/hooks/pre-push").unlink()
    assert project.run("init", "--write", "--hook").code == 0
    assert (project.root / ".git/hooks/pre-push").read_text() == project.run("hook", "--script").out
    project.git("tag", "v1")
    assert pushing.push("origin", "v1") == (0, "lockstitch: no branch is pushed, so there is nothing to judge\n")


def test_beside_another_hook_both_hear_what_is_pushed(published: Pushing, tmp_path: Path) -> None:
    """Such as that of Git LFS, which uploads what it reads there."""
    heard = tmp_path / "heard"
    hook = published.project.root / ".git/hooks/pre-push"
    hook.write_text(f"#!/bin/sh\n{BEFORE}cat > '{heard}'\n")
    path = f"{TOOLS}:{os.environ['PATH']}"
    assert published.push("origin", "feature", path=path)[0] == 1
    assert not heard.exists()
    published.project.git("reset", "-q", "--hard", "HEAD~1")
    assert published.push("origin", "feature", path=path)[0] == 0
    assert heard.read_text().startswith("refs/heads/feature ")


def test_a_push_from_another_work_tree(published: Pushing, tmp_path: Path) -> None:
    published.project.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"), "main")
    assert published.push("origin", "other", folder=tmp_path / "tree") == (0, "lockstitch: the gate holds\n")
    published.project.git("checkout", "-q", "main")
    published.project.git("worktree", "add", "-q", str(tmp_path / "broken"), "feature")
    assert published.push("origin", "feature", folder=tmp_path / "broken")[0] == 1


def test_a_push_from_a_sub_folder(published: Pushing) -> None:
    assert published.push("origin", "feature", folder=published.project.root / "src/shop")[0] == 1


@pytest.mark.parametrize("gone", ["/no such/lockstitch", "it's $(gone)/lockstitch"])
def test_a_command_that_moved_is_found_on_the_path(published: Pushing, gone: str) -> None:
    (published.project.root / ".git/hooks/pre-push").write_text(script(gone))
    code, said = published.push("origin", "feature", path=f"{TOOLS}:{os.environ['PATH']}")
    assert (code, "untested-defect" in said) == (1, True)


def test_a_command_that_is_nowhere_stops_the_push(published: Pushing) -> None:
    (published.project.root / ".git/hooks/pre-push").write_text(script("/no/lockstitch"))
    code, said = published.push("origin", "feature", path="/usr/bin:/bin")
    assert (code, published.has("feature"), "not found" in said) == (1, False, True)


def test_words_that_no_hook_wrote_are_usage(project: Project) -> None:
    assert project.run("hook", given="three words only\n").code == 2


def manifest() -> dict[str, object]:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert isinstance(hook, dict)
    return hook


def test_init_has_pre_commit_do_the_same() -> None:
    (hook,) = yaml.safe_load(f"repos:\n{PRE_COMMIT}")["repos"][0]["hooks"]
    told = ("id", "name", "entry", "stages", "always_run", "pass_filenames")
    assert {key: hook[key] for key in told} == {key: manifest()[key] for key in told}


def test_the_manifest_is_valid() -> None:
    words = [f"{TOOLS}/pre-commit", "validate-manifest", ".pre-commit-hooks.yaml"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, manifest()["language"], manifest()["stages"]) == (0, "python", ["pre-push"])


@pytest.fixture
def pre_commit(published: Pushing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pushing:
    """The same hook as pre-commit runs it, but out of this environment instead of one that it makes, as init has it."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "cache"))
    project = published.project
    (project.root / ".git/hooks/pre-push").unlink()
    project.write(".pre-commit-config.yaml", f"repos:\n{PRE_COMMIT}")
    project.commit("pre-commit")
    words = [f"{TOOLS}/pre-commit", "install", "--hook-type", "pre-push"]
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT")} | {"GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(words, cwd=project.root, env=env, capture_output=True, check=True)
    return published


def test_pre_commit_runs_it_before_a_push(pre_commit: Pushing) -> None:
    path = f"{TOOLS}:{os.environ['PATH']}"
    code, said = pre_commit.push("origin", "feature", path=path)
    assert (code, pre_commit.has("feature")) == (1, False)
    assert "SHOP-13 is claimed fixed by this change" in " ".join(said.split())
    pre_commit.project.append("tests/test_basket.py", TEST)
    pre_commit.project.commit("Test of SHOP-13")
    code, said = pre_commit.push("origin", "feature", path=path)
    assert (code, pre_commit.has("feature")) == (0, True), said


def test_pre_commit_lets_a_tag_and_a_deletion_through(pre_commit: Pushing) -> None:
    path = f"{TOOLS}:{os.environ['PATH']}"
    pre_commit.project.git("tag", "v1")
    assert pre_commit.push("origin", "v1", path=path)[0] == 0
    assert pre_commit.push("origin", ":v1", path=path)[0] == 0
    assert not pre_commit.has("v1")


def test_the_interpreter_of_this_run_gives_the_path(project: Project) -> None:
    assert f"command={Path(sys.executable).with_name('lockstitch')}\n" in project.run("hook", "--script").out
