"""The fields of one line of the proof ledger: one table, from which the reader and the JSON Schema are made.

A tool writes these lines, so that nothing is read leniently: each value has one way to be written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from lockstitch import lines
from lockstitch.lines import Lines
from lockstitch.model import ProofVerdict, Ran
from lockstitch.shape import Field, FieldError, described
from lockstitch.shape.fields import DUE, Read, choice, due

LONGEST = 400
"""Characters of a message that are kept: enough to see why a test failed."""
LAST_LINE = 1_000_000
"""No source file has more lines; a larger number would only fill the memory."""

SHA = r"[0-9a-f]{40}|[0-9a-f]{64}"


def _text(value: object) -> str:
    if type(value) is str:
        return value
    raise FieldError(f"must be text, not {described(value)}")


def _said(value: object) -> str:
    found = _text(value)
    return found if found.strip() else _refuse("may not be empty")


def _refuse(message: str) -> str:
    raise FieldError(message)


def _matching(pattern: str, meaning: str) -> Read:
    whole = re.compile(pattern)

    def read(value: object) -> str:
        found = _text(value)
        return found if whole.fullmatch(found) else _refuse(f"must be {meaning}, not {described(found)}")

    return read


_sha = _matching(SHA, "a whole commit id")
_base = _matching(f"({SHA})?", "a whole commit id")
_digest = _matching("[0-9a-f]{32}", "32 hexadecimal digits")
_maybe_digest = _matching("([0-9a-f]{32})?", "32 hexadecimal digits")


def _commits(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(_sha, value))
    raise FieldError(f"must be a list of commit ids, not {described(value)}")


def _exercised(value: object) -> dict[str, Lines]:
    if isinstance(value, dict):
        return {_said(path): _lines(ranges) for path, ranges in value.items()}
    raise FieldError(f"must be a mapping from paths to runs of lines, not {described(value)}")


def _lines(value: object) -> Lines:
    """Runs as [first, last], ascending and apart: so a small text cannot stand for more work than `LAST_LINE`."""
    numbers: list[int] = []
    for pair in value if isinstance(value, list) else [value]:
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(number) is int for number in pair)):
            raise FieldError("must hold runs of lines written [[first, last], …]")
        first, last = pair
        if not (numbers[-1] if numbers else 0) < first <= last <= LAST_LINE:
            raise FieldError(f"must hold ascending runs of lines from 1 to {LAST_LINE:,}")
        numbers += range(first, last + 1)
    return lines.of(numbers)


def _words(union: Any) -> dict[str, str]:
    return {word: word for word in get_args(union)}


_TEXT = {"type": "string"}
_SAID = _TEXT | {"pattern": r"\S"}
_HASH = _TEXT | {"pattern": "^[0-9a-f]{32}$"}
_MAYBE_HASH = _TEXT | {"pattern": "^([0-9a-f]{32})?$"}
_BASE = _TEXT | {"pattern": f"^({SHA})?$"}
_SHA = _TEXT | {"pattern": f"^({SHA})$"}
_RUN = {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": LAST_LINE}, "minItems": 2, "maxItems": 2}
_RUNS = {"type": "array", "items": _RUN}


def _choice(union: Any, required: bool = False, meaning: str = "") -> Field:
    words = _words(union)
    return Field(choice(words), {"enum": list(words), "description": meaning}, required)


def _field(read: Read, schema: Mapping[str, object], meaning: str, required: bool = False) -> Field:
    return Field(read, {**schema, "description": meaning}, required)


PROOF: dict[str, Field] = {
    "record": _field(_said, _SAID, "the record's id", True),
    "test": _field(_said, _SAID, "the test's id from the repository's top, with its parameters", True),
    "environment": _field(_said, _SAID, "where it was tried: cpython-3.11-linux", True),
    "verdict": _choice(ProofVerdict, True, "what the runs came to"),
    "reason": _field(_text, _TEXT, "why, in words", True),
    "commits": _field(_commits, {"type": "array", "items": _SHA}, "what fixed the record", True),
    "base": _field(_base, _BASE, "the commit whose product code stood in the tree without the fix", True),
    "test_hash": _field(_digest, _HASH, "of the test's own source", True),
    "fix_hash": _field(_digest, _HASH, "of what the fix changed in product files", True),
    "after": _choice(Ran, True, "what the test came to with the fix"),
    "before": _choice(Ran, True, "what it came to without the fix"),
    "kind": _field(_text, _TEXT, "exception type of the failure without the fix"),
    "message": _field(_text, _TEXT, f"its message, at most {LONGEST} characters"),
    "exercised": _field(
        _exercised,
        {"type": "object", "additionalProperties": _RUNS},
        "path → runs of lines that the test ran with the fix, numbered as in the fix commit",
    ),
    "tool": _field(_text, _TEXT, "what wrote the line"),
    "day": _field(due, DUE, "when it was tried"),
    "head": _field(_base, _BASE, "what was checked out then, where the working tree had no changes"),
    "setup_hash": _field(_maybe_digest, _MAYBE_HASH, "of how it was run; with head, what an undecided line stands by"),
}
"""The fields of one line, each named as in `Proof`, in the order in which they are written."""

REQUIRED = frozenset(key for key, field in PROOF.items() if field.required)
