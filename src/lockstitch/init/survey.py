"""What a repository is made of: how its tests are run, who builds it, and which tracker its commits speak of."""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from lockstitch import load
from lockstitch.classes import classifier, language
from lockstitch.errors import LockstitchError
from lockstitch.gate.inputs import find
from lockstitch.git.repository import Repository
from lockstitch.init.runners import PYTEST, RUNNERS, UNITTEST, Runner
from lockstitch.model import InputKind
from lockstitch.settings import Config, Limits
from lockstitch.values import NamedTuple

SERVICES = (
    ("GitHub Actions", r"\.github/workflows/[^/]+\.ya?ml"),
    ("GitLab CI", r"\.gitlab-ci\.ya?ml"),
    ("Azure Pipelines", r"(?:.*/)?azure-pipelines[^/]*\.ya?ml"),
    ("Jenkins", r"(?:.*/)?Jenkinsfile"),
)
HOSTS = (("gitlab", "GitLab CI"), ("dev.azure.com", "Azure Pipelines"), ("visualstudio.com", "Azure Pipelines"))
"""Where no pipeline is there yet, the host of the remote tells which it would be; else GitHub Actions."""
_VERB = r"\b(?:[Ff]ix(?:e[sd])?|[Cc]lose[sd]?|[Rr]esolve[sd]?):?[ \t]+"
CLOSING = re.compile(_VERB + r"[\w./-]*#\d+")
KEY = re.compile(rf"(?m)(?:^|{_VERB}|\[)(?P<key>[A-Z][A-Z0-9]{{1,9}})-\d+")
RUNS = re.compile(
    r"pytest|\btox\b|\bnox\b|jest|vitest|mocha|unittest|phpunit|rspec|mvn|gradle"
    r"|\b(?:npm|npm run|go|cargo|dotnet|make|poe|rake) (?:test|spec|ci)s?\b|\bcoverage run\b|\btests?\.sh\b"
)
"""A pipeline that runs tests, as far as its text tells."""
THROUGH = {"tox": ("tox.ini", "tox.toml"), "nox": ("noxfile.py",)}
"""What may run pytest instead of a person: the files that say so, at the top."""
BESIDE = {
    "nightly", "release", "publish", "deploy", "docs", "doc", "docset", "lint", "linting", "label", "cron", "wheels",
    "benchmark", "benchmarks", "fuzz",
}  # fmt: skip
"""Words in a pipeline's name: it does something else than to judge changes."""
COMMITS = "3000"
"""How far back commit messages are looked at."""


class Root(NamedTuple):
    """A folder with tests of its own; the empty text is the top."""

    folder: str
    runner: Runner
    manifest: str


class Survey(NamedTuple):
    """`workflow`: a pipeline of the service, preferring one that runs tests. `key`: how ids begin, such as `SHOP-`."""

    roots: tuple[Root, ...]
    service: str
    workflow: str
    tracker: str
    key: str
    closing: int
    tests: tuple[str, ...]
    found: tuple[tuple[str, tuple[str, ...]], ...]
    """Kind of input → files in the usual places."""
    through: tuple[str, ...] = ()
    """Names of what runs the tests in environments of its own."""


def survey(repository: Repository, config: Config) -> Survey:
    """Looks at the working tree and at the messages of the last commits."""
    files = repository.files().all
    classify = classifier(config.paths)
    own = tuple(path for path in files if classify(path) in ("test", "support"))
    code = [path for path in own if classify(path) == "test"] or [path for path in own if language(path)]
    tests = tuple(code)  # of some languages only the folder tells a test
    remote = _remote(repository)
    service, workflow = _service(config, files, remote)
    tracker, key, closing = _tracker(repository, remote)
    kinds: tuple[InputKind, ...] = ("records", "results", "coverage")
    found = tuple((kind, tuple(source.name for source in find(config, kind).sources)) for kind in kinds)
    roots = tuple(_roots(config, files, own))
    through = tuple(_through(config, set(files))) if any(root.runner.name == "pytest" for root in roots) else ()
    return Survey(roots, service, workflow, tracker, key, closing, tests, found, through)


def _through(config: Config, files: Set[str]) -> Iterator[str]:
    project = _text(config, "pyproject.toml") if "pyproject.toml" in files else ""
    for name, own in THROUGH.items():
        if not files.isdisjoint(own) or re.search(rf"^\[tool\.{name}\b.*\]", project, re.MULTILINE):
            yield name


