"""A report's path becomes a repository path, here and nowhere else.

Reports are written in containers, in other clones, from other folders. A path settles by, in this order: the configured
`paths.map`; standing below the repository's top folder; standing there word for word; and at last by a *root* that many
paths of the same report agree on (`/app/src/shop/x.py` → `src/shop/x.py` with root `/app`). A path that fits two files
is ambiguous and is never guessed.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from lockstitch.values import NamedTuple

HEADERS = ("/usr/include/", "/usr/local/include/", "/usr/lib/gcc/", "/Applications/Xcode")
"""Where the compiler's own headers lie, which LCOV lists as well: `/usr/include/string.h` is no `string.h` of ours."""


class Settled(NamedTuple):
    """`paths`: the report's spelling → repository path. The rest could not be settled, and is said."""

    paths: Mapping[str, str] = MappingProxyType({})
    ambiguous: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    unmatched: tuple[str, ...] = ()


class Repository:
    """The repository's files, indexed for settling. `root` is the absolute top folder."""

    def __init__(self, root: str, files: Iterable[str], mapping: Mapping[str, str]) -> None:
        self.files = frozenset(files)
        self.roots = {plain(root).rstrip("/") + "/", plain(str(Path(root).resolve())).rstrip("/") + "/"}
        self.mapping = sorted(((plain(a), plain(b)) for a, b in mapping.items()), key=lambda pair: -len(pair[0]))
        self.by_name: dict[str, list[str]] = defaultdict(list)
        for path in self.files:
            self.by_name[path.rpartition("/")[2]].append(path)

    def modules(self, paths: Mapping[str, str]) -> None:
        """Import paths of Go modules → the folder of their `go.mod`: what a profile writes before each path.

        What the configuration maps comes first, an inner module before the one around it.
        """
        found = sorted(((f"{module}/", folder) for module, folder in paths.items()), key=lambda pair: -len(pair[0]))
        self.mapping += [(module, folder) for module, folder in found if module not in dict(self.mapping)]

    def settle(self, listed: Sequence[str], roots: Sequence[str] = (), folder: str = "") -> Settled:
        """Settles all paths of one report together: they vote on the root that their report was written under.

        `folder`: where the report lies, relative to the top folder: its paths may be relative to that, too, and of
        equal fits it means the one that lies with it.
        """
        sure: dict[str, str] = {}
        unsure: dict[str, list[tuple[str, str]]] = {}
        ambiguous: dict[str, tuple[str, ...]] = {}
        for raw in listed:
            _sort(raw, self._certain(raw, roots, folder), sure, ambiguous)
            if raw not in sure and raw not in ambiguous and self._mapped(plain(raw)) is None:
                unsure[raw] = self._possible(raw, roots)
        below = any(self._below(plain(raw)) for raw in sure)
        votes = Counter(root for found in unsure.values() for root in {root for _, root in found})
        for raw, found in unsure.items():
            if not (below and plain(raw).startswith("/")):  # else the report was written here, and this lies outside
                most = max((votes[root] for _, root in found), default=0)
                _sort(raw, _nearest({path for path, root in found if votes[root] == most}, folder), sure, ambiguous)
        unmatched = tuple(raw for raw in listed if raw not in sure and raw not in ambiguous)
        return Settled(sure, ambiguous, unmatched)

    def _certain(self, raw: str, roots: Sequence[str], folder: str) -> set[str]:
        """Repository files that the spelling names without any guess."""
        path = plain(raw)
        mapped = self._mapped(path)
        if mapped is not None:
            return {mapped} & self.files
        spelled = [posixpath.normpath(posixpath.join(plain(root), path)) for root in roots] or [path]
        found = {known for one in spelled if (known := self._mapped(one) or self._below(one) or one) in self.files}
        if folder:
            found |= {posixpath.normpath(posixpath.join(folder, path))} & self.files
        foreign = roots and all(root.startswith("/") for root in map(plain, roots))
        return found or (set() if foreign else {path} & self.files)

    def _mapped(self, path: str) -> str | None:
        for prefix, folder in self.mapping:
            if path.startswith(prefix):
                rest = path[len(prefix) :].lstrip("/")
                return posixpath.normpath(posixpath.join(folder, rest)) if folder else rest
        return None

    def _below(self, path: str) -> str:
        return next((path[len(root) :] for root in self.roots if path.startswith(root)), "")

    def _possible(self, raw: str, roots: Sequence[str]) -> list[tuple[str, str]]:
        """(repository file, root that makes it so) where one spelling is the end of the other and is not mapped."""
        path = plain(raw)
        if path.startswith(HEADERS):
            return []
        spelled = [posixpath.normpath(posixpath.join(plain(root), path)) for root in roots] or [path]
        found = []
        for one in (one for one in spelled if self._mapped(one) is None):
            for known in self.by_name.get(one.rpartition("/")[2], ()):
                if one.endswith("/" + known):
                    found.append((known, one[: -len(known)]))
                elif not one.startswith("/") and known.endswith("/" + one):
                    found.append((known, "+" + known[: -len(one)]))
        return found


def _nearest(fits: set[str], folder: str) -> set[str]:
    """Of equal fits those that lie with the report: what a module's build writes is about the module."""
    while folder and len(fits) > 1:
        if inside := {path for path in fits if path.startswith(f"{folder}/")}:
            return inside
        folder = folder.rpartition("/")[0]
    return fits


def _sort(raw: str, fits: set[str], sure: dict[str, str], ambiguous: dict[str, tuple[str, ...]]) -> None:
    if len(fits) == 1:
        sure[raw] = fits.pop()
    elif fits:
        ambiguous[raw] = tuple(sorted(fits))


def plain(path: str) -> str:
    """Slashes one way, no drive letter, no leading `./`: `C:\\ci\\x.py` → `/ci/x.py`."""
    text = path.replace("\\", "/")
    if len(text) > 1 and text[1] == ":" and text[0].isalpha():
        text = text[2:]
    while text.startswith("./"):
        text = text[2:]
    return text
