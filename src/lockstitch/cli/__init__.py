"""The command line: one file a command, imported only when it is called.

Exit codes: 0 the gate holds, 1 a rule is broken, 2 usage or configuration, 3 cannot say, 4 lockstitch itself broke.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from lockstitch import __version__, lazy
from lockstitch.errors import LockstitchError
from lockstitch.renderers.escape import visible

with lazy.patterns():
    import click

MOST = 100
"""Faults that are printed: who has more begins with these."""
COMMANDS = {
    "init": "Set a repository up: show what it lacks, and with --write write that.",
    "check": "Judge this repository: does every fixed defect stay fixed, is the change covered?",
    "doctor": "Find gates that cannot fail, such as `pytest || true`, and say the mend.",
    "explain": "Show one defect's whole chain, or a rule's manual page.",
    "suggest": "Offer tests for fixed defects that no test is linked to, with the line to paste.",
    "links": "List what test sources, records and commits say about defects, by route and strength.",
    "prove": "Run the linked tests with the fix undone, and with it in place.",
    "baseline": "Accept today's gaps into a reviewed file that may only shrink.",
    "snapshot": "Keep which lines are covered today, so that lost coverage is seen later.",
    "merge": "Merge proof ledgers, of shards or of two branches, into one.",
    "backfill": "Make records of the fixed defects that this repository's own history tells of.",
    "hook": "Judge what is to be pushed: what git's pre-push hook runs.",
    "comment": "Put the verdict onto the pull request, as one comment that is updated and not repeated.",
    "trend": "Show month by month how many defects and incidents came, and how the fixed ones are held.",
    "schema": "Print the JSON Schema of the ledger, of the JSON report or of the proof ledger.",
    "demo": "Lay out a small shop with real history and reports, and run the gate on it.",
}

SECTIONS = {
    "Start": ("demo", "init", "doctor"),
    "Gate": ("check", "explain", "baseline", "snapshot", "hook", "comment"),
    "Old defects, and tests for them": ("backfill", "suggest", "links", "prove", "trend"),
    "Files": ("merge", "schema"),
}
"""Headings of `lockstitch --help`; a command that none names stands under "Else"."""


class Commands(click.Group):
    """The commands by name; listing them imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"lockstitch.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from difflib import get_close_matches

            if near := get_close_matches(args[0], COMMANDS, 1):
                ctx.fail(f"No such command {args[0]!r}. Did you mean {near[0]!r}?")
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        listed = {name for names in SECTIONS.values() for name in names}
        for heading, names in {**SECTIONS, "Else": tuple(name for name in COMMANDS if name not in listed)}.items():
            rows = [(name, COMMANDS[name]) for name in names if name in COMMANDS]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="lockstitch")
def lockstitch() -> None:
    """Does every fixed defect stay fixed, and is every new feature covered?

    Lockstitch joins defect records, test reports, coverage reports and the git history, and answers yes (exit 0),
    no (1) or cannot say (3), each with a reason and the next step.

    \b
      lockstitch demo              the gate on a small shop, with what it finds there
      lockstitch init              what your repository lacks to be gated
      lockstitch check             the gate itself: after the tests, in CI and before a push
      lockstitch COMMAND --help    a page on each command
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and leaves with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a legacy console must not break a verdict
    sys.exit(_run(words))


def _run(words: list[str]) -> int:
    try:
        code = lockstitch.main(words, prog_name="lockstitch", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except LockstitchError as error:
        return _told(error)
    except (click.Abort, BrokenPipeError):
        return 130
    except Exception as error:
        if "--debug" in words:
            raise
        click.echo(visible(f"lockstitch: itself broke: {type(error).__name__}: {error}", 1000), err=True)
        click.echo("  hint: run it with --debug and report what it prints", err=True)
        return 4
    return code if isinstance(code, int) else 0


def _told(error: LockstitchError) -> int:
    """Prints the faults, each with its hint, and gives the exit code."""
    for fault in error.faults[:MOST]:
        click.echo(f"lockstitch: {visible(str(fault))}", err=True)
        if fault.hint:
            click.echo(f"  hint: {visible(fault.hint)}", err=True)
    if len(error.faults) > MOST:
        click.echo(f"lockstitch: and {len(error.faults) - MOST} more faults of this kind", err=True)
    return error.exit_code
