"""Every record of a tracker says whether it is a defect, an incident or a feature.

What it finds: fixed records of which nothing says what they are: no type, no label that is known, and no fix commit
whose files tell (product code makes a defect; deployment, CI or configuration alone an incident). They owe nothing yet,
and are counted as unclassified in every output.

Why: a defect that is not called one escapes the gate.

Mend: give them a type or a label in the tracker, say in the configuration what the project's own labels mean
(`[tool.lockstitch.trackers]` with `labels = { "customer-report" = "defect" }`), or name the record in the commit that
fixes it ("Fixes #12").
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Location, Matrix, Rule

RULE = Rule(
    "unclassified-record",
    "a fixed record does not say what it is",
    __doc__,
    severity="warning",
    needs=("records",),
)
NAMED = 5


def check(matrix: Matrix) -> Iterator[Finding]:
    found: dict[str, list[str]] = {}
    for trace in matrix.traces:
        if trace.scope == "unclassified":
            found.setdefault(trace.record.location.path, []).append(trace.record.id)
    for path, ids in found.items():
        named = ", ".join(ids[:NAMED]) + (f" and {len(ids) - NAMED} more" if len(ids) > NAMED else "")
        many = f"{len(ids)} fixed records are defects, which owe a test"
        one = "a fixed record is a defect, which owes a test"
        message = f"nothing says whether {one if len(ids) == 1 else many}: {named}"
        hint = "label them in the tracker, or say what their labels mean under trackers.labels"
        yield Finding(RULE.id, "broken", message, location=Location(path), hint=hint)
