"""Work that is begun before its result is needed: git answers while modules are imported and records are read."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """Begins `work` in a thread of its own; calling this gives its result, or raises what it raised, each time anew."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._given: list[T] = []
        self._raised: Exception | None = None
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._given.append(self._work())
        except Exception as error:
            self._raised = error

    def __call__(self) -> T:
        self._thread.join()
        if self._raised:
            raise self._raised
        return self._given[0]
