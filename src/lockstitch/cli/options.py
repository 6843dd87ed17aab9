"""The options that commands share, gathered into one value by one decorator."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar

import click

from lockstitch.config import Options
from lockstitch.renderers import RENDERERS
from lockstitch.values import NamedTuple

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = tuple(RENDERERS)


class View(NamedTuple):
    """Where the report goes and how much of it."""

    format: str = "terminal"
    outputs: tuple[tuple[str, str], ...] = ()
    quiet: bool = False
    verbose: bool = False


INPUTS: dict[str, dict[str, Any]] = {
    "repo": {"metavar": "DIR", "default": ".", "show_default": "here", "help": "The repository."},
    "records": {"metavar": "PATH", "multiple": True, "help": "Record file, folder or glob; `none` for none."},
    "results": {"metavar": "PATH", "multiple": True, "help": "Test report, folder or glob."},
    "coverage": {"metavar": "PATH", "multiple": True, "help": "Coverage report or glob."},
    "snapshot": {"metavar": "FILE", "default": "", "help": "Earlier coverage to compare with; `notes`: git's."},
    "base": {"metavar": "REF", "default": "", "help": "Compare with this; `none` judges records only."},
    "config": {"metavar": "FILE", "default": "", "help": "Configuration file."},
    "scope": {"type": click.Choice(("all", "change")), "help": "`change`: only what this change claims."},
    "pre_push": {"is_flag": True, "help": "Read git's pre-push lines from standard input."},
}
DEBUG = click.option("--debug", is_flag=True, help="Show the traceback if lockstitch itself breaks.")


def inputs(function: F) -> F:
    """Adds the options that say what is examined; the command receives them as one `Options`."""
    return _gathered(function, INPUTS)


def evidence(function: F) -> F:
    """Adds those that say which records and reports there are, for commands that judge no change."""
    return _gathered(function, {name: INPUTS[name] for name in ("repo", "records", "results", "coverage", "config")})


def sources(function: F) -> F:
    """Adds those that say which records and which change there are, for commands that read no reports."""
    base = {**INPUTS["base"], "help": "What --change compares with."}
    plain = {name: INPUTS[name] for name in ("repo", "records", "config")}
    return _gathered(function, {**plain, "base": base})


def form(*formats: str) -> Callable[[F], F]:
    """Adds `--format`, of which the first is printed unless another is asked for; the command receives it as `form`."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True, help="What is printed."
    )


def _gathered(function: F, asked: dict[str, dict[str, Any]]) -> F:
    options = [click.option(f"--{name.replace('_', '-')}", **given) for name, given in asked.items()]

    @wraps(function)
    def gathered(*, debug: bool, **given: Any) -> Any:  # noqa: ARG001 - `main` looks for --debug
        words = {name: given.pop(name) for name in asked}
        pushed = sys.stdin.read() if words.pop("pre_push", False) else ""
        return function(options=Options(pushed=pushed, **words), **given)

    return _with(gathered, [*options, DEBUG])  # type: ignore[return-value]  # click keeps the type


def view(function: F) -> F:
    """Adds the options that say where the report goes; the command receives them as one `View`."""
    options = [
        click.option(
            "--format",
            "format_",
            type=click.Choice(FORMATS),
            default="terminal",
            show_default=True,
            help="What is printed.",
        ),
        click.option("--output", metavar="FORMAT=FILE", multiple=True, callback=_outputs, help="Also write this file."),
        click.option("--quiet", "-q", is_flag=True, help="Print only the verdict."),
        click.option("--verbose", "-v", is_flag=True, help="Print every record, not only those with a gap."),
    ]

    @wraps(function)
    def gathered(format_: str, output: tuple[tuple[str, str], ...], quiet: bool, verbose: bool, **rest: Any) -> Any:
        return function(view=View(format_, output, quiet, verbose), **rest)

    return _with(gathered, options)  # type: ignore[return-value]  # click keeps the type


def _with(function: Callable[..., Any], options: list[Any]) -> Callable[..., Any]:
    for option in reversed(options):
        function = option(function)
    return function


def _outputs(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for value in values:
        form, separator, path = value.partition("=")
        if not separator or not path or form not in FORMATS:
            raise click.BadParameter(f"{value!r} is not FORMAT=FILE with a format out of {', '.join(FORMATS)}")
        pairs.append((form, path))
    return tuple(pairs)


def today() -> date:
    """The clock is read here and nowhere below; `LOCKSTITCH_TODAY` sets it, for runs that must be repeatable."""
    given = os.environ.get("LOCKSTITCH_TODAY", "")
    try:
        return date.fromisoformat(given) if given else date.today()
    except ValueError:
        raise click.UsageError(f"LOCKSTITCH_TODAY is no date such as 2026-03-02: {given!r}") from None
