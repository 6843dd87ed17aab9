"""The interpreter that runs the project's tests, and the name of the environment that it stands for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from lockstitch.errors import Fault, UsageError

LOOK = """\
import os, sys
print("{}-{}.{}-{}".format(sys.implementation.name, *sys.version_info[:2], sys.platform))
for folder in filter(os.path.isdir, sys.path):
    print(*sorted(n for n in os.listdir(folder) if n.endswith((".dist-info", ".egg-info", ".egg-link", ".pth"))))
"""
"""Prints the environment's name, and what is installed in it."""
INNER = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"


def find(root: str, named: str) -> str:
    """As named, else of the virtual environment in the repository, else of the active one, else on the PATH."""
    if named:
        found = shutil.which(named)
        if not found:
            raise UsageError(Fault(f"--python {named} is no program that can be run"))
        return str(Path(found).absolute())
    active = os.environ.get("VIRTUAL_ENV", "")
    folders = [*(Path(root, name) for name in (".venv", "venv")), *([Path(active)] if active else [])]
    inside = next((str(folder / INNER) for folder in folders if (folder / INNER).is_file()), "")
    return inside or shutil.which("python3") or shutil.which("python") or sys.executable


def environment(python: str, command: str) -> tuple[str, str]:
    """Its name, `cpython-3.11-linux`, and what is installed in it, one name and version each; for a command of the
    project's own that does not use Python, the system alone."""
    if command and "{python}" not in command:
        return sys.platform, ""
    try:
        done = subprocess.run([python, "-I", "-c", LOOK], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise UsageError(Fault(f"{python} does not run: {error}", hint="--python names the interpreter")) from None
    name, _, installed = done.stdout.partition("\n")
    return name.strip(), installed
