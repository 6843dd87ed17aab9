"""Runs one command in a process group of its own: bounded in time and output, and wholly gone afterwards."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from threading import Lock, Thread

from lockstitch.errors import Fault, LockstitchError, UsageError
from lockstitch.values import NamedTuple

OUTPUT = 1 << 16
"""Bytes kept of what a command writes: its end, where the reason stands."""
POLL = 0.01
"""Seconds between two looks at a running command."""
WATCHED = 0.1
"""Seconds between two calls of `overdue`."""

PASSED = (
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TERM", "TMPDIR", "TEMP", "TMP",
    "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "JAVA_HOME", "GOROOT", "GOPATH", "CARGO_HOME", "RUSTUP_HOME",
    "NODE_PATH", "SYSTEMROOT", "COMSPEC", "PATHEXT", "WINDIR", "APPDATA", "LOCALAPPDATA", "PROGRAMFILES", "PROGRAMDATA",
)  # fmt: skip
"""Environment variables that tests see without being named in the configuration, beside `LC_*`."""
SECRET = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|AUTH|COOKIE|SESSION", re.IGNORECASE)

STOPPED = -1
"""Stands among the process groups once no more may be started."""

_running: set[int] = set()
_guard = Lock()


class Ended(NamedTuple):
    """`code`: the exit code, negative for a signal; None where it was killed for time. `output`: its last words."""

    code: int | None
    output: str
    seconds: float


def environment(extra: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """The environment of a test run: what is known to be needed and what the configuration names, nothing secret."""
    wanted = {*PASSED, *extra}
    found = {
        name: value
        for name, value in os.environ.items()
        if (name.upper() in PASSED or name in wanted or name.startswith("LC_"))
        and (name in extra or not SECRET.search(name))
    }
    return {**found, **given}


def run(command: Sequence[str], folder: Path, environ: Mapping[str, str], overdue: Callable[[float], bool]) -> Ended:
    """Runs it until it ends, or until `overdue(seconds since its start)` says that it has had its time."""
    start = time.monotonic()
    process = _started(command, folder, environ)
    said: list[bytes] = []
    reading = Thread(target=_read, args=(process.stdout, said), daemon=True)
    reading.start()
    looked = start
    code: int | None = None
    try:
        while (code := process.poll()) is None:
            time.sleep(POLL)
            now = time.monotonic()
            if now - looked >= WATCHED:
                looked = now
                if overdue(now - start):
                    break
    finally:
        _end(process)
    reading.join(1)  # what escaped the process group may hold the pipe open
    return Ended(code, b"".join(said)[-OUTPUT:].decode("utf-8", "replace"), time.monotonic() - start)


class StoppedError(LockstitchError):
    """The run was told to stop, so that no further command is started."""


def stop_all() -> None:
    """Ends every command that is running and starts no more: for a run that is told to stop."""
    with _guard:
        _running.add(STOPPED)
        for group in _running - {STOPPED}:
            with suppress(OSError):
                os.killpg(group, signal.SIGKILL)


def _started(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    if STOPPED in _running:
        raise StoppedError("the run was told to stop")
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    except FileNotFoundError:
        hint = "--python and prove.command name what runs the tests"
        raise UsageError(Fault(f"{command[0]} is not installed, or not on the PATH", hint=hint)) from None
    except OSError as error:
        raise UsageError(Fault(f"{command[0]} cannot be started: {error.strerror or error}")) from None
    with _guard:
        _running.add(process.pid)
        if STOPPED in _running:  # told meanwhile
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kills what is left of the group, also where its first process has ended well."""
    with _guard:
        _running.discard(process.pid)
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(stream: BufferedReader, said: list[bytes]) -> None:
    with stream:
        while words := stream.read1(1 << 16):
            said[:] = [b"".join(said)[-OUTPUT:], words]
