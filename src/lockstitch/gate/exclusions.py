"""What the change under review takes out of measurement: pragmas, attributes, entries of coverage configurations, and
files that leave the product."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import partial

from lockstitch.classes import language, measures
from lockstitch.gate.before import Before
from lockstitch.gate.scene import Run, Scene
from lockstitch.gate.sources import Sources
from lockstitch.git import objects
from lockstitch.model import Change, Exclusion, FileChange, Location

CONFIGURATIONS = frozenset(
    {".coveragerc", ".coveragerc.toml", "setup.cfg", "tox.ini", "pyproject.toml", ".nycrc", ".nycrc.json"}
    | {"package.json", "jest.config.json"}
)


def added(change: Change, run: Run, scene: Scene, stood: Before, languages: Set[str]) -> tuple[Exclusion, ...]:
    """`stood`: the configuration of the base. `languages`: those that are measured here."""
    from lockstitch import exclusions

    found = []
    configured = [
        f for p, f in change.files.items() if p.rpartition("/")[2] in CONFIGURATIONS and f.status != "deleted"
    ]
    before = objects.blobs(run.repository, [f.old_blob for f in configured if f.old_blob]) if configured else {}
    for file in configured:
        old = before.get(file.old_blob)
        text = old.decode("utf-8", "replace") if old is not None else None
        name, now = file.path.rpartition("/")[2], scene.sources.text(file.path)
        entries = exclusions.configured(name, text, now, partial(_there, scene.files))
        found += [Exclusion(Location(file.path, line), what) for line, what in entries]
    for path, file in change.files.items():
        if scene.classify(path) == "product" and language(path) and file.added:
            found += _pragmas(file, scene.sources)
    if stood.path or any(file.status == "renamed" for file in change.files.values()):
        from lockstitch.gate import leaving

        found += leaving.told(change, run.config, stood, scene, languages)
    return tuple(found)


def _there(files: Iterable[str], source: str) -> bool:
    """Whether what was measured is anything of this repository."""
    return any(measures(source, path) for path in files)


def _pragmas(file: FileChange, sources: Sources) -> Iterator[Exclusion]:
    from lockstitch import exclusions

    outline, text = sources.outline(file.path), sources.text(file.path)
    for line, what in exclusions.pragmas(file.path, file.text, text):
        yield Exclusion(Location(file.path, line), what, exclusions.scope(outline, line, text))
