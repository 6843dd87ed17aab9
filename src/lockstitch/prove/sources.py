"""Where the tree's own code is imported from, and how we know that no other copy of it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from lockstitch import load
from lockstitch.classes import language
from lockstitch.errors import ReadError
from lockstitch.prove.job import Failure

LAYOUTS = ("src", "lib", "python")
"""Folders below a project's own that hold its packages."""
PROJECT = ("pyproject.toml", "setup.py", "setup.cfg")


def roots(top: Path, files: Iterable[str]) -> tuple[str, ...]:
    """Folders of a tree from which its code is imported, relative to the top; the nearest to the fix first."""
    found: dict[str, None] = {}
    for path in files:
        if language(path) == "Python":
            found.update(dict.fromkeys(_above(top, path)))
    found.update(dict.fromkeys(name for name in LAYOUTS if _holds_code(top / name)))
    found["."] = None
    return tuple(found)


def _above(top: Path, path: str) -> Iterable[str]:
    for folder in PurePosixPath(path).parents:
        here = top / folder
        packaged = (here / "__init__.py").exists()
        if not packaged and (folder.name in LAYOUTS or any((here / name).is_file() for name in PROJECT)):
            yield str(folder)


def _holds_code(folder: Path) -> bool:
    return folder.is_dir() and (any(folder.glob("*.py")) or any(folder.glob("*/*.py")))


def modules(top: Path, files: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """The modules that the Python files of a fix are, with the packages that hold them. `known`: the roots."""
    found: dict[str, None] = {}
    for path in files:
        if language(path) != "Python":
            continue
        root = next((each for each in known if each != "." and path.startswith(f"{each}/")), "")
        inner = path.removeprefix(f"{root}/") if root else path
        parts = inner.removesuffix(".py").removesuffix("/__init__").split("/")
        if len(parts) == 1 or (top / root / parts[0] / "__init__.py").exists():
            found[parts[0]] = None
        found[".".join(parts)] = None
    return tuple(found)


def foreign(top: Path, origins: Mapping[str, str]) -> str:
    """Where a module of the fix comes from that is not of this tree, in words; empty where all are."""
    inside = str(top.resolve())
    for name, origin in origins.items():
        if origin and not Path(origin).is_relative_to(inside):
            return f"{name} is imported from {origin}, not from the tree under test: uninstall that copy"
    return ""


def raised_in(top: Path, product: Callable[[str], bool]) -> Callable[[Failure], str]:
    """What tells the source of the file in which a failure was raised, where that is product of the tree at `top`."""
    inside = top.resolve()

    def text(failure: Failure) -> str:
        file = Path(failure.frames[-1][0]) if failure.frames else inside
        if not file.is_relative_to(inside) or not product(file.relative_to(inside).as_posix()):
            return ""
        try:
            return load.contents(load.Source(str(file), file.name)).decode("utf-8", "replace")
        except ReadError:
            return ""

    return text
