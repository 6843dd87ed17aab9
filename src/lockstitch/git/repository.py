"""The door to git: how it is started, what could bend its answers and is kept out, and what its failures become.

Only plumbing commands are run, which ignore most settings (https://git-scm.com/docs/git#_low_level_commands_plumbing);
what is left is overridden on the command line. The user's own configuration stays readable, because `safe.directory`
lives there. Nothing is fetched, prompted for or locked, and no hook runs.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from subprocess import PIPE
from threading import Thread
from typing import IO, BinaryIO, cast

from lockstitch.errors import Fault, ReadError, UsageError
from lockstitch.values import NamedTuple

SETTINGS = {
    "advice.graftFileDeprecated": "false",
    "core.attributesFile": os.devnull,
    "core.checkStat": "default",
    "core.excludesFile": os.devnull,
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.quotePath": "true",
    "core.safecrlf": "false",
    "core.trustctime": "true",
    "core.untrackedCache": "false",
    "diff.suppressBlankEmpty": "false",
    "i18n.logOutputEncoding": "UTF-8",
}
"""Each of these could change what a command answers, make it fail, or run a program that a configuration names."""

ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
KEPT = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH")
"""Of git's own variables only these pass: hooks set GIT_DIR and GIT_INDEX_FILE, users GIT_DIFF_OPTS and the like."""

SUBMODULE = b"160000"


class Repository(NamedTuple):
    """A working tree under git. `root`: its top folder, absolute. `extra`: environment variables for its git alone.

    `shallow`: the clone leaves out older commits.
    """

    root: str
    extra: tuple[tuple[str, str], ...] = ()
    shallow: bool = False

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        """What a git command writes, with `given` on its standard input. Raises `ReadError` where it fails."""
        with self.stream(*arguments, given=given) as output:
            return output.read()

    @contextmanager
    def stream(self, *arguments: str, given: bytes = b"") -> Iterator[BinaryIO]:
        """The same as a stream, to be read to its end; the command's failure shows when the context closes."""
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = ["git", "--no-pager", *settings, "-C", self.root, *arguments]
        said: list[bytes] = []
        with _started(command, dict(self.extra)) as process:
            output = cast(BinaryIO, process.stdout)
            # threads, because two full pipes would wait for each other forever
            threads = [Thread(target=_listen, args=(process.stderr, said))]
            stdin = cast(BinaryIO, process.stdin)
            if len(given) > LEAST_PIPE:
                threads.append(Thread(target=_tell, args=(stdin, given)))
            else:
                _tell(stdin, given)
            for thread in threads:
                thread.start()
            try:
                yield output
            except BaseException:
                process.kill()
                raise
            finally:
                output.close()  # who leaves early must not leave git writing
                for thread in threads:
                    thread.join()
        if process.returncode:
            raise GitError(arguments[0], b"".join(said).decode("utf-8", "replace"))

    def files(self) -> Files:
        """What lies in the working tree."""
        tracked, untracked, gone = set[bytes](), set[bytes](), set[bytes]()
        for entry in self.run("ls-files", "-z", "-s", "-t", "-c", "-d", "-o", UNIGNORED).split(b"\0")[:-1]:
            tag, rest = entry[:1], entry[2:]
            mode, _, name = (b"", b"", rest) if tag == b"?" else rest.partition(b"\t")
            if tag in (b"R", b"S"):  # removed; left out of a sparse checkout
                gone.add(name)
            elif not mode.startswith(SUBMODULE) and not name.endswith(b"/"):
                (untracked if tag == b"?" else tracked).add(name)
        return Files(*(tuple(map(shown, sorted(names))) for names in ((tracked | untracked) - gone, untracked)))


class Files(NamedTuple):
    """`all`: tracked files, and untracked ones that no `.gitignore` names, as far as they lie in the working tree."""

    all: tuple[str, ...]
    untracked: tuple[str, ...]


LEAST_PIPE = 4096
"""Bytes that an empty pipe takes at once on every system."""
UNIGNORED = "--exclude-per-directory=.gitignore"
"""The repository's own word only: a user's global excludes must not hide a file from the gate."""


class GitError(ReadError):
    """A git command that failed. `said`: all that it wrote to its standard error."""

    def __init__(self, command: str, said: str) -> None:
        self.said = said
        last = next((line for line in reversed(said.splitlines()) if line.strip()), "it did not say why")
        partial = any(word in said for word in ("promisor", "not allowed", "is unavailable"))
        hint = "this clone leaves objects out: clone without --filter" if partial else ""
        super().__init__(Fault(f"git {command} failed: {last.removeprefix('fatal: ')}", hint=hint))


def discover(path: str) -> Repository:
    """The repository around the folder `path`. Raises `UsageError` where there is none, or git refuses it."""
    try:
        output = Repository(path).run("rev-parse", "--is-shallow-repository", "--show-toplevel")
    except GitError as error:
        raise UsageError(_refusal(path, error.said)) from None
    shallow, _, root = output.partition(b"\n")
    return Repository(shown(root.removesuffix(b"\n")), shallow=shallow == b"true")


def _refusal(path: str, said: str) -> Fault:
    """Why there is no working tree at `path`, from git's words."""
    if "dubious ownership" in said:
        advice = next((line.strip() for line in said.splitlines() if "--add safe.directory" in line), "")
        return Fault("belongs to another user, so git refuses to read it", path, hint=advice)
    if "work tree" in said:
        return Fault("is a bare repository, or lies in one: there is no working tree to judge", path)
    if "not a git repository" in said:
        return Fault("is not in a git repository", path, hint="run inside one, or name one with --repo")
    return Fault(said.strip().rpartition("\n")[2].removeprefix("fatal: "), path)


def shown(name: bytes) -> str:
    """A path as text, from which `raw` makes the same bytes again."""
    return name.decode("utf-8", "surrogateescape")


def raw(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _started(command: list[str], extra: dict[str, str]) -> subprocess.Popen[bytes]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k.startswith(KEPT)}
    environment = {**inherited, **ENVIRONMENT, **extra}
    try:
        return subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment)
    except FileNotFoundError:
        raise UsageError(Fault("git is not installed, or not on the PATH")) from None
    except (OSError, ValueError) as error:  # a NUL in a folder's name
        raise UsageError(Fault(f"git cannot be started: {error}")) from None


def _tell(stdin: IO[bytes], given: bytes) -> None:
    with suppress(OSError), stdin:  # git may have ended before it heard everything
        stdin.write(given)


def _listen(stderr: IO[bytes], said: list[bytes]) -> None:
    """Keeps the end of what git says, where its reason stands."""
    while words := stderr.read1(1 << 16):  # type: ignore[attr-defined]  # a buffered pipe has it
        said[:] = [*said[-1:], words]
