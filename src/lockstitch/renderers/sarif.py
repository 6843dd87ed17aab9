"""SARIF 2.1.0, for code scanning and for editors that show alerts beside the code.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
GitHub reads a part of it, refuses a result without a place and knows no suppressions, so a waived finding is a note:
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from __future__ import annotations

import inspect
import re
from pathlib import PurePath
from urllib.parse import quote

from lockstitch import DOCUMENTATION, lines
from lockstitch.errors import Fault
from lockstitch.model import BaselineEntry, Finding, Input, Location, Report, Rule
from lockstitch.renderers import features, tally, words
from lockstitch.renderers.alerts import LEDGER, Alert, alerts, hint, message
from lockstitch.renderers.document import Json, as_json
from lockstitch.renderers.escape import visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
PAGE = "reference/rules/"
"""Of all rules in the documentation, which docs/generate.py writes."""
ROOT = "%SRCROOT%"
LEVELS = {"error": "error", "warning": "warning", "note": "note", "off": "none"}
RUNS = 100
"""Places of one result: runs of lines that it is about."""


def render(report: Report) -> str:
    """One document of one run; what was examined and the verdict stand in the run's properties."""
    index = {rule.id: number for number, rule in enumerate(report.rules)}
    run: dict[str, Json] = {
        "tool": {"driver": _driver(report)},
        "automationDetails": {"id": "lockstitch/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "the top of the repository"}}},
        "invocations": [_invocation(report)],
        "results": [_result(alert, index) for alert in alerts(report)],
        "properties": {
            "verdict": report.verdict,
            "rules": dict(sorted(report.verdicts.items())),
            "examined": [*tally.examined(report.matrix), *tally.sentences(report.matrix)],
            "features": [*features.told(report)],
        },
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _driver(report: Report) -> Json:
    about: dict[str, Json] = {"informationUri": DOCUMENTATION} if DOCUMENTATION else {}
    rules: list[Json] = [_rule(rule) for rule in report.rules]
    return {"name": "lockstitch", "version": visible(report.version), **about, "rules": rules}


def _rule(rule: Rule) -> Json:
    """The rule with its whole manual page: what an alert shows below its message."""
    page = inspect.cleandoc(rule.doc)
    about: dict[str, Json] = {"helpUri": f"{DOCUMENTATION}{PAGE}#{rule.id}"} if DOCUMENTATION else {}
    return {
        **about,
        "id": rule.id,
        "name": rule.id.title().replace("-", ""),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": page.partition("\n")[0]},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": ["testing"]},
    }


def _invocation(report: Report) -> Json:
    """Whether everything could be looked at, and what could not."""
    faulty = [_notification(entry, entry.fault) for entry in report.matrix.inputs if entry.fault]
    return {
        "executionSuccessful": not faulty,
        "exitCode": report.exit_code,
        "exitCodeDescription": words.verdict(report),
        "toolExecutionNotifications": faulty,
    }


def _notification(entry: Input, fault: Fault) -> Json:
    place = Location(fault.path or entry.path or LEDGER, fault.line)
    return {
        "level": "error",
        "associatedRule": {"id": "unusable-input"},
        "message": _text(visible(f"{entry.kind} cannot be used: {fault}", 3000), visible(fault.hint, 1000)),
        "locations": [_location(place)],
    }


def _result(alert: Alert, index: dict[str, int]) -> Json:
    finding = alert.finding
    number: dict[str, Json] = {"ruleIndex": index[finding.rule]} if finding.rule in index else {}
    return {
        "ruleId": visible(finding.rule),
        **number,
        "level": "note" if alert.by else LEVELS[finding.severity],
        "message": _text(message(finding), hint(finding)),
        "locations": [_location(alert.place, *region) for region in _regions(alert)],
        "partialFingerprints": {"lockstitch/v1": alert.identity, "primaryLocationLineHash": alert.identity},
        "suppressions": _suppressions(alert),
        "properties": {"record": visible(finding.record, 1000), "verdict": finding.verdict},
    }


def _suppressions(alert: Alert) -> Json:
    """By whose word the finding may stand; an empty list says that none is."""
    if alert.by is None:
        return []
    suppression: dict[str, Json] = {
        "kind": "external",
        "status": "accepted",
        "justification": visible(words.pardon(alert.by), 1000),
    }
    if isinstance(alert.by, BaselineEntry):
        suppression["location"] = _location(alert.by.location)
    return [suppression]


def _text(told: str, step: str) -> Json:
    """A message in which no word of ours or of the project makes a link (§3.11.6)."""
    text = f"{told}\n→ {step}" if step else told
    return {"text": text.replace("](", "\\](")}


def _regions(alert: Alert) -> list[tuple[int, int, Finding]]:
    """The runs of lines that the finding is about, the one at its place first."""
    finding, line = alert.finding, alert.place.line
    if not line:
        return [(0, 0, finding)]
    runs = [(first, last, finding) for first, last in lines.ranges(finding.lines)]
    held = [run for run in runs if run[0] <= line <= run[1]]
    if not held:
        return [(line, line, finding)]
    return [(line, held[0][1], finding), *(run for run in runs if run[0] > held[0][1])][:RUNS]


def _location(place: Location, first: int = 0, last: int = 0, finding: Finding | None = None) -> Json:
    """A place; lines are 1-based, and columns end behind the last character, as far as the source is known."""
    physical: dict[str, Json] = {"artifactLocation": _artifact(place.path)}
    first = first or place.line
    if first:
        region: dict[str, Json] = {"startLine": first, "endLine": max(last, first)}
        source = dict(finding.excerpt) if finding else {}
        start, end = source.get(first, ""), source.get(max(last, first), "")
        if start.strip() and end.strip():
            region |= {"startColumn": len(start) - len(start.lstrip()) + 1, "endColumn": len(end.rstrip()) + 1}
        physical["region"] = region
    return {"physicalLocation": physical}


def _artifact(path: str) -> Json:
    """A path as a URI: relative to the repository's top, or absolute where it lies outside."""
    file = re.sub("[\ud800-\udc7f\udd00-\udfff]", "\ufffd", path)  # what no file name's bytes can give
    uri = quote(file, errors="surrogateescape")
    return {"uri": f"file://{uri}"} if PurePath(path).is_absolute() else {"uri": uri, "uriBaseId": ROOT}
