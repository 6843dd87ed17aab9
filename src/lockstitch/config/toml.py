"""`[tool.lockstitch]` of a TOML file, with the lines of its keys, which the standard parser does not tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from lockstitch import load
from lockstitch.errors import Fault, UsageError

if TYPE_CHECKING:
    from lockstitch.config.checked import Key


def read(source: load.Source) -> tuple[Mapping[str, object], Callable[[Key], int]]:
    """The values of `[tool.lockstitch]` (empty where there is none), and the line of a key, as near as text tells."""
    text = load.text(source)
    if "lockstitch" not in text:
        return {}, lambda _key: 0
    tool = whole(text, source).get("tool", {})
    values = tool.get("lockstitch", {}) if isinstance(tool, Mapping) else {}
    if not isinstance(values, Mapping):
        raise UsageError(Fault("tool.lockstitch must be a table", source.name))
    places = _places(text)
    return values, lambda key: _nearest(places, key)


def whole(text: str, source: load.Source) -> Mapping[str, object]:
    """Everything that a TOML file holds."""
    try:
        return load.toml(text)
    except (RecursionError, ValueError) as error:
        found = re.search(r"line (\d+)", str(error))
        raise UsageError(Fault(f"is not valid TOML: {error}", source.name, int(found[1]) if found else 0)) from None


def _places(text: str) -> dict[tuple[str, ...], int]:
    """Key path below `tool.lockstitch` → line where it is first written."""
    places: dict[tuple[str, ...], int] = {}
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\[?([^\]]+)\]", line)
        key = re.match(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""", line)
        if header:
            section = _parts(header[1])
            places.setdefault(section, number)
        elif key:
            places.setdefault((*section, *_parts(key[1])), number)
    return {path[2:]: number for path, number in places.items() if path[:2] == ("tool", "lockstitch")}


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"' ") for part in re.findall(r"""[\w-]+|"[^"]*"|'[^']*'""", dotted))


def _nearest(places: Mapping[tuple[str, ...], int], key: Key) -> int:
    """The line of the key, else of the longest part of its path that is written out."""
    words = tuple(str(part) for part in key)
    return next((places[words[:n]] for n in range(len(words), -1, -1) if words[:n] in places), 0)
