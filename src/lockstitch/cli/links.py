"""`lockstitch links`: the dialect of a project, as far as it was understood."""

from __future__ import annotations

import click

from lockstitch.cli import options as opt
from lockstitch.cli.page import Page
from lockstitch.cli.run import prepared
from lockstitch.config import Options


@click.command("links", cls=Page)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@opt.form("terminal", "json")
@click.option("--verbose", "-v", is_flag=True, help="List every line, also the bare mentions.")
@opt.inputs
def command(ids: tuple[str, ...], form: str, verbose: bool, options: Options) -> int:
    """List what test sources, records and commits say about defects: record, test, route, strength and place.

    No report and no record is needed: without records every id that matched a convention is shown as it is written.
    Exit code 0, whatever is found.

    \b
      lockstitch links
      lockstitch links SHOP-12 --verbose
    """
    from lockstitch.gate.listing import listed
    from lockstitch.renderers import links

    found = listed(prepared(options), ids)
    click.echo(links.as_json(found) if form == "json" else links.as_text(found, verbose=verbose), nl=False)
    return 0
