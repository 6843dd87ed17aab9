"""`lockstitch init`: what a repository lacks to be gated, as pieces of text. Nothing is written here."""

from __future__ import annotations

from pathlib import Path

from lockstitch import load
from lockstitch.config import toml as reader
from lockstitch.errors import LockstitchError, plural
from lockstitch.git.repository import Repository
from lockstitch.init import ci, hook, texts
from lockstitch.init.survey import Survey, survey
from lockstitch.model.setup import Piece, Setup
from lockstitch.settings import Config

LEDGER = "defects.yml"
HEADS = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master")


def setup(repository: Repository, config: Config, pipeline: bool, command: str = "") -> Setup:
    """What was found and what would be written; `pipeline`: a whole one where there is none; `command`: path of the
    command that a hook before a push shall call, empty for no hook.

    Raises `UsageError` where a file of the repository's stands in the way.
    """
    found = survey(repository, config)
    pieces = [_configuration(config, found), _ledger(found), _pipeline(config, found, pipeline)]
    if command:
        pieces.append(hook.piece(repository, command))
    return Setup(tuple(_facts(found)), tuple(pieces), _then(repository, found))


def _facts(found: Survey) -> list[tuple[str, str]]:
    roots = [f"{root.runner.name} ({root.manifest})" for root in found.roots]
    needs = dict.fromkeys(root.runner.also for root in found.roots if root.runner.also)
    service = f"{found.service} ({found.workflow})" if found.workflow else f"no pipeline; {found.service} is taken"
    return [
        ("tests", f"{', '.join(roots) or 'no runner that is known here'}; {plural(len(found.tests), 'test file')}"),
        *(("run by", command) for command in dict.fromkeys(root.runner.command for root in found.roots)),
        *(("needs", words) for words in needs),
        *(
            ("through", f"{name}: give its commands these options, and its environment pytest-cov")
            for name in found.through
        ),
        ("CI", service),
        ("tracker", found.tracker or "none that commits speak of"),
        *((kind, ", ".join(names[:5]) or "none in the usual places") for kind, names in found.found),
    ]


def _configuration(config: Config, found: Survey) -> Piece:
    if config.source:
        return Piece(config.source, "kept", note="configures lockstitch already")
    path = Path(config.root, "pyproject.toml")
    if path.exists():
        own = texts.toml(found)
        text = load.text(load.Source(str(path), path.name))
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        if _extends(text, gap + own, path.name):
            return Piece(path.name, "append", gap + own)
    return Piece("lockstitch.yml", "new", texts.yaml(found))


def _extends(text: str, more: str, name: str) -> bool:
    """Whether a TOML file can have `more` at its end: not where `tool` or our table is closed already.

    Raises `UsageError` where it is malformed as it stands.
    """
    source = load.Source(name, name)
    reader.whole(text, source)
    try:
        reader.whole(text + more, source)
    except LockstitchError:
        return False
    return True


def _ledger(found: Survey) -> Piece:
    there = dict(found.found)["records"]
    if there:
        return Piece(there[0], "kept", note="holds the records")
    return Piece(LEDGER, "new", texts.ledger(found))


def _pipeline(config: Config, found: Survey, wanted: bool) -> Piece:
    path = found.workflow or ci.FILES.get(found.service, "")
    if found.workflow and "lockstitch" in load.text(load.Source(str(Path(config.root, path)), path)):
        return Piece(path, "kept", note="speaks of lockstitch already")
    if wanted and not found.workflow and found.service in ci.FILES and found.roots:
        return Piece(path, "new", ci.pipeline(found.service, found.roots))
    note = "in the job that runs the tests"
    if not found.workflow and found.service in ci.FILES and found.roots:
        note = "no pipeline is there; lockstitch init --ci would write a whole one"
    return Piece(path or found.service, "paste", ci.snippet(found.service, found.roots, found.through), note)


def _then(repository: Repository, found: Survey) -> str:
    """The next command: it works as soon as everything is written."""
    if found.closing and not dict(found.found)["records"]:
        return "lockstitch backfill --dry-run"
    heads = repository.run("for-each-ref", "--format=%(refname)", *HEADS)
    return "lockstitch check --static" + ("" if heads.strip() else " --base none")
