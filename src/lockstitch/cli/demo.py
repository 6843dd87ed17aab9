"""`lockstitch demo`: the gate on a small but real shop."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from lockstitch import shop
from lockstitch.cli import options as opt
from lockstitch.cli.check import told
from lockstitch.cli.page import Page
from lockstitch.cli.run import report
from lockstitch.config import Options
from lockstitch.errors import Fault, UsageError


@click.command("demo", cls=Page)
@click.option("--keep", metavar="DIR", default="", help="Lay the shop out in this empty folder and leave it there.")
@click.option("--debug", is_flag=True, help="Show the traceback if lockstitch itself breaks.")
@opt.view
def command(keep: str, debug: bool, view: opt.View) -> int:  # noqa: ARG001 - read by the front door
    """Lay out a small shop with real git history and real test and coverage reports, and run the gate on it.

    The gate is red, and its findings teach the ladder of evidence. The demo itself exits 0.

    \b
      lockstitch demo --keep shop
      lockstitch explain --repo shop SHOP-41
    """
    if not keep:
        with tempfile.TemporaryDirectory(prefix="lockstitch-demo-") as folder:
            return _demo(Path(folder, "shop"), view, keep="")
    if Path(keep).exists() and (not Path(keep).is_dir() or any(Path(keep).iterdir())):
        raise UsageError(Fault("exists and is no empty folder", keep, hint="--keep takes a new folder"))
    return _demo(Path(keep), view, keep)


def _demo(folder: Path, view: opt.View, keep: str) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    shop.lay_out(folder)
    judged = report(Options(repo=str(folder), base="main"))
    plain = view.format == "terminal" and not view.quiet
    if plain:
        click.echo("A web shop in a temporary folder, with the feature branch `feature/gift-cards` under review.")
        click.echo("$ lockstitch check --base main\n")
    failed = told(judged, view)
    if plain:
        click.echo(f"\nThis is the demo: the gate that it showed exits {judged.exit_code}; the demo itself exits 0.")
        where = keep or "DIR"
        lead = "Play with it" if keep else "Keep the shop to play with: lockstitch demo --keep DIR, then"
        click.echo(f"{lead}: lockstitch check --repo {where} --base main; lockstitch explain --repo {where} SHOP-41")
    return failed
