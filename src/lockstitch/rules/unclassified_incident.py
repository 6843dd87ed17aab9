"""Every production incident says whether it came from a code defect or from the infrastructure.

What it finds: fixed records of which nothing says whether they are a code defect, which owes a test, or an
infrastructure incident, which owes none: no type, no label that is known, and no fix commit whose files tell (product
code makes a defect; deployment, CI or configuration alone an incident; commits that all say `feat:` a feature). They
owe nothing yet, and are counted as unclassified in every output.

Why: a defect that is not called one escapes the gate, and whether incidents from defects grow fewer cannot be seen.

Mend: give them a type or a label in the tracker, say in the configuration what the project's own labels mean
(`[tool.lockstitch.trackers]` with `labels = { "customer-report" = "defect" }`), or name the record in the commit that
fixes it ("Fixes #12").
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Location, Matrix, Rule

RULE = Rule(
    "unclassified-incident",
    "a fixed record does not say whether it is a defect or an incident",
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
        many = f"{len(ids)} fixed records are defects, which owe a test, or incidents"
        one = "a fixed record is a defect, which owes a test, or an incident"
        message = f"nothing says whether {one if len(ids) == 1 else many}: {named}"
        hint = "label them in the tracker, or say what their labels mean under trackers.labels"
        yield Finding(RULE.id, "broken", message, location=Location(path), hint=hint)
