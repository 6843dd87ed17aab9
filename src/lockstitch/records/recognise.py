"""Which format a record file has: its content says so, the file's name only breaks ties between ledgers."""

from __future__ import annotations

import json
import re
from pathlib import PurePath

from lockstitch.records import export_signs

_ENDINGS = {
    ".yml": "yaml",
    ".yaml": "yaml",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
}
_YAML = re.compile(r"^(version|records|waivers|complete)\s*:(\s|$)|^\s*-\s+id\s*:\s", re.MULTILINE)


def recognised(path: str, head: bytes) -> str:
    """`yaml`, `json`, `jsonl` or `csv` for a ledger, a tracker's format; empty where it is none of ours."""
    named = _ENDINGS.get(PurePath(path).suffix.lower(), "")
    text = _decoded(head)
    if found := export_signs.tracker(text):
        return found
    if text.startswith("<") or export_signs.answered(text):
        return ""
    lines = text.split("\n")
    if text.startswith("{"):
        return "yaml" if named == "yaml" else _braced(lines, named)
    if text.startswith("["):
        return "yaml" if named == "yaml" else "json"
    columns = [cell.strip(' \t\r"') for cell in lines[0].split(",")]
    if "id" in columns and len(columns) > 1:
        return "csv"
    return "yaml" if _YAML.search(text) else named


def answered(head: bytes) -> str:
    """The error that a tracker answered instead of its issues; empty where a file begins as anything else."""
    return export_signs.answered(_decoded(head))


def _decoded(head: bytes) -> str:
    return head.decode(json.detect_encoding(head), "ignore").lstrip("\ufeff \t\r\n")


def _braced(lines: list[str], named: str) -> str:
    """JSON, or JSON Lines: then the first line is a whole object, with an id or with another object below it."""
    try:
        first = json.loads(lines[0])
    except (ValueError, RecursionError):
        return "jsonl" if named == "jsonl" and lines[0].strip() != "{" else "json"
    below = next((line for line in lines[1:] if line.strip()), "")
    return "jsonl" if "id" in first or below.lstrip().startswith("{") else "json"
