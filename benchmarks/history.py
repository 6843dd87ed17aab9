"""How fast the history is read, beside git alone doing the least that could answer the same questions.

    python benchmarks/history.py [commits] [records]

Makes a repository of 20,000 commits in a temporary folder, 2,000 of which are fixes that records name. The floor is one
`git log --name-only` over the history and one `git log -p -U0` over the fixes. The bar: reading the history, resolving
the names and reading what the fixes changed takes at most twice that, and the number of git processes does not grow
with the records. Where the lines of the fixes stand today is shown beside it.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lockstitch.git.carry import carry
from lockstitch.git.history import changes_of, read
from lockstitch.git.objects import resolve
from lockstitch.git.repository import Repository, discover
from lockstitch.git.twins import same_patch

RUNS = 5
FILES = 900
LINES = 120
MAX_RATIO = 2.0

STARTED: list[object] = []
"""Every process started since it was last emptied."""
sys.addaudithook(lambda event, words: STARTED.append(words) if event == "subprocess.Popen" else None)


def stream(commits: int, records: int) -> Iterator[bytes]:
    """What `git fast-import` reads: every commit edits some lines of one to four files; some files move."""
    chance = random.Random(20_000)
    step = max(commits // records, 1)
    files = [[f"value_{n}_{line} = {line}\n" for line in range(LINES)] for n in range(FILES)]
    names = [f"src/shop/part_{n % 30}/module_{n}.py" for n in range(FILES)]
    for number in range(commits):
        message = f"Change number {number}\n\nFixes SHOP-{number}\n" if number % step == 0 else f"Work {number}\n"
        yield b"commit refs/heads/main\ncommitter A Developer <a@example.org> %d +0000\n" % (
            1_600_000_000 + 600 * number
        )
        yield b"data %d\n%s" % (len(message), message.encode())
        chosen = range(FILES) if number == 0 else chance.sample(range(FILES), chance.randint(1, 4))
        for n in chosen:
            lines = files[n]
            place = chance.randrange(len(lines))
            lines[place : place + chance.randint(0, 3)] = [
                f"value_{n}_{number}_{k} = {k}\n" for k in range(chance.randint(1, 4))
            ]
            if number % 97 == 1:
                yield f"D {names[n]}\n".encode()
                names[n] = f"src/shop/part_{chance.randrange(30)}/module_{n}_{number}.py"
            content = "".join(lines).encode()
            yield b"M 100644 inline %s\ndata %d\n%s\n" % (names[n].encode(), len(content), content)


def make(root: Path, commits: int, records: int) -> list[str]:
    """The repository; the abbreviated ids of its fixes."""
    git(root, "init", "--quiet", "--initial-branch=main")
    with subprocess.Popen(["git", "-C", str(root), "fast-import", "--quiet"], stdin=subprocess.PIPE) as process:
        assert process.stdin
        process.stdin.writelines(stream(commits, records))
    git(root, "gc", "--quiet")
    git(root, "reset", "--quiet", "--hard")
    ids = git(root, "log", "--reverse", "--format=%h", "--grep=Fixes SHOP-").split()
    return [sha.decode() for sha in ids[:records]]


def git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    return subprocess.run(["git", "-C", str(root), *arguments], input=given, capture_output=True, check=True).stdout


def floor(root: Path, names: list[str]) -> None:
    git(root, "log", "--name-only", "HEAD")
    git(root, "log", "-p", "-U0", "--no-walk=unsorted", "--stdin", given="\n".join(names).encode())


def ours(root: Path, names: list[str]) -> None:
    repository = Repository(str(root))
    history = read(repository)
    shas = resolve(repository, names)
    changes = changes_of(repository, history, shas.values())
    assert len(changes) == len(names), len(changes)


def carried(root: Path, names: list[str]) -> None:
    repository = discover(str(root))
    history = read(repository)
    changes = changes_of(repository, history, resolve(repository, names).values())
    found = carry(repository, history, changes, repository.files().all)
    assert sum(map(bool, found.values())) > len(names) // 2


def twins(root: Path, names: list[str]) -> None:
    """The younger half of the fixes, sought in the history that the older half is in."""
    git(root, "update-ref", "--no-deref", "HEAD", git(root, "rev-parse", f"{names[len(names) // 2]}~").decode().strip())
    repository = Repository(str(root))
    same_patch(repository, read(repository), resolve(repository, names).values())
    git(root, "symbolic-ref", "HEAD", "refs/heads/main")


def measured(work: Callable[[Path, list[str]], None], root: Path, names: list[str]) -> tuple[float, int]:
    """Median seconds, and how many processes one run started."""
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work(root, names)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), processes(work, root, names)


def processes(work: Callable[[Path, list[str]], None], root: Path, names: list[str]) -> int:
    STARTED.clear()
    work(root, names)
    return len(STARTED)


def main(commits: int, records: int) -> int:
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        names = make(root, commits, records)
        print(f"{commits:,} commits, {len(names):,} fixes, median of {RUNS} runs")
        least, count = measured(floor, root, names)
        print(f"{'git alone':<28}{least:8.2f} s{1:8.2f} x{count:6} processes")
        ratio, steady = 0.0, True
        for work in (ours, carried, twins):
            seconds, count = measured(work, root, names)
            few = processes(work, root, names[: len(names) // 10])
            print(f"{work.__name__:<28}{seconds:8.2f} s{seconds / least:8.2f} x{count:6} processes ({few} for a tenth)")
            ratio = ratio or seconds / least
            steady = steady and few == count
    held = ratio <= MAX_RATIO and steady
    print(f"bar: {MAX_RATIO} x, processes do not grow: {'held' if held else 'BROKEN'}")
    return 0 if held else 1


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(sizes + [20_000, 2_000][len(sizes) :])))
