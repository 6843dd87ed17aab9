"""What the tests of the git room share."""

from __future__ import annotations

import pytest

from lockstitch.git.repository import Repository


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The git commands that the code under test has run."""
    commands: list[str] = []
    stream = Repository.stream

    def counted(self: Repository, *arguments: str, given: bytes = b"") -> object:
        commands.append(arguments[0])
        return stream(self, *arguments, given=given)

    monkeypatch.setattr(Repository, "stream", counted)
    return commands
