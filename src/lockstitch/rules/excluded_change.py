"""This change takes no code out of measurement.

What it finds: a pragma (`# pragma: no cover`, `istanbul ignore`, `LCOV_EXCL_LINE`, …), an attribute
(`[ExcludeFromCodeCoverage]`, …) or an entry of the coverage configuration (`omit`, `exclude_also`, …) that this very
change adds; and product files that it moves to where they are none (`vendor/`, `tests/`, `x_pb2.py`) or that `paths` in
the configuration leaves out from now on. What was excluded before is counted, not judged.

Why: an exclusion is the easiest way to a green gate, and the only one that leaves no trace in the percentage.

Mend: take that back and write the test, or waive it with its reason, owner and expiry.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Matrix, Rule

RULE = Rule("excluded-change", "the change takes code out of measurement", __doc__, needs=("change",))


def check(matrix: Matrix) -> Iterator[Finding]:
    for exclusion in matrix.exclusions:
        count = exclusion.lines.bit_count()
        many = f", {count} statement{'s' if count > 1 else ''}" if count else ""
        message = f"{exclusion.what} takes code out of measurement{many}: {exclusion.location}"
        hint = "take that back and test the code, or waive this finding with reason, owner and expiry"
        place = exclusion.location
        yield Finding(RULE.id, "broken", message, location=place, hint=hint, lines=1 << place.line if place.line else 0)
