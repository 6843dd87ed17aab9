"""Everything that the checks look at, read once: pipelines, the scripts that they call, and tools' settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from lockstitch import load
from lockstitch.classes import classifier
from lockstitch.doctor import azure, github, gitlab, scripts, tools
from lockstitch.doctor.pipelines import Job
from lockstitch.errors import Fault, LockstitchError
from lockstitch.model import FileClass
from lockstitch.settings import Config, Limits
from lockstitch.shape import Positions, yaml_text
from lockstitch.values import NamedTuple

T = TypeVar("T")
Read: TypeAlias = Callable[[str, Sequence[str], object, Positions], Iterator[Job]]
PIPELINES: tuple[tuple[str, Read], ...] = tuple(
    ("|".join(service.FILES), service.jobs) for service in (github, gitlab, azure)
)
"""What a service's pipelines are called → how they are read."""
LARGEST = 1 << 20
"""Bytes of a pipeline, script or settings file; a larger one is made by a program."""


class Scene(NamedTuple):
    """`texts`: every file that was read. `tests`: the sources of tests in Python, which marks are looked for in."""

    config: Config
    jobs: tuple[Job, ...]
    pytest: tools.Settings | None
    coverage: tools.Settings | None
    texts: Mapping[str, str]
    tests: Mapping[str, str]
    files: tuple[str, ...]
    classify: Callable[[str], FileClass]
    faults: tuple[Fault, ...]

    @property
    def gated(self) -> bool:
        """Whether a pipeline or script runs lockstitch."""
        return any("lockstitch" in job.gates for job in self.jobs)


def scene(config: Config, files: Sequence[str]) -> Scene:
    """The repository's files as far as they decide whether a gate can fail; what cannot be read is a fault."""
    faults: list[Fault] = []
    texts = _texts(config, files, faults)
    jobs = tuple(job for path, text in texts.items() for job in _tried(faults, partial(_jobs, path, text)) or ())
    classify = classifier(config.paths)
    tests = (path for path in files if path.endswith(".py") and classify(path) == "test")
    return Scene(
        config=config,
        jobs=jobs,
        pytest=_tried(faults, partial(tools.pytest, texts)),
        coverage=_tried(faults, partial(tools.coverage, texts)),
        texts=texts,
        tests={path: text for path in tests if (text := _text(config, path, [])) is not None},
        files=tuple(files),
        classify=classify,
        faults=tuple(dict.fromkeys(faults)),
    )


def _texts(config: Config, files: Sequence[str], faults: list[Fault]) -> dict[str, str]:
    """What is looked at. A shell script counts where it lies with the pipelines, or where one of them calls it."""
    named = [path for path in files if _wanted(path)]
    texts = {path: text for path in named if (text := _text(config, path, faults)) is not None}
    others = {path: text for path, text in texts.items() if not re.fullmatch(scripts.SHELL, path)}
    called = "\n".join(others.values())
    near = re.compile(scripts.BESIDE)
    return {p: text for p, text in texts.items() if p in others or near.match(p) or p in called}


def _wanted(path: str) -> bool:
    return path in tools.FILES or any(re.fullmatch(form, path) for form, _ in (*PIPELINES, *scripts.FILES))


def _text(config: Config, path: str, faults: list[Fault]) -> str | None:
    """A file's text; None where it cannot be read, and for a file without an ending that is no shell script."""
    source = load.Source(str(Path(config.root, path)), path, Limits(bytes=LARGEST))
    try:
        if re.fullmatch(scripts.BARE, path) and not re.match(rb"#!.*\b(?:ba|da|k|z)?sh\b", load.head(source)):
            return None
        return load.text(source)
    except LockstitchError as error:
        faults += error.faults
        return None


def _jobs(path: str, text: str) -> list[Job]:
    source = text.splitlines()
    for form, read in PIPELINES:
        if re.fullmatch(form, path):
            found: list[Fault] = []  # a repeated key or a tag does not keep the rest from being looked at
            value, positions = yaml_text(text, load.Source(path, path), found)
            return list(read(path, source, value, positions))
    return [job for form, look in scripts.FILES if re.fullmatch(form, path) for job in look(path, source)]


def _tried(faults: list[Fault], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except LockstitchError as error:
        faults += error.faults
        return None
