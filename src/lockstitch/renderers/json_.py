"""Everything for machines: one JSON document, whose schema `json_schema.schema` gives.

Sets of lines are lists of [first, last] pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lockstitch.errors import Fault
from lockstitch.lines import Lines
from lockstitch.model import (
    BaselineEntry,
    Finding,
    Fix,
    Input,
    LinkedTest,
    Location,
    Report,
    SettledProof,
    StandingWaiver,
    Trace,
    Waived,
)
from lockstitch.renderers import features, words
from lockstitch.renderers.document import Json, as_json
from lockstitch.renderers.json_lines import change, comparison, feature, floors, ranges
from lockstitch.settings import Waiver

SCHEMA = "lockstitch/report/1"


def render(report: Report) -> str:
    """The document, indented, in an order that depends on nothing but the report's content."""
    return as_json(_report(report))


def _report(report: Report) -> dict[str, Json]:
    matrix = report.matrix
    return {
        "schema": SCHEMA,
        "version": report.version,
        "verdict": report.verdict,
        "exit_code": report.exit_code,
        "today": matrix.today.isoformat(),
        "inputs": [_input(entry) for entry in matrix.inputs],
        "change": change(matrix),
        "floors": floors(matrix),
        "snapshot": comparison(matrix.comparison) if matrix.comparison else None,
        "rules": dict(sorted(report.verdicts.items())),
        "records": [_trace(trace) for trace in sorted(matrix.traces, key=lambda trace: trace.record.id)],
        "features": [feature(row, matrix) for row in features.rows(report)],
        "findings": [_finding(finding) for finding in words.ordered(report.findings)],
        "waived": [_waived(waived) for waived in sorted(report.waived, key=lambda w: words.rank(w.finding))],
        "waivers": [_standing(each, matrix.today) for each in matrix.waivers],
        "strays": [
            {"id": s.id, "test": s.test, "where": _location(s.where), "declared": s.declared, "nearest": s.nearest}
            for s in sorted(matrix.strays, key=lambda s: (s.id, s.test, s.where))
        ],
        "notes": list(report.notes),
    }


def _input(entry: Input) -> Json:
    return {
        "kind": entry.kind,
        "path": entry.path,
        "format": entry.format,
        "counts": entry.counts,
        "fault": _fault(entry.fault) if entry.fault else None,
        "notes": list(entry.notes),
    }


def _fault(fault: Fault) -> Json:
    return {"message": fault.message, "path": fault.path, "line": fault.line, "hint": fault.hint}


def _trace(trace: Trace) -> Json:
    record = trace.record
    return {
        "id": record.id,
        "kind": record.kind,
        "kind_from": record.kind_from,
        "title": record.title,
        "status": record.status,
        "severity": record.severity,
        "priority": record.priority,
        "owner": record.owner,
        "url": record.url,
        "location": _location(record.location),
        "scope": trace.scope,
        "why": trace.why,
        "claimed": trace.claimed,
        "required": trace.required.word,
        "level": trace.level.word,
        "exercised": trace.exercised,
        "why_unknown": trace.why_unknown,
        "gap": trace.gap,
        "fix": _fix(trace.fix),
        "tests": [_test(test) for test in trace.tests],
        "proofs": [_proof(each) for each in trace.proofs],
    }


def _fix(fix: Fix) -> Json:
    return {
        "commits": [{"sha": commit.sha, "subject": commit.subject} for commit in fix.commits],
        "outside": fix.outside,
        "lines": _places(fix.lines),
    }


def _test(test: LinkedTest) -> Json:
    return {
        "id": test.id,
        "outcome": test.outcome,
        "links": [{"via": link.via, "strength": link.strength, "where": _location(link.where)} for link in test.links],
        "results": [
            {"report": case.report, "suite": case.suite, "outcome": case.outcome, "message": case.message}
            for case in test.cases
        ],
        "exercised": None if test.exercised is None else _places(test.exercised),
    }


def _proof(each: SettledProof) -> Json:
    proof = each.proof
    return {
        "test": proof.test,
        "environment": proof.environment,
        "verdict": proof.verdict,
        "reason": proof.reason,
        "state": each.state,
        "why": each.why,
        "counts": each.counts,
        "after": proof.after,
        "before": proof.before,
        "kind": proof.kind,
        "message": proof.message,
        "commits": list(proof.commits),
        "base": proof.base,
        "exercised": _places(proof.exercised),
        "tool": proof.tool,
        "day": proof.day.isoformat() if proof.day else None,
    }


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "rule": finding.rule,
        "verdict": finding.verdict,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "record": finding.record,
        "location": _location(finding.location) if finding.location else None,
        "lines": ranges(finding.lines),
        "excerpt": [{"line": number, "text": text} for number, text in finding.excerpt],
        "fingerprint": finding.fingerprint,
    }


def _waived(waived: Waived) -> Json:
    by = waived.by
    if isinstance(by, BaselineEntry):
        word: Json = {"kind": "baseline", "record": by.record, "location": _location(by.location)}
    else:
        word = {"kind": "waiver", **_waiver(by)}
    return {"finding": _finding(waived.finding), "by": word}


def _waiver(waiver: Waiver) -> dict[str, Json]:
    return {
        "reason": waiver.reason,
        "owner": waiver.owner,
        "until": waiver.until.isoformat(),
        "category": waiver.category,
        "source": waiver.source,
    }


def _standing(each: StandingWaiver, today: date) -> Json:
    waiver = each.waiver
    subject: dict[str, Json] = {"rule": waiver.rule, "record": waiver.record, "path": waiver.path}
    return {**subject, **_waiver(waiver), "expired": waiver.until < today, "used": each.used}


def _location(location: Location) -> Json:
    return {"path": location.path, "line": location.line}


def _places(places: Mapping[str, Lines]) -> Json:
    return [{"path": path, "lines": ranges(held)} for path, held in sorted(places.items())]
