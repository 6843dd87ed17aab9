"""Every input that was named or found can be used.

What it finds: a report, a record file or a history that is missing though it was named, cannot be read, is cut off,
empty, of another kind or another repository, contradicts itself, holds no executed test, or is older than the code.
And a run that is asked for neither records nor a change.

Why: the usual way to a green gate is to measure nothing.

Mend: the message names the file, the line and the cause.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Location, Matrix, Rule

RULE = Rule("unusable-input", "an input cannot be used", __doc__)


def check(matrix: Matrix) -> Iterator[Finding]:
    for each in matrix.inputs:
        if each.fault:
            fault = each.fault
            place = Location(fault.path, fault.line) if fault.path else None
            message = f"{fault.path}: {fault.message}" if fault.path else fault.message
            yield Finding(RULE.id, "unknown", message, location=place, hint=fault.hint)
    if matrix.needs_records and not (matrix.given("records") or matrix.faulty("records")):
        hint = 'write defects.yml, name it with --records, or set records = "none" to gate only the change'
        yield Finding(RULE.id, "unknown", "no records were found, so no fixed defect can be judged", hint=hint)
    if not (matrix.needs_records or matrix.change.judged or matrix.floors):
        hint = "name a base for the change, keep records, or do not run the gate here"
        yield Finding(RULE.id, "unknown", "neither records nor a change are asked for: nothing is judged", hint=hint)
