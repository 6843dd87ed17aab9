"""What is looked for in the jobs of pipelines: what lets them pass, what they check out and what they hand on."""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.doctor.scene import Scene
from lockstitch.model.checkup import Weakness
from lockstitch.model.records import Location


def tolerated(scene: Scene) -> Iterator[Weakness]:
    """`continue-on-error: true` and its like on a step or job that runs a gate."""
    for job in scene.jobs:
        if job.tolerated and (gates := dict.fromkeys(job.gates)):
            message = f"`{job.tolerated.words}` lets the pipeline pass when {' or '.join(gates)} fails"
            yield Weakness("tolerated-failure", Location(job.path, job.tolerated.line), message, "")
        for step in job.steps:
            if step.tolerated and step.gates:
                message = f"{step.gates[0]} may fail unseen: {step.tolerated.words}"
                yield Weakness("tolerated-failure", Location(job.path, step.tolerated.line), message, "")


def shallow(scene: Scene) -> Iterator[Weakness]:
    """A job that runs lockstitch in a clone without history."""
    for job in scene.jobs:
        if job.shallow and "lockstitch" in job.gates:
            message = f"lockstitch has no history to compare with ({job.shallow.words})"
            yield Weakness("shallow-checkout", Location(job.path, job.shallow.line), message, job.deepen)


def lost(scene: Scene) -> Iterator[Weakness]:
    """Reports that are handed on only where everything passed before."""
    for job in scene.jobs:
        tested = False
        for step in job.steps:
            if step.publishes and not step.always and (tested or _whole(step.publishes, job.gates)):
                message = f"{step.publishes} keeps reports only when the tests pass"
                yield Weakness("report-only-on-success", Location(job.path, step.line), message, "")
            tested = tested or bool(set(step.gates) - {"lockstitch"})


def _whole(publishes: str, gates: tuple[str, ...]) -> bool:
    """GitLab's artifacts belong to the whole job, wherever they are written."""
    return publishes.startswith("artifacts") and bool(gates)


def absent(scene: Scene) -> Iterator[Weakness]:
    """A project that configures lockstitch, and pipelines that run tests but not lockstitch."""
    pipelines = [job for job in scene.jobs if job.path.endswith((".yml", ".yaml")) or "enkins" in job.path]
    if scene.config.source and not scene.gated and pipelines and not _mentioned(scene):
        tested = next((job for job in pipelines if job.gates), pipelines[0])
        message = "lockstitch is configured, but no pipeline runs `lockstitch check`"
        yield Weakness("gate-not-run", Location(tested.path, tested.line), message, "")


def _mentioned(scene: Scene) -> bool:
    """Whether a pipeline speaks of lockstitch in a way that is not understood here, such as a template's name."""
    return any("lockstitch" in scene.texts[job.path] for job in scene.jobs)
