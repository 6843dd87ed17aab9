"""`lockstitch init`, as it is called, and that what it names next works."""

import os
import subprocess
from pathlib import Path

import pytest
from shop_project import COMMAND, Project


def fresh(project: Project) -> None:
    project.git("rm", "-q", "defects.yml")
    project.write("pyproject.toml", "[project]\nname = 'shop'\n")
    project.commit("Start")


def test_a_look_writes_nothing(project: Project) -> None:
    fresh(project)
    answer = project.run("init", "--hook", "--ci")
    assert answer.code == 0
    assert "defects.yml: would be written" in answer
    assert "nothing was written; to write it: lockstitch init --write --ci --hook\n" in answer
    assert project.git("status", "--short") == ""
    assert not (project.root / ".git/hooks/pre-push").exists()


@pytest.mark.parametrize("words", [(), ("--ci",), ("--hook",)])
def test_what_it_asks_for_again_is_what_was_asked_for(project: Project, words: tuple[str, ...]) -> None:
    fresh(project)
    answer = project.run("init", "--repo", "src/shop", *words)
    told = answer.out.strip().rpartition("to write it: lockstitch ")[2]
    assert told == " ".join(["init", "--write", *words, "--repo", "src/shop"])
    command = project.run(*told.split()).out.strip().rpartition("next: lockstitch ")[2]
    assert command.endswith(" --repo src/shop")
    assert project.run(*command.split()).code == 0


def test_what_is_to_be_pasted_stands_as_it_is(project: Project) -> None:
    fresh(project)
    project.write("Jenkinsfile", "node {}\n")
    assert "\nsh 'pip install lockstitch && lockstitch check'\n" in project.run("init")
    assert "\n  │ version: 1\n" in project.run("init")


def test_what_it_names_next_works(project: Project) -> None:
    fresh(project)
    answer = project.run("init", "--write")
    assert answer.code == 0
    assert "pyproject.toml: has these lines at its end" in answer
    command = answer.out.strip().rpartition("next: lockstitch ")[2]
    assert project.run(*command.split()).code == 0
    again = project.run("init", "--write")
    assert "nothing to write; next: lockstitch" in again
    assert "pyproject.toml: stays as it is (configures lockstitch already)" in again


def test_the_pipeline_and_the_records_that_are_there_stay(project: Project) -> None:
    answer = project.run("init", "--write")
    assert "defects.yml: stays as it is (holds the records)" in answer
    assert (project.root / "lockstitch.yml").exists()


def test_the_hook_holds_a_push_back(project: Project, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "far.git")], check=True)
    project.git("remote", "add", "origin", str(tmp_path / "far.git"))
    project.git("push", "-q", "origin", "main")
    assert project.run("init", "--write", "--hook").code == 0
    project.commit("Gate")
    path = f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT", "CI"))} | {"PATH": path}
    push = ["git", "push", "-q", "origin", "feature"]
    done = subprocess.run(push, cwd=project.root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    project.append("defects.yml", "  - {id: SHOP-13, kind: defect, title: No tax, status: fixed}\n")
    project.commit("A defect without a test")
    done = subprocess.run(push, cwd=project.root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "SHOP-13" in done.stdout + done.stderr
