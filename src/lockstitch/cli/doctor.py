"""`lockstitch doctor`: finds gates that cannot fail."""

from __future__ import annotations

import click

from lockstitch.cli import options as opt
from lockstitch.cli.page import Page
from lockstitch.cli.run import prepared
from lockstitch.config import Options


@click.command("doctor", cls=Page)
@click.option("--repo", metavar="DIR", default=".", show_default="here", help="The repository.")
@click.option("--config", metavar="FILE", default="", help="Configuration file.")
@opt.form("terminal", "json")
@click.option("--list", "listed", is_flag=True, help="Print what is looked for, and why, and look at nothing.")
@opt.DEBUG
def command(repo: str, config: str, form: str, listed: bool, debug: bool) -> int:  # noqa: ARG001 - read by the front door
    """Find gates that cannot fail, and say the mend.

    Looks at pipelines (GitHub, GitLab, Azure, Jenkins), at the scripts that they call (shell, make, tox, npm), and at
    the settings of pytest, coverage.py and lockstitch; runs nothing. What may stand gets a comment in its line, or in
    the one above:

    \b
      # lockstitch: accept CHECK: reason

    Exit code: 0 nothing found, 1 a gate cannot fail, 3 something could not be looked at.
    """
    from lockstitch import doctor
    from lockstitch.renderers import checkup

    if listed:
        for name, check in doctor.CHECKS.items():
            click.echo(f"{name}: {check.what}\n  {check.why}\n  → {check.mend}\n")
        return 0
    run = prepared(Options(repo=repo, config=config))
    found = doctor.examine(run.repository, run.config)
    click.echo(checkup.document(found) if form == "json" else checkup.text(found), nl=False)
    return found.exit_code