def _roots(config: Config, files: Sequence[str], tests: Sequence[str]) -> Iterator[Root]:
    """Folders with a manifest, the top first; folders inside one that runs its tests are part of it."""
    taken: list[str] = []
    folders = sorted(
        {path.rpartition("/")[0] for path in files if path.count("/") < 3}, key=lambda one: (one.count("/"), one)
    )
    for folder in folders if "" in folders else ["", *folders]:
        names = [path.rpartition("/")[2] for path in files if path.rpartition("/")[0] == folder]
        inside = any(folder.startswith(f"{outer}/") or not outer for outer in taken)
        own = any(path.startswith(f"{folder}/") or not folder for path in tests)
        if own and not inside and (root := _root(config, folder, names, tests)):
            taken.append(folder)
            yield root
    loose = next((path for path in tests if path.endswith(".py")), "")
    if loose and not taken:
        yield Root("", PYTEST, loose)


def _root(config: Config, folder: str, names: Sequence[str], tests: Sequence[str]) -> Root | None:
    for runner in RUNNERS:
        for name in names:
            path = f"{folder}/{name}".lstrip("/")
            if fnmatch.fnmatchcase(name, runner.manifest) and re.search(runner.says, _text(config, path)):
                return Root(folder, _by_tests(config, runner, folder, tests), path)
    return None


def _by_tests(config: Config, runner: Runner, folder: str, tests: Sequence[str]) -> Runner:
    """A Python project whose tests speak of pytest, or are plain functions, runs it, whatever its manifest says."""
    if runner.name != UNITTEST.name:
        return runner
    own = [path for path in tests if path.endswith(".py") and path.startswith(folder)]
    speaks = re.compile(r"^(?:import pytest|from pytest|def test_)", re.MULTILINE)
    return PYTEST if any(speaks.search(_text(config, path)) for path in own[:50]) else runner


def _text(config: Config, path: str) -> str:
    """A file's text; the empty one where it cannot be read: then it tells nothing."""
    try:
        return load.text(load.Source(str(Path(config.root, path)), path, Limits(bytes=1 << 20)))
    except LockstitchError:
        return ""


def _service(config: Config, files: Sequence[str], remote: str) -> tuple[str, str]:
    for name, form in SERVICES:
        if found := [path for path in files if re.fullmatch(form, path)]:
            return name, max(found, key=lambda path: _likely(_text(config, path), path))
    return next((service for host, service in HOSTS if host in remote), "GitHub Actions"), ""


def _likely(text: str, path: str) -> int:
    """How likely a pipeline is the one that judges changes: by what it runs, and when, and how it is called."""
    words = set(re.split(r"[\W_]+", path.rpartition("/")[2].rpartition(".")[0].lower()))
    tests = words & {"test", "tests", "ci"}
    named = 2 * bool(tests) + (tests == words) + bool(words & {"build", "main"}) - 3 * bool(words & BESIDE)
    return 3 * bool(RUNS.search(text)) + 2 * ("pull_request" in text) + named


def _remote(repository: Repository) -> str:
    try:
        return repository.run("config", "--get", "remote.origin.url").decode("utf-8", "replace").strip()
    except LockstitchError:
        return ""


def _tracker(repository: Repository, remote: str) -> tuple[str, str, int]:
    """(in words, how an id begins, how many of the last commits close one)."""
    try:
        log = repository.run("log", "-n", COMMITS, "-z", "--format=%B").decode("utf-8", "replace")
    except LockstitchError:  # no commit yet
        return "", "", 0
    messages = log.split("\0")
    numbers = sum(bool(CLOSING.search(message)) for message in messages)
    keys = Counter(match["key"] for message in messages for match in KEY.finditer(message))
    key, times = keys.most_common(1)[0] if keys else ("", 0)
    if times > max(numbers, 1):
        return f"{key}-… in {times} of the last commits, as Jira has it", f"{key}-", times
    place = re.search(r"[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?$", remote)
    if numbers or place:
        host = "GitLab" if "gitlab" in remote else "GitHub"
        of = f" of {place[1]}" if place else ""
        return f"{host} issues{of}; {numbers} of the last commits close one", "", numbers
    return "", "", 0
