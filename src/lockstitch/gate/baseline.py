"""The baseline: gaps that a project accepted when it started, in a reviewed file that may only shrink.

The file is JSON with one entry a line, sorted, so that it merges and reviews well.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from lockstitch import load
from lockstitch.errors import Fault, UsageError
from lockstitch.gate.judge import BASELINED
from lockstitch.git import objects
from lockstitch.git.repository import Repository
from lockstitch.model import Baseline, BaselineEntry, Finding, Location, Report
from lockstitch.settings import Config

SCHEMA = "lockstitch/baseline/1"


def read(config: Config, repository: Repository, base: str, stood: str) -> Baseline:
    """The baseline of the working tree, and what it gained since `base` (a commit id, or empty).

    `stood`: where the configuration of the base had it, which may be another place than today's.
    """
    path = Path(config.root, config.baseline)
    if not path.is_file():
        return Baseline()
    source = load.Source(str(path), config.baseline, config.limits)
    entries = _entries(load.text(source), config.baseline)
    known = _known(config, repository, base, stood) if base else None
    if known is None:
        return Baseline(entries)
    return Baseline(entries, tuple(e for e in entries if (e.rule, e.record) not in known))


def _known(config: Config, repository: Repository, base: str, stood: str) -> set[tuple[str, str]] | None:
    """The gaps accepted at the base; None where it had no baseline, or one that the change mends."""
    place = posixpath.relpath(posixpath.join(config.root, stood), config.root)
    data = None if place.startswith("../") else objects.behind_links(repository, base, place)
    if data is None:
        return None
    try:
        return {(e.rule, e.record) for e in _entries(data.decode("utf-8", "replace"), stood)}
    except UsageError:
        return None


def _entries(text: str, name: str) -> tuple[BaselineEntry, ...]:
    import json

    try:
        values = json.loads(text)
        schema, entries = values["schema"], values["entries"]
        pairs = [(str(entry["rule"]), str(entry["record"])) for entry in entries]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise UsageError(Fault("is no baseline", name, line, "write it anew with lockstitch baseline")) from None
    if schema != SCHEMA:
        raise UsageError(Fault(f"has the schema {schema!r}, not {SCHEMA}", name, 1))
    lines = text.splitlines()
    shown = (json.dumps({"record": record, "rule": rule}) for rule, record in pairs)
    places = (next((n for n, line in enumerate(lines, 1) if entry in line), 0) for entry in shown)
    return tuple(BaselineEntry(*pair, Location(name, line)) for pair, line in zip(pairs, places, strict=True))


def accepted(report: Report, grow: bool) -> tuple[str, int, int]:
    """(text of the new baseline, entries kept, entries newly accepted). Without `grow` only what was accepted stays."""
    claimed = report.matrix.claimed
    owed = [f for f in _standing(report) if f.rule in BASELINED and f.record not in claimed]
    gaps = {(finding.rule, finding.record) for finding in owed}
    broken = {(finding.rule, finding.record) for finding in owed if finding.verdict == "broken"}
    broken |= _untraceable(report, gaps)
    known = {(e.rule, e.record) for e in report.matrix.baseline.entries}
    kept = gaps & known
    new = broken - known if grow or not known else set()
    return _text(kept | new), len(kept), len(new)


def _untraceable(report: Report, gaps: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Features of the past of which no commit tells: with the whole history at hand, that is a gap like another."""
    if report.matrix.shallow:
        return set()
    bare = {trace.record.id for trace in report.matrix.delivered if not trace.fix.commits}
    return {gap for gap in gaps if gap[0] == "uncovered-feature" and gap[1] in bare}


def _standing(report: Report) -> Iterator[Finding]:
    """What would be found without the baseline."""
    yield from report.findings
    yield from (waived.finding for waived in report.waived if isinstance(waived.by, BaselineEntry))


def _text(gaps: set[tuple[str, str]]) -> str:
    import json

    entries = [
        json.dumps({"record": record, "rule": rule}) for rule, record in sorted(gaps, key=lambda g: (g[1], g[0]))
    ]
    body = ",\n".join(f"    {entry}" for entry in entries)
    return f'{{\n  "schema": "{SCHEMA}",\n  "entries": [\n{body}\n  ]\n}}\n'
