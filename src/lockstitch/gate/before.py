"""The configuration as the base had it, so that a change cannot leave something out of the gate by editing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lockstitch import config, load
from lockstitch.gate.scene import Run
from lockstitch.git import objects
from lockstitch.model import Change
from lockstitch.rules import RULES
from lockstitch.settings import Config
from lockstitch.values import NamedTuple

DEFAULTS: Mapping[str, Any] = Config._field_defaults
JUDGED_BY = ("records", "since", "scope", "trackers")
"""Keys on which it depends which records are judged."""


class Before(NamedTuple):
    """`config`: today's, with each key as the base had it that the change edits in the file `path`.

    What an option says was said at the base, too. `path` is empty where the change edits nothing. `said`: whether the
    configuration said anything there, as far as the change edits it.
    """

    config: Config
    path: str = ""
    said: bool = False

    def edits(self, today: Config) -> tuple[str, ...]:
        """The keys by which other records are judged than before."""
        return tuple(key for key in JUDGED_BY if getattr(self.config, key) != getattr(today, key))


def read(run: Run, change: Change) -> Before:
    """A file that cannot be read at the base changes nothing: no run went by it, and the change may mend it."""
    source = run.config.source
    names = config.FILES if source in ("", *config.FILES) else (source,)
    touched = _touched(change, names)
    if not touched:
        return Before(run.config)
    then, now = _said(_then(run, change, names, touched)), _said(_now(run, names))
    changed = dict(_changed(run.config, then, now)) if then is not None and now is not None else {}
    edited = source if source in touched else next(iter(touched))
    return Before(run.config._replace(**changed), edited, bool(then)) if changed else Before(run.config)


def _touched(change: Change, names: tuple[str, ...]) -> dict[str, str]:
    """Configuration file → its name at the base. One that an option names may have been renamed with the option."""
    found: dict[str, str] = {}
    for file in change.files.values() if change.base else ():
        found |= {name: name for name in (file.path, file.old_path) if name in names}
        if file.path in names and file.old_path and names is not config.FILES:
            found[file.path] = file.old_path
    return found


def _now(run: Run, names: Iterable[str]) -> Iterator[dict[str, Any] | None]:
    for name in names:
        whole = Path(run.config.root, name)
        if whole.is_file():
            yield config.stated(load.Source(str(whole), name), RULES)


def _then(
    run: Run, change: Change, names: tuple[str, ...], touched: Mapping[str, str]
) -> Iterator[dict[str, Any] | None]:
    places = {f"{change.base}:{old}": old for old in touched.values()}
    for place, data in objects.blobs(run.repository, places).items():
        yield stated(places[place], data)
    yield from _now(run, (name for name in names if name not in touched))


def _said(files: Iterable[dict[str, Any] | None]) -> dict[str, Any] | None:
    """What the one file says that says anything; None where one of them cannot be read."""
    read = list(files)
    return None if None in read else next(filter(None, read), {})


def _changed(today: Config, then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key in dict.fromkeys([*then, *now]):
        was, is_now = (said.get(key, DEFAULTS[key]) for said in (then, now))
        if was != is_now and getattr(today, key) == is_now:  # else an option says it
            yield key, was


def stated(path: str, data: bytes) -> dict[str, Any] | None:
    """What a configuration file says, as git has it; None where it cannot be read. Its own limits are none for it."""
    return config.stated(load.Source(path, path, data=data), RULES)


def since(run: Run, before: Before) -> Callable[[str, bytes], bool]:
    """(path, content in some commit) → whether the configuration says there what it says today of what it judges."""
    keys = before.edits(run.config)

    def done(path: str, data: bytes) -> bool:
        said = stated(path, data) or {}
        return all(said.get(key, DEFAULTS[key]) == getattr(run.config, key) for key in keys)

    return done
