"""The Cobertura reader beside diff-cover: one report of 1 M lines in 2,000 files (29 MB), 200 of the files changed.

    python benchmarks/cobertura.py            # needs the benchmark extra: pip install -e '.[benchmark]'

Both answer from the same report in the same repository, each run in a process of its own and in turns. diff-cover also
asks git and writes its table; ours reads the 200 files and counts the others. Time is the median, memory the peak of a
process. The bar: 0.45 of the wall time and a sixth of the memory.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FILES, LINES, STEP, RUNS = 2_000, 500, 10, 5
MAX_RATIO, MAX_MEMORY = 0.45, 1 / 6
NAMES = [f"src/part_{number // 50}/module_{number}.py" for number in range(FILES)]
READ = """
import sys
from lockstitch.coverage import cobertura
from lockstitch.load import Source
from lockstitch.model import Ask
report = cobertura.read(Source("coverage.xml", "coverage.xml"), Ask(frozenset(sys.stdin.read().split()).__contains__))
print(len(report.listed), len(report.files), report.measured)
"""


class Cost(NamedTuple):
    wall: float
    cpu: float
    megabytes: float


def git(root: Path, *words: str) -> None:
    identity = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, env={**os.environ, **identity})


def lay_out(root: Path) -> None:
    """The repository: every tenth file has a few changed lines since the branch `base`; the report lies beside."""
    body = [f"value_{number} = {number}\n" for number in range(1, LINES + 1)]
    git(root, "init", "--quiet", "--initial-branch=base")
    (root / ".gitignore").write_text("coverage.xml\n")
    for name in NAMES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("".join(body))
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=Start")
    git(root, "switch", "--quiet", "--create", "change")
    for name in NAMES[::STEP]:
        (root / name).write_text("".join([*body[:100], *(f"changed_{n} = {n}\n" for n in range(10)), *body[110:]]))
    git(root, "commit", "--quiet", "--all", "--message=Change")
    with (root / "coverage.xml").open("w") as file:
        file.writelines(report())


def report() -> Iterator[str]:
    """Piece by piece: what this process holds at its height, its children inherit as theirs."""
    chance = random.Random(2_000)
    yield '<?xml version="1.0" ?>\n<coverage version="7.6" line-rate="0.9" branch-rate="0" complexity="0">\n'
    yield '<sources><source></source></sources>\n<packages><package name="src"><classes>\n'
    for name in NAMES:
        yield f'<class name="{Path(name).name}" filename="{name}" line-rate="0.9">\n<methods/>\n<lines>\n'
        for line in range(1, LINES + 1):
            yield f'<line number="{line}" hits="{int(chance.random() < 0.9)}"/>\n'
        yield "</lines>\n</class>\n"
    yield "</classes></package></packages></coverage>\n"


def cost(command: list[str], root: Path, names: list[str]) -> Cost:
    """What one run of a command costs; its standard input are the names of the changed files."""
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin
        process.stdin.write("\n".join(names).encode())
        process.stdin.close()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> int:
    diff_cover = str(Path(sys.executable).with_name("diff-cover"))
    commands = {
        "diff-cover": [diff_cover, "coverage.xml", "--compare-branch", "base"],
        "lockstitch": [sys.executable, "-c", READ],
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_out(root)
        print(
            f"report: {(root / 'coverage.xml').stat().st_size / 1e6:.1f} MB, {FILES * LINES:,} lines, {FILES:,} files"
        )
        runs = [{name: cost(command, root, NAMES[::STEP]) for name, command in commands.items()} for _ in range(RUNS)]
    table = {name: Cost(*map(statistics.median, zip(*(run[name] for run in runs), strict=True))) for name in commands}
    theirs, ours = table["diff-cover"], table["lockstitch"]
    table["ratio"] = Cost(*(our / their for our, their in zip(ours, theirs, strict=True)))
    print(f"{'':12}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}")
    for name, each in table.items():
        print(f"{name:12}{each.wall:9.2f}{each.cpu:9.2f}{each.megabytes:9.2f}")
    kept = table["ratio"].wall <= MAX_RATIO and table["ratio"].megabytes <= MAX_MEMORY
    print(f"bar: wall <= {MAX_RATIO}, memory <= {MAX_MEMORY:.3f}: {'kept' if kept else 'broken'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
