"""Whose a defect is where its record does not say: the owners that CODEOWNERS gives the files of its fix.

GitHub: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
GitLab: https://docs.gitlab.com/user/project/codeowners/reference/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from lockstitch.classes import language
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.git import history
from lockstitch.model import Trace
from lockstitch.values import NamedTuple

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""The first that is there is read, as both services do; each looks at three of them."""
SECTION = r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>(?:\s+\S+)*)\s*"
WORD = r"(?:\\.|[^\s\\])+"


class Rule(NamedTuple):
    """One line: a pattern, and the owners of what matches it; `excludes`: GitLab's `!pattern`, for its section."""

    pattern: str
    owners: tuple[str, ...]
    excludes: bool = False


class Owners:
    """A CODEOWNERS file: its sections, each with its rules in order. One without any heading has one section."""

    def __init__(self, text: str, path: str = "CODEOWNERS") -> None:
        self._sections: dict[str, list[Rule]] = {"": []}
        lines = [_uncommented(line) for line in text.splitlines()]
        self._everywhere = path.startswith(".gitlab/") or any(re.fullmatch(SECTION, line) for line in lines)
        current = ""
        standard: tuple[str, ...] = ()
        for line in lines:
            heading = re.fullmatch(SECTION, line)
            if heading:
                current, standard = heading["name"].strip().casefold(), _owners(heading["owners"].split())
            elif words := re.findall(WORD, line):
                self._sections.setdefault(current, []).append(_rule(words, standard))

    def of(self, path: str) -> tuple[str, ...]:
        """The owners of one file, those of every section."""
        found = (self._last(rules, path) for rules in self._sections.values())
        return tuple(dict.fromkeys(owner for owners in found for owner in owners))

    def _last(self, rules: Iterable[Rule], path: str) -> tuple[str, ...]:
        """The owners that the last matching rule of a section names; none where an exclusion matches at all."""
        hits = [rule for rule in rules if _expression(rule.pattern, self._everywhere).fullmatch(path)]
        return () if not hits or any(rule.excludes for rule in hits) else hits[-1].owners


def _uncommented(line: str) -> str:
    r"""The line without a comment, which begins at its start or after white space; `\#` begins none."""
    return re.sub(r"(?:^|(?<=\s))#.*", "", line).strip()


def _rule(words: list[str], standard: tuple[str, ...]) -> Rule:
    pattern = re.sub(r"\\(.)", r"\1", words[0])
    excludes = pattern.startswith("!")
    return Rule(pattern.removeprefix("!"), _owners(words[1:]) or standard, excludes)


def _owners(words: Iterable[str]) -> tuple[str, ...]:
    """Users, teams and roles (`@…`) and addresses; another word names nobody."""
    return tuple(word for word in words if "@" in word)


@lru_cache(maxsize=10_000)
def _expression(pattern: str, everywhere: bool) -> re.Pattern[str]:
    """A pattern as `.gitignore` has it, but that one ending in `/*` does not reach into folders below.

    `everywhere`: one without a leading slash matches at any depth, as GitLab has it.
    """
    body = pattern.strip("/")
    anchored = pattern.startswith("/") or ("/" in body and not everywhere)
    below = "/.*" if pattern.endswith("/") else "" if body.rpartition("/")[2] == "*" else "(?:/.*)?"
    table = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", body)
    text = "".join(table.get(piece) or re.escape(piece) for piece in pieces)
    return re.compile(f"{'' if anchored else '(?:.*/)?'}{text}{below}", re.DOTALL)


def owners(run: Run, scene: Scene, traces: Iterable[Trace], past: Past) -> Mapping[str, tuple[str, ...]]:
    """Record → the owners of the code of its fix, for defects whose records name no owner."""
    place = next((path for path in PLACES if path in scene.files), "")
    fixes = {t.record.id: [c.sha for c in t.fix.commits] for t in traces if not t.record.owner and t.fix.commits}
    if not place or not fixes:
        return {}
    table = Owners(scene.sources.text(place), place)
    paths = history.paths_of(run.repository, past.history, (sha for shas in fixes.values() for sha in shas))
    ledgers = {record.location.path for record in scene.records}
    found = {}
    for record, shas in fixes.items():
        files = [path for sha in shas for path in paths.get(sha, ()) if path not in ledgers]
        found[record] = tuple(dict.fromkeys(owner for path in _code(files, scene) for owner in table.of(path)))
    return {record: names for record, names in found.items() if names}


def _code(paths: list[str], scene: Scene) -> list[str]:
    """The product code among the files of a fix, or, where it has none, all of them."""
    return [path for path in paths if language(path) and scene.classify(path) == "product"] or paths
