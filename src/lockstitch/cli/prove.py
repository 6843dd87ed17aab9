"""`lockstitch prove`: run the linked tests with the fix undone, and with it in place."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import click

from lockstitch.cli import options as opt
from lockstitch.cli.page import Page
from lockstitch.cli.run import prepared
from lockstitch.config import Options
from lockstitch.gate import Run
from lockstitch.prove import Progress, Settings, Wish, interpreter, plan, process
from lockstitch.prove import prove as proven
from lockstitch.renderers import proofs
from lockstitch.renderers.escape import visible


@click.command("prove", cls=Page)
@click.argument("ids", metavar="[ID]…", nargs=-1)
@click.option("--change", "select", flag_value="change", help="Only what this change claims to fix.")
@click.option("--stale", "select", flag_value="stale", help="Only what was tried before and no longer holds.")
@click.option("--all", "select", flag_value="all", help="Everything again, whatever the ledger says.")
@click.option("--jobs", "-j", type=click.IntRange(1), default=1, show_default=True, help="Proofs at the same time.")
@click.option("--timeout", metavar="SECONDS", type=click.IntRange(1), help="What one test may take (60).")
@click.option("--repeat", metavar="K", type=click.IntRange(1), help="Runs with the fix in place (2).")
@click.option(
    "--shard", metavar="I/N", default="1/1", callback=lambda _c, _p, value: _shard(value), help="Part I of N."
)
@click.option("--python", metavar="EXE", default="", help="The interpreter that has the project's test requirements.")
@opt.form("terminal", "json")
@opt.sources
def command(ids: tuple[str, ...], options: Options, form: str, **given: Any) -> int:
    """Run each linked test with the fix in place and with the fix undone.

    A test that passes with the fix and fails without it is proven; one that passes both times is refuted. Proofs are
    kept in .lockstitch/proofs.jsonl, and what still holds there is not run again. The checkout is never touched.

    \b
      lockstitch prove SHOP-12
      lockstitch prove --change --base main             what this branch claims to fix
      lockstitch prove --stale --jobs 4                 what no longer holds
      lockstitch prove --shard 2/8                      a part, for one job of a matrix

    Exit code: 1 something is refuted or fails today, else 3 something stays open, else 0.
    """
    run = prepared(options)
    planned = plan(run, Wish(ids, given["select"] or "missing", given["shard"]), _settings(run, given))
    with _stoppable(), ThreadPoolExecutor(given["jobs"]) as pool:
        report = proven(run, planned, pool, _progress())
    click.echo(proofs.json_(report) if form == "json" else proofs.terminal(report, given["select"] or ""), nl=False)
    return report.exit_code


def _settings(run: Run, given: dict[str, Any]) -> Settings:
    wanted = run.config.prove
    python = interpreter.find(run.config.root, given["python"])
    name, installed = interpreter.environment(python, wanted.command)
    return Settings(
        python=python,
        command=wanted.command,
        timeout=given["timeout"] or wanted.timeout,
        repeat=given["repeat"] or wanted.repeat,
        environment=wanted.environment,
        platform=name,
        installed=installed,
    )


def _shard(value: str) -> tuple[int, int]:
    number, _, of = value.partition("/")
    if number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of):
        return int(number), int(of)
    raise click.BadParameter(f"{value!r} is not I/N such as 2/8")


@contextmanager
def _stoppable() -> Iterator[None]:
    """A run that is told to stop ends its tests and clears its folders away."""

    def stop(number: int, _frame: object) -> None:
        process.stop_all()
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _progress() -> Any:
    """Tells a person at a terminal how far it is; a log of CI stays short."""
    if not sys.stderr.isatty():
        return lambda _progress: None

    def tell(progress: Progress) -> None:
        last = progress.last[-1] if progress.last else None
        words = f"{last.proof.record} {last.proof.verdict}" if last else "tried again at HEAD"
        click.echo(f"[{progress.done}/{progress.jobs}] {visible(words, 100)}", err=True)

    return tell
