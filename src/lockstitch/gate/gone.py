"""Tests that a report still shows as passed, but that their files no longer define: the report is older than the code.

Many tests are defined by no `def` in their own file (inherited, generated, imported), so that a name which is merely
not found says nothing. A test is gone where an earlier version of its file defined it, today's does not, and nothing
there could still make it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lockstitch.classes import language
from lockstitch.errors import ReadError
from lockstitch.gate.scene import Scene
from lockstitch.git import history, objects
from lockstitch.git.repository import Repository
from lockstitch.model import Change

VERSIONS = 30
"""Earlier versions of a file that are looked at: a report is not older than that."""
PLAIN = r"(?:\w+\.)*(?:object|TestCase|IsolatedAsyncioTestCase)?\s*,?"
"""Bases of a class that bring no tests along."""


class Gone:
    """Answers for one repository; a file is only looked at where one of its tests is in doubt."""

    def __init__(self, repository: Repository, scene: Scene, change: Change) -> None:
        self._repository = repository
        self._scene = scene
        self._deleted = tuple(p for p, f in change.files.items() if f.status == "deleted" and language(p) == "Python")
        self._files = frozenset(scene.files)
        self._today: dict[str, Mapping[str, int]] = {}
        self._codes: dict[str, str] = {}
        self._before: dict[str, frozenset[str]] = {}
        self._known: dict[str, bool] = {}

    def __contains__(self, test: str) -> bool:
        """Whether the test with this id is gone."""
        path, _, name = test.partition("[")[0].partition("::")
        if not language(path):
            return any(_names(path.split("."), deleted) for deleted in self._deleted)
        if not name:
            return False
        key = f"{path}::{name}"
        if key not in self._known:
            self._known[key] = self._gone(path, name)
        return self._known[key]

    def _gone(self, path: str, name: str) -> bool:
        if path not in self._files:
            return bool(self._versions(path))
        if language(path) != "Python" or self._plainly(path, name) or name in self._defined(path):
            return False
        return name in self._formerly(path) and not self._made_otherwise(path, name)

    def _plainly(self, path: str, name: str) -> bool:
        """Whether the file has the function in column 0, and no long string in which that could be mere text."""
        text = f"\n{self._scene.sources.text(path)}"
        return f"\ndef {name}(" in text and '"""' not in text and "'''" not in text

    def _defined(self, path: str) -> Mapping[str, int]:
        if path not in self._today:
            from lockstitch import functions

            self._today[path] = functions.defined(self._scene.sources.data(path))
        return self._today[path]

    def _versions(self, path: str) -> tuple[str, ...]:
        """The newest commits that changed a path; none where the history cannot be read."""
        try:
            return history.touching(self._repository, path, VERSIONS)
        except ReadError:
            return ()

    def _formerly(self, path: str) -> frozenset[str]:
        """Every test that one of the earlier versions of a file defined."""
        if path not in self._before:
            names = [f"{sha}{parent}:{path}" for sha in self._versions(path) for parent in ("", "^")]
            found = objects.blobs(self._repository, names)
            from lockstitch import functions

            self._before[path] = frozenset(name for blob in set(found.values()) for name in functions.defined(blob))
        return self._before[path]

    def _made_otherwise(self, path: str, name: str) -> bool:
        """Whether the file of today may still make the test: by its name, by a base class, by a star import."""
        *owners, function = name.split("::")
        text = self._code(path)
        word = re.compile(rf"\b{re.escape(function)}\b")
        definition = re.compile(rf"\bdef[ \t]+{re.escape(function)}\b")
        named = function in text and word.search(definition.sub("", text))
        if not owners:
            if named:
                return True
            return "import *" in text and self._somewhere(definition)
        head = re.search(rf"^[ \t]*class[ \t]+{re.escape(owners[-1])}\b[ \t]*(?:\(([^)]*)\))?", text, re.MULTILINE)
        if head is None:
            return False
        if named:
            return True
        return not re.fullmatch(PLAIN, (head[1] or "").strip()) and self._somewhere(definition)

    def _somewhere(self, definition: re.Pattern[str]) -> bool:
        return any(definition.search(self._code(path)) for path in self._files if language(path) == "Python")

    def _code(self, path: str) -> str:
        if path not in self._codes:
            self._codes[path] = _code(self._scene.sources.text(path))
        return self._codes[path]


def _names(dotted: list[str], path: str) -> bool:
    """Whether a dotted name that fits no file of today begins with the module that `path` was."""
    beginnings = ("/".join(dotted[:cut]) + ".py" for cut in range(1, len(dotted) + 1))
    return any(f"/{path}".endswith(f"/{beginning}") for beginning in beginnings)


def _code(text: str) -> str:
    """The lines that are no comment."""
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))
