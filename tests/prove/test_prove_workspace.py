"""The temporary folder of a job: gone afterwards whatever lies in it, and nobody else's is touched."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from lockstitch.prove import workspace


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def left(temporary: Path) -> Path:
    """What a killed run has left."""
    place = temporary / f"{workspace.PREFIX}left"
    (place / "after").mkdir(parents=True)
    return place


def test_a_folder_is_there_and_gone(temporary: Path) -> None:
    with workspace.workspace() as place:
        (place / "after").mkdir()
        assert [*temporary.iterdir()] == [place]
        assert workspace.sweep() == 0  # it is in use
    assert not [*temporary.iterdir()]


def test_what_was_left_is_swept_away(left: Path) -> None:
    assert (workspace.sweep(), left.exists()) == (1, False)


def test_where_no_file_can_be_locked_nothing_is_swept(left: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with workspace.workspace() as place:
        assert place.is_dir()
        assert workspace.sweep() == 0
    assert (place.exists(), left.exists()) == (False, True)


def test_what_cannot_be_locked_is_left(left: Path) -> None:
    (left / workspace.LOCK).mkdir()
    assert (workspace.sweep(), left.exists()) == (0, True)


@pytest.mark.parametrize("kind", ["link", "file", "foreign", "gone"])
def test_what_is_not_ours_is_left(temporary: Path, left: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    inside = left.rename(temporary / "elsewhere")
    if kind == "link":
        left.symlink_to(inside)
    elif kind == "file":
        left.write_text("")
    elif kind == "foreign":
        left.mkdir()
        monkeypatch.setattr(os, "getuid", lambda: 12345)
    else:  # between two looks at it another run clears it away
        left.mkdir()
        monkeypatch.setattr(Path, "is_symlink", lambda place: place.rmdir())
    assert workspace.sweep() == 0
    assert inside.is_dir()
    assert left.exists() == (kind != "gone")


@pytest.mark.parametrize("stubborn", [False, True])
def test_what_a_test_made_unwritable_goes_too(temporary: Path, monkeypatch: pytest.MonkeyPatch, stubborn: bool) -> None:
    """For whoever is no superuser a folder without the right to write keeps what is in it."""
    real = shutil.rmtree

    def refusing(place: Path, ignore_errors: bool = False) -> None:
        locked = [folder for folder, _, _ in os.walk(place) if not Path(folder).stat().st_mode & 0o200]
        if not (stubborn or locked):
            real(place, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", refusing)
    with workspace.workspace() as place:
        (place / "after/cache").mkdir(parents=True)
        (place / "after").chmod(0o500)
    assert place.exists() == stubborn


def test_what_differs_from_run_to_run_is_not_told(temporary: Path) -> None:
    place = temporary.resolve() / f"{workspace.PREFIX}x1"
    text = f"<A at 0x7f1a> in {place}/after/src/a.py and {place}/before/src/a.py, not {place}/plugins/b.py"
    assert workspace.steady(text) == f"<A> in src/a.py and src/a.py, not {place}/plugins/b.py"
