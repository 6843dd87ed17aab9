"""`lockstitch check` beside diff-cover on a small repository: 20 files, 3 of them changed, 100 tests, Cobertura.

    python benchmarks/check.py            # needs the benchmark extra: pip install -e '.[benchmark]'

Lockstitch also reads the 100 tests and 10 records; diff-cover reads coverage only. Medians of one run, interleaved.
pip compiles what it installs, but nothing of an editable install: so ours is compiled first, or every run would do it.
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import lockstitch

FILES, CHANGED, TESTS, RECORDS, RUNS = 20, 3, 100, 10, 15
BODY = "".join(f"def f{n}(a, b):\n    if a > b:\n        return a\n    return b + {n}\n\n\n" for n in range(20))


def git(root: Path, *words: str) -> None:
    identity = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, env={**os.environ, **identity})


def lay_out(root: Path) -> None:
    """The repository with its reports, every changed line covered."""
    git(root, "init", "-q", "-b", "main")
    (root / "src").mkdir()
    (root / "tests").mkdir()
    for number in range(FILES):
        (root / f"src/m{number}.py").write_text(BODY)
    tests = "".join(f"def test_{n}():\n    pass\n\n\n" for n in range(TESTS))
    (root / "tests/test_all.py").write_text(tests)
    (root / ".gitignore").write_text("*.xml\n")
    rows = (
        f"  - id: B-{n}\n    kind: defect\n    title: Defect {n}\n    status: fixed\n"
        f'    tests: ["tests/test_all.py::test_{n}"]\n'
        for n in range(RECORDS)
    )
    (root / "defects.yml").write_text("version: 1\nrecords:\n" + "".join(rows))
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Start")
    git(root, "checkout", "-q", "-b", "feature")
    for number in range(CHANGED):
        (root / f"src/m{number}.py").write_text(BODY + "def new(a):\n    b = a + 1\n    return b\n")
    git(root, "commit", "-qam", "Change")
    reports(root)


def reports(root: Path) -> None:
    classes = ""
    for number in range(FILES):
        length = (root / f"src/m{number}.py").read_text().splitlines()
        lines = "".join(f'<line number="{n}" hits="1"/>' for n, text in enumerate(length, 1) if text)
        name = f'name="m{number}.py" filename="src/m{number}.py" line-rate="1"'
        classes += f"<class {name}><methods/><lines>{lines}</lines></class>"
    head = '<?xml version="1.0" ?><coverage version="7" line-rate="1"><packages><package>'
    (root / "coverage.xml").write_text(f"{head}<classes>{classes}</classes></package></packages></coverage>")
    cases = "".join(f'<testcase classname="tests.test_all" name="test_{n}" time="0.01"/>' for n in range(TESTS))
    suite = f'<testsuite name="pytest" tests="{TESTS}">{cases}</testsuite>'
    (root / "junit.xml").write_text(f"<testsuites>{suite}</testsuites>")


def timed(root: Path, command: list[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start


def main() -> None:
    compileall.compile_dir(Path(lockstitch.__file__).parent, quiet=1)
    here = Path(sys.executable).parent
    ours = [str(here / "lockstitch"), "check", "--base", "main"]
    theirs = [str(here / "diff-cover"), "coverage.xml", "--compare-branch=main", "--fail-under=100"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_out(root)
        pairs = [(timed(root, ours), timed(root, theirs)) for _ in range(RUNS + 1)][1:]
    a, b = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    print(f"| small repository | seconds |\n|---|---|\n| lockstitch check | {a:.3f} |\n| diff-cover | {b:.3f} |")
    print(f"| ratio of neighbours, median | {ratio:.2f} (bar 0.90) |")


if __name__ == "__main__":
    main()
