"""Work that is begun before its result is needed."""

from __future__ import annotations

from threading import Event

import pytest

from lockstitch.ahead import Ahead


def test_it_runs_once_and_while_nobody_waits() -> None:
    begun, runs = Event(), list[int]()

    def work() -> str:
        runs.append(1)
        begun.set()
        return "done"

    ahead = Ahead(work)
    assert begun.wait(10)
    assert (ahead(), ahead(), runs) == ("done", "done", [1])


def test_what_it_raises_is_raised_where_its_result_is_asked_for() -> None:
    def work() -> str:
        raise KeyError("x")

    ahead = Ahead(work)
    for _ in range(2):
        with pytest.raises(KeyError, match="x"):
            ahead()
