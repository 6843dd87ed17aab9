"""`lockstitch trend`: whether defects approach zero, and how the fixed ones are held."""

from __future__ import annotations

import click

from lockstitch.cli import options as opt
from lockstitch.cli.page import Page
from lockstitch.cli.run import prepared
from lockstitch.config import Options
from lockstitch.model.trend import GROUPS, Group


@click.command("trend", cls=Page)
@click.option(
    "--months", metavar="N", type=click.IntRange(1, 1200), default=12, show_default=True, help="How many months back."
)
@click.option("--by", type=click.Choice(GROUPS), help="Also for each component or owner.")
@opt.form("terminal", "json", "csv")
@opt.evidence
def command(months: int, by: Group | None, form: str, options: Options) -> int:
    """Show month by month how many code defects and incidents came, how the fixed defects are held by tests, how many
    came back, and how long a fix took.

    Counts the records of the ledgers; `lockstitch backfill` makes them out of a history. No change is judged, and no
    report is needed: without one it is not known which of the linked tests pass. Exit code 0, whatever is found.

    \b
      lockstitch trend --by component
      lockstitch trend --months 36 --by owner --format csv > trend.csv
    """
    from lockstitch.gate.trend import trend
    from lockstitch.renderers import trend as renderer

    draw = {"terminal": renderer.text, "json": renderer.document, "csv": renderer.table}[form]
    click.echo(draw(trend(prepared(options), months, by)), nl=False)
    return 0
