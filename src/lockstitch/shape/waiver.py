"""A waiver: a person's word that a finding may stand."""

from __future__ import annotations

import re

from lockstitch.errors import Fault
from lockstitch.settings import Waiver
from lockstitch.shape import fields as f

CATEGORIES = (
    "documentation",
    "build",
    "infrastructure",
    "external",
    "performance",
    "hard",
    "long",
    "big",
    "trivial",
    "cleanup",
    "localisation",
    "revert",
    "elsewhere",
    "other",
)
"""Why a test is not owed: `external` is held by another suite, `hard`, `long` and `big` to test; `elsewhere` is tested
in another project, whose address the reason gives."""

ADDRESS = r"https?://\S"
"""What the reason of the category `elsewhere` holds."""
_CATEGORY = {name: name for name in CATEGORIES}

WAIVER = {
    "rule": f.Field(f.filled, f.FILLED, True),
    "record": f.Field(f.text, f.TEXT),
    "path": f.Field(f.text, f.TEXT),
    "category": f.Field(f.choice(_CATEGORY), f.words(_CATEGORY)),
    "reason": f.Field(f.filled, f.FILLED, True),
    "owner": f.Field(f.filled, f.FILLED, True),
    "until": f.Field(f.due, f.DUE, True),
}


def waiver(value: object, line_of: f.LineOf, name: str, faults: list[Fault]) -> Waiver | None:
    """One waiver of the file called `name`, or None with everything that is wrong with it added to `faults`."""
    found = list(f.problems(value, WAIVER))
    if isinstance(value, dict):
        given = [key for key in ("record", "path") if value.get(key) not in (None, "")]
        if len(given) != 1:
            hint = "record: the id of one record, or path: a file or a glob"
            found.append(f.Problem("", "needs either record or path", hint))
        elif value.get("category") == "elsewhere" and not re.search(ADDRESS, str(value.get("reason"))):
            hint = "say in the reason where it is tested: https://…"
            found.append(f.Problem("category", "category elsewhere needs an address in the reason", hint))
        elif not found:
            return Waiver(source=f"{name}:{line_of()}", **f.read(value, WAIVER))
    faults += [Fault(f"waiver: {p.message}", name, line_of(p.key) if p.key else line_of(), p.hint) for p in found]
    return None
