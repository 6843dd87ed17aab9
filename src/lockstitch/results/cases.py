"""What the readers of this shelf share: a test's id and bare name, the worse of two outcomes, attempts as one case."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lockstitch.model import Outcome, Reference, TestCase

NODE_ID = "lockstitch.nodeid"
"""The property in which our own pytest plugin writes a test's node id."""

_BEST_FIRST: tuple[Outcome, ...] = ("passed", "xfailed", "skipped", "flaky", "error", "failed")
_RANK = {outcome: rank for rank, outcome in enumerate(_BEST_FIRST)}
_PARAMETERS = r"[\[(/]| with data set "


def worse(first: Outcome, second: Outcome) -> Outcome:
    """The worse of two outcomes: in one case, a failure beats a skip."""
    return first if _RANK[first] >= _RANK[second] else second


def bare(name: str) -> str:
    """A name without its parameters, in the styles of pytest, unittest, JUnit 5, Go, GoogleTest and PHPUnit.

    `test_p[1]`, `test_sub (i=1)`, `pos(int)[2]`, `TestTotal/empty`, `Vip/0`, `testTax with data set "a"`.
    """
    name = name.partition("[")[0]
    if "(" in name or "/" in name or " " in name:
        name = re.split(_PARAMETERS, name, maxsplit=1)[0].rstrip()
    return name


def node_id(references: Iterable[Reference]) -> str:
    """The id that our own pytest plugin wrote, which beats all others; empty where it did not."""
    return next((value for name, value in references if name == NODE_ID), "")


def identity(classname: str, name: str, file: str) -> str:
    """`file::class::name` as far as a report tells, else `classname::name`."""
    if not file:
        return f"{classname}::{name}" if classname else name
    if not classname and within(name, file) == "":  # pytest: a file that could not be collected
        return file
    inner = within(classname, file)
    parts = [classname] if inner is None else inner.split(".")
    return "::".join(part for part in (file, *parts, name) if part)


def within(dotted: str, file: str) -> str | None:
    """What a dotted name adds to the module that `file` is: `TestC` of `tests.test_a.TestC`; None: it is of another."""
    if dotted in (file, "test"):  # Jest can write the file as class; "test" is what node:test always writes
        return ""
    parts = file.replace("\\", "/").removesuffix(".py").removesuffix(".rb").rsplit("/", maxsplit=40)
    for start in range(len(parts)):
        module = ".".join(parts[start:])
        if f"{dotted}.".startswith(f"{module}."):
            return dotted[len(module) + 1 :]
    return None


def folded(first: TestCase, second: TestCase, pytest: bool) -> TestCase:
    """Two attempts of one test, in the report's order, as one case."""
    references = tuple(dict.fromkeys(first.references + second.references))
    return first._replace(
        id=node_id(references) or first.id,
        outcome=_together(first.outcome, second.outcome, pytest),
        references=references,
        time=first.time + second.time,
        message=max(first, second, key=lambda case: _RANK[case.outcome]).message,
    )


def _together(first: Outcome, second: Outcome, pytest: bool) -> Outcome:
    """Mixed outcomes are flaky, where a pass is among them.

    In pytest's reports ids are unique, and a repeated one has a reason. pytest-rerunfailures lists a failed attempt,
    but not its failure: a second pass is a retry that passed, and a pass before something worse was none. And pytest
    lists a failed test whose teardown fails too once for each.
    """
    if pytest:
        return "flaky" if second == "passed" else worse(first, second)
    mixed = first != second and not {"passed", "flaky"}.isdisjoint((first, second))
    return "flaky" if mixed else worse(first, second)


def seconds(text: str) -> float:
    """A duration as reports write it, `1,234.568` or `9.8e-05`; 0 where there is none."""
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return 0.0
    return value if 0 <= value < float("inf") else 0.0


def whole(text: str) -> int:
    """A count or a line number; 0 where there is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
