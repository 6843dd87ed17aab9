"""A YAML ledger with further records: appended as text, so that what a person wrote stays as it is, to the letter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lockstitch import load
from lockstitch.errors import Fault, UsageError
from lockstitch.gate.inputs import find
from lockstitch.model import Ledger, Record
from lockstitch.records.ledger import document
from lockstitch.settings import Config
from lockstitch.shape import Positions, yaml_text

HEAD = """\
# Written by `lockstitch backfill` from this repository's own history, and yours to edit: a further run only appends
# what is missing. To keep out what is no defect, set its status to rejected; a record that you delete comes back.
version: 1
records:
"""
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_RESERVED = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def usual(config: Config) -> str:
    """The ledger to append to where none is named: the first YAML file among the records, else `defects.yml`."""
    found = (source.name for source in find(config, "records").sources)
    return next((name for name in found if name.endswith((".yml", ".yaml"))), "defects.yml")


def is_read(config: Config, path: Path) -> bool:
    """Whether the gate finds a ledger at this path, as it is configured."""
    return any(Path(source.path).resolve() == path.resolve() for source in find(config, "records").sources)


def extended(config: Config, name: str, records: Sequence[Record]) -> str:
    """The text of the ledger file `name` (relative to the repository) with these records appended.

    Raises `UsageError` where the file is no YAML ledger of ours, or writes its records so that none can be appended.
    """
    path = Path(config.root, name)
    if path.suffix.lower() not in (".yml", ".yaml"):
        raise UsageError(Fault("is no YAML file, which alone can be appended to", name, hint="--output defects.yml"))
    if not path.exists():
        return HEAD.removesuffix("\n") + (" []\n" if not records else "\n" + "".join(_items(records, 2)))
    source = load.Source(str(path), name, config.limits)
    text = load.text(source)
    before, positions = _read(text, source)
    after = _appended(text, positions, records, source)
    try:
        now, _ = _read(after, source)
    except UsageError:
        raise _refused(source) from None
    if not _holds(now, before, records):
        raise _refused(source)
    return after


def _read(text: str, source: load.Source) -> tuple[Ledger, Positions]:
    faults: list[Fault] = []
    value, positions = yaml_text(text, source, faults)
    return document(source.name, value, positions, faults), positions


def _holds(now: Ledger, before: Ledger, records: Sequence[Record]) -> bool:
    """Whether nothing was lost or changed, and all is there that should have come."""
    old = [record.id for record in before.records]
    waivers = [[waiver._replace(source="") for waiver in ledger.waivers] for ledger in (now, before)]  # lines move
    same = waivers[0] == waivers[1] and now.records[: len(old)] == before.records
    return same and [record.id for record in now.records[len(old) :]] == [record.id for record in records]


def _refused(source: load.Source) -> UsageError:
    hint = "write its records as a list with one `- id:` a record, or name another file with --output"
    return UsageError(Fault("records cannot be appended here without touching what stands there", source.name, 0, hint))


def _appended(text: str, positions: Positions, records: Sequence[Record], source: load.Source) -> str:
    """The text with the records behind the last one: before the next key of the mapping, or at the end."""
    if not records:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    alone = (0,) in positions
    first = positions.get((0,) if alone else ("records", 0))
    if first is None:
        return _first(lines, positions, records, end, source)
    dash = re.match(r"[ \t]*(?=- )", lines[first - 1])
    if not dash:
        raise _refused(source)
    at = len(lines) if alone else _next_key(lines, positions, positions["records",])
    new = "".join(_items(records, len(dash[0]))).replace("\n", end)
    if at and not lines[at - 1].endswith(("\n", "\r")):
        new = end + new
    return "".join(lines[:at]) + new + "".join(lines[at:])


def _first(lines: list[str], positions: Positions, records: Sequence[Record], end: str, source: load.Source) -> str:
    """The text where `records: []` stands so far."""
    at = positions.get(("records",), 0) - 1
    if at < 0 or not (found := re.match(r"(records\s*:)[ \t]*\[[ \t]*\][ \t]*(?=#|\r|\n|\Z)", lines[at])):
        raise _refused(source)
    rest = lines[at][found.end() :].rstrip("\r\n")
    lines[at] = f"{found[1]}{' ' + rest if rest else ''}{end}" + "".join(_items(records, 2)).replace("\n", end)
    return "".join(lines)


def _next_key(lines: Sequence[str], positions: Positions, start: int) -> int:
    """How many lines stand before the next key of the mapping, and before the comments and blank lines that head it."""
    later = [line for path, line in positions.items() if len(path) == 1 and line > start]
    if not later:
        end = len(lines)
        return next((n for n in range(start, end) if lines[n].startswith(("...", "---"))), end)
    at = min(later) - 1
    while at > start and (not lines[at - 1].strip() or lines[at - 1].startswith("#")):
        at -= 1
    return at


def _items(records: Iterable[Record], indent: int) -> Iterator[str]:
    for record in records:
        pairs = [
            ("id", record.id if _NUMBER.fullmatch(record.id) else _scalar(record.id)),
            ("kind", record.kind),
            ("title", _quoted(record.title)),
            ("status", "fixed"),
            ("resolved", record.resolved.isoformat() if record.resolved else ""),
            ("commits", f"[{', '.join(_scalar(sha[:12]) for sha in record.commits)}]" if record.commits else ""),
            ("source", _quoted(record.source) if record.source else ""),
        ]
        lead = f"{' ' * indent}- "
        for key, value in pairs:
            if value:
                yield f"{lead}{key}: {value}\n"
                lead = " " * (indent + 2)


def _scalar(text: str) -> str:
    """Text as it stands, where every reader of YAML takes it for text; else in quotes."""
    odd = text.lower() in _RESERVED or re.fullmatch(r"[\d_.+eE-]+|0[xob].*", text)
    return text if _PLAIN.fullmatch(text) and not odd else _quoted(text)


def _quoted(text: str) -> str:
    """Double quotes, in which YAML escapes as JSON does: https://yaml.org/spec/1.2.2/#double-quoted-style."""
    return json.dumps(text, ensure_ascii=False)
