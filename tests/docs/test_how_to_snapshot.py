"""The guide to snapshots: its commands bring the notes from clone to clone, and its YAML is valid."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from guides import blocks, judge_workflow
from shop_project import COMMAND, Project

PAGE = "snapshot.md"
COVERED = {"src/shop/__init__.py": {}, "src/shop/basket.py": {1: 1, 2: 1, 3: 1}}


@pytest.fixture
def remote(project: Project, tmp_path: Path) -> Path:
    project.git("checkout", "-q", "main")
    target = tmp_path / "remote.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(project.root), str(target)], check=True)
    return target


def clone(remote: Path, name: str) -> Project:
    """A clone of main with a commit of its own, pushed, as a job that was started by the push finds it."""
    made = object.__new__(Project)
    made.__dict__.update(root=remote.parent / name, lines={})
    subprocess.run(["git", "clone", "-q", "-b", "main", str(remote), str(made.root)], check=True)
    made.commit(f"Work of {name}")
    made.git("push", "-q", "origin", "main")
    made.junit()
    made.cobertura(COVERED)
    return made


def run(place: Project, script: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "CI"))}
    env |= {"PATH": f"{Path(COMMAND).parent}:{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull}
    command = ["bash", "-e", "-c", script]
    return subprocess.run(command, cwd=place.root, env=env, capture_output=True, text=True, check=False)


def test_the_commands_keep_the_notes_of_all_clones(remote: Path) -> None:
    (script,) = blocks(PAGE, "sh")
    for name in ("one", "two"):
        done = run(clone(remote, name), script)
        assert done.returncode == 0, done.stdout + done.stderr
    place = clone(remote, "three")
    (first, *_) = script.splitlines()
    assert run(place, first).returncode == 0
    assert len(place.git("notes", "--ref=refs/notes/lockstitch", "list").splitlines()) == 2
    place.git("checkout", "-q", "-b", "feature")
    place.commit("Change")
    place.write("lockstitch.yml", blocks(PAGE, "yaml")[0])
    place.cobertura({**COVERED, "src/shop/basket.py": {1: 1, 2: 1, 3: 0}})
    answer = place.check()
    assert (answer.code, "1 lost, 0 no longer measured" in answer) == (1, True)


@pytest.mark.defect("LS-108")
def test_without_the_fetch_the_command_says_how_to_go_on(remote: Path) -> None:
    _, snapshot, push = blocks(PAGE, "sh")[0].splitlines()
    one, two = clone(remote, "one"), clone(remote, "two")
    assert run(one, f"{snapshot}\n{push}").returncode == 0
    done = run(two, f"{snapshot}\n{push}")
    assert (done.returncode, "rejected" in done.stderr) == (1, True)
    told = re.search(
        r"where that is refused, the remote has some: (git fetch .*), then again$", done.stdout, re.MULTILINE
    )
    assert told
    assert run(two, f"{told[1]}\n{snapshot}\n{push}").returncode == 0
    again = run(two, snapshot)
    assert "refused" not in again.stdout
    assert f"next: {push}" in again.stdout


def test_the_workflow_is_valid_and_safe(tmp_path: Path) -> None:
    judge_workflow(blocks(PAGE, "yaml")[1], tmp_path)


def test_the_jobs_are_valid(tmp_path: Path) -> None:
    whole = yaml.safe_load(blocks(PAGE, "yaml")[3]) | {"tests": {"script": ["pytest"]}}
    whole["lockstitch"]["script"] = ["lockstitch check"]  # the component brings it
    (tmp_path / ".gitlab-ci.yml").write_text(json.dumps(whole), "utf-8")
    command = [str(Path(sys.executable).with_name("check-jsonschema")), "--builtin-schema", "vendor.gitlab-ci"]
    done = subprocess.run([*command, str(tmp_path / ".gitlab-ci.yml")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_scripts_of_both_services_are_the_commands() -> None:
    fetch, snapshot, _ = (line.partition(" #")[0] for line in blocks(PAGE, "sh")[0].splitlines())
    found = "\n".join(blocks(PAGE, "yaml"))
    assert found.count(fetch.partition(" origin ")[2]) == 4
    assert found.count(snapshot) == 2


@pytest.fixture
def generated(project: Project) -> Project:
    """Code on main, in src/gen/, that a snapshot holds; the change is yet to come."""
    project.git("checkout", "-q", "main")
    project.write("src/gen/words.py", "A = 1\nB = 2\n")
    project.commit("Words")
    project.cobertura({**COVERED, "src/gen/words.py": {1: 1, 2: 1}})
    assert project.run("snapshot").code == 0
    project.git("add", "--force", ".lockstitch")
    project.commit("Snapshot")
    project.git("checkout", "-q", "-b", "leaving")
    project.junit()
    project.cobertura(COVERED)
    return project


PATHS = "paths: {ignore: [src/gen/]}\n"


def test_the_waivers_answer_for_code_that_paths_leave_out(generated: Project) -> None:
    generated.write("lockstitch.yml", PATHS)
    answer = generated.check()
    assert (answer.code, "excluded-change lockstitch.yml" in answer, "lost-coverage src/gen" in answer) == (
        1,
        True,
        True,
    )
    generated.write("lockstitch.yml", PATHS + blocks(PAGE, "yaml")[4])
    assert generated.check().code == 0


def test_the_waivers_answer_for_code_that_is_moved(generated: Project) -> None:
    generated.write("vendor/README", "Of others\n")
    generated.git("mv", "src/gen", "vendor/gen")
    assert generated.check().code == 1
    waivers = blocks(PAGE, "yaml")[4].replace("path: lockstitch.yml", "path: src/gen/")
    generated.write("lockstitch.yml", waivers.replace("path: src/gen/", "path: vendor/gen/"))
    assert generated.check().code == 0
