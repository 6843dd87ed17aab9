"""`lockstitch merge`: proof ledgers of shards, or of two branches, become one."""

from __future__ import annotations

import click

from lockstitch import load, proofs
from lockstitch.cli.check import written
from lockstitch.errors import LockstitchError, UsageError
from lockstitch.model import Proof
from lockstitch.renderers.words import plural


@click.command("merge")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--output", metavar="FILE", default="", help="Write this file, which may be one of the merged.")
@click.option("--debug", is_flag=True, help="Show the traceback if lockstitch itself breaks.")
def command(files: tuple[str, ...], output: str, debug: bool) -> int:  # noqa: ARG001 - read by the front door
    """Merge proof ledgers: of each record, test and environment the newest proof stands, and of one day the worst.

    The order of the files does not matter, and merging again changes nothing. Markers of a conflict that git left are
    passed over, so that both sides are merged; `.lockstitch/proofs.jsonl merge=union` in .gitattributes spares them.

    \b
      lockstitch merge shard-*.jsonl --output .lockstitch/proofs.jsonl
    """
    ledgers = _read(files)
    merged = proofs.merged(*ledgers)
    text = proofs.text(merged)
    if not output:
        click.echo(text, nl=False)
    elif fault := written(text, output):
        raise UsageError(fault)
    click.echo(f"{plural(len(merged), 'proof')} out of {plural(len(ledgers), 'file')}", err=True)
    return 0


def _read(files: tuple[str, ...]) -> list[tuple[Proof, ...]]:
    """Every ledger. Raises one error with the faults of all files, of the graver kind where there are two."""
    ledgers = []
    failed: list[LockstitchError] = []
    for file in files:
        try:
            ledgers.append(proofs.read(load.Source(file, file), conflict=True))
        except LockstitchError as error:
            failed.append(error)
    if failed:
        kind = next((type(error) for error in failed if error.exit_code == UsageError.exit_code), type(failed[0]))
        raise kind(*(fault for error in failed for fault in error.faults))
    return ledgers
