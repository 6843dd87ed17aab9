"""`lockstitch doctor`: gates that cannot fail, found in pipelines, in the scripts that they call and in settings."""

from __future__ import annotations

import re

from lockstitch.doctor.checks import CHECKS, Check
from lockstitch.doctor.scene import Scene, scene
from lockstitch.git.repository import Repository
from lockstitch.model.checkup import Checkup, Weakness
from lockstitch.settings import Config

__all__ = ["CHECKS", "Check", "examine"]

ACCEPTED = re.compile(r"lockstitch:\s*accept\s+(?P<check>[a-z-]+)\s*[:,–-]\s*(?P<reason>\S.*)")


def examine(repository: Repository, config: Config) -> Checkup:
    """What every check finds in the working tree, each place once. A comment `lockstitch: accept CHECK: reason` in the
    line, or in the one above, lets it stand."""
    read = scene(config, repository.files().all)
    found = [
        weakness._replace(mend=weakness.mend or check.mend, reason=_reason(read, weakness))
        for check in CHECKS.values()
        for weakness in dict.fromkeys(check.find(read))
    ]
    return Checkup(
        looked=tuple(sorted(read.texts)),
        found=tuple(each for each in found if not each.reason),
        accepted=tuple(each for each in found if each.reason),
        faults=read.faults,
    )


def _reason(read: Scene, weakness: Weakness) -> str:
    path, line = weakness.location
    lines = read.texts.get(path, "").splitlines()
    for text in lines[max(line - 2, 0) : line]:
        if (said := ACCEPTED.search(text)) and said["check"] == weakness.check:
            return said["reason"].strip()
    return ""
