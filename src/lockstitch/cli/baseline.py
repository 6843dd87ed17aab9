"""`lockstitch baseline`: accept today's gaps."""

from __future__ import annotations

from pathlib import Path

import click

from lockstitch.cli import options as opt
from lockstitch.cli.check import written
from lockstitch.cli.page import Page
from lockstitch.cli.run import prepared
from lockstitch.config import Options
from lockstitch.errors import Fault, UsageError
from lockstitch.gate import baseline, check


@click.command("baseline", cls=Page)
@opt.inputs
@click.option("--grow", is_flag=True, help="Accept gaps that an existing baseline does not hold.")
def command(options: Options, grow: bool) -> int:
    """Accept today's gaps into a reviewed file, so that a project with old defects starts green and honest.

    Gaps of the past only: defects without a test that counts. What the change under review owes is never accepted. A
    baseline that exists only shrinks; with --grow it takes new gaps, and the gate says so until that is merged.

    \b
      lockstitch baseline                               after a run of all tests
      git add .lockstitch/baseline.json
    """
    run = prepared(options)
    report = check(run)
    text, kept, new = baseline.accepted(report, grow)
    left = sum(each.fault is not None for each in report.matrix.inputs)
    if left:
        raise UsageError("some inputs cannot be used, so that the gaps are not known: run lockstitch check first")
    if not report.matrix.given("results"):
        raise UsageError(Fault("no test report was read, so that the gaps are not known", hint="run the tests first"))
    path = Path(run.config.root, run.config.baseline)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from None
    if fault := written(text, str(path)):
        raise UsageError(fault)
    gone = len(report.matrix.baseline.entries) - kept
    click.echo(f"{run.config.baseline}: {kept + new} gaps accepted ({new} new, {gone} gone)")
    return 0
