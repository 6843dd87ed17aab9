"""What `lockstitch doctor` found: lines for a person, and JSON (`lockstitch/doctor/1`) for a script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

from lockstitch.model.checkup import Checkup, Weakness
from lockstitch.renderers.escape import encodable, visible
from lockstitch.renderers.layout import BLANK, Line, Span, paragraph, plain
from lockstitch.renderers.words import plural

WIDTH = 100


def text(checkup: Checkup) -> str:
    """Every place with its mend, what could not be looked at, and the verdict."""
    return plain(_lines(checkup))


def _lines(checkup: Checkup) -> Iterator[Line]:
    looked = f"looked at {plural(len(checkup.looked), 'file')}: "
    yield from paragraph(Span(looked), _names(checkup.looked) or "none of a known kind", WIDTH, "quiet")
    yield BLANK
    for (check, mend), same in groupby(checkup.found, lambda each: (each.check, each.mend)):
        yield (Span(f"✗ {check}", "bad"),)
        for weakness in same:
            lead = Span(f"    {visible(str(weakness.location), 300)}  ", "strong")
            yield from paragraph(lead, visible(weakness.message, 400), max(WIDTH, len(lead.text) + 40))
        yield from paragraph(Span("    → "), visible(mend, 400), WIDTH)
        yield BLANK
    for each in checkup.accepted:
        place = visible(str(each.location), 300)
        yield from paragraph(Span(f"· {each.check}  {place}  "), f"accepted: {visible(each.reason, 200)}", WIDTH)
    if checkup.accepted:
        yield BLANK
    for fault in checkup.faults:
        yield from paragraph(Span("? ", "unknown"), f"cannot be looked at: {visible(str(fault), 400)}", WIDTH)
        yield from paragraph(Span("    → "), visible(fault.hint, 400), WIDTH)
    if checkup.faults:
        yield BLANK
    yield (Span(_verdict(checkup), "strong"),)


def _names(paths: tuple[str, ...]) -> str:
    shown = ", ".join(visible(path, 60) for path in paths[:8])
    return f"{shown} and {len(paths) - 8} more" if len(paths) > 8 else shown


def _verdict(checkup: Checkup) -> str:
    if checkup.found:
        return f"{plural(len(checkup.found), 'place')} where a gate cannot fail, or loses what it judges by (exit 1)"
    if not checkup.looked:
        return "cannot say: no pipeline, script or settings of a kind that is known here (exit 3)"
    if checkup.faults:
        return "cannot say (exit 3)"
    return "no gate was found that cannot fail"


def document(checkup: Checkup) -> str:
    """The same for a script."""
    value = {
        "schema": "lockstitch/doctor/1",
        "exit_code": checkup.exit_code,
        "looked": [encodable(path) for path in checkup.looked],
        "found": [_value(each) for each in checkup.found],
        "accepted": [{**_value(each), "reason": encodable(each.reason)} for each in checkup.accepted],
        "faults": [encodable(str(fault)) for fault in checkup.faults],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _value(each: Weakness) -> dict[str, object]:
    path, line = each.location
    words = {"check": each.check, "path": path, "line": line, "message": each.message, "mend": each.mend}
    return {key: encodable(value) if isinstance(value, str) else value for key, value in words.items()}
