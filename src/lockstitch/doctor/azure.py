"""Azure Pipelines: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lockstitch.doctor.pipelines import Job, Mark, Step, items, script, table
from lockstitch.shape import Path, Positions

FILES = (r"(?:.*/)?azure-pipelines[^/]*\.ya?ml", r"\.azure(?:-pipelines)?/.+\.ya?ml")
SHELLS = ("script", "bash", "pwsh", "powershell")
DEEPEN = "add the step `checkout: self` with `fetchDepth: 0`"
PUBLISHERS = ("PublishTestResults", "PublishCodeCoverage", "PublishPipelineArtifact", "PublishBuildArtifacts")


def jobs(path: str, source: Sequence[str], value: object, positions: Positions) -> Iterator[Job]:
    """Each list of steps, wherever it stands: in a job, a stage, a template, or at the top."""
    for place, body in _with_steps(value, ()):
        steps = tuple(_steps(body, place, source, positions))
        line = positions.get(place, 1)
        name = str(body.get("job") or body.get("deployment") or "steps")
        tolerated = _tolerated(body, place, positions)
        yield Job(path, name, line, steps, tolerated, _shallow(body, place, positions), DEEPEN)


def _with_steps(value: object, place: Path) -> Iterator[tuple[Path, Mapping[str, object]]]:
    body = table(value)
    if items(body.get("steps")):
        yield place, body
    for key in ("stages", "jobs", "parameters"):
        for number, item in enumerate(items(body.get(key))):
            yield from _with_steps(item, (*place, key, number))
    strategy = table(table(table(body.get("strategy")).get("runOnce")).get("deploy"))
    if strategy:
        yield from _with_steps(strategy, (*place, "strategy", "runOnce", "deploy"))


def _steps(body: Mapping[str, object], place: Path, source: Sequence[str], at: Positions) -> Iterator[Step]:
    for number, item in enumerate(items(body.get("steps"))):
        step = table(item)
        here = (*place, "steps", number)
        shell = next((key for key in SHELLS if isinstance(step.get(key), str)), "")
        text = str(step.get(shell) or "")
        task = str(step.get("task") or "")
        condition = str(step.get("condition") or "").lower()
        yield Step(
            line=at.get(here, 0),
            script=script(source, at.get((*here, shell), 1), text),
            uses=task,
            tolerated=_tolerated(step, here, at),
            publishes=task.partition("@")[0] if task.startswith(PUBLISHERS) else "",
            always="always()" in condition or "succeededorfailed()" in condition or "failed()" in condition,
            stops="set -e" in text or "errexit" in text,
            pipefail="pipefail" in text or "PIPESTATUS" in text,
        )


def _tolerated(body: Mapping[str, object], place: Path, at: Positions) -> Mark | None:
    key = "continueOnError"
    return Mark(at.get((*place, key), 0), f"{key}: true") if body.get(key) is True else None


def _shallow(body: Mapping[str, object], place: Path, at: Positions) -> Mark | None:
    """A pipeline made since 2022 fetches one commit: the checkout step says otherwise, or nothing does."""
    for number, item in enumerate(items(body.get("steps"))):
        step = table(item)
        if "checkout" in step:
            here = (*place, "steps", number)
            depth = step.get("fetchDepth", "1, Azure's default")
            line = at.get((*here, "fetchDepth")) or at.get(here, 0)
            return None if str(depth) == "0" or step["checkout"] == "none" else Mark(line, f"fetchDepth: {depth}")
    return Mark(at.get((*place, "steps"), 0), "fetchDepth: 1, Azure's default")
