"""`lockstitch explain`: one defect's chain, or a rule's page."""

from __future__ import annotations

import click

from lockstitch.cli import options as opt
from lockstitch.cli.page import Page
from lockstitch.cli.run import report as judged
from lockstitch.config import Options
from lockstitch.errors import Fault, UsageError
from lockstitch.renderers import explain
from lockstitch.rules import RULES
from lockstitch.shape import nearest


@click.command("explain", cls=Page)
@click.argument("subject", metavar="ID|RULE", required=False, default="")
@opt.inputs
def command(subject: str, options: Options) -> int:
    """Show one defect's whole chain (record, fix, lines, tests, evidence, gap), or a rule's manual page.

    Without an argument the rules are listed.

    \b
      lockstitch explain SHOP-12
      lockstitch explain untested-defect
    """
    if not subject:
        for name, rule in RULES.items():
            click.echo(f"{name:26} {rule.RULE.summary}")
        return 0
    if subject in RULES:
        click.echo(explain.page(RULES[subject].RULE), nl=False)
        return 0
    report = judged(options)
    known = {trace.record.id: trace for trace in report.matrix.traces}
    if subject not in known:
        near = nearest(subject, [*known, *RULES])
        lists = "lockstitch explain lists the rules, lockstitch check --verbose the records"
        raise UsageError(
            Fault(f"{subject!r} is neither a record nor a rule", hint=f"did you mean {near}?" if near else lists)
        )
    click.echo(explain.chain(known[subject], report), nl=False)
    return 0
