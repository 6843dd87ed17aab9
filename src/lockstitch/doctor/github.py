"""GitHub's workflows and composite actions.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lockstitch.doctor.pipelines import REPORT, Job, Mark, Step, items, script, table
from lockstitch.shape import Path, Positions

FILES = (
    r"\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml",
    r"\.github/actions/.+/action\.ya?ml",
)
ALWAYS = re.compile(r"always\(\)|failure\(\)|cancelled\(\)|\.(?:outcome|conclusion|result)\b")
"""What runs a step after a failure: https://docs.github.com/actions/reference/workflows-and-actions/expressions"""
DEEPEN = "set `fetch-depth: 0` under `with:` of actions/checkout"


def jobs(path: str, source: Sequence[str], value: object, positions: Positions) -> Iterator[Job]:
    """Each job of a workflow, or the one of a composite action."""
    root = table(value)
    shell = _shell(root)
    for name, body in table(root.get("jobs")).items():
        own = table(body)
        place: Path = ("jobs", name)
        steps = tuple(_steps(own, place, source, positions, _shell(own) or shell))
        line = positions.get(place, 0)
        tolerated = _tolerated(own, place, positions)
        yield Job(path, name, line, steps, tolerated, _shallow(own, place, positions, steps), DEEPEN)
    runs = table(root.get("runs"))
    if runs:
        yield Job(path, "runs", 1, tuple(_steps(runs, ("runs",), source, positions, "")))


def _steps(body: Mapping[str, object], place: Path, source: Sequence[str], at: Positions, shell: str) -> Iterator[Step]:
    whole = "\n".join(source)
    for number, item in enumerate(items(body.get("steps"))):
        step = table(item)
        here: Path = (*place, "steps", number)
        run = str(step.get("run") or "")
        uses = str(step.get("uses") or "")
        kept = str([table(step.get("with")).get(key) for key in ("name", "path")])
        asked = f"steps.{step.get('id')}." in whole
        yield Step(
            line=at.get(here, 0),
            script=script(source, at.get((*here, "run"), 1), run),
            uses=uses,
            tolerated=None if asked else _tolerated(step, here, at),
            publishes=uses.partition("@")[0] if "upload-artifact" in uses and REPORT.search(kept) else "",
            always=bool(ALWAYS.search(str(step.get("if") or ""))),
            pipefail="pipefail" in run
            or "PIPESTATUS" in run
            or "pipefail" in _named(step, shell)
            or _named(step, shell) == "bash",
        )


def _named(step: Mapping[str, object], shell: str) -> str:
    """The shell of a step; where none is named it is `bash -e`, without pipefail."""
    return str(step.get("shell") or shell)


def _shell(body: Mapping[str, object]) -> str:
    return str(table(table(body.get("defaults")).get("run")).get("shell") or "")


def _tolerated(body: Mapping[str, object], place: Path, at: Positions) -> Mark | None:
    key = "continue-on-error"
    return Mark(at.get((*place, key), 0), f"{key}: true") if body.get(key) is True else None


def _shallow(body: Mapping[str, object], place: Path, at: Positions, steps: Sequence[Step]) -> Mark | None:
    """Where actions/checkout fetches less than the whole history, which it does unless told otherwise."""
    if any("--unshallow" in line for step in steps for _, line in step.script):
        return None
    for number, item in enumerate(items(body.get("steps"))):
        step = table(item)
        if str(step.get("uses") or "").startswith("actions/checkout"):
            here = (*place, "steps", number)
            depth = table(step.get("with")).get("fetch-depth", 1)
            line = at.get((*here, "with", "fetch-depth")) or at.get((*here, "uses"), 0)
            return None if str(depth) == "0" or "${{" in str(depth) else Mark(line, f"fetch-depth: {depth}")
    return None
