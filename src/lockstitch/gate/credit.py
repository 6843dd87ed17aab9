"""What only tests that failed have run is not covered: taken off before anything is judged by coverage.

Contexts tell who ran a line. Where the reports hold none, nobody can tell, and a line that ran counts as covered.
"""

from __future__ import annotations

from collections.abc import Set

from lockstitch import statements
from lockstitch.classes import language
from lockstitch.errors import plural
from lockstitch.gate.measure import Measured
from lockstitch.gate.scene import Scene
from lockstitch.lines import Lines
from lockstitch.model import FileCoverage


def passed(measured: Measured, failed: Set[str], scene: Scene) -> Measured:
    """The same coverage without the lines that only the `failed` tests ran; a note says how many those are."""
    files = {path: _passed(file, failed, scene) for path, file in measured.files.items()}
    lost = {path: (measured.files[path].executed & ~file.executed).bit_count() for path, file in files.items()}
    count, first = sum(lost.values()), next((path for path, lines in lost.items() if lines), "")
    if not count:
        return measured
    told = f"{plural(count, 'line')} that only failed tests ran, as in {first}, count as not covered"
    last = measured.inputs[-1]
    return measured._replace(files=files, inputs=(*measured.inputs[:-1], last._replace(notes=(*last.notes, told))))


def _passed(file: FileCoverage, failed: Set[str], scene: Scene) -> FileCoverage:
    failing = others = 0
    for context, lines in file.contexts.items():
        if context and not failed.isdisjoint(scene.identity.context(context)):
            failing |= lines
        else:
            others |= lines
    lost = _first(failing, file, scene) & ~_first(others, file, scene) & file.executed
    return file._replace(executed=file.executed & ~lost, missing=file.missing | lost)


def _first(lines: Lines, file: FileCoverage, scene: Scene) -> Lines:
    """Of Python the first lines of the statements, as executed lines are told; contexts tell all that ran."""
    if language(file.path) != "Python":
        return lines
    outline = scene.sources.outline(file.path)
    return statements.normal(outline, lines) if outline.statement else lines
