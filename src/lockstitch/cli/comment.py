"""`lockstitch comment`: the verdict as one comment on the pull request."""

from __future__ import annotations

import os

import click

from lockstitch import load
from lockstitch.comment import publish
from lockstitch.renderers.comment import MARK
from lockstitch.renderers.escape import visible


@click.command("comment")
@click.argument("file", metavar="FILE")
@click.option("--debug", is_flag=True, help="Show the traceback if lockstitch itself breaks.")
def command(file: str, debug: bool) -> int:  # noqa: ARG001 - read by the front door
    """Put FILE, written by `check --output comment=FILE`, onto the pull request of this GitHub Actions run.

    A comment of an earlier run is written anew in place. Takes GITHUB_TOKEN, GITHUB_REPOSITORY and the event from the
    environment. Where there is no pull request or no token, or the token may not write (as in pull requests from
    forks), it says so and exits 0. This is the only command here that touches the network; `check` never does.
    """
    source = load.Source(file, file)
    text = load.text(source)
    if not text.startswith(MARK):
        raise source.refuse("is no comment of ours", hint="write it with lockstitch check --output comment=FILE")
    click.echo(visible(publish(text, os.environ)))
    return 0
