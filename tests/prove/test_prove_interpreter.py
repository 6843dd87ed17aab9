"""The interpreter that runs the tests, where nobody names one, and what its environment is called."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lockstitch.errors import UsageError
from lockstitch.prove import interpreter


def laid(folder: Path) -> str:
    python = folder / interpreter.INNER
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return str(python)


def test_the_environment_in_the_repository_then_the_active_one_then_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, active, path = (tmp_path / name for name in ("repo", "active", "path"))
    root.mkdir()
    monkeypatch.setenv("PATH", str(path))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    assert interpreter.find(str(root), "") == sys.executable
    for name in ("python", "python3"):
        path.mkdir(exist_ok=True)
        (path / name).symlink_to(sys.executable)
        assert interpreter.find(str(root), "") == str(path / name)
    monkeypatch.setenv("VIRTUAL_ENV", str(active))
    assert interpreter.find(str(root), "") == str(path / "python3")
    for folder in (active, root / "venv", root / ".venv"):
        own = laid(folder)
        assert interpreter.find(str(root), "") == own
    assert interpreter.find(str(root), "python") == str(path / "python")


def test_one_that_is_named_and_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--python pyhton is no program that can be run"):
        interpreter.find(str(tmp_path), "pyhton")


def test_the_environment_has_a_name_and_what_is_installed() -> None:
    name, installed = interpreter.environment(sys.executable, "")
    assert name == f"cpython-{sys.version_info[0]}.{sys.version_info[1]}-{sys.platform}"
    assert "pytest-" in installed
    assert interpreter.environment(sys.executable, "{python} -m unittest {tests}") == (name, installed)


def test_of_a_command_without_python_the_system_is_all_that_matters() -> None:
    assert interpreter.environment("/nowhere/python", "npm test -- {tests}") == (sys.platform, "")


@pytest.mark.parametrize("text", ["", "#!/bin/sh\nexit 3\n"])
def test_what_is_no_interpreter_is_refused(tmp_path: Path, text: str) -> None:
    python = tmp_path / "python"
    python.write_text(text)
    python.chmod(0o755 if text else 0o644)
    with pytest.raises(UsageError, match="python does not run: ") as told:
        interpreter.environment(str(python), "")
    assert told.value.faults[0].hint == "--python names the interpreter"
