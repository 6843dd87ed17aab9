"""Every explicit link of a test names a record that exists.

What it finds: a marker or a property with an id that no record has, where the id's prefix belongs to a ledger that is
declared complete (`complete: [SHOP-]`). Other unknown ids are counted in the notes: they may belong to another tracker.

Why: a typing error in an id leaves its defect untested, and the test looks linked.

Mend: correct the id; the nearest one is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Location, Matrix, Rule

RULE = Rule("stray-link", "a test names a defect that no record has", __doc__, needs=("records", "results"))


def check(matrix: Matrix) -> Iterator[Finding]:
    for stray in matrix.strays:
        if stray.declared:
            path = stray.test.partition("::")[0]
            place = Location(path) if path.endswith(".py") else stray.where
            hint = f"did you mean {stray.nearest}?" if stray.nearest else "write its record, or correct the id"
            message = f"{stray.test} claims {stray.id}, which no record has"
            yield Finding(RULE.id, "broken", message, record=stray.id, location=place, hint=hint)
