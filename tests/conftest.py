"""Real git repositories to test with, whatever the machine's own git and CI settings are."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from lockstitch.git.repository import Repository

SERVICES = ("GIT_", "GITHUB_", "GITLAB_", "CI", "BUILD", "JENKINS_", "CHANGE_", "TAG_", "TF_", "SYSTEM_", "PRE_COMMIT_")
"""Beginnings of the variables by which git, its hooks and CI services speak to what they start."""


class Repo:
    """A repository in the making. Dates are fixed: each commit is a minute younger than the one before."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.minutes = 0
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        """What the command writes, without the last line feed; a failure shows its words."""
        when = f"{1_700_000_000 + 60 * self.minutes} +0000"
        environ = {**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        command = ["git", *arguments]
        done = subprocess.run(command, cwd=self.root, env=environ, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def remove(self, *names: str) -> None:
        for name in names:
            (self.root / name).unlink()

    def commit(self, message: str, files: Mapping[str, str | bytes] | None = None, options: Iterable[str] = ()) -> str:
        """Writes the files, then commits everything that differs in the working tree; the new commit's id."""
        self.minutes += 1
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message={message}", *options)
        return self.head

    def branch(self, name: str, start: str = "HEAD") -> None:
        """A new branch, checked out."""
        self.git("switch", "--quiet", "--create", name, start)

    def switch(self, name: str) -> None:
        self.git("switch", "--quiet", name)

    def merge(self, *names: str, message: str = "Merge") -> str:
        """Merges the branches into the current one, never by fast-forward; the merge's id."""
        self.minutes += 1
        self.git("merge", "--quiet", "--no-ff", f"--message={message}", *names)
        return self.head

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def clone(self, name: str, *options: str) -> Repo:
        """A clone beside this repository, through git's own transport, so that `--depth` holds."""
        target = self.root.parent / name
        self.git("clone", "--quiet", *options, f"file://{self.root}", str(target))
        made = Repo(target)
        made.minutes = self.minutes
        return made


@pytest.fixture
def hermetic(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No setting of this machine reaches git or the code under test; the file is the user's git configuration."""
    for name in list(os.environ):
        if name.startswith(SERVICES):
            monkeypatch.delenv(name)
    settings = tmp_path_factory.mktemp("home") / "gitconfig"
    settings.write_text("[user]\n\tname = A Developer\n\temail = developer@example.org\n[gc]\n\tauto = 0\n")
    monkeypatch.setenv("HOME", str(settings.parent))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(settings.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return settings


@pytest.fixture
def repo(tmp_path: Path, hermetic: Path) -> Repo:
    """An empty repository on branch `main` in a folder of its own."""
    return Repo(tmp_path / "repo")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The git commands that the code under test has run."""
    commands: list[str] = []
    stream = Repository.stream

    def counted(self: Repository, *words: str, given: bytes = b"") -> object:
        commands.append(words[0])
        return stream(self, *words, given=given)

    monkeypatch.setattr(Repository, "stream", counted)
    return commands
