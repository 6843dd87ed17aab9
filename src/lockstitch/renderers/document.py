"""JSON as text: ASCII, and without `##` or `<`, so that it can pass through a CI log or stand in a page without being
obeyed there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from lockstitch.renderers.escape import encodable

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


def as_json(value: Mapping[str, Json] | Sequence[Json]) -> str:
    """One document of ours, indented, with pairs of numbers on one line."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    text = re.sub(r"\[\n +(\d+),\n +(\d+)\n +\]", r"[\1, \2]", text)  # a pair on one line; no string holds a line end
    return re.sub(r"[^\n -~]+|##|<", _ascii, text) + "\n"


def _ascii(match: re.Match[str]) -> str:
    part = match[0]
    if part in {"##", "<"}:
        return f"{part[1:]}\\u{ord(part[0]):04x}"
    return json.dumps(encodable(part))[1:-1]
