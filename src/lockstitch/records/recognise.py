"""Which format a ledger has: its content says so, the file's name only breaks ties."""

from __future__ import annotations

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
_YAML = r"(?m)^(version|records|waivers|complete)\s*:(\s|$)|^\s*-\s+id\s*:\s"


def recognised(path: str, head: bytes) -> Format:
    """The format of the file with this name and these first bytes; empty where it is none of ours."""
    named = _ENDINGS.get(PurePath(path).suffix.lower(), "")
    text = head.decode(_encoding(head), "ignore").lstrip("\ufeff \t\r\n")
    lines = text.split("\n")
    if text.startswith("{"):
        return "yaml" if named == "yaml" else _braced(lines, named)
    if text.startswith("["):
        return "yaml" if named == "yaml" else "json"
    columns = [cell.strip(' \t\r"') for cell in lines[0].split(",")]
    if "id" in columns and len(columns) > 1:
        return "csv"
    return "yaml" if re.search(_YAML, text) else named


def _encoding(head: bytes) -> str:
    """By what the first bytes are, as JSON files are told apart."""
    if head[:4].isascii() and b"\0" not in head[:4]:
        return "utf-8"
    from json import detect_encoding

    return detect_encoding(head)


def _braced(lines: list[str], named: Format) -> Format:
    """JSON, or JSON Lines: then the first line is a whole object, with an id or with another object below it."""
    import json

    try:
        first = json.loads(lines[0])
    except (ValueError, RecursionError):
        return "jsonl" if named == "jsonl" and lines[0].strip() != "{" else "json"
    below = next((line for line in lines[1:] if line.strip()), "")
    return "jsonl" if "id" in first or below.lstrip().startswith("{") else "json"
