"""From options to a report: what `check`, `explain` and `baseline` have in common."""

from __future__ import annotations

import os

from lockstitch import config
from lockstitch.cli.options import today
from lockstitch.config import Options
from lockstitch.gate import Run, check
from lockstitch.git.repository import discover
from lockstitch.model import Report
from lockstitch.rules import RULES


def prepared(options: Options) -> Run:
    """The repository and its configuration, ready to be judged."""
    repository = discover(options.repo)
    settings = config.read(repository.root, options, RULES)
    return Run(repository, settings, today(), os.environ, options.pushed)


def report(options: Options) -> Report:
    return check(prepared(options))
