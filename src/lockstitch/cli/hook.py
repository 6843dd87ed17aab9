"""`lockstitch hook`: what git's pre-push hook, or pre-commit's, runs before a push."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from lockstitch.cli import options as opt
from lockstitch.cli.check import show
from lockstitch.cli.run import prepared
from lockstitch.config import Options
from lockstitch.gate import Run, check
from lockstitch.git.base import NONE, idle
from lockstitch.renderers import words


@click.command("hook")
@click.argument("remote", default="")
@click.argument("url", default="")
@click.option("--script", "printed", is_flag=True, help="Print the hook's script, for .git/hooks/pre-push.")
@click.option("--debug", is_flag=True, help="Show the traceback if lockstitch itself breaks.")
def command(remote: str, url: str, printed: bool, debug: bool) -> int:  # noqa: ARG001 - git's words, and the front door's
    """Judge what is to be pushed by sources and history alone: has each fixed defect a linked test?

    Reads what git tells its pre-push hook on standard input, or pre-commit in the environment. Tags, notes and
    deletions are let through; before anything was published only the records are judged. Exit codes are those of
    check; any but 0 stops the push, and `git push --no-verify` makes one without it.
    """
    if printed:
        from lockstitch.init.hook import script

        click.echo(script(installed()), nl=False)
        return 0
    pushed = "" if sys.stdin.isatty() else sys.stdin.read()
    if not sys.stdin.isatty() and idle(os.environ, pushed):
        click.echo("lockstitch: no branch is pushed, so there is nothing to judge")
        return 0
    judged = check(_run(pushed))
    if judged.exit_code == 0:
        click.echo(f"lockstitch: {words.verdict(judged)}")
        return 0
    show(judged, opt.View())
    click.echo("one push without the gate: git push --no-verify", err=True)
    return judged.exit_code


def installed() -> str:
    """Path of the command beside the interpreter of this run."""
    return str(Path(sys.executable).with_name("lockstitch"))


def _run(pushed: str) -> Run:
    """A static run. Before anything was pushed or fetched there is nothing to compare with, so no base is missed."""
    run = prepared(Options(pushed=pushed, static=True))
    if run.repository.run("for-each-ref", "--count=1", "refs/remotes"):
        return run
    return run._replace(config=run.config._replace(base_fallback=NONE))
