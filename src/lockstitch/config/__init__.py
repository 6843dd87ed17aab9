"""Options and configuration file, merged into one frozen `Config`: an option beats the file, the file what is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockstitch import load
from lockstitch.errors import Fault, LockstitchError, UsageError
from lockstitch.settings import Config, Scope
from lockstitch.values import NamedTuple

if TYPE_CHECKING:
    from lockstitch.config.checked import Key

FILES = ("lockstitch.yml", "lockstitch.yaml", "pyproject.toml")


class Options(NamedTuple):
    """What the command line says; an empty value says nothing."""

    repo: str = "."
    config: str = ""
    records: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()
    base: str = ""
    scope: Scope | None = None
    static: bool = False
    snapshot: str = ""
    """A path, or `notes`."""
    pushed: str = ""
    """Standard input of git's pre-push hook."""


def read(root: str, options: Options, rules: Iterable[str]) -> Config:
    """The configuration of the repository at `root`. Raises `UsageError` with every fault of the file at once."""
    name, values, line_of = _file(root, options.config)
    found, faults = _fields(name, values, line_of, rules) if values else ({}, [])
    if faults:
        raise UsageError(*faults)
    found["base_fallback"] = found.pop("base", "")
    return Config(root=root, source=name, **{**found, **_given(options)})


def _fields(
    name: str, values: Mapping[str, object], line_of: Callable[[Key], int], rules: Iterable[str]
) -> tuple[dict[str, Any], list[Fault]]:
    """The values that can be read, and the faults of the others."""
    from lockstitch.config.checked import Checked
    from lockstitch.config.fields import fields
    from lockstitch.shape import unknown_key

    checked = Checked(name, line_of)
    known = fields(rules)
    found = {}
    for key, value in values.items():
        if key not in known:
            checked.refuse((key,), *unknown_key(str(key), known))
        elif (one := known[key].read(checked, (key,), value)) is not None:
            found[key] = one
    return found, checked.faults


def _given(options: Options) -> dict[str, object]:
    """The options that were given, as fields of `Config`; relative inputs are as seen from the current folder."""
    given: dict[str, object] = {
        kind: () if values == ("none",) else tuple(str(Path(v).absolute()) for v in values)
        for kind in ("records", "results", "coverage")
        if (values := getattr(options, kind))
    }
    if options.base:
        given["base"] = options.base
    if options.scope:
        given["scope"] = options.scope
    if options.snapshot:
        given["snapshot_named"] = named if (named := options.snapshot) == "notes" else str(Path(named).absolute())
    if options.static:
        given["static"] = True
    return given


def _file(root: str, named: str) -> tuple[str, Mapping[str, object], Callable[[Key], int]]:
    """(name for messages, values, line of a key) of the configuration file, the empty one where there is none."""
    if named:
        path = Path(named).absolute()
        if not path.is_file():
            raise UsageError(Fault("does not exist", named, hint="--config names the configuration file"))
        inside = path.is_relative_to(root)
        return _values(load.Source(str(path), path.relative_to(root).as_posix() if inside else named))
    found = [Path(root) / name for name in FILES if (Path(root) / name).is_file()]
    read = [(path, _values(load.Source(str(path), path.name))) for path in found]
    tables = [values for path, values in read if values[1] or path.suffix != ".toml"]
    if len(tables) > 1:
        names = " and ".join(name for name, _, _ in tables)
        raise UsageError(Fault(f"{names} both configure lockstitch", hint="keep one of them"))
    return tables[0] if tables else ("", {}, lambda _key: 0)


def stated(source: load.Source, rules: Iterable[str]) -> dict[str, Any] | None:
    """What a configuration file says, such as a commit has it, as fields of `Config`; None where it cannot be read.

    A value that is refused is left out: no run could ever have gone by it.
    """
    try:
        return _fields(*_values(source), rules)[0]
    except LockstitchError:
        return None


def _values(source: load.Source) -> tuple[str, Mapping[str, object], Callable[[Key], int]]:
    name = source.name
    if source.path.endswith(".toml"):
        from lockstitch.config import toml

        return name, *toml.read(source)
    from lockstitch.shape import yaml_values

    values, positions = yaml_values(source)
    if values is None:
        values = {}
    if not isinstance(values, Mapping):
        raise UsageError(Fault("must be a table of keys", name, 1))
    return (
        name,
        values,
        lambda key: next((positions[key[:n]] for n in range(len(key), 0, -1) if key[:n] in positions), 0),
    )
