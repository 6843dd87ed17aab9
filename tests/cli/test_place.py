"""New text in a person's files: put there whole, or not at all."""

import shutil
from pathlib import Path

import pytest

from lockstitch.cli import place
from lockstitch.errors import UsageError
from lockstitch.model.setup import Piece

HOOK = Piece("pyproject.toml", "append", "[tool.lockstitch]\n")


def test_what_another_hand_adds_meanwhile_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[project]\n")
    real = shutil.copymode

    def slow(source: Path, target: Path) -> None:
        path.write_text("[project]\nname = 'shop'\n")
        real(source, target)

    monkeypatch.setattr(shutil, "copymode", slow)
    with pytest.raises(UsageError, match="was changed by another hand meanwhile: nothing was written to it"):
        place.put(str(tmp_path), HOOK)
    assert path.read_text() == "[project]\nname = 'shop'\n"
    assert [each.name for each in tmp_path.iterdir()] == ["pyproject.toml"]


def test_without_it_the_text_is_added(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[project]\r\n")
    place.put(str(tmp_path), HOOK)
    assert (tmp_path / "pyproject.toml").read_bytes() == b"[project]\r\n[tool.lockstitch]\r\n"
