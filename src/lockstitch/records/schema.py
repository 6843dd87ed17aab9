"""The published JSON Schema of the ledger, made from the table that the readers use."""

from __future__ import annotations

from collections.abc import Mapping

from lockstitch.records.table import LEDGER, RECORD
from lockstitch.shape import ADDRESS, WAIVER, Field


def schema() -> dict[str, object]:
    """JSON Schema, draft 2020-12 (https://json-schema.org/draft/2020-12), of a ledger in YAML or JSON.

    `$defs.record` is one line of JSON Lines. What a schema cannot say, only the reader holds: ids that are unique, days
    that the calendar has.
    """
    said = {"type": ["string", "integer"], "minLength": 1}
    target = [{"properties": {key: said}, "required": [key]} for key in ("record", "path")]
    elsewhere = {
        "if": {"properties": {"category": {"const": "elsewhere"}}, "required": ["category"]},
        "then": {"properties": {"reason": {"type": "string", "pattern": ADDRESS}}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:lockstitch:ledger:1",
        "title": "Lockstitch ledger",
        "description": "Defects, incidents and features: a mapping with records, or a list of records alone.",
        **_mapping(LEDGER),
        "type": ["object", "array"],
        "items": {"$ref": "#/$defs/record"},
        "$defs": {"record": _mapping(RECORD), "waiver": _mapping(WAIVER) | {"oneOf": target} | elsewhere},
    }


def _mapping(table: Mapping[str, Field]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {key: field.schema for key, field in table.items()},
        "required": [key for key, field in table.items() if field.required],
        "additionalProperties": False,
    }
