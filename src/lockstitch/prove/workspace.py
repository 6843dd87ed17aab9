"""A temporary folder for one job, locked while it is alive: what a killed run leaves, the next one clears away."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "lockstitch-prove-"
LOCK = "lock"


@contextmanager
def workspace() -> Iterator[Path]:
    """A new folder, gone when the context closes."""
    place = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
    lock = _locked(place)
    try:
        yield place
    finally:
        _remove(place)
        if lock is not None:
            os.close(lock)


def steady(text: str) -> str:
    """What a failure says without what differs from run to run: addresses of objects, and the place of our trees."""
    place = re.escape(str(Path(tempfile.gettempdir()).resolve() / PREFIX))
    return re.sub(rf" at 0x[0-9a-fA-F]+|{place}[^\s/\\]+[/\\](?:after|before)[/\\]", "", text)


def sweep() -> int:
    """Removes the folders of runs that were killed; how many there were."""
    count = 0
    for place in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        lock = _locked(place) if _is_ours(place) else None
        if lock is not None:
            count += 1
            _remove(place)
            os.close(lock)
    return count


def _is_ours(place: Path) -> bool:
    with suppress(OSError):
        return place.is_dir() and not place.is_symlink() and place.stat().st_uid == os.getuid()
    return False


def _locked(place: Path) -> int | None:
    """The open and locked lock file of a folder; None where somebody else holds it."""
    try:
        import fcntl
    except ImportError:  # Windows: its folders are swept by nobody
        return None
    with suppress(OSError):
        lock = os.open(place / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return None
        return lock
    return None


def _remove(place: Path) -> None:
    """Also what a test has made unwritable; what cannot be removed is left to the next run."""
    shutil.rmtree(place, ignore_errors=True)
    if place.exists():
        for folder, _, _ in os.walk(place):
            with suppress(OSError):
                Path(folder).chmod(0o700)
        shutil.rmtree(place, ignore_errors=True)
