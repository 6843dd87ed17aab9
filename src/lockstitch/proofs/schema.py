"""The published JSON Schema of one line of the proof ledger, made from the table that the reader uses."""

from __future__ import annotations

from lockstitch.proofs.table import PROOF, REQUIRED


def schema() -> dict[str, object]:
    """JSON Schema, draft 2020-12 (https://json-schema.org/draft/2020-12). That runs of lines ascend, and that the
    calendar has the day, only the reader holds."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:lockstitch:proofs:1",
        "title": "One line of lockstitch's proof ledger",
        "description": "What running a test of a record without its fix, and with it, has shown in one environment.",
        "type": "object",
        "properties": {key: field.schema for key, field in PROOF.items()},
        "required": sorted(REQUIRED),
        "additionalProperties": False,
    }
