"""The demo shop: a small repository with a history, a ledger of defects and the reports of its last test run.

Its source is `fixtures/shop`: a folder per commit under `history/`, in order. Each holds the file `COMMIT`, which reads
like a mail (header, empty line, message), and beside it the files that the commit changed, as they stand afterwards.
The header's fields are `branch`, `author`, `date` (RFC 2822), `from` (the branch that a new one starts from) and
`delete` (paths, separated by blanks). Laid out twice, the repository has the same commit ids twice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from lockstitch.errors import Fault, UsageError

REPORTS = {"junit.xml": "junit.xml", "coverage.sqlite": ".coverage"}
"""Recorded report → where the tools that made it write it."""


def found() -> Path:
    """The folder of the shop's source: inside the installed package, or at the top of a source checkout."""
    package = Path(__file__).resolve().parent
    places = [folder / "fixtures" / "shop" for folder in (package, package.parents[1])]
    for place in places:
        if (place / "history").is_dir():
            return place
    raise UsageError(
        Fault("does not exist", str(places[0]), hint="the demo shop comes with lockstitch: install it anew")
    )


def lay_out(folder: Path) -> None:
    """Builds the shop in `folder`, which must be empty or absent; its last commit is checked out.

    Raises `UsageError` where the folder is not empty or cannot be written, and where git fails or is missing.
    """
    source = found()
    steps = sorted(path for path in (source / "history").iterdir() if path.is_dir())
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(Fault("is not empty", str(folder), hint="name a new folder"))
        folder.mkdir(parents=True, exist_ok=True)
        _git(folder, "init", "--quiet", "--template=", "--object-format=sha1")  # git 3 has another format by default
        _git(folder, "fast-import", "--quiet", "--date-format=rfc2822", stream=b"".join(_commits(steps)))
        _git(folder, "checkout", "--quiet", _header(steps[-1])["branch"])
        for name, usual in REPORTS.items():
            shutil.copyfile(source / "reports" / name, folder / usual)
    except OSError as error:
        raise UsageError(Fault(f"cannot be laid out: {error.strerror or error}", str(folder))) from None


def _git(folder: Path, *arguments: str, stream: bytes = b"") -> None:
    """Runs git without the user's and the system's configuration, and outside any repository around it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, input=stream, capture_output=True, check=False)
    except FileNotFoundError:
        raise OSError("git is not on the PATH") from None
    if done.returncode:
        raise OSError(done.stderr.decode(errors="replace").strip().partition("\n")[0])


def _header(step: Path) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in _text(step / "COMMIT").partition("\n\n")[0].splitlines())


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")  # with LF, however the checkout ends its lines


def _commits(steps: Iterable[Path]) -> Iterator[bytes]:
    """The history in the language of `git fast-import`: https://git-scm.com/docs/git-fast-import."""
    for step in steps:
        header = _header(step)
        who = f"{header['author']} {header['date']}"
        yield f"commit refs/heads/{header['branch']}\nauthor {who}\ncommitter {who}\n".encode()
        yield _data(_text(step / "COMMIT").partition("\n\n")[2])
        if "from" in header:
            yield f"from refs/heads/{header['from']}\n".encode()
        for path in header.get("delete", "").split():
            yield f"D {path}\n".encode()
        for file in _files(step):
            yield f"M 100644 inline {file.relative_to(step).as_posix()}\n".encode() + _data(_text(file))


def _files(step: Path) -> list[Path]:
    """What the commit changed. An installer may have compiled the Python files beside them."""
    every = (path for path in step.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    return sorted(path for path in every if path != step / "COMMIT")


def _data(text: str) -> bytes:
    content = text.encode()
    return b"data %d\n%b\n" % (len(content), content)
