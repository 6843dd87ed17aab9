"""How fast and how small the JUnit reader is, beside a bare expat pass over the same bytes.

    python benchmarks/junit.py [cases]

Writes reports of one million cases (about 124 MB) to a temporary folder and reads them, each run in a process of its
own and all kinds in turn: the time is the median of processor seconds, the memory the highest peak (`ru_maxrss`). The
bar: 1.6 times the bare pass, and 100 MB. What `Wanted.matches` costs is up to its caller; the rows that use it are not
judged.
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

from lockstitch import link
from lockstitch.load import CHUNK, Source
from lockstitch.model import Wanted
from lockstitch.results import junit
from lockstitch.settings import Links

RUNS = 5
WANTED = 1_000
MAX_RATIO = 1.6
MAX_MEGABYTES = 100


def write(path: Path, cases: int) -> None:
    """A report of pytest's shape: each 100th case fails, each 70th is skipped, the wanted ones have a property."""
    step = max(cases // WANTED, 1)
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="pytest tests">')
        file.write(f'<testsuite name="pytest" errors="0" failures="{cases // 100}" tests="{cases}" time="9.5">\n')
        for number in range(cases):
            classname = f"tests.shop.unit.test_module_{number % 900}.TestBasket"
            file.write(f'<testcase classname="{classname}" name="test_case_{number}[plain]" time="0.001">')
            if number % step == 0:
                file.write(f'<properties><property name="defect" value="SHOP-{number}" /></properties>')
            if number % 100 == 0:
                file.write(
                    '<failure message="assert 3 == 5">def test():\n&gt; assert 3 == 5\nE assert 3 == 5</failure>'
                )
            elif number % 70 == 0:
                file.write('<skipped type="pytest.skip" message="not yet">test_shop.py:3: not yet</skipped>')
            file.write("</testcase>\n")
        file.write("</testsuite></testsuites>\n")


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


def by_the_gate(path: str, cases: int) -> None:
    """What `lockstitch check` asks for with a thousand linked tests: names, classes, files, ids in names, failures."""
    numbers = range(0, cases, max(cases // WANTED, 1))
    tests = [f"tests/shop/unit/test_module_{n % 900}.py::TestBasket::test_case_{n}" for n in numbers]
    check(path, link.wanted([], tests, link.Ids(f"SHOP-{n}" for n in numbers), Links()), cases, 0)


def check(path: str, wanted: Wanted, cases: int, kept: int) -> None:
    results = junit.read(Source(path, path), wanted)
    assert results.total == cases, results.total
    assert not kept or len(results.cases) == kept, len(results.cases)


def measured(work: Callable[[str, int], None], path: str, cases: int) -> tuple[float, float]:
    """Processor seconds and peak megabytes of one run."""
    began = time.process_time()
    work(path, cases)
    return time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def alone(work: Callable[[str, int], None], path: Path, cases: int) -> tuple[float, float]:
    """One run in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, (work, str(path), cases))


def main(cases: int) -> int:
    held = True
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "junit.xml")
        write(path, cases)
        print(f"{cases:,} cases, {path.stat().st_size / 1e6:.0f} MB, {WANTED:,} wanted, median of {RUNS} runs")
        rounds = [[alone(work, path, cases) for work in WORKS] for _ in range(RUNS)]
    floor = statistics.median(one[0][0] for one in rounds)
    for place, work in enumerate(WORKS):
        seconds = statistics.median(one[place][0] for one in rounds)
        memory = max(one[place][1] for one in rounds)
        print(f"{work.__name__:<12}{seconds:8.2f} s{seconds / floor:8.2f} x{memory:8.0f} MB")
        held = held and (work in (by_match, by_the_gate) or (seconds <= MAX_RATIO * floor and memory <= MAX_MEGABYTES))
    print(f"bar of {MAX_RATIO} x and {MAX_MEGABYTES} MB: {'held' if held else 'BROKEN'}")
    return 0 if held else 1


WORKS = (bare, nothing, by_name, by_property, by_match, by_the_gate)

if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
