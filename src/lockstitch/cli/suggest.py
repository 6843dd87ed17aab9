"""`lockstitch suggest`: the tests that most likely belong to a defect, and the line that links each."""

from __future__ import annotations

import click

from lockstitch.cli import options as opt
from lockstitch.cli.page import Page
from lockstitch.cli.run import prepared
from lockstitch.config import Options
from lockstitch.gate.suggest import suggest
from lockstitch.renderers import suggestions


@click.command("suggest", cls=Page)
@click.argument("ids", metavar="[ID[=TEST]…]", nargs=-1)
@opt.inputs
@opt.form("terminal", "json")
@click.option("--write", is_flag=True, help="Write the clear ones, and those given as ID=TEST, into the ledger.")
@click.option("--verbose", "-v", is_flag=True, help="Print every candidate, not only the likeliest.")
def command(ids: tuple[str, ...], options: Options, form: str, write: bool, verbose: bool) -> int:
    """Offer tests for fixed defects that no test is linked to, best first, each with the line to paste.

    Without an ID all fixed defects without a link that counts. The tests that came with the fix are sought in the git
    history; reports are not needed, and add evidence where they are there. With --write the first candidate of each
    record is written into a YAML ledger where it is clear; ID=TEST writes that test.

    \b
      lockstitch suggest
      lockstitch suggest --write
      lockstitch suggest --write SHOP-31=tests/test_calendar.py::test_sundays

    \b
    Exit code: 0, or 2 where something could not be written, 3 where an input could not be
    looked at.
    """
    named = {one: test for one, separator, test in (word.partition("=") for word in ids) if separator}
    if named and not write:
        raise click.UsageError("ID=TEST says what to write: it needs --write")
    run = prepared(options)
    found = suggest(run, [word.partition("=")[0] for word in ids])
    text = suggestions.document(found) if form == "json" else suggestions.render(found, verbose=verbose)
    click.echo(text, nl=False)
    code = 3 if any(entry.fault for entry in found.inputs) else 0
    if not write:
        return code
    from lockstitch.cli import accept

    return accept.written(run.config, accept.chosen(found, named)) or code
