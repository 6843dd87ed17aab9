"""`lockstitch check --static` and `lockstitch links` on a repository of 500 test files, cold and warm.

    python benchmarks/static.py

Each file has 30 tests (about 4 kB); 200 records are linked by docstring, comment or name, and 300 commits stand behind
HEAD. Cold: nothing is remembered of the sources. Medians of one run, and the time that Python alone takes to start.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES, TESTS, RECORDS, COMMITS, RUNS = 500, 30, 200, 300, 11
SAID = (
    '    """Regression test for SHOP-{0}."""\n',
    "    # non-regression test for https://tracker.example/browse/SHOP-{0}\n",
    "    # see SHOP-{0}\n",
    "",
)
BODY = (
    "    values = [{0}, 12, 2026]\n    result = sorted(values, key=lambda one: -one)\n"
    "    assert result[0] >= {0}  # row {0}\n"
)
BAR = 0.3


def git(root: Path, *words: str) -> None:
    identity = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, env={**os.environ, **identity})


def lay_out(root: Path) -> None:
    """The repository: every record has a test that speaks of it, the last commit claims to fix the last one."""
    git(root, "init", "-q", "-b", "main")
    (root / "tests").mkdir()
    for number in range(FILES):
        (root / f"tests/test_part_{number}.py").write_text(source(number))
    rows = (
        f"  - {{id: SHOP-{n}, kind: defect, title: Defect {n}, status: fixed}}\n" for n in range(1000, 1000 + RECORDS)
    )
    (root / "defects.yml").write_text("version: 1\nrecords:\n" + "".join(rows))
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Start")
    for number in range(COMMITS):
        git(root, "commit", "-q", "--allow-empty", "-m", f"Step {number}")
    git(root, "checkout", "-q", "-b", "feature")
    git(root, "commit", "-q", "--allow-empty", "-m", f"Fixes SHOP-{1000 + RECORDS - 1}")


def source(number: int) -> str:
    """A test file; the first ones speak of one record each, in one way or another."""
    parts = []
    for test in range(TESTS):
        record = 1000 + number if number < RECORDS and test == 3 else 0
        said = SAID[number % len(SAID)].format(record) if record else ""
        name = f"test_{test}_shop_{record}" if record and number % len(SAID) > 1 else f"test_case_{test}"
        parts.append(f"def {name}():\n{said}{BODY.format(test)}\n\n")
    return "import sys\n\n\n" + "".join(parts)


def timed(root: Path, *words: str) -> float:
    command = [str(Path(sys.executable).with_name("lockstitch")), *words]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start


def bare() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import click"], check=True)
    return time.perf_counter() - start


def measured(root: Path, words: tuple[str, ...]) -> tuple[float, float]:
    """(cold, warm) medians of one command."""
    cold, warm = [], []
    for _ in range(RUNS):
        shutil.rmtree(root / ".git/lockstitch", ignore_errors=True)
        cold.append(timed(root, *words))
        warm.append(timed(root, *words))
    return statistics.median(cold), statistics.median(warm)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_out(root)
        checked = measured(root, ("check", "--static", "--base", "main"))
        listed = measured(root, ("links",))
    started = statistics.median(bare() for _ in range(RUNS))
    print("| 500 test files | cold, s | warm, s |\n|---|---|---|")
    print(f"| check --static (bar {BAR}, warm) | {checked[0]:.3f} | {checked[1]:.3f} |")
    print(f"| links | {listed[0]:.3f} | {listed[1]:.3f} |")
    print(f"| of which Python with click starts in | {started:.3f} | {started:.3f} |")


if __name__ == "__main__":
    main()
