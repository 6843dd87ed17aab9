"""The guide for the pre-push hook: its line installs a hook that stops a push."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import yaml
from guides import ROOT, blocks
from shop_project import COMMAND, Project

from lockstitch.init.hook import BEFORE


def bash(project: Project, line: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": f"{Path(COMMAND).parent}:/usr/bin:/bin", "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(["bash", "-c", line], cwd=project.root, env=env, capture_output=True, text=True, check=False)


def test_the_line_installs_the_hook(project: Project, tmp_path: Path) -> None:
    (project.root / ".git/hooks").mkdir(exist_ok=True)
    line, beside = blocks("pre-push.md", "sh")
    assert beside == BEFORE
    assert bash(project, line).returncode == 0
    bash(project, f"git init -q --bare {tmp_path}/r.git && git remote add origin {tmp_path}/r.git")
    assert bash(project, "git push -q origin HEAD").stdout == "lockstitch: the gate holds\n"
    project.append("defects.yml", "  - {id: SHOP-13, kind: defect, title: T, status: fixed}\n")
    project.commit("Fixes SHOP-13")
    assert bash(project, "git push -q origin HEAD").returncode == 1


def test_the_hook_of_the_guide_is_the_one_that_there_is() -> None:
    (block,) = blocks("pre-push.md", "yaml")
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert yaml.safe_load(block)["repos"][0]["hooks"] == [{"id": hook["id"]}]
