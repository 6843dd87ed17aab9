"""The values that a proof is made of: plain and picklable, so that any executor can carry them to another machine."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from lockstitch.lines import Lines
from lockstitch.model import Ran
from lockstitch.settings import Paths
from lockstitch.values import NamedTuple

Why: TypeAlias = Literal["", "call", "setup", "collection", "crash", "deselected", "unread"]
"""In which phase something went wrong: `crash`, the process ended while the test ran; `unread`, no result was left."""


class Settings(NamedTuple):
    """How tests are run. `python`: the project's interpreter. `command`: a template, empty for pytest."""

    python: str
    command: str = ""
    timeout: int = 60
    """Seconds that one test may take."""
    repeat: int = 2
    """How often the run with the fix in place is made."""
    environment: tuple[str, ...] = ()
    """Further names of environment variables that the tests may see."""
    paths: Paths = Paths()
    kept: tuple[str, ...] = ()
    """Globs of files that are no product, whatever `paths` says: the records themselves."""
    platform: str = ""
    """The name of the environment that proofs are kept under: `cpython-3.11-linux`."""
    installed: str = ""
    """What is installed beside the interpreter: names and versions."""
    ledger: str = ""
    """Path of the proof ledger from the repository's top: it changes with every run and is no part of any tree."""


class Asked(NamedTuple):
    """One test of one record, with everything that its proof will carry beside the outcome.

    `test`: its id from the repository's top. `written`: the same as the record or a link has it.
    """

    record: str
    test: str
    written: str
    commits: tuple[str, ...]
    test_hash: str
    fix_hash: str
    hang: bool = False
    """The record's symptom is a hang: without the fix the test may run out of time."""
    head: str = ""
    """What is checked out; empty where the working tree has changes."""
    setup_hash: str = ""


class Job(NamedTuple):
    """All tests of the fixes that stand in one pair of trees.

    `repository`: a folder, or an address to clone. `after`: the commit whose tree has the fix in place; empty for the
    working tree as it lies. `undo`: commits whose product changes are taken back, youngest first; `base`: or the commit
    whose product stands before, where a whole change is undone.
    """

    repository: str
    after: str
    undo: tuple[str, ...]
    base: str
    asked: tuple[Asked, ...]
    settings: Settings
    today: bool = True
    """The tree with the fix in place is that of HEAD: what fails there fails today."""


class Failure(NamedTuple):
    """Why a test failed. `frames`: (file, function), outermost first; `owner`: `module.Class` that lacks the name."""

    type: str
    message: str = ""
    types: tuple[str, ...] = ()
    name: str = ""
    owner: str = ""
    frames: tuple[tuple[str, str], ...] = ()


class Case(NamedTuple):
    """What one test came to in one run. `why`: in which phase, where it did not pass."""

    outcome: Ran
    why: Why = ""
    failure: Failure = Failure("")
    traceback: str = ""
    several: bool = False
    """It was tried more than once within the run, and the tries differ."""


class Session(NamedTuple):
    """One run: its cases by exact test id. `note`: what speaks against the whole run, in words.

    `lines`: test → path → lines that it ran. `origins`: module of the fix → the file it comes from in that interpreter.
    """

    cases: Mapping[str, Case]
    note: str = ""
    lines: Mapping[str, Mapping[str, Lines]] = MappingProxyType({})
    origins: Mapping[str, str] = MappingProxyType({})
    pending: tuple[str, ...] = ()
    """Tests that were collected and did not get their turn, because another one ended the process."""
