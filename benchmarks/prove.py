"""`lockstitch prove`: ten fixed defects of a small project, each with a test of its own.

The repository is made here. Measured is the whole command beside its bare runs: pytest on the test's file alone, as
often as the command runs it, twice with the fix and once without. Bars: half a second a defect over the bare runs, and
half a second for a second run, which runs no test. Processor time stands beside the clock's, for machines that are not
quiet.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

DEFECTS = 10
RUNS = 3
BAR = 0.5
COMMAND = [sys.executable, "-m", "lockstitch", "prove", "--python", sys.executable]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]


class Took(NamedTuple):
    """Seconds on the clock, and of the processor, children included."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:6.2f} s   processor {self.processor:6.2f} s"


def git(root: Path, *words: str) -> str:
    person = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    done = subprocess.run(["git", "-C", str(root), *person, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def save(root: Path, message: str, files: dict[str, str]) -> str:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)
    return git(root, "rev-parse", "HEAD")


def made(root: Path) -> None:
    """One commit a fix, with its test; the records name both."""
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    more = {f"src/shop/other_{n}.py": f"def other(value):\n    return value + {n}\n" for n in range(200)}
    broken = {f"src/shop/module_{n}.py": f"def work(value):\n    return value + {n}\n" for n in range(DEFECTS)}
    save(root, "Start", {"src/shop/__init__.py": "", ".gitignore": "__pycache__/\n", **more, **broken})
    records = []
    for n in range(DEFECTS):
        fixed = f"def work(value):\n    return value * 2 + {n}\n"
        test = f"from shop.module_{n} import work\n\n\ndef test_work_{n}():\n    assert work(3) == {6 + n}\n"
        sha = save(root, f"Mend {n}", {f"src/shop/module_{n}.py": fixed, f"tests/test_{n}.py": test})
        own = {"id": f"S-{n}", "kind": "defect", "status": "fixed", "title": "a defect", "commits": [sha]}
        records.append(json.dumps({**own, "tests": [f"tests/test_{n}.py::test_work_{n}"]}) + "\n")
    save(root, "Records", {"defects.jsonl": "".join(records)})


def bare(root: Path) -> Took:
    """The same number of runs of pytest and nothing else."""
    return timed(root, ([*PYTEST, f"tests/test_{n}.py"] for n in range(DEFECTS) for _ in range(3)))


def timed(root: Path, commands: Iterator[Sequence[str]]) -> Took:
    before, used = time.perf_counter(), os.times()
    for command in commands:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": "src"}
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    now = os.times()
    processor = now.children_user + now.children_system - used.children_user - used.children_system
    return Took(time.perf_counter() - before, processor)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "shop")
        made(root)
        rows: dict[str, list[Took]] = {}
        for _ in range(RUNS):
            rows.setdefault("bare runs", []).append(bare(root))
            rows.setdefault("prove --all", []).append(timed(root, iter([[*COMMAND, "--all"]])))
            rows.setdefault("prove, again", []).append(timed(root, iter([COMMAND])))
            rows.setdefault("prove --all --jobs 2", []).append(timed(root, iter([[*COMMAND, "--all", "--jobs", "2"]])))
    middle = {
        name: Took(statistics.median(t.clock for t in took), statistics.median(t.processor for t in took))
        for name, took in rows.items()
    }
    for name, took in middle.items():
        print(f"{name:<22} {took}")
    clock, processor = ((middle["prove --all"][n] - middle["bare runs"][n]) / DEFECTS for n in range(2))
    print(
        f"over the bare runs: {clock:.2f} s a defect on the clock, {processor:.2f} s of processor time (bar: {BAR} s)"
    )
    print(f"second run: {middle['prove, again'].clock:.2f} s (bar: {BAR} s)")
    print(f"two jobs: {middle['prove --all'].clock / middle['prove --all --jobs 2'].clock:.2f} times as fast as one")


if __name__ == "__main__":
    main()
