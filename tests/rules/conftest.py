"""A matrix made by hand: the smallest one that holds, to which a test adds the one thing it is about."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lockstitch.model import Change, Commit, Fix, Input, Link, LinkedTest, Location, Matrix, Record, TestCase, Trace
from lockstitch.settings import Config, Level

COMMIT = Commit("4f1c2ab90d" + "0" * 30, (), 0, "Fixes SHOP-1")
GIVEN = tuple(Input(kind, f"{kind}.file", "format", "1") for kind in ("records", "results", "coverage", "change"))
Make = Callable[..., Any]


@pytest.fixture
def make_matrix() -> Make:
    def make(**given: Any) -> Matrix:
        plain = Matrix(Config("/repo"), date(2026, 3, 2), GIVEN, (), (), Change({}), {}, (), {})
        return plain._replace(**given)

    return make


@pytest.fixture
def make_trace() -> Make:
    def make(level: Level = Level.EXERCISED, **given: Any) -> Trace:
        record = Record("SHOP-1", "defect", "Total ignores the voucher", "done", Location("defects.yml", 3))
        tests = given.pop("tests", (make_test("passed"),) if level > Level.NONE else ())
        plain = Trace(record, "judged", Level.PASSED, level, "", Fix((COMMIT,), lines={"src/shop.py": 1 << 7}), tests)
        return plain._replace(**given)

    return make


def make_test(
    outcome: str, strength: str = "explicit", id: str = "tests/test_x.py::test_a", line: int = 0
) -> LinkedTest:
    link = Link("SHOP-1", id, "marker", strength, Location("junit.xml"))  # type: ignore[arg-type]
    case = TestCase(id, "test_a", outcome, line=line, report="junit.xml", message="assert 1 == 2\nmore")  # type: ignore[arg-type]
    return LinkedTest(id, (link,), outcome, (case,) if outcome != "absent" else ())  # type: ignore[arg-type]


@pytest.fixture(name="make_test")
def _make_test() -> Make:
    return make_test
