"""Code that is product at the base and no more after the change: moved away, or taken out by `paths`.

From then on nobody judges it, whatever is written into it. What the base calls product, its own configuration tells; a
project that only begins with Lockstitch leaves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from itertools import chain

from lockstitch import config
from lockstitch.classes import classifier, language, matches
from lockstitch.errors import plural
from lockstitch.gate import inputs
from lockstitch.gate.before import Before
from lockstitch.gate.scene import Scene
from lockstitch.lines import of
from lockstitch.model import Change, Exclusion, FileClass, Location
from lockstitch.settings import Config


def told(change: Change, today: Config, stood: Before, scene: Scene, languages: Set[str]) -> Iterator[Exclusion]:
    """The files that were moved, each, and the configuration, for all that it takes out.

    `today` and `stood`: the configuration of today and of the base. `languages`: those that are measured here, without
    which nobody judges a file anyway.
    """
    names = {path: file.old_path or path for path, file in change.files.items() if file.status != "added"}

    def left(path: str, was: Callable[[str], FileClass]) -> bool:
        old = names.get(path, path)
        return language(old) in languages and was(old) == "product" and not _product(path, scene)

    moved = [path for path, file in change.files.items() if file.status == "renamed" and left(path, scene.classify)]
    for path in moved:
        headers = scene.sources.outline(path).headers if language(path) == "Python" else ()
        yield Exclusion(Location(path), f"moving {names[path]} out of the product", of(list(headers)))
    before = stood.config.paths
    if before._replace(map={}) == today.paths._replace(map={}) or not _began(change, stood, scene):
        return
    was = classifier(before)
    out = [path for path in scene.files if path not in moved and left(path, was)]
    if out and any(_product(path, scene) for path in scene.files):  # else `unusable-input` says so
        more = f" and {plural(len(out) - 1, 'more file')}" if len(out) > 1 else ""
        yield Exclusion(Location(today.source or stood.path), f"`paths`, which leaves out {out[0]}{more},")


def _product(path: str, scene: Scene) -> bool:
    return bool(language(path)) and scene.classify(path) == "product"


def _began(change: Change, stood: Before, scene: Scene) -> bool:
    """Whether the base had a gate: its configuration says something, or its file or a ledger lies there."""
    if stood.said:
        return True
    old = (file.old_path or path for path, file in change.files.items() if file.status != "added")
    configured = {stood.path, *config.FILES} - {"pyproject.toml"}
    return any(
        path in configured or _ledger(path)
        for path in chain(old, (path for path in scene.files if path not in change.files))
    )


def _ledger(path: str) -> bool:
    """Whether records are found there without being named; a folder of them may be a symbolic link."""
    found = path.endswith(inputs.ENDINGS["records"]) and any(matches(f"/{name}", path) for name in inputs.RECORDS)
    return found or f"{path}/" in inputs.RECORDS
