"""Scripts that pipelines call: shell, make, tox, npm, and Jenkins' pipelines, which are read line by line.

https://www.gnu.org/software/make/manual/html_node/Errors.html, https://tox.wiki/en/latest/config.html,
https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from lockstitch.doctor.pipelines import Job, Mark, Step, table
from lockstitch.load import Source

Read: TypeAlias = Callable[[str, Sequence[str]], Iterator[Job]]
QUOTED = re.compile(r"""\bsh\b[^'"]*?('{3}|"{3}|'|")(?P<text>.*?)(?:\1|$)""")
ALWAYS = re.compile(r"\b(?:always|unsuccessful|failure|cleanup|finally)\s*\{")


def shell(path: str, source: Sequence[str]) -> Iterator[Job]:
    """A shell script; it stops at a failure from the line on that says so."""
    text = "\n".join(source)
    stops = bool(re.search(r"^\s*set\s+-\w*e|^#!.*\s-\w*e|set -o errexit", text, re.MULTILINE))
    last = max((n for n, line in enumerate(source, 1) if line.strip() and not line.lstrip().startswith("#")), default=0)
    lines = tuple((number, line) for number, line in enumerate(source, 1))
    yield Job(path, path, last, (Step(1, lines, stops=stops, pipefail="pipefail" in text),))


def make(path: str, source: Sequence[str]) -> Iterator[Job]:
    """Each recipe line is a shell of its own; a leading `-` throws its exit code away."""
    pipefail = any("pipefail" in line for line in source)
    errexit = any(re.match(r"\s*\.?SHELLFLAGS\s*:?=.*-\w*e", line) for line in source)
    steps = []
    for number, line in enumerate(source, 1):
        if line.startswith("\t"):
            bare = line.strip()
            prefix = re.match(r"[@+-]*", bare)
            ignored = Mark(number, "a `-` before the command") if prefix and "-" in prefix[0] else None
            text = bare.lstrip("@+-")
            steps.append(Step(number, ((number, text),), tolerated=ignored, stops=errexit, pipefail=pipefail))
    yield Job(path, path, 1, tuple(steps))


def tox(path: str, source: Sequence[str]) -> Iterator[Job]:
    """Each section; `- ` before a command and `ignore_outcome` let it fail."""
    steps: list[Step] = []
    start, tolerated, inside = 1, None, False
    for number, line in enumerate(source, 1):
        key = re.match(r"(\w+)\s*=\s*(.*)", line)
        if line.startswith("["):
            if steps:
                yield Job(path, source[start - 1].strip("[] \n"), start, tuple(steps), tolerated)
            steps, start, tolerated, inside = [], number, None, False
        elif key:
            inside = key[1].startswith("commands")
            if key[1] == "ignore_outcome" and key[2].strip().lower() == "true":
                tolerated = Mark(number, line.strip())
        text = key[2] if key else line.strip()
        if inside and text.strip():
            steps.append(_tox_step(number, text.strip()))
    if steps:
        yield Job(path, source[start - 1].strip("[] \n"), start, tuple(steps), tolerated)


def _tox_step(number: int, text: str) -> Step:
    ignored = Mark(number, "a `-` before the command") if text.startswith("- ") or re.match(r"-\w", text) else None
    return Step(number, ((number, text.lstrip("-! ")),), tolerated=ignored)


def npm(path: str, source: Sequence[str]) -> Iterator[Job]:
    """The scripts of `package.json`, each run by `sh -c`. Raises `ReadError` where it is no JSON."""
    try:
        scripts = table(table(json.loads("\n".join(source))).get("scripts"))
    except (ValueError, RecursionError):
        raise Source(path, path).refuse("is not well-formed JSON") from None
    for name, text in scripts.items():
        number = next((n for n, line in enumerate(source, 1) if f'"{name}"' in line and ":" in line), 1)
        yield Job(path, name, number, (Step(number, ((number, str(text)),), stops=False, pipefail=False),))


def jenkins(path: str, source: Sequence[str]) -> Iterator[Job]:
    """A Jenkinsfile, which is a program in Groovy: its `sh` steps, what catches their errors, and what is published."""
    steps: list[Step] = []
    always = caught = level = 0
    for number, line in enumerate(source, 1):
        if ALWAYS.search(line):
            always = always or level + 1
        if "catchError" in line and "buildResult: 'FAILURE'" not in line and "{" in line:
            caught = caught or level + 1
        mark = Mark(number, "catchError around it") if caught else None
        if "returnStatus: true" in line and "=" not in line.partition("sh")[0]:
            mark = Mark(number, "returnStatus: true, which nobody looks at")
        steps += _jenkins_steps(number, line, mark, bool(always))
        level += line.count("{") - line.count("}")
        always, caught = (mark_level if mark_level <= level else 0 for mark_level in (always, caught))
    yield Job(path, path, 1, tuple(steps))


def _jenkins_steps(number: int, line: str, tolerated: Mark | None, always: bool) -> Iterator[Step]:
    if call := QUOTED.search(line):
        yield Step(number, ((number, call["text"]),), tolerated=tolerated, always=always, pipefail="pipefail" in line)
    elif published := re.search(r"\b(junit|recordCoverage|archiveArtifacts)\b[ (]", line):
        yield Step(number, publishes=published[1], always=always)


BESIDE = r"(?:\.?ci|\.github|\.gitlab|\.circleci|\.buildkite|\.travis)/"
"""Folders of pipelines: what lies there is theirs."""
BARE = rf"(?:{BESIDE}|(?:scripts?|bin|tools)/)(?:[^/]+/)?[^/.]+"
"""A file without an ending: a shell script where its first line says so."""
SHELL = rf"{BARE}|(?:[^/]+/){{0,3}}[^/]+\.(?:ba)?sh"
FILES: tuple[tuple[str, Read], ...] = (
    (r"(?:.*/)?Jenkinsfile[^/]*|(?:.*/)?[^/]*\.jenkinsfile", jenkins),
    (r"(?:GNU)?[Mm]akefile|[^/]+\.mk", make),
    (r"tox\.ini", tox),
    (r"(?:[^/]+/){0,2}package\.json", npm),
    (SHELL, shell),
)
"""What a file is called → how it is read."""
