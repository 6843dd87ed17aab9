"""Modules that are imported only when something of them is first used: a CI step pays for the formats that it reads.

A shelf's table stays one explicit dict of modules, which type checkers see through an import under `TYPE_CHECKING`.
`importlib.util.LazyLoader` would look for each file at once, which for three dozen modules is a tenth of a small run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


class _Late:
    # Stands for a module: whatever is done to its attributes is done to the module's. A docstring here would hide its.

    __slots__ = ("__name__",)

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "__name__", name)

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]  # of a module, not of this class
        return import_module(self.__name__).__doc__

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self.__name__), attribute)

    def __setattr__(self, attribute: str, value: object) -> None:
        setattr(import_module(self.__name__), attribute, value)

    def __delattr__(self, attribute: str) -> None:
        delattr(import_module(self.__name__), attribute)


_compiled = re.compile


class _LatePattern:
    """Stands for a compiled pattern, which it becomes when something of it is first used."""

    def __init__(self, *asked: Any, **named: Any) -> None:
        self._asked = asked, named

    def __getattr__(self, attribute: str) -> Any:
        asked, named = self._asked
        return getattr(_compiled(*asked, **named), attribute)


@contextmanager
def patterns() -> Iterator[None]:
    """A library imported within compiles its regular expressions when it uses them, not when it is imported.

    PyYAML makes one out of all of Unicode, which takes longer than to read a ledger of hundreds of records, and which
    only its parser in Python uses. What click brings along makes a dozen, about platforms and translations.
    """
    re.compile = _LatePattern  # type: ignore[assignment]  # for the length of one import
    try:
        yield
    finally:
        re.compile = _compiled


def modules(package: str, *names: str) -> Iterator[Any]:
    """The modules `names` of `package`, in that order."""
    for name in names:
        yield _Late(f"{package}.{name}")
