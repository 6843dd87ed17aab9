"""`lockstitch init`: sets a repository up, and shows first what it would do."""

from __future__ import annotations

import shlex

import click

from lockstitch.cli.page import Page
from lockstitch.cli.run import prepared
from lockstitch.config import Options


@click.command("init", cls=Page)
@click.option("--write", is_flag=True, help="Write it; without this nothing is written.")
@click.option("--ci", is_flag=True, help="Also a whole pipeline (GitHub, GitLab), where there is none.")
@click.option("--hook", is_flag=True, help="Also a hook that asks lockstitch before each push.")
@click.option("--repo", metavar="DIR", default=".", show_default="here", help="The repository.")
@click.option("--debug", is_flag=True, help="Show the traceback if lockstitch itself breaks.")
def command(write: bool, ci: bool, hook: bool, repo: str, debug: bool) -> int:  # noqa: ARG001 - read by the front door
    """Set a repository up: look at it, show what it lacks, and with --write write that.

    A small configuration (in pyproject.toml where there is one, else lockstitch.yml), an empty ledger (defects.yml),
    and the step for your pipeline, to paste. What is there stays as it is, to the letter; a second run changes nothing.

    \b
      lockstitch init                    shows what would be written
      lockstitch init --write --hook     writes it, and a hook before each push

    Exit code: 0, or 2 where something cannot be written.
    """
    from lockstitch.cli.hook import installed
    from lockstitch.cli.place import put
    from lockstitch.init import setup
    from lockstitch.renderers import setup as renderer

    run = prepared(Options(repo=repo))
    found = setup(run.repository, run.config, ci, installed() if hook else "")
    for piece in found.writes if write else ():
        put(run.config.root, piece)
    there = "" if repo == "." else f" --repo {shlex.quote(repo)}"
    again = f"lockstitch init --write{' --ci' * ci}{' --hook' * hook}{there}"
    found = found._replace(then=found.then + there)
    click.echo(renderer.text(found, "" if write else again), nl=False)
    return 0
