"""`lockstitch snapshot`: keep what is covered today, to see later what was lost."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from lockstitch.cli import options as opt
from lockstitch.cli.page import Page
from lockstitch.cli.run import prepared
from lockstitch.config import Options
from lockstitch.errors import Fault, UsageError
from lockstitch.gate import snapshot
from lockstitch.git import notes
from lockstitch.git.repository import Repository


@click.command("snapshot", cls=Page)
@opt.evidence
@click.option("--output", metavar="FILE", default="", help="Write it here, in the place of the configured one.")
@click.option("--notes", "noted", is_flag=True, help="Write it into git notes, refs/notes/lockstitch.")
def command(options: Options, output: str, noted: bool) -> int:
    """Keep which lines and branches of the product are covered at HEAD, for `lost-coverage` to compare with.

    Run it on the main branch, after all its tests passed. It goes to .lockstitch/snapshot.json.gz, to be committed or
    kept as an artifact of CI, or into git notes. A clone brings no notes along: once there are any, fetch them first.

    \b
    git fetch origin +refs/notes/lockstitch:refs/notes/lockstitch
    lockstitch snapshot --notes
    git push origin refs/notes/lockstitch

    Exit code: 0 written, 2 product files differ from HEAD, 3 a test failed, or coverage is missing or cannot be used.
    """
    if output and noted:
        raise UsageError("--output and --notes both say where it goes: give one")
    run = prepared(options)
    commit, data, inputs = snapshot.take(run)
    hint = ""
    where = snapshot.NOTES if noted else str(Path(output).absolute()) if output else snapshot.place(run.config)
    if where == snapshot.NOTES:
        hint = _next(run.repository)
        notes.write(run.repository, commit, data)
        where = notes.REF
    else:
        _written(Path(run.config.root, where), data)
    coverage, results = (", ".join(i.path for i in inputs if i.kind == kind) for kind in ("coverage", "results"))
    passed = f"no test failed in {results}" if results else "no test report was found: did all tests pass?"
    click.echo(f"{output or where}: coverage of {commit[:10]} out of {coverage}, {len(data):,} bytes; {passed}{hint}")
    return 0


def _next(repository: Repository) -> str:
    """What to do with notes that are about to be written, which nobody but git can bring to where they are needed."""
    told = f"\n  next: git push origin {notes.REF}"
    if not notes.noted(repository):
        told += f"\n  no note was here before: where that is refused, the remote has some: {snapshot.FETCH}, then again"
    return told


def _written(target: Path, data: bytes) -> None:
    """The whole file or nothing, by a temporary file beside it."""
    temporary = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(target)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise UsageError(Fault(f"cannot be written: {error.strerror or error}", str(target))) from None
