"""`lockstitch trend`: whether defects approach zero, and how the fixed ones are held."""

from __future__ import annotations

import click

from lockstitch.cli import options as opt
from lockstitch.cli.run import prepared
from lockstitch.config import Options
from lockstitch.model.trend import Group

FORMATS = ("terminal", "json", "csv")


@click.command("trend")
@click.option("--months", type=click.IntRange(1, 1200), default=12, show_default=True, help="How many months back.")
@click.option("--by", type=click.Choice(("component", "owner")), help="Also for each component or owner.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="terminal", show_default=True)
@opt.inputs
def command(months: int, by: Group | None, form: str, options: Options) -> int:
    """Show month by month how many code defects and incidents came, how the fixed defects are held by tests, how many
    came back, and how long a fix took.

    Counts the records of the ledgers; `lockstitch backfill` makes them out of a history. No change is judged, and no
    report is needed. Exit code 0, whatever is found.
    """
    from lockstitch.gate.trend import trend
    from lockstitch.renderers import trend as renderer

    draw = {"terminal": renderer.text, "json": renderer.document, "csv": renderer.table}[form]
    click.echo(draw(trend(prepared(options), months, by)), nl=False)
    return 0
