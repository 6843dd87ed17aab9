"""GitLab's Code Quality report, for the merge request's widget and its changed lines.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
Waived findings, floors and features are left out: the format lists findings alone, and each is shown as one.
A path must be relative to the repository's top.
"""

from __future__ import annotations

from lockstitch.model import Finding, Report
from lockstitch.renderers.alerts import Alert, alerts, hint, message
from lockstitch.renderers.document import Json, as_json
from lockstitch.renderers.escape import visible

SEVERITIES = {"error": "critical", "warning": "minor", "note": "info", "off": "info"}
UNKNOWN = "major"
"""What cannot be said fails the gate, though nothing was found broken."""


def render(report: Report) -> str:
    """A list of findings, the most important first; empty where the gate found nothing."""
    return as_json([_entry(alert) for alert in alerts(report) if alert.by is None])


def _entry(alert: Alert) -> Json:
    finding = alert.finding
    return {
        "description": " → ".join(filter(None, (message(finding), hint(finding)))),
        "check_name": f"lockstitch/{visible(finding.rule)}",
        "fingerprint": alert.identity,
        "severity": _severity(finding),
        "location": {"path": visible(alert.place.path), "lines": {"begin": max(alert.place.line, 1)}},
    }


def _severity(finding: Finding) -> str:
    if finding.verdict == "unknown" and finding.severity == "error":
        return UNKNOWN
    return SEVERITIES[finding.severity]
