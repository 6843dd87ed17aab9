"""The GitLab component: valid, and its script run as a job runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from guides import ROOT, blocks
from runner import FOREIGN, PYTHON
from shop_project import COMMAND, Answer, Project

from lockstitch import __version__

TEMPLATE = ROOT / "templates/lockstitch.yml"
OPTIONS = ("records", "results", "coverage", "base", "config")


def spec() -> dict[str, Any]:
    found = next(yaml.safe_load_all(TEMPLATE.read_text("utf-8")))["spec"]["inputs"]
    assert isinstance(found, dict)
    return found


def job(**inputs: object) -> dict[str, Any]:
    """The one job, with the inputs put in as GitLab does: as values, where they stand alone."""
    given = {name: each.get("default") for name, each in spec().items()} | {"needs": ["tests"], **inputs}
    text = TEMPLATE.read_text("utf-8").split("\n---\n")[1]
    (name,) = re.findall(r'^"\$\[\[ inputs\.(\w+) \]\]":', text, re.MULTILINE)
    whole = re.sub(r"(?<=: )\$\[\[ inputs\.(\w+) \]\]", lambda match: json.dumps(given[match[1]]), text)
    (found,) = yaml.safe_load(whole.replace(f"$[[ inputs.{name} ]]", str(given[name]))).values()
    assert isinstance(found, dict)
    return found


def ran(project: Project, shell: str = "bash", variables: Mapping[str, str] | None = None, **inputs: Any) -> Answer:
    """The job's script in a merge request's pipeline."""
    folder = project.root.parent / "bin"
    folder.mkdir(exist_ok=True)
    (folder / "python").write_text(PYTHON.format(log=folder / "log", command=COMMAND))
    (folder / "python").chmod(0o755)
    made = job(**inputs)
    env = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)} | {"GITLAB_CI": "true"}
    env |= {"PATH": f"{folder}:{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull, "TMPDIR": str(folder)}
    env |= {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    env |= {"CI_MERGE_REQUEST_DIFF_BASE_SHA": project.git("rev-parse", "main")}
    env |= {name: each["value"] if isinstance(each, dict) else each for name, each in made["variables"].items()}
    line = [shell, "-e", "-c", "\n".join(made["script"])]
    done = subprocess.run(
        line, cwd=project.root, env={**env, **(variables or {})}, capture_output=True, text=True, check=False
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def test_the_component_is_valid(tmp_path: Path) -> None:
    (tmp_path / "job.yml").write_text(yaml.safe_dump({"lockstitch": job()}))
    (tmp_path / "guide.yml").write_text(blocks("gitlab.md", "yaml")[0])
    (tmp_path / "wrong.yml").write_text(yaml.safe_dump({"lockstitch": {**job(), "image": 3}}))
    tool = [str(Path(sys.executable).with_name("check-jsonschema")), "--builtin-schema", "vendor.gitlab-ci"]
    codes = [
        subprocess.run([*tool, f"{name}.yml"], cwd=tmp_path, capture_output=True, check=False).returncode
        for name in ("job", "guide", "wrong")
    ]
    assert codes == [0, 0, 1]


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_a_merge_request_is_judged_and_shown(project: Project, shell: str) -> None:
    answer = ran(project, shell)
    assert (answer.code, answer.err) == (0, "")
    assert "GitLab merge request" in answer
    assert json.loads((project.root / "gl-code-quality-report.json").read_text()) == []
    assert (project.root.parent / "bin/log").read_text().endswith(f"lockstitch=={__version__}\n")


@pytest.mark.parametrize(("broken", "code", "severity"), [("<skipped/>", 1, "critical"), ("<", 3, "major")])
def test_a_red_gate_still_writes_what_the_job_uploads(project: Project, broken: str, code: int, severity: str) -> None:
    project.junit((("test_total", ""), ("test_shop_12_voucher", broken)))
    assert ran(project).code == code
    found = json.loads((project.root / "gl-code-quality-report.json").read_text())
    assert {each["severity"] for each in found} == {severity}
    artifacts = job()["artifacts"]
    assert artifacts["when"] == "always"
    assert all((project.root / path).is_file() for path in [*artifacts["paths"], *artifacts["reports"].values()])


def test_a_schedule_judges_the_records_and_a_tag_is_left_out(project: Project) -> None:
    tag, schedule, always = job()["rules"]
    assert (tag["if"], tag["when"], always) == ("$CI_COMMIT_TAG", "never", {"when": "always"})
    merge = {"CI_PIPELINE_SOURCE": "schedule", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": ""}
    assert ran(project, variables=merge | schedule["variables"]).code == 0
    assert ran(project, variables=merge).code == 3


@pytest.mark.parametrize("name", OPTIONS)
def test_every_input_arrives_and_none_reaches_the_shell(project: Project, name: str) -> None:
    answer = ran(project, **dict[str, Any]({name: "x y$(touch owned)`touch owned`\"; touch owned; '"}))
    assert (answer.code, "x y$(touch owned)" in answer.out + answer.err) == (
        2 if name in {"base", "config"} else 3,
        True,
    )
    assert not list(project.root.parent.rglob("owned"))


def test_no_input_stands_in_the_script_or_is_expanded() -> None:
    assert "inputs." not in "".join(job()["script"])
    text = TEMPLATE.read_text("utf-8").split("\n---\n")[1]
    assert text.count("expand: false") == len(OPTIONS) + 1


def test_the_guide_knows_every_input() -> None:
    guide = (ROOT / "docs/how-to/gitlab.md").read_text("utf-8")
    assert all(f"| `{name}` | {each['description']} |" in guide for name, each in spec().items())
    (example,) = blocks("gitlab.md", "yaml")
    assert yaml.safe_load(example)["include"][0]["inputs"].keys() <= spec().keys()


def test_the_command_without_the_component(project: Project) -> None:
    (line,) = blocks("gitlab.md", "sh")
    assert project.run(*line.split()[1:], "--base", "main").code == 0
    assert {"gl-code-quality-report.json", "lockstitch-verdict.xml"} <= {each.name for each in project.root.iterdir()}
