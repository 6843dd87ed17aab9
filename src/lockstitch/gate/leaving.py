"""Code that is product at the base and no more after the change: moved away, or taken out by `paths`.

From then on nobody judges it, whatever is written into it. What the base calls product, its own configuration tells; a
project that only begins with Lockstitch leaves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set

from lockstitch import config, load
from lockstitch.classes import classifier, language
from lockstitch.errors import plural
from lockstitch.gate import inputs
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import objects
from lockstitch.lines import of
from lockstitch.model import Change, Exclusion, FileClass, Location
from lockstitch.settings import Paths


def told(change: Change, run: Run, scene: Scene, languages: Set[str]) -> Iterator[Exclusion]:
    """The files that were moved, each, and the configuration, for all that it takes out.

    `languages`: those that are measured here, without which nobody judges a file anyway.
    """
    names = {path: file.old_path or path for path, file in change.files.items() if file.status != "added"}

    def left(path: str, was: Callable[[str], FileClass]) -> bool:
        old = names.get(path, path)
        return language(old) in languages and was(old) == "product" and not _product(path, scene)

    moved = [path for path, file in change.files.items() if file.status == "renamed" and left(path, scene.classify)]
    for path in moved:
        headers = scene.sources.outline(path).headers if language(path) == "Python" else ()
        yield Exclusion(Location(path), f"moving {names[path]} out of the product", of(list(headers)))
    place, before = _before(change, run)
    if before is None or before._replace(map={}) == run.config.paths._replace(map={}):
        return
    was = classifier(before)
    out = [path for path in scene.files if path not in moved and left(path, was)]
    if out and any(_product(path, scene) for path in scene.files):  # else `unusable-input` says so
        more = f" and {plural(len(out) - 1, 'more file')}" if len(out) > 1 else ""
        yield Exclusion(Location(run.config.source or place), f"`paths`, which leaves out {out[0]}{more},")


def _product(path: str, scene: Scene) -> bool:
    return bool(language(path)) and scene.classify(path) == "product"


def _before(change: Change, run: Run) -> tuple[str, Paths | None]:
    """The configuration file and its paths at the base, if the change touches it; None without a gate at the base."""
    source = run.config.source
    files = [f for f in change.files.values() if {f.path, f.old_path} & {source, *config.FILES}]
    if not files or (source and source not in change.files):
        return source, None
    names = {file.old_path or file.path: f"{change.base}:{file.old_path or file.path}" for file in files}
    ledgers = [f"{change.base}:{name}" for name in inputs.RECORDS]
    found = objects.blobs(run.repository, [*names.values(), *ledgers])
    for path, name in names.items():
        paths = config.paths_of(load.Source(path, path, run.config.limits, found.get(name, b"")))
        if paths is not None:
            return path, paths
    return source, Paths() if any(ledger in found for ledger in ledgers) else None
