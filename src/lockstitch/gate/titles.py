"""Tests of other languages than Python, looked up in reports that spell them in their own way.

A source gives `FILE::describe::title`; jest writes "describe title", vitest "describe > title", Go the function alone
with its package, gtest the suite as the class. Where not exactly one case of the same file fits, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lockstitch import link
from lockstitch.model import Link, TestCase


def asked(links: Iterable[Link]) -> Iterator[str]:
    """Every spelling of the links' tests, so that the readers keep their cases."""
    for each in links:
        yield each.test
        if _is_foreign(each.test):
            path, *parts = each.test.split("::")
            yield path
            yield from _names(parts)


def settled(links: Sequence[Link], cases: link.Cases) -> tuple[Link, ...]:
    """The links, each with the id that the reports have for its test, where exactly one fits."""
    return tuple(_settled(each, cases) for each in links)


def _settled(each: Link, cases: link.Cases) -> Link:
    if not _is_foreign(each.test) or cases.find(each.test):
        return each
    path, *parts = each.test.split("::")
    names = set(_names(parts))
    fits = {cases.id(case) for case in cases.all if _plain(case.name) in names and _lies_in(case, path)}
    return each._replace(test=fits.pop()) if len(fits) == 1 else each


def _is_foreign(test: str) -> bool:
    path, separator, _ = test.partition("::")
    return bool(separator) and not path.endswith(".py")


def _names(parts: Sequence[str]) -> tuple[str, ...]:
    return (parts[-1], " ".join(parts), " > ".join(parts), " › ".join(parts)) if parts else ()


def _plain(name: str) -> str:
    return link.bare(name).removesuffix("()")


def _lies_in(case: TestCase, path: str) -> bool:
    """Whether the case can be one of this file: by its file, by its class, or by its package where that is all."""
    for told in (case.file, case.classname):
        if "/" in told and "." in told.rpartition("/")[2] and told.endswith(path[path.rfind(".") :]):
            return f"/{told}".endswith(f"/{path}") or f"/{path}".endswith(f"/{told}")
    name = path.rpartition("/")[2]
    if name.partition(".")[0] in case.classname.replace("::", ".").split(".") or case.classname == name:
        return True
    folder = path.rpartition("/")[0]
    return name.endswith(("_test.go", ".rs")) and f"/{case.classname}".endswith(f"/{folder}" if folder else "")
