"""From options to a report: what `check`, `explain` and `baseline` have in common."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from lockstitch import config
from lockstitch.ahead import Ahead
from lockstitch.cli.options import today
from lockstitch.config import Options
from lockstitch.git.repository import discover
from lockstitch.model import Report

if TYPE_CHECKING:
    from lockstitch.gate import Run


def prepared(options: Options) -> Run:
    """The repository and its configuration, ready to be judged."""
    repository = Ahead(partial(discover, options.repo))
    from lockstitch.gate import Run  # which takes as long as git does
    from lockstitch.rules import RULES

    here = repository()
    settings = config.read(here.root, options, RULES)
    return Run(here, settings, today(), os.environ, options.pushed)


def report(options: Options) -> Report:
    run = prepared(options)
    from lockstitch.gate import check

    return check(run)
