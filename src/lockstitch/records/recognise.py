"""Which format a record file has: its content says so, the file's name only breaks ties between ledgers."""

from __future__ import annotations

import re
from pathlib import PurePath

_ENDINGS = {
    ".yml": "yaml",
    ".yaml": "yaml",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
}
_BY_HAND = r"(?:[ \t]*(?:#[^\n]*|---)?[ \t\r]*\n)*(?:version|records|waivers|complete)[ \t]*:(?:\s|$)"
_YAML = r"(?m)^(version|records|waivers|complete)\s*:(\s|$)|^\s*-\s+id\s*:\s"


def recognised(path: str, head: bytes) -> str:
    """`yaml`, `json`, `jsonl` or `csv` for a ledger, a tracker's format; empty where it is none of ours."""
    named = _ENDINGS.get(PurePath(path).suffix.lower(), "")
    text = _decoded(head)
    return "yaml" if re.match(_BY_HAND, text) else _exported(text, named)


def _exported(text: str, named: str) -> str:
    """The same of what may be a tracker's: a ledger that a person writes is known without their signs."""
    from lockstitch.records import export_signs

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
    return "yaml" if re.search(_YAML, text) else named


def _encoding(head: bytes) -> str:
    """By what the first bytes are, as JSON files are told apart."""
    if head[:4].isascii() and b"\0" not in head[:4]:
        return "utf-8"
    from json import detect_encoding

    return detect_encoding(head)


def answered(head: bytes) -> str:
    """The error that a tracker answered instead of its issues; empty where a file begins as anything else."""
    from lockstitch.records import export_signs

    return export_signs.answered(_decoded(head))


def _decoded(head: bytes) -> str:
    return head.decode(_encoding(head), "ignore").lstrip("\ufeff \t\r\n")


def _braced(lines: list[str], named: str) -> str:
    """JSON, or JSON Lines: then the first line is a whole object, with an id or with another object below it."""
    import json

    try:
        first = json.loads(lines[0])
    except (ValueError, RecursionError):
        return "jsonl" if named == "jsonl" and lines[0].strip() != "{" else "json"
    below = next((line for line in lines[1:] if line.strip()), "")
    return "jsonl" if "id" in first or below.lstrip().startswith("{") else "json"
