"""`lockstitch check`: the gate."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from lockstitch.cli import options as opt
from lockstitch.cli.page import Page
from lockstitch.cli.run import report as judged
from lockstitch.config import Options
from lockstitch.model import Report
from lockstitch.renderers import RENDERERS, terminal, words


@click.command("check", cls=Page)
@click.option("--static", is_flag=True, help="Read no report: judge by sources and history alone, before any run.")
@opt.inputs
@opt.view
def command(options: Options, view: opt.View, static: bool) -> int:
    """Judge a repository: does every fixed defect stay fixed, is every changed line covered?

    Reads the records, test reports, coverage reports and the git history, found in the usual places or named by option
    or configuration. With --static only this is judged: does each fixed defect have a linked test?

    \b
      lockstitch check                                  in CI: the base comes from its event
      lockstitch check --base main                      on a branch of your own
      lockstitch check --static                         before any test was run
      lockstitch check --output markdown=summary.md     a report beside the one on the terminal

    \b
    Exit code: 0 the gate holds, 1 it is broken, 2 usage or configuration, 3 cannot say,
    4 lockstitch itself broke. What to do about a rule: lockstitch explain RULE.
    """
    report = judged(options._replace(static=static))
    return told(report, view) or report.exit_code


def told(report: Report, view: opt.View) -> int:
    """Shows the report and writes the files that the view asks for: 2 where one of that went wrong, else 0."""
    failed = shown(report, view)
    failed += [fault for form, path in view.outputs if (fault := written(RENDERERS[form].render(report), path))]
    for fault in failed:
        click.echo(f"lockstitch: {fault}", err=True)
    return 2 if failed else 0


def shown(report: Report, view: opt.View) -> list[str]:
    """Shows the report; what went wrong, if anything: then the verdict goes to standard error."""
    try:
        show(report, view)
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what waits in the buffer must not fail again at the end
        return [f"standard output: cannot be written: {error.strerror or error}", words.verdict(report)]
    return []


def show(report: Report, view: opt.View) -> None:
    """Prints the report as the view asks; a terminal gets colours and a table."""
    if view.quiet:
        click.echo(words.verdict(report))
    elif view.format == "terminal" and sys.stdout and sys.stdout.isatty():
        from rich.console import Console

        from lockstitch.renderers.console import draw

        draw(report, Console(), verbose=view.verbose)
    elif view.format == "terminal":
        click.echo(terminal.render(report, verbose=view.verbose), nl=False)
    else:
        click.echo(RENDERERS[view.format].render(report), nl=False)


def written(text: str, path: str) -> str:
    """Writes a whole file or nothing, by a temporary file beside it. Returns what went wrong, if anything."""
    target = Path(path)
    if target.exists() and not target.is_file():
        return _streamed(text, target)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with temporary.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
        temporary.replace(target)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        return f"{path}: cannot be written: {error.strerror or error}"
    return ""


def _streamed(text: str, target: Path) -> str:
    """To a device or a pipe, such as /dev/stdout, which nothing can be renamed to."""
    try:
        with target.open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        return f"{target}: cannot be written: {error.strerror or error}"
    return ""
