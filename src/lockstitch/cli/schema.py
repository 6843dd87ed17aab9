"""`lockstitch schema`: the published JSON Schemas."""

from __future__ import annotations

import json

import click


@click.command("schema")
@click.argument("kind", type=click.Choice(("ledger", "report", "proofs", "prove")), default="ledger")
def command(kind: str) -> int:
    """Print the JSON Schema of the ledger (the default), of the JSON report, of one line of the proof ledger, or of
    what prove writes as JSON.

    An editor that reads it completes and checks the ledger while you write: lockstitch schema > ledger.schema.json
    """
    if kind == "ledger":
        from lockstitch.records.schema import schema
    elif kind == "proofs":
        from lockstitch.proofs.schema import schema
    elif kind == "prove":
        from lockstitch.renderers.proofs_schema import schema
    else:
        from lockstitch.renderers.json_schema import schema
    click.echo(json.dumps(schema(), indent=2))
    return 0
