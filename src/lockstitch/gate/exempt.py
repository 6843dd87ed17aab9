"""Changed files of which nothing is owed, and why: it is decided by what they hold, never by what a message claims.

Generated files say so in their first lines, in the words of Go (https://go.dev/s/generatedcode) or of Meta's tools; a
file that already was there has to have said so before the change. What a revert restores is what stood there before
the commit that it undoes, byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from lockstitch.classes import language, matches
from lockstitch.gate.changed import Desk
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import history, objects
from lockstitch.lines import Lines, of
from lockstitch.model import ChangedFile, Exempt, FileChange

GENERATED = r"\s*(?:#|//|/\*|\*|--|;|%|<!--)(?:\W*\s)?(?:Code generated .*\bDO NOT EDIT\b|\W*@generated\b)"
"""In a comment, whatever begins one in the language."""
HEAD = 20
"""Lines in which a file says that it is generated."""
DOCUMENTS = (".md", ".rst", ".txt", ".adoc")
DEPENDENCIES = (
    "requirements*.txt", "constraints*.txt", "requirements/", "pyproject.toml", "setup.cfg", "Pipfile", "*.lock",
    "package.json", "package-lock.json", "pnpm-lock.yaml", "npm-shrinkwrap.json", "go.mod", "go.sum", "Cargo.toml",
    "pom.xml", "Gemfile", "composer.json", "*.csproj", "packages.config", "environment.yml",
)  # fmt: skip
"""Files in which dependencies are raised; none of them holds a statement."""


def beforehand(run: Run, scene: Scene, past: Past, back: Mapping[str, Lines]) -> dict[str, Exempt]:
    """Files with code that need not be covered: path → why. `back`: the lines that a revert brought back."""
    code = {
        path: file
        for path, file in past.change.files.items()
        if file.added and language(path) and scene.classify(path) == "product"
    }
    generated: dict[str, Exempt] = {path: "generated" for path, file in code.items() if _is_generated(file, scene)}
    whole = [path for path, file in code.items() if path in back and not file.added & ~back[path]]
    restored: dict[str, Exempt] = dict.fromkeys((*_restored(code, run, scene, past), *whole), "restored")
    return {**restored, **generated}


def _is_generated(file: FileChange, scene: Scene) -> bool:
    outline = scene.sources.outline(file.path)
    code = of(outline.statement.keys()) | outline.inert  # of Python: a string may hold what looks like a comment
    for number in range(1, HEAD + 1):
        if re.match(GENERATED, scene.sources.line(file.path, number)) and not code >> number & 1:
            return file.status == "added" or not file.added >> number & 1
    return False


def _restored(files: Mapping[str, FileChange], run: Run, scene: Scene, past: Past) -> Iterator[str]:
    """Files that a revert in this change brought back to what they were before the commit that it undoes."""
    undone = [sha for shas in past.history.undone.values() for sha in shas]
    if not undone or not files:
        return
    touched = history.paths_of(run.repository, past.history, undone)
    asked = {f"{sha}^:{path}": path for sha, paths in touched.items() for path in paths if path in files}
    for name, before in objects.blobs(run.repository, asked).items():
        if _same(before, scene.sources.text(asked[name]).replace("\r\n", "\n")):
            yield asked[name]


def _same(before: bytes, text: str) -> bool:
    from lockstitch.gate.sources import decoded

    return decoded(before).replace("\r\n", "\n") == text


def every(desk: Desk, changed: Iterable[ChangedFile], scene: Scene, past: Past) -> dict[str, Exempt]:
    """All changed files of which nothing is owed, with those that hold nothing which could be covered, and those of
    which a part is not owed."""
    judged, known = {file.path for file in changed}, desk.exempt
    parts: dict[str, Exempt] = dict.fromkeys((path for path in desk.restored if path in judged), "restored in part")
    return parts | {
        path: why
        for path, file in past.change.files.items()
        if path not in judged and file.status != "deleted" and (why := known.get(path) or _without(file, scene))
    }


def _without(file: FileChange, scene: Scene) -> Exempt | None:
    path = file.path
    if _raises(path):
        return "dependencies"
    if language(path):
        product = bool(file.added) and scene.classify(path) == "product"
        return "no statement" if product and _is_silent(file, scene) else None
    if scene.classify(path) == "product" and not file.binary and file.added:
        return "documentation" if PurePosixPath(path).suffix.lower() in DOCUMENTS else "no code"
    return None


def _is_silent(file: FileChange, scene: Scene) -> bool:
    """Whether no added line says anything. Python was parsed; of other languages a line that is in no report may."""
    if language(file.path) == "Python":
        return True
    surface = scene.sources.surface(file.path)
    return not file.added & ~(surface.silent | surface.brackets)


@lru_cache(maxsize=10_000)
def _raises(path: str) -> bool:
    return any(matches(glob, path) for glob in DEPENDENCIES)
