"""What only tests that failed have run is not covered: taken off before anything is judged by coverage.

Contexts tell who ran a line, and in coverage.py's data file which exits of it were taken. Where the reports hold none,
nobody can tell, and a line that ran counts as covered.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cache

from lockstitch import statements
from lockstitch.classes import language
from lockstitch.errors import plural
from lockstitch.gate.measure import Measured, Need, measure
from lockstitch.gate.scene import Scene
from lockstitch.lines import Lines
from lockstitch.model import FileCoverage
from lockstitch.settings import Config

FIXTURES = ("|setup", "|teardown")
"""How the contexts of fixtures end: https://pytest-cov.readthedocs.io/en/latest/contexts.html."""


def measured(config: Config, scene: Scene, need: Need, failed: Set[str], broken: Set[str]) -> Measured:
    """What the reports say without what only the `failed` tests ran; a note says how many lines those are.

    `broken`: those of them that ended in an error. What a fixture ran is void for them alone: it may stand for others.
    """

    @cache
    def void(context: str) -> bool:
        tests = broken if context.endswith(FIXTURES) else failed
        return bool(context) and not tests.isdisjoint(scene.identity.context(context))

    found = measure(config, scene, need._replace(contexts=need.lines), void)
    ran = {path: _alone(file, void, scene) for path, file in found.files.items()}
    count, first = sum(map(int.bit_count, ran.values())), next((path for path, lines in ran.items() if lines), "")
    if not count:
        return found
    files = {
        path: file._replace(executed=file.executed & ~ran[path], missing=file.missing | ran[path])
        for path, file in found.files.items()
    }
    told = f"{plural(count, 'line')} that only failed tests ran, as in {first}, count as not covered"
    last = found.inputs[-1]
    return found._replace(files=files, inputs=(*found.inputs[:-1], last._replace(notes=(*last.notes, told))))


def _alone(file: FileCoverage, void: Callable[[str], bool], scene: Scene) -> Lines:
    """The measured lines that only void contexts ran."""
    failing = others = 0
    for context, lines in file.contexts.items():
        if void(context):
            failing |= lines
        else:
            others |= lines
    return _first(failing, file, scene) & ~_first(others, file, scene) & file.measured


def _first(lines: Lines, file: FileCoverage, scene: Scene) -> Lines:
    """Of Python the first lines of the statements, as executed lines are told; contexts tell all that ran."""
    if language(file.path) != "Python":
        return lines
    outline = scene.sources.outline(file.path)
    return statements.normal(outline, lines) if outline.statement else lines
