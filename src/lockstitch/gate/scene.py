"""What one run stands on, and what all its joins share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from lockstitch import link
from lockstitch.classes import classifier
from lockstitch.gate.sources import Sources
from lockstitch.git.repository import Files, Repository
from lockstitch.model import FileClass, Ledger, Record
from lockstitch.settings import Config, Waiver


class Run(NamedTuple):
    """The repository, its configuration, and the world as handed in: the day, the environment, the hook's input."""

    repository: Repository
    config: Config
    today: date
    environ: Mapping[str, str]
    pushed: str = ""


class Scene(NamedTuple):
    """The repository's files and records, indexed."""

    files: tuple[str, ...]
    untracked: tuple[str, ...]
    classify: Callable[[str], FileClass]
    sources: Sources
    identity: link.Identity
    records: tuple[Record, ...]
    ids: link.Ids
    complete: tuple[str, ...]
    """Id prefixes of which all records are known."""
    waivers: tuple[Waiver, ...]

    @classmethod
    def of(cls, run: Run, ledgers: Sequence[Ledger], listed: Callable[[], Files] | None = None) -> Scene:
        """`listed` gives the repository's files, where somebody asked for them before."""
        files = (listed or run.repository.files)()
        records = tuple(record for ledger in ledgers for record in ledger.records)
        complete = {*run.config.links.complete, *(prefix for ledger in ledgers for prefix in ledger.complete)}
        return cls(
            files=files.all,
            untracked=files.untracked,
            classify=classifier(run.config.paths),
            sources=Sources(run.config),
            identity=link.Identity(files.all),
            records=records,
            ids=link.Ids((record.id for record in records), run.config.links.patterns, run.config.links.prefixes),
            complete=tuple(sorted(complete)),
            waivers=(*run.config.waivers, *(waiver for ledger in ledgers for waiver in ledger.waivers)),
        )
