"""What is looked for in the commands of pipelines and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lockstitch.doctor import shell
from lockstitch.doctor.pipelines import Job, Step
from lockstitch.doctor.scene import Scene
from lockstitch.model.checkup import Weakness
from lockstitch.model.records import Location

PASSES: tuple[tuple[str, str], ...] = (
    (r"--passWithNoTests\b|--pass-with-no-tests\b", "passes where no test is found"),
    (r"--suppress-no-test-exit-code\b", "passes where no test is selected"),
    (r"-Dmaven\.test\.failure\.ignore(?:=true)?(?![\w=])|--fail-never\b|(?<!\S)-fn\b", "passes when tests fail"),
    (r"--no-fail-on-error\b|(?<!\S)--exit-zero\b", "passes whatever it finds"),
    (r"(?<!\S)--cov-fail-under=0(?:\.0+)?(?!\S)|(?<!\S)--fail-under=0(?:\.0+)?(?!\S)", "asks for no coverage at all"),
)
"""What is written behind a runner → what it makes of it."""
CUT = re.compile(r"(?<!\S)(?:-x|--exitfirst|--maxfail(?:=|\s+)\d+|--bail(?:=\d+)?|--failfast|-failfast)(?!\S)")


def ignored(scene: Scene) -> Iterator[Weakness]:
    """`pytest || true`, and a command of many whose exit code decides nothing."""
    for job, step in _steps(scene):
        for number, line in step.lines():
            for command, by in shell.thrown_away(line):
                yield _weak("ignored-failure", job, number, f"`{by}` throws the exit code of {command.gate} away")
        if not step.stops:
            for number, command, by in _followed(step):
                message = f"{command.gate} does not decide: the exit code is that of `{by}` behind it"
                yield _weak("ignored-failure", job, number, message)
        yield from _unset(job, step)


def _followed(step: Step) -> Iterator[tuple[int, shell.Command, str]]:
    """Gates of a script that goes on after a failure, with what is run behind them."""
    lines = list(step.lines())
    for place, (number, line) in enumerate(lines):
        for command, by in shell.followed(line):
            yield number, command, by.lstrip(";& ")
        rest = [other for _, later in lines[place + 1 :] for other in later]
        asked = any("$?" in word or word == "exit" for other in rest for word in other.words)
        if rest and not asked and line and line[-1].gate and line[-1].gate != rest[-1].gate:
            yield number, line[-1], " ".join(rest[-1].words[:2])


def _unset(job: Job, step: Step) -> Iterator[Weakness]:
    """Gates between `set +e` and `set -e` in a script that asks for no exit code."""
    off = False
    text = "\n".join(line for _, line in step.script)
    for number, line in step.lines():
        for command in line:
            if command.words[0] == "set" and len(command.words) > 1:
                off = command.words[1].startswith("+") and "e" in command.words[1]
            elif off and command.gate and "$?" not in text and "PIPESTATUS" not in text:
                yield _weak("ignored-failure", job, number, f"after `set +e` {command.gate} may fail unseen")


def piped(scene: Scene) -> Iterator[Weakness]:
    """`pytest | tee log` in a shell without pipefail."""
    for job, step in _steps(scene):
        for number, line in [] if step.pipefail else step.lines():
            for command, last in shell.piped(line):
                message = f"the exit code of {command.gate} is lost: `{last}` ends the pipe, without pipefail"
                yield _weak("piped-exit-code", job, number, message)


def told_to_pass(scene: Scene) -> Iterator[Weakness]:
    """`jest --passWithNoTests`, `mvn -Dmaven.test.failure.ignore`."""
    for job, step in _steps(scene):
        for number, line in step.lines():
            for command in line:
                text = " ".join(command.words)
                for form, what in PASSES if command.gate else ():
                    if found := re.search(form, text):
                        yield _weak("told-to-pass", job, number, f"with {found[0].strip()} {command.gate} {what}")


def cut(scene: Scene) -> Iterator[Weakness]:
    """A run that ends at the first failure, and whose report therefore lacks the tests behind it."""
    for job, step in _steps(scene):
        for number, line in step.lines():
            for command in line:
                found = CUT.search(" ".join(command.words)) if command.gate else None
                if found and "lockstitch" in job.gates:
                    yield _weak("cut-run", job, number, f"{command.gate} stops at a failure ({found[0]})")
    if scene.pytest and scene.gated and (found := CUT.search(" ".join(scene.pytest.words("addopts")))):
        message = f"pytest stops at a failure (addopts: {found[0]})"
        yield Weakness("cut-run", scene.pytest.at("addopts"), message, "")


def _steps(scene: Scene) -> Iterator[tuple[Job, Step]]:
    return ((job, step) for job in scene.jobs for step in job.steps)


def _weak(check: str, job: Job, line: int, message: str) -> Weakness:
    return Weakness(check, Location(job.path, line), message, "")
