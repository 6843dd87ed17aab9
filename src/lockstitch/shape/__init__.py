"""Strict reading of what people write: YAML and JSON values with their lines, and mappings whose keys are known.

Everything here raises `UsageError`, which is what a ledger and a configuration owe; only a file that cannot be opened,
or is larger than `limits.bytes`, stays a `ReadError`.
"""

from __future__ import annotations

from lockstitch.errors import Fault
from lockstitch.load import Source
from lockstitch.shape.fields import Field, FieldError, LineOf, Problem, problems
from lockstitch.shape.text import Path, Positions, content, described, line_at, nearest, unknown_key
from lockstitch.shape.waiver import ADDRESS, CATEGORIES, WAIVER, waiver

__all__ = [
    "ADDRESS",
    "CATEGORIES",
    "WAIVER",
    "Field",
    "FieldError",
    "LineOf",
    "Path",
    "Positions",
    "Problem",
    "content",
    "described",
    "line_at",
    "nearest",
    "problems",
    "unknown_key",
    "waiver",
    "yaml_text",
    "yaml_values",
]


def yaml_values(source: Source, faults: list[Fault] | None = None) -> tuple[object, Positions]:
    """The values of a YAML file and the line of each key and item; None for a file without a document.

    A plain scalar becomes a value only where that loses nothing: `null`, `~`, `true`, `false`, whole numbers and dates
    (`12`, `2026-03-02`). Everything else is the text that stands there: `yes`, `0123`, `1.10`, `12:30`, `1e5`.
    Raises `UsageError`. Where `faults` is given, repeated keys, tags and other faults that do not stop the reading are
    added to it instead, so that they can be told together with what else is wrong.
    """
    from lockstitch.shape import yaml_  # PyYAML is imported only where YAML is read

    return yaml_.values(source, faults)


def yaml_text(text: str, source: Source, faults: list[Fault] | None = None) -> tuple[object, Positions]:
    """What `yaml_values` gives, of a text that stands in no file yet; `source` names it."""
    from lockstitch.shape import yaml_

    return yaml_.of_text(text, source, faults)
