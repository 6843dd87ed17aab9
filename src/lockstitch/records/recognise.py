"""Which format a ledger has: its content says so, the file's name only breaks ties."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import Literal, TypeAlias

Format: TypeAlias = Literal["yaml", "json", "jsonl", "csv", ""]

_ENDINGS: dict[str, Format] = {
    ".yml": "yaml",
    ".yaml": "yaml",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
}
_YAML = re.compile(r"^(version|records|waivers|complete)\s*:(\s|$)|^\s*-\s+id\s*:\s", re.MULTILINE)


def recognised(path: str, head: bytes) -> Format:
    """The format of the file with this name and these first bytes; empty where it is none of ours."""
    named = _ENDINGS.get(PurePath(path).suffix.lower(), "")
    text = head.decode(json.detect_encoding(head), "ignore").lstrip("\ufeff \t\r\n")
    lines = text.split("\n")
    if text.startswith("{"):
        return "yaml" if named == "yaml" else _braced(lines, named)
    if text.startswith("["):
        return "yaml" if named == "yaml" else "json"
    columns = [cell.strip(' \t\r"') for cell in lines[0].split(",")]
    if "id" in columns and len(columns) > 1:
        return "csv"
    return "yaml" if _YAML.search(text) else named


def _braced(lines: list[str], named: Format) -> Format:
    """JSON, or JSON Lines: then the first line is a whole object, with an id or with another object below it."""
    try:
        first = json.loads(lines[0])
    except (ValueError, RecursionError):
        return "jsonl" if named == "jsonl" and lines[0].strip() != "{" else "json"
    below = next((line for line in lines[1:] if line.strip()), "")
    return "jsonl" if "id" in first or below.lstrip().startswith("{") else "json"
