"""How far long work is, for a person at a terminal: one line of standard error, which is gone in the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

CLEAR = "\r\x1b[K"


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Hears what is done next; in a log of CI, which is no terminal, nothing is written."""
    if not (sys.stderr and sys.stderr.isatty()):
        yield lambda _words: None
        return
    try:
        yield lambda words: click.echo(f"{CLEAR}reading {words} …", nl=False, err=True)
    finally:
        click.echo(CLEAR, nl=False, err=True)
