"""How fast and how small the JUnit reader is, beside a bare expat pass over the same bytes.

    python benchmarks/junit.py [cases]

Writes a report of one million cases (about 124 MB) to a temporary folder and reads it, each run in a process of its own:
the time is the median, the memory the peak of that process (`ru_maxrss`). The bar is 1.6 times the bare pass, and 100 MB.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

from lockstitch.load import CHUNK, Source
from lockstitch.model import Wanted
from lockstitch.results import junit

RUNS = 5
WANTED = 1_000
MAX_RATIO = 1.6
MAX_MEGABYTES = 100


def write(path: Path, cases: int, marked: bool = False) -> None:
    """A report of pytest's shape: every 100th case fails, every 70th is skipped; `marked`: the wanted have a property."""
    step = max(cases // WANTED, 1)
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="pytest tests">')
        file.write(f'<testsuite name="pytest" errors="0" failures="{cases // 100}" tests="{cases}" time="9.5">\n')
        for number in range(cases):
            classname = f"tests.shop.unit.test_module_{number % 900}.TestBasket"
            file.write(f'<testcase classname="{classname}" name="test_case_{number}[plain]" time="0.001"')
            file.write(f">{body(number, marked and number % step == 0)}</testcase>\n")
        file.write("</testsuite></testsuites>\n")


def body(number: int, marked: bool) -> str:
    properties = f'<properties><property name="defect" value="SHOP-{number}" /></properties>' if marked else ""
    if number % 100 == 0:
        return (
            properties + '<failure message="assert 3 == 5">def test():\n&gt; assert 3 == 5\nE assert 3 == 5</failure>'
        )
    if number % 70 == 0:
        return properties + '<skipped type="pytest.skip" message="not yet">test_shop.py:3: not yet</skipped>'
    return properties


def bare(path: str, _cases: int) -> None:
    """The floor: expat calls two empty functions for each element."""

    def start(_name: str, _attributes: dict[str, str]) -> None:
        pass

    def end(_name: str) -> None:
        pass

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def nothing(path: str, cases: int) -> None:
    check(path, Wanted(), cases, 0)


def by_name(path: str, cases: int) -> None:
    step = max(cases // WANTED, 1)
    check(path, Wanted(names=frozenset(f"test_case_{n}" for n in range(0, cases, step))), cases, cases // step)


def by_property(path: str, cases: int) -> None:
    step = max(cases // WANTED, 1)
    check(path, Wanted(properties=frozenset({"defect"})), cases, cases // step)


def by_match(path: str, cases: int) -> None:
    check(path, Wanted(matches=lambda _classname, name, _file: name.startswith("test_case_77")), cases, 0)


def check(path: str, wanted: Wanted, cases: int, kept: int) -> None:
    results = junit.read(Source(path, path), wanted)
    assert results.total == cases, results.total
    assert not kept or len(results.cases) == kept, len(results.cases)


def measured(work: Callable[[str, int], None], path: str, cases: int) -> tuple[float, float]:
    """Seconds and peak megabytes of one run."""
    began = time.perf_counter()
    work(path, cases)
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row(work: Callable[[str, int], None], path: Path, cases: int) -> tuple[float, float]:
    """Median seconds and highest megabytes of some runs, each in a fresh process."""
    runs = []
    for _ in range(RUNS):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            runs.append(pool.apply(measured, (work, str(path), cases)))
    return statistics.median(seconds for seconds, _ in runs), max(memory for _, memory in runs)


def main(cases: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        plain, marked = Path(folder, "plain.xml"), Path(folder, "marked.xml")
        write(plain, cases)
        write(marked, cases, marked=True)
        print(f"{cases:,} cases, {plain.stat().st_size / 1e6:.0f} MB, {WANTED:,} wanted, median of {RUNS} runs")
        floors = {path: row(bare, path, cases) for path in (plain, marked)}
        print(f"{'bare expat':<24}{floors[plain][0]:8.2f} s{'1.00':>8} x{floors[plain][1]:8.0f} MB")
        held = True
        for work, path in ((nothing, plain), (by_name, plain), (by_match, plain), (by_property, marked)):
            seconds, memory = row(work, path, cases)
            ratio = seconds / floors[path][0]
            print(f"{work.__name__:<24}{seconds:8.2f} s{ratio:8.2f} x{memory:8.0f} MB")
            held = held and ratio <= MAX_RATIO and memory <= MAX_MEGABYTES
    print(f"bar: {MAX_RATIO} x, {MAX_MEGABYTES} MB: {'held' if held else 'BROKEN'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
