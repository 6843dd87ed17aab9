"""How the time to read `.coverage` with its contexts follows the files asked for, and not the size of the data.

    python benchmarks/contexts.py [files]

Writes data of 500 and of 2,000 files to a temporary folder, with and without branches: each file is run by 100 test
contexts (5,000 contexts in the larger one) and 20 lines at a time. Beside each reading stands coverage's own
`CoverageData.contexts_by_lineno` over the same files; a time is the best of five. The bar: ten files out of the
larger data take at most twice the time of ten files out of the smaller, which is a quarter of its size.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from coverage import CoverageData

from lockstitch.coverage import coveragepy
from lockstitch.load import Source
from lockstitch.model import Ask

RUNS = 5
ASKED = (1, 10, 100)
FILES_A_CONTEXT = 40
CONTEXTS_A_FILE = 100
LINES = 20
MAX_RATIO = 2.0


def write(path: Path, files: int, branch: bool) -> list[str]:
    """The data of one run of the tests; the names of its files."""
    chance = random.Random(1)
    names = [f"/srv/shop/package{number // 50}/module{number}.py" for number in range(files)]
    data = CoverageData(str(path))
    for number in range(files * CONTEXTS_A_FILE // FILES_A_CONTEXT):
        data.set_context(f"tests/unit/test_{number // 50}.py::TestBasket::test_case_{number}[plain]|run")
        starts = {name: chance.randrange(1, 300) for name in chance.sample(names, FILES_A_CONTEXT)}
        if branch:
            data.add_arcs({name: [(n, n + 1) for n in range(start, start + LINES)] for name, start in starts.items()})
        else:
            data.add_lines({name: range(start, start + LINES) for name, start in starts.items()})
    data.write()
    return sorted(data.measured_files())


def ours(path: Path, asked: list[str]) -> None:
    wanted = frozenset(asked)
    report = coveragepy.read(Source(str(path), path.name), Ask(wanted.__contains__, wanted.__contains__))
    assert all(file.contexts for file in report.files) and len(report.files) == len(asked)


def coverages(path: Path, asked: list[str]) -> None:
    data = CoverageData(str(path))
    data.read()
    assert all(data.contexts_by_lineno(name) for name in asked)


def seconds(job: Callable[[Path, list[str]], None], path: Path, asked: list[str]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        job(path, asked)
        times.append(time.perf_counter() - start)
    return min(times)


def table(folder: Path, files: int, branch: bool) -> float:
    """Prints what one data file takes; the seconds for ten files of it."""
    path = folder / f"{files}-{branch}.coverage"
    names = write(path, files, branch)
    kind = "arcs" if branch else "lines"
    print(f"\n{files:,} files, {files * CONTEXTS_A_FILE // FILES_A_CONTEXT:,} contexts, {kind}:", end=" ")
    print(f"{path.stat().st_size / 1e6:,.0f} MB\n  asked   lockstitch   contexts_by_lineno")
    taken = {}
    for count in ASKED:
        asked = names[:: len(names) // count][:count]
        taken[count] = seconds(ours, path, asked)
        print(f"  {count:5}   {taken[count] * 1000:7.1f} ms   {seconds(coverages, path, asked) * 1000:15.1f} ms")
    return taken[10]


def main() -> int:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        for branch in (False, True):
            small, large = (table(Path(folder), count, branch) for count in (files // 4, files))
            missed = missed or large > MAX_RATIO * small
            print(f"  ten files out of four times the data take {large / small:.2f} times the time")
    print("\nthe bar is missed" if missed else "\nthe bar is held")
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
