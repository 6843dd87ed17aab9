"""Modules that are executed only when something of them is first used: a CI step pays for the formats that it reads.

A shelf's table stays one explicit dict of modules, which type checkers see through an import under `TYPE_CHECKING`:
https://docs.python.org/3/library/importlib.html#importlib.util.LazyLoader.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import LazyLoader, find_spec, module_from_spec
from typing import Any


def modules(package: str, *names: str) -> Iterator[Any]:
    """The modules `names` of `package`, in that order."""
    for name in names:
        whole = f"{package}.{name}"
        if whole not in sys.modules:
            spec = find_spec(whole)
            if spec is None or spec.loader is None:
                raise ModuleNotFoundError(whole, name=whole)
            spec.loader = LazyLoader(spec.loader)
            module = module_from_spec(spec)
            sys.modules[whole] = module
            spec.loader.exec_module(module)
            setattr(sys.modules[package], name, module)
        yield sys.modules[whole]
