"""`lockstitch backfill`: a ledger out of what the repository holds already, and a scoreboard of its whole history."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from lockstitch.cli import options as opt
from lockstitch.cli.check import written
from lockstitch.cli.page import Page
from lockstitch.cli.progress import progress
from lockstitch.cli.run import prepared
from lockstitch.config import Options
from lockstitch.errors import UsageError
from lockstitch.gate import Run
from lockstitch.model.entries import Gathered
from lockstitch.renderers.escape import visible

LEDGER = "defects.yml"


@click.command("backfill", cls=Page)
@click.option(
    "--source",
    "sources",
    type=click.Choice(("fragments", "changelog", "commits")),
    multiple=True,
    help="Only these; all where none is named.",
)
@click.option(
    "--since", type=click.DateTime(("%Y-%m-%d",)), metavar="DATE", help="Leave out what was fixed before this day."
)
@click.option(
    "--output",
    metavar="FILE",
    default="",
    help="YAML ledger to append to.  [default: the one that is there, or defects.yml]",
)
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option(
    "--report", is_flag=True, help="Write nothing, and show how the fixed defects are held by tests, year by year."
)
@opt.form("terminal", "markdown", "json")
@click.option("--repo", metavar="DIR", default=".", show_default="here", help="The repository.")
@click.option("--config", metavar="FILE", default="", help="Configuration file.")
@click.option("--results", metavar="PATH", multiple=True, help="With --report: JUnit report, folder or glob.")
@click.option("--coverage", metavar="PATH", multiple=True, help="With --report: coverage report or glob.")
@opt.DEBUG
def command(report: bool, form: str, since: datetime | None, sources: tuple[Any, ...], **given: Any) -> int:
    """Make records of the fixed defects that this repository's own history tells of.

    Reads changelog fragments (towncrier, blurb, Sphinx's changelog extension; also those that releases deleted),
    changelogs, and commits that close an issue. Appends what no ledger holds yet; what stands there is never altered. A
    record that is no defect is set to `rejected` by hand, and stays so.

    \b
      lockstitch backfill --report                      how the old fixes are held, year by year
      lockstitch backfill --dry-run                     what would be appended
      lockstitch backfill --since 2025-01-01
    """
    from lockstitch import backfill

    words = {name: given[name] for name in ("repo", "config", "results", "coverage")}
    run = prepared(Options(**words))
    day = since.date() if since else None
    with progress() as tell:
        gathered = backfill.gather(run, sources, day, tell)
    if report:
        return _report(run, gathered, day, form)
    if form == "markdown":
        raise click.UsageError("--format markdown goes with --report")
    return _write(run, gathered, given["output"], form, given["dry_run"])


def _report(run: Run, gathered: Gathered, since: date | None, form: str) -> int:
    from lockstitch.backfill.board import scoreboard
    from lockstitch.renderers import scoreboard as renderer

    draw = {"terminal": renderer.text, "markdown": renderer.page, "json": renderer.document}[form]
    click.echo(draw(scoreboard(run, gathered, since)), nl=False)
    return 0


def _write(run: Run, gathered: Gathered, named: str, form: str, dry: bool) -> int:
    from lockstitch.backfill import ledger
    from lockstitch.renderers import backfill as renderer

    output = str(Path(named).absolute()) if named else ledger.usual(run.config)
    text = ledger.extended(run.config, output, gathered.records)
    path = Path(run.config.root, output)
    if not dry and gathered.records and (fault := written(text, str(path))):
        raise UsageError(fault)
    shown = renderer.document if form == "json" else renderer.text
    click.echo(shown(gathered, named or output, dry), nl=False)
    if path.exists() and not ledger.is_read(run.config, path):
        click.echo(f"lockstitch: {visible(named or output)}: is not read by lockstitch check", err=True)
        click.echo("  hint: name it under records in the configuration", err=True)
    return 0
