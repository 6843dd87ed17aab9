"""As much of GitHub's runner as a composite action needs: its steps in bash, its files, and its expressions.

https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from shop_project import COMMAND

ROOT = Path(__file__).parents[2]
FOREIGN = ("GIT", "CI", "COV_CORE", "LOCKSTITCH", "PRE_COMMIT", "RUNNER_", "JENKINS", "BUILD")
PYTHON = """\
#!/bin/bash
echo "$*" >> {log}
if [ "$2" = venv ]; then mkdir -p "$3/bin"; ln -sf {command} "$3/bin/lockstitch"; cp "$0" "$3/bin/python"; fi
"""
"""Stands for a Python that makes an environment and installs into it: what is installed is what is tested here."""


@dataclass
class Job:
    """What a run of the action came to. `steps`: name → exit code of those that ran; `log`: what they printed."""

    code: int = 0
    steps: dict[str, int] = field(default_factory=dict)
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""


def action() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def evaluated(text: object, context: Mapping[str, Any]) -> str:
    """A value with its expressions replaced; strings, `==`, `!=`, `&&`, `||`, `!` and `cancelled()` are known."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: str(_value(match[1], context)), str(text))


def _value(expression: str, context: Mapping[str, Any]) -> object:
    python = expression.replace("&&", " and ").replace("||", " or ")
    return eval(re.sub(r"!(?!=)", " not ", python).strip(), {"__builtins__": {}}, dict(context))


def run(folder: Path, workspace: Path, environ: Mapping[str, str], inputs: Mapping[str, str] | None = None) -> Job:
    """Runs the action in `workspace`. `folder` is for the runner's own files; `environ` is the job's."""
    stub = folder / "python"
    stub.write_text(PYTHON.format(log=folder / "python.log", command=COMMAND))
    stub.chmod(0o755)
    metadata = action()
    given = {name: str(spec["default"]) for name, spec in metadata["inputs"].items()}
    given |= {"python": str(stub), **(inputs or {})}
    context: dict[str, Any] = {
        "inputs": SimpleNamespace(**given),
        "github": SimpleNamespace(event_name=environ["GITHUB_EVENT_NAME"]),
        "steps": SimpleNamespace(),
        "cancelled": lambda: False,
    }
    job = Job()
    for number, step in enumerate(metadata["runs"]["steps"]):
        if _due(step.get("if", "${{ True }}"), job, context):
            _step(job, step, context, {**environ, "STEP": str(number), "RUNNER_TEMP": str(folder)}, workspace)
    job.outputs = {name: evaluated(each["value"], context) for name, each in metadata["outputs"].items()}
    return job


def _due(condition: str, job: Job, context: Mapping[str, Any]) -> bool:
    """Whether a step runs: after a failure only where its condition asks for the job's state at all."""
    asks = re.search(r"\b(cancelled|always|failure)\(\)", condition)
    return bool(asks or not job.code) and evaluated(condition, context) == "True"


def _step(job: Job, step: dict[str, Any], context: dict[str, Any], environ: dict[str, str], workspace: Path) -> None:
    folder = Path(environ["RUNNER_TEMP"])
    files = {name: folder / f"{name}-{environ.pop('STEP', '')}" for name in ("GITHUB_OUTPUT",)}
    files["GITHUB_STEP_SUMMARY"] = files["GITHUB_OUTPUT"].with_suffix(".md")
    script = files["GITHUB_OUTPUT"].with_suffix(".sh")
    script.write_text(step["run"])
    for file in files.values():
        file.write_text("")
    env = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
    env |= environ | {name: str(path) for name, path in files.items()}
    env |= {name: evaluated(value, context) for name, value in step["env"].items()}
    env |= {"GITHUB_ACTION_PATH": str(ROOT), "GIT_CONFIG_GLOBAL": os.devnull, "LOCKSTITCH_TODAY": "2026-06-01"}
    bash = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
    done = subprocess.run(bash, cwd=workspace, env=env, capture_output=True, text=True, check=False)
    sys.stderr.write(done.stderr)
    job.log += done.stdout + done.stderr
    job.steps[step["name"]] = done.returncode
    job.summary += files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
    if done.returncode and not step.get("continue-on-error"):
        job.code = job.code or done.returncode
    told = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text("utf-8").splitlines())
    if "id" in step:
        setattr(context["steps"], step["id"], SimpleNamespace(outputs=SimpleNamespace(**told)))
