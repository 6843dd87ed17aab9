"""Which test is which: JUnit's classname and name, coverage contexts and people's links become one id.

The id is pytest's node id with the path from the repository's top (`tests/test_x.py::TestC::test_y[p]`), else
`file::class::name` as far as a report tells. A name that two files answer to is an ambiguity, not a guess.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from lockstitch.model import TestCase

PHASES = ("|run", "|setup", "|teardown")


class Identity:
    """The repository's files, indexed by how reports name test modules."""

    def __init__(self, files: Iterable[str]) -> None:
        self._files = frozenset(files)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._files):
            name = path.rpartition("/")[2]
            self._by_name[name].append(path)
            self._by_stem[name.partition(".")[0]].append(path)
        self._modules: dict[str, tuple[tuple[str, ...], str]] = {}

    def of(self, case: TestCase) -> tuple[str, ...]:
        """The case's id; several where it is ambiguous."""
        folder = case.report.rpartition("/")[0]
        if "::" in case.id and (case.id.partition("::")[0] in self._files or case.file):
            return self.node(case.id, folder)
        if not case.classname and case.outcome == "error":  # pytest: a file that could not be collected
            paths, rest = self._module(case.name)
            return self._near(paths, folder) if paths and not rest else self.node(case.id, folder)
        paths, rest = self._module(case.classname)
        paths = self._near(paths, folder)
        if not paths:
            return self.node(case.id, folder)
        middle = rest or ("" if paths[0].endswith(".py") else case.classname.rpartition(".")[2])
        parts = [part for part in (*middle.split("."), case.name) if part]
        return tuple("::".join((path, *parts)) for path in paths)

    def _near(self, paths: tuple[str, ...], folder: str) -> tuple[str, ...]:
        """Of files that a name may mean, the one below the report's folder; both, where the name also fits the top."""
        if len(paths) == 1:
            inner = f"{folder}/{paths[0]}"
            return (*paths, inner) if folder and inner in self._files else paths
        below = tuple(path for path in paths if folder and path.startswith(folder + "/"))
        return below if len(below) == 1 else paths

    def node(self, written: str, folder: str = "") -> tuple[str, ...]:
        """A node id whose path may be relative to another folder than the repository's top.

        `folder`: where the report lies that names it, relative to the top; empty for the top or where no report does.
        """
        path, separator, rest = written.partition("::")
        path = path.replace("\\", "/") if separator else path  # a backslash behind it belongs to a parameter
        fits: tuple[str, ...] = (path,)
        if path not in self._files:
            known = self._by_name.get(path.rpartition("/")[2], ())
            fits = tuple(k for k in known if k.endswith("/" + path)) or _longest(known, path)
        fits = self._near(fits, folder)
        return tuple(known + separator + rest for known in fits) or (written,)

    def context(self, name: str) -> tuple[str, ...]:
        """The id behind a coverage context: `tests/test_x.py::test_y|run`, or `tests.test_x.TestC.test_y`."""
        bare = next((name[: -len(phase)] for phase in PHASES if name.endswith(phase)), name)
        if "::" in bare:
            return self.node(bare)
        paths, rest = self._module(bare)
        return tuple("::".join((path, *rest.split("."))) for path in paths if rest) or (bare,)

    def _module(self, dotted: str) -> tuple[tuple[str, ...], str]:
        """(files, rest) of a dotted name: the longest beginning that is a module of the repository."""
        if dotted not in self._modules:
            self._modules[dotted] = self._settled(dotted.replace("/", ".").split("."))
        return self._modules[dotted]

    def _settled(self, parts: Sequence[str]) -> tuple[tuple[str, ...], str]:
        cuts = range(len(parts), 0, -1)
        for cut in cuts:
            if (path := "/".join(parts[:cut]) + ".py") in self._files:
                return (path,), ".".join(parts[cut:])
        for cut in cuts:
            end = "/" + "/".join(parts[:cut]) + "."
            fits = tuple(p for p in self._by_stem.get(parts[cut - 1], ()) if end in f"/{p}" and _is_end(p, end))
            if fits:
                return fits, ".".join(parts[cut:])
        return (), ""


def _longest(known: Iterable[str], path: str) -> tuple[str, ...]:
    """Of the files in which an absolute path of another machine may end, the one with the longest path."""
    if not (path.startswith("/") or path[1:3] == ":/"):
        return ()
    ends = sorted((k for k in known if path.endswith("/" + k)), key=len)
    return tuple(ends[-1:])


def _is_end(path: str, end: str) -> bool:
    """Whether `path` without its endings ends in `end` (which has a slash before and a dot behind)."""
    return "/" not in f"/{path}"[f"/{path}".rindex(end) + len(end) :]


def bare(test: str) -> str:
    """A test's id without its parameters: `…::test_y[a::b]` → `…::test_y`."""
    head, separator, tail = test.partition("[")
    return head if separator and tail.endswith("]") else test


def spellings(ids: Sequence[str], case: TestCase) -> set[str]:
    """All spellings under which a link may name this case: its ids, its function, its class, its file; Java's ways."""
    found = set()
    for one in ids:
        function = bare(one)
        found |= {one, function}
        parts = function.split("::")
        found |= {"::".join(parts[:n]) for n in range(1, len(parts))}
    name = re.split(r"[\[(]", case.name, maxsplit=1)[0]
    if case.classname:
        simple = case.classname.rpartition(".")[2]
        for owner in (case.classname, simple):
            found |= {f"{owner}{joint}{name}" for joint in ("::", ".", "#")}
        found.add(case.classname)
    return found
