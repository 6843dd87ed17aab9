"""The guide for GitHub: its workflow is one, and its commands do what it says."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import runner
import yaml
from guides import blocks, judge_workflow
from shop_project import COMMAND, Project

PAGE = "github.md"


def test_the_workflow_is_valid_and_safe(tmp_path: Path) -> None:
    judge_workflow(blocks(PAGE, "yaml")[0], tmp_path)


def test_every_block_of_yaml_is_yaml_and_names_inputs_that_there_are() -> None:
    found = blocks(PAGE, "yaml")
    assert len(found) == 4
    for block in found:
        yaml.safe_load(block)
    given = set(re.findall(r"^ {10}(token|repo|results|base)\b", "".join(found), re.MULTILINE))
    assert given == {"token"} & runner.action()["inputs"].keys()


def test_the_commands_without_the_action(project: Project, tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    main, head = project.git("rev-parse", "main"), project.git("rev-parse", "HEAD")
    event.write_text(json.dumps({"pull_request": {"number": 2, "base": {"sha": main}, "head": {"sha": head}}}))
    (block,) = blocks(PAGE, "sh")
    checked, commented = block.splitlines()
    environ = {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
        "PATH": f"{Path(COMMAND).parent}:/usr/bin:/bin",
    }
    environ["GITHUB_STEP_SUMMARY"] = str(tmp_path / "summary.md")
    for line, told in ((checked, "the gate holds\n"), (commented, "no comment: there is no GITHUB_TOKEN\n")):
        done = subprocess.run(
            ["bash", "-c", line], cwd=project.root, env=environ, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith(told)
    assert (tmp_path / "summary.md").read_text("utf-8").startswith("## ✅ lockstitch")
