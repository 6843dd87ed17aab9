"""The four classes of files: product, test, support, ignored. Settled here, once, by globs or by convention.

A glob works as in `.gitignore`: `tests/` is a folder with all in it, `*.py` without a slash matches at any depth,
`/docs/` only at the top, `**` crosses folders. A list in the configuration replaces the convention of its class; where
`paths.product` is given, a file that fits no list is ignored, otherwise it is product.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from lockstitch.model import FileClass
from lockstitch.settings import Paths

IGNORE = (
    "/docs/", "/doc/", "**/docs/conf.py", "/noxfile.py", "/setup.py", "**/setup.py", "/fabfile.py",
    "/benchmarks/", "/examples/", "vendor/", "vendored/", "_vendor/", "third_party/", "node_modules/", "site-packages/",
    ".*/", ".*", "*_pb2.py", "*_pb2_grpc.py", "*.pyi", "*.d.ts", "*.min.js", "*.pb.go", "*.generated.*", "_version.py",
    "*.lock",
)  # fmt: skip
SUPPORT = ("conftest.py",)
TESTS = (
    "test_*.py", "*_test.py", "tests.py", "tests_*.py", "*_tests.py",
    "*_test.go", "*Test.java", "*Tests.java", "Test*.java", "*IT.java",
    "*Test.kt", "*.test.*", "*.spec.*", "*_spec.rb", "*_test.rb", "*Test.php", "*.bats", "*_test.cc", "*_test.cpp",
    "*Tests.cs", "*Test.cs",
)  # fmt: skip
TEST_FOLDERS = ("tests/", "test/", "testing/", "__tests__/", "/spec/", "testdata/", "/fixtures/")

LANGUAGES = {
    ending: language
    for language, endings in {
        "Python": "py pyw", "JavaScript": "js jsx mjs cjs", "TypeScript": "ts tsx mts cts", "Java": "java",
        "Kotlin": "kt kts", "Scala": "scala", "Groovy": "groovy", "Go": "go", "Rust": "rs", "C": "c h",
        "C++": "cc cpp cxx hpp hh hxx", "C#": "cs", "F#": "fs", "Ruby": "rb", "PHP": "php", "Swift": "swift",
        "Objective-C": "m mm", "Perl": "pl pm", "Lua": "lua", "shell": "sh bash zsh ksh", "PowerShell": "ps1",
        "SQL": "sql", "R": "r", "Dart": "dart", "Elixir": "ex exs", "Erlang": "erl", "Haskell": "hs", "OCaml": "ml",
        "Clojure": "clj", "Cython": "pyx", "Vue": "vue", "Svelte": "svelte",
    }.items()
    for ending in endings.split()
}  # fmt: skip
"""Ending → language: what is code at all. A file of another ending holds no executable statement."""


def language(path: str) -> str:
    """The programming language of a file by its ending; empty where it is no code."""
    return LANGUAGES.get(path.rpartition("/")[2].rpartition(".")[2].lower(), "")


def classifier(paths: Paths) -> Callable[[str], FileClass]:
    """The function that tells a repository path's class under this configuration."""
    ignored = _any_of(paths.ignore or IGNORE)
    support = _any_of(paths.support or SUPPORT)
    tests = _any_of(paths.tests or TESTS)
    folders = _any_of(() if paths.tests else TEST_FOLDERS)
    product = _any_of(paths.product or ("**",))

    def classify(path: str) -> FileClass:
        if support(path):
            return "support"
        if tests(path):
            return "test"
        if folders(path):
            return "test" if _jest(path) else "support"
        return "product" if product(path) and not ignored(path) else "ignored"

    return classify


def _jest(path: str) -> bool:
    """Whether Jest and Vitest run all code of such a folder: https://jestjs.io/docs/configuration#testmatch-arraystring"""
    return "/__tests__/" in f"/{path}" and language(path) in ("JavaScript", "TypeScript")


class _Name(NamedTuple):
    """A glob that looks at one name of a path: `start*end`, `start` alone where nothing is `starred`; `end` else."""

    start: str
    end: str
    starred: bool
    top: bool
    folder: bool

    def fits(self, names: Sequence[str]) -> bool:
        looked = names[:-1] if self.folder else names
        looked = looked[:1] if self.top else looked
        if not self.starred:
            return self.start in looked
        least = len(self.start) + len(self.end)
        return any(n.startswith(self.start) and n.endswith(self.end) and len(n) >= least for n in looked)


def _any_of(globs: Iterable[str]) -> Callable[[str], bool]:
    """Whether one of the globs fits. Most look at one name only, for which a regular expression costs too much."""
    simple, expressions = [], []
    for glob in globs:
        start, star, end = glob.strip("/").partition("*")
        if glob.startswith("./") or not start + end or set(start + end) & set("/*?["):
            expressions.append(_expression(glob))
        else:
            simple.append(_Name(start, end, bool(star), glob.startswith("/"), glob.endswith("/")))
    match = re.compile("|".join(expressions), re.DOTALL).fullmatch if expressions else None

    def fits(path: str) -> bool:
        names = path.split("/")
        return any(name.fits(names) for name in simple) or (match is not None and match(path) is not None)

    return fits


def matches(glob: str, path: str) -> bool:
    """Whether one glob fits a repository path."""
    return re.fullmatch(_expression(glob), path, re.DOTALL) is not None


def measures(source: str, path: str) -> bool:
    """Whether an entry of coverage.py's `source`, a folder, a file or a dotted package, holds a repository path.

    A pattern, a variable and the top folder may hold any.
    """
    plain = source.replace("\\", "/").strip("./")
    if not plain or not set("*?[$").isdisjoint(plain):
        return True
    names = {plain, plain.replace(".", "/")}
    return any(f"/{name}/" in f"/{path}" or f"/{path}".endswith((f"/{name}", f"/{name}.py")) for name in names)


def _group(piece: str) -> str:
    """`[a-z]` as a regular expression; everything else, and a group that is none (`[z-a]`), stands for itself."""
    group = piece.replace("[!", "[^", 1)
    try:
        re.compile(group if piece.startswith("[") else "[")
    except re.error:
        return re.escape(piece)
    return group


@lru_cache(maxsize=512)
def _expression(glob: str) -> str:
    body = glob.removeprefix("./")
    below = ".+" if body.endswith("/") else "(?:/.*)?"
    body = body.strip("/")
    anchored = "/" in body or glob.startswith("/")
    pieces = re.split(r"(\*\*/|\*\*|\*|\?|\[[^]]*\])", body)
    table = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    text = "".join(table.get(p) or _group(p) for p in pieces)
    slash = "/" if below == ".+" else ""
    return f"{'' if anchored else '(?:.*/)?'}{text}{slash}{below}"
