"""The settings of pytest and coverage.py, wherever a project writes them down.

https://docs.pytest.org/en/stable/reference/customize.html, https://coverage.readthedocs.io/en/latest/config.html
"""

from __future__ import annotations

import configparser
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import TypeVar

from lockstitch.config import toml
from lockstitch.doctor.pipelines import table
from lockstitch.load import Source
from lockstitch.model.records import Location
from lockstitch.values import NamedTuple

T = TypeVar("T")
PYTEST = (
    ("pytest.toml", "pytest"),
    ("pytest.ini", "pytest"),
    (".pytest.ini", "pytest"),
    ("pyproject.toml", "tool.pytest"),
    ("pyproject.toml", "tool.pytest.ini_options"),
    ("tox.ini", "pytest"),
    ("setup.cfg", "tool:pytest"),
)
"""In the order in which pytest looks; the first that is there counts alone."""
COVERAGE = (
    (".coveragerc", ""),
    (".coveragerc.toml", "tool.coverage."),
    ("setup.cfg", "coverage:"),
    ("tox.ini", "coverage:"),
    ("pyproject.toml", "tool.coverage."),
)
"""File, and what stands before `run` and `report` in the names of its sections."""
FILES = frozenset(name for name, _ in (*PYTEST, *COVERAGE))
TRUE = ("true", "1", "yes", "on")


class Settings(NamedTuple):
    """One tool's settings: `section.key` → text, lists with a line for each item."""

    path: str
    values: Mapping[str, str]
    places: Mapping[str, int]

    def at(self, *keys: str) -> Location:
        """Where the first of the keys is written, else the section that it belongs in, else the file."""
        section = keys[0].rpartition(".")[0]
        return Location(self.path, next((self.places[k] for k in (*keys, section) if k in self.places), 1))

    def true(self, key: str) -> bool:
        return self.values.get(key, "").strip().lower() in TRUE

    def words(self, key: str) -> list[str]:
        """The value as words of a command line."""
        try:
            return shlex.split(self.values.get(key, "").replace("\n", " "))
        except ValueError:  # an open quotation
            return self.values.get(key, "").split()

    def items(self, key: str) -> list[str]:
        """The value as a list: by lines or commas."""
        return [item.strip() for item in re.split(r"[\n,]", self.values.get(key, "")) if item.strip()]


def pytest(texts: Mapping[str, str]) -> Settings | None:
    """pytest's settings, without their section's name; None where there is none. Raises as `coverage` does."""
    for path, section in PYTEST:
        if path in texts:
            values, places = _read(path, texts[path])
            own = _below(values, f"{section}.")
            if section in places and (own or path in ("pytest.ini", "pytest.toml")) and not _only_tables(own):
                return Settings(path, own, {**_below(places, f"{section}."), "": places[section]})
    return None


def coverage(texts: Mapping[str, str]) -> Settings | None:
    """coverage.py's settings; None where there is none. Raises `UsageError` where a TOML file is malformed, and
    `ReadError` where another one is."""
    for path, lead in COVERAGE:
        if path in texts:
            values, places = _read(path, texts[path])
            known = [name for name in places if name.startswith((f"{lead}run", f"{lead}report"))]
            if known:
                return Settings(path, _below(values, lead), _below(places, lead))
    return None


def _only_tables(values: Mapping[str, str]) -> bool:
    """`[tool.pytest.ini_options]` makes a table `tool.pytest`, which holds no setting itself."""
    return bool(values) and all(key.startswith("ini_options.") for key in values)


def _below(values: Mapping[str, T], lead: str) -> dict[str, T]:
    return {key[len(lead) :]: value for key, value in values.items() if key.startswith(lead)}


def _read(path: str, text: str) -> tuple[dict[str, str], dict[str, int]]:
    values = _toml(path, text) if path.endswith(".toml") else _ini(path, text)
    return values, _places(text.splitlines())


def _toml(path: str, text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    _flat(toml.whole(text, Source(path, path)), "", found)
    return found


def _flat(value: Mapping[str, object], lead: str, found: dict[str, str]) -> None:
    for key, item in value.items():
        if isinstance(item, Mapping):
            _flat(table(item), f"{lead}{key}.", found)
        elif isinstance(item, list):
            found[f"{lead}{key}"] = "\n".join(map(str, item))
        else:
            found[f"{lead}{key}"] = str(item).lower() if isinstance(item, bool) else str(item)


def _ini(path: str, text: str) -> dict[str, str]:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, default_section="\0")
    try:
        parser.read_string(text, path)
    except configparser.Error as error:
        line = getattr(error, "lineno", 0) or (getattr(error, "errors", None) or [(0, "")])[0][0]
        raise Source(path, path).refuse("is no well-formed ini file", line) from None
    return {f"{name}.{key}": value or "" for name in parser.sections() for key, value in parser.items(name)}


def _places(lines: Sequence[str]) -> dict[str, int]:
    """Section and `section.key` → the line where it is first written."""
    places: dict[str, int] = {}
    section = ""
    for number, line in enumerate(lines, 1):
        if header := re.match(r"\s*\[([^\[\]]+)\]\s*(?:[#;].*)?$", line):
            section = header[1].strip()
            places.setdefault(section, number)
        elif key := re.match(r"\s*([\w.-]+)\s*[=:]", line):
            places.setdefault(f"{section}.{key[1]}", number)
    return places
