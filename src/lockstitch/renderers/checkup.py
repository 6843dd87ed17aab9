"""What `lockstitch doctor` found: lines for a person, and JSON (`lockstitch/doctor/1`) for a script."""

from __future__ import annotations

import json
from collections.abc import Iterator

from lockstitch.model.checkup import Checkup, Weakness
from lockstitch.renderers.escape import encodable, visible
from lockstitch.renderers.layout import BLANK, Line, Span, paragraph, plain
from lockstitch.renderers.words import plural

WIDTH = 100


def text(checkup: Checkup) -> str:
    """Every place with its mend, what could not be looked at, and the verdict."""
    return plain(_lines(checkup))


def _lines(checkup: Checkup) -> Iterator[Line]:
    yield (Span(f"looked at {plural(len(checkup.looked), 'file')}"), Span(_names(checkup.looked), "quiet"))
    yield BLANK
    for weakness in checkup.found:
        yield from _weakness(weakness)
    for weakness in checkup.accepted:
        yield (
            Span(f"· {weakness.check}  {visible(str(weakness.location))}  accepted: {visible(weakness.reason, 200)}"),
        )
    if checkup.accepted:
        yield BLANK
    for fault in checkup.faults:
        yield from paragraph(Span("? ", "unknown"), f"cannot be looked at: {visible(str(fault), 400)}", WIDTH)
        yield from paragraph(Span("    → "), visible(fault.hint, 400), WIDTH)
    if checkup.faults:
        yield BLANK
    yield (Span(_verdict(checkup), "strong"),)


def _names(paths: tuple[str, ...]) -> str:
    shown = ", ".join(visible(path, 60) for path in paths[:6])
    return f": {shown}{', …' if len(paths) > 6 else ''}" if paths else ""


def _weakness(weakness: Weakness) -> Iterator[Line]:
    yield (Span(f"✗ {weakness.check}  ", "bad"), Span(visible(str(weakness.location), 300)))
    yield from paragraph(Span("    "), visible(weakness.message, 400), WIDTH)
    yield from paragraph(Span("    → "), visible(weakness.mend, 400), WIDTH)
    yield BLANK


def _verdict(checkup: Checkup) -> str:
    if checkup.found:
        return f"{plural(len(checkup.found), 'place')} where a gate cannot fail (exit 1)"
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
