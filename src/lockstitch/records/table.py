"""The ledger's fields: one table, from which the readers, their messages and the JSON Schema are made."""

from __future__ import annotations

import re

from lockstitch.model import Status
from lockstitch.shape import FieldError, described
from lockstitch.shape import fields as f

KINDS = {"defect": "defect", "incident": "incident", "feature": "feature"}
STATUSES: dict[str, Status] = {
    "open": "open",
    "reopened": "open",
    "fixed": "done",
    "delivered": "done",
    "resolved": "done",
    "done": "done",
    "rejected": "rejected",
}
"""As a person writes it → as `Record` has it. A defect is fixed, a feature delivered, an incident resolved."""

LONGEST_ID = 100
_TRAILING_NUMBER = r"[0-9]+\Z"


def prefix(record_id: str) -> str | None:
    """An id's text before its trailing number (`SHOP-` of `SHOP-12`, nothing of `12`); None where it has no number."""
    number = re.search(_TRAILING_NUMBER, record_id)
    return record_id[: number.start()] if number else None


def _id(value: object) -> str:
    found = f.filled(value)
    if len(found) > LONGEST_ID or " " in found or not found.isprintable():
        raise FieldError(f"must be one word of at most {LONGEST_ID} characters, not {described(found)}")
    return found


def _version(value: object) -> int:
    if type(value) is int and value == 1:
        return value
    raise FieldError(f"must be 1, not {described(value)}", "this lockstitch reads version 1 of the ledger only")


def _items(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    raise FieldError(f"must be a list, not {described(value)}", "write [] where there is none")


def _complete(value: object) -> bool | tuple[str, ...]:
    return value if isinstance(value, bool) else f.texts(value)


RECORD = {
    "id": f.Field(_id, f.FILLED | {"pattern": r"^\S+$", "maxLength": LONGEST_ID}, True),
    "kind": f.Field(f.choice(KINDS), f.words(KINDS), True),
    "title": f.Field(f.filled, f.FILLED, True),
    "status": f.Field(f.choice(STATUSES), f.words(STATUSES), True),
    "priority": f.Field(f.text, f.TEXT),
    "severity": f.Field(f.text, f.TEXT),
    "opened": f.Field(f.day, f.DAY),
    "resolved": f.Field(f.day, f.DAY),
    "reviewed": f.Field(f.day, f.DAY),
    "owner": f.Field(f.text, f.TEXT),
    "teams": f.Field(f.texts, f.TEXTS),
    "component": f.Field(f.text, f.TEXT),
    "labels": f.Field(f.texts, f.TEXTS),
    "points": f.Field(f.number, f.NUMBER),
    "symptom": f.Field(f.text, f.TEXT),
    "url": f.Field(f.text, f.TEXT),
    "commits": f.Field(f.texts, f.TEXTS),
    "pulls": f.Field(f.texts, f.TEXTS),
    "tests": f.Field(f.texts, f.TEXTS),
    "source": f.Field(f.text, f.TEXT),
}
"""The fields of one record, each named as in `Record`."""

LEDGER = {
    "version": f.Field(_version, {"const": 1}),
    "records": f.Field(_items, {"type": "array", "items": {"$ref": "#/$defs/record"}}, True),
    "waivers": f.Field(_items, {"type": "array", "items": {"$ref": "#/$defs/waiver"}}),
    "complete": f.Field(_complete, f.TEXTS | {"type": [*f.TEXTS["type"], "boolean"]}),
}
"""The keys of a ledger that is written as one mapping."""
