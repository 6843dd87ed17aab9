"""One command in a process group of its own: how it is started, stopped and refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lockstitch.errors import UsageError
from lockstitch.prove import process
from lockstitch.prove.process import StoppedError, run, stop_all

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


def never(_seconds: float) -> bool:
    return False


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Stopping is for the whole life of a process; here others follow."""
    yield
    process._running.discard(process.STOPPED)


def test_code_and_last_words(tmp_path: Path) -> None:
    ended = run([sys.executable, "-c", "print('said'); raise SystemExit(3)"], tmp_path, {}, never)
    assert (ended.code, ended.output) == (3, "said\n")


def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    ended = run(SLEEP, tmp_path, {}, lambda seconds: seconds > 0.3)
    assert (ended.code, ended.seconds < 30) == (None, True)


def test_what_cannot_be_started_is_refused_with_the_systems_reason(tmp_path: Path) -> None:
    program = tmp_path / "runner"
    program.write_text("no program")
    program.chmod(0o755)
    with pytest.raises(UsageError, match="runner cannot be started: Exec format error"):
        run([str(program)], tmp_path, {}, never)
    with pytest.raises(UsageError, match="nowhere is not installed, or not on the PATH"):
        run(["/nowhere"], tmp_path, {}, never)


def test_after_a_stop_nothing_is_started(tmp_path: Path) -> None:
    stop_all()
    with pytest.raises(StoppedError):
        run([sys.executable, "-c", "open('ran', 'w')"], tmp_path, {}, never)
    assert not (tmp_path / "ran").exists()


def test_what_is_just_being_started_when_the_stop_comes_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = subprocess.Popen

    def slow(*words: Any, **named: Any) -> Any:
        started = real(*words, **named)
        stop_all()
        return started

    monkeypatch.setattr(subprocess, "Popen", slow)
    ended = run(SLEEP, tmp_path, {}, never)
    assert (ended.code, ended.seconds < 30) == (-9, True)
