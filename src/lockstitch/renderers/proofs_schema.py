"""The JSON Schema of what `lockstitch prove --format json` writes: https://json-schema.org/draft/2020-12."""

from __future__ import annotations

from typing import get_args

from lockstitch.model import ProofVerdict, Ran
from lockstitch.renderers.json_schema import DATE, FLAG, TEXT, Schema, _list, _object, _one_of, _or_null, _ref, _shared
from lockstitch.renderers.proofs import SCHEMA


def schema() -> Schema:
    exercised = {"description": "path → runs of lines, first and last", "type": "object"}
    proof = _object(
        record=TEXT,
        test=TEXT,
        verdict=_one_of(*get_args(ProofVerdict)),
        reason=TEXT,
        before=_one_of(*get_args(Ran)),
        after=_one_of(*get_args(Ran)),
        kind=TEXT,
        message=TEXT,
        traceback=TEXT,
        environment=TEXT,
        commits=_list(TEXT),
        base=TEXT,
        exercised={**exercised, "additionalProperties": _ref("lines")},
        day=_or_null(DATE),
        from_ledger={"description": "it stood in the ledger: no test was run for it", **FLAG},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What a run of lockstitch prove has shown",
        **_object(
            schema={"const": SCHEMA},
            version=TEXT,
            exit_code=_one_of(0, 1, 3),
            environment=TEXT,
            proofs=_list(proof),
            untried=_list(_object(record=TEXT, reason=TEXT)),
        ),
        "$defs": {"lines": _shared()["lines"]},
    }
