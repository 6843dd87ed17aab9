"""Puts new text into files of a person's, and never in the place of anything: whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from lockstitch.errors import Fault, UsageError
from lockstitch.model.setup import Piece


def put(root: str, piece: Piece) -> None:
    """Writes a new file or appends to one, by a temporary file beside it. Raises `UsageError` where that fails."""
    target = Path(root, piece.path)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        before = target.read_bytes() if piece.how == "append" else b""
        with temporary.open("xb") as file:
            file.write(before + _ended(piece.text, before))
        if piece.how == "append":
            shutil.copymode(target, temporary)
            if target.read_bytes() != before:
                raise UsageError(Fault("was changed by another hand meanwhile: nothing was written to it", piece.path))
            temporary.replace(target)
        else:
            temporary.chmod(0o755 if piece.executable else 0o644)
            os.link(temporary, target)  # unlike a renaming, it fails where something stands there by now
    except OSError as error:
        if isinstance(error, FileExistsError) and target.is_file():
            raise UsageError(Fault("exists by now: nothing was written to it", piece.path)) from None
        raise UsageError(Fault(f"cannot be written: {error.strerror or error}", piece.path)) from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _ended(text: str, before: bytes) -> bytes:
    """The text with the line ends of what stands before it."""
    return text.replace("\n", "\r\n" if b"\r\n" in before else "\n").encode()
