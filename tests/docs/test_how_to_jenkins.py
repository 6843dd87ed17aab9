"""The Jenkinsfile: shown in the guide as it is, and its gate run as a change request's build runs it."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
from guides import ROOT, blocks
from runner import FOREIGN
from shop_project import COMMAND, Project

from lockstitch import __version__

FILE = (ROOT / "templates/Jenkinsfile").read_text("utf-8")
STEPS = re.findall(r"\bsh '(.*)'$", FILE, re.MULTILINE)


@pytest.fixture
def built(project: Project) -> Project:
    """The project as the build's checkout has it, the virtual environment beside it."""
    project.git("update-ref", "refs/remotes/origin/main", "main")
    folder = project.root.parent / "tmp/venv/bin"
    folder.mkdir(parents=True)
    (folder / "lockstitch").symlink_to(COMMAND)
    return project


def gate(project: Project, **variables: str) -> subprocess.CompletedProcess[str]:
    (line,) = (step for step in STEPS if " check " in step)
    env = {k: v for k, v in os.environ.items() if not k.startswith((*FOREIGN, "CHANGE_", "TAG_"))}
    env |= {"JENKINS_URL": "https://ci.example.org/", "WORKSPACE_TMP": str(project.root.parent / "tmp")}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, **variables}
    return subprocess.run(
        ["sh", "-xe", "-c", line], cwd=project.root, env=env, capture_output=True, text=True, check=False
    )


def test_the_guide_shows_the_file() -> None:
    assert blocks("jenkins.md", "groovy") == [FILE.split("\n", 1)[1]]
    assert (len(STEPS), f"lockstitch=={__version__}" in STEPS[1]) == (4, True)
    assert FILE.count("{") == FILE.count("}")


def test_a_change_request_is_compared_with_its_target(built: Project) -> None:
    done = gate(built, CHANGE_TARGET="main")
    assert (done.returncode, "Jenkins change requ" in done.stdout) == (0, True)


@pytest.mark.parametrize(("broken", "code"), [("<skipped/>", 1), ("<", 3)])
def test_a_red_gate_still_writes_what_is_published(built: Project, broken: str, code: int) -> None:
    built.junit((("test_total", ""), ("test_shop_12_voucher", broken)))
    assert gate(built, CHANGE_TARGET="main").returncode == code
    published = re.findall(r"lockstitch(?:-verdict\.xml|\.sarif)", FILE.split("post {")[1])
    assert published == ["lockstitch-verdict.xml", "lockstitch.sarif"]
    assert all((built.root / name).stat().st_size for name in published)


def test_a_branch_without_a_build_before_it_says_so(built: Project) -> None:
    done = gate(built)
    assert (done.returncode, "no earlier build of this branch is told" in " ".join(done.stdout.split())) == (3, True)
    assert gate(built, GIT_PREVIOUS_COMMIT=built.git("rev-parse", "main")).returncode == 0
