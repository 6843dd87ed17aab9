"""What a test's source says about a record, before it is known whether such a record exists."""

from __future__ import annotations

from typing import Literal, TypeAlias

from lockstitch.model.matrix import Input, Via
from lockstitch.settings import Strength
from lockstitch.values import NamedTuple

Route: TypeAlias = Literal[
    "marker", "annotation", "property", "name", "file name", "docstring", "comment", "reason", "trailer"
]
"""Where in a source it stands; `reason`: why a test is skipped or expected to fail; `trailer`: the id of a commit."""


WORDS = ("issue", "gh", "github", "bug", "ticket", "defect", "gitlab")
"""Words before a number that mean this project's own tracker."""
NUMBERED = ("", "gh", "issue", "jdk")
"""Letters of the ids that a number behind such a word, or a bare one, stands for; jtreg's `@bug` leaves `JDK-` out."""
DIGITS = 18
"""Digits of the longest number that is an id."""
PROPERTIES = frozenset({
    "defect", "defects", "issue", "issues", "bug", "bugs", "requirement", "requirements", "verifies", "test_key",
    "testrail_case_field",
})  # fmt: skip
"""Names of JUnit properties that hold ids of records, lower-cased."""


class Mention(NamedTuple):
    """One reference to a record, as a test's source writes it and as it is to be looked up.

    `test` is a node id's end without its file (`TestC::test_y`), empty for the whole file; `line` is 1-based, 0 for the
    file's name. `tracker` is the lower-cased word or prefix before the id (`gh`, `issue`, `bpo`, `shop`), empty for a
    bare `#12`, and `commit` before a commit's id. `key` is the number, or the whole id where it is no number.
    """

    written: str
    tracker: str
    key: str
    repository: str
    """`owner/repo` on GitHub, else with the host before it, lower-cased; a bare name for `repo#12`; empty: not said."""
    test: str
    via: Route
    strength: Strength
    line: int
    convention: str
    """The row of the dialect that it was found by: the reason that a person is shown."""


class Row(NamedTuple):
    """One line of `lockstitch links`. `record`: empty where no record has the id that is `written`.

    `via` is a mention's route, or `record` or `commit`; `whose` says why an address is not taken for this project's.
    """

    record: str
    written: str
    tracker: str
    key: str
    test: str
    via: Route | Via
    strength: Strength
    where: str
    convention: str
    whose: str = ""


class Listing(NamedTuple):
    """Everything that links tests to records. `asked`: the ids asked for, empty for all; `records`: their number."""

    rows: tuple[Row, ...]
    inputs: tuple[Input, ...] = ()
    asked: tuple[str, ...] = ()
    records: int = 0
