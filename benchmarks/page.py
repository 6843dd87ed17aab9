"""The HTML page of 5,000 defects: its size, how long it takes to write, and how soon a browser answers to its reader.

    python benchmarks/page.py [RECORDS]    # needs the dev extra and a Chromium of the system (Debian: chromium)

Each defect has a fix of four lines in one file, two linked tests and, every tenth, a proof; every twentieth falls
short. Interactive: the matrix can be searched, while what stands below it may still be on its way. Medians of `RUNS`
fresh browsers.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from lockstitch import lines
from lockstitch.gate import Run
from lockstitch.gate.trend import reported
from lockstitch.git.repository import Repository
from lockstitch.model import (
    Change,
    Commit,
    FileCoverage,
    Finding,
    Fix,
    Input,
    Link,
    LinkedTest,
    Location,
    Matrix,
    Proof,
    Record,
    Report,
    SettledProof,
    TestCase,
    Trace,
)
from lockstitch.renderers import html_
from lockstitch.settings import Config, Level

RECORDS, RUNS = 5000, 5
TODAY = date(2026, 11, 1)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY = """new MutationObserver((_, watch) => {
  if (document.documentElement?.dataset.ready) { performance.mark("ready"); watch.disconnect(); }
}).observe(document, { attributes: true, childList: true, subtree: true });"""
WATCH = """() => new Promise(done => {
  const input = document.querySelector("#filter input");
  const start = performance.now();
  input.value = "defect 4";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})"""
SORT = """() => new Promise(done => {
  const start = performance.now();
  document.querySelectorAll("#records .sort")[1].click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})"""


def test(number: int, name: str, run: lines.Lines) -> LinkedTest:
    ident = f"tests/area_{number % 40}/test_module_{number % 300}.py::test_{name}_{number}"
    links = (
        Link(f"BUG-{number}", ident, "marker", "explicit", Location(ident.split("::", 1)[0], number % 900 + 1)),
        Link(f"BUG-{number}", ident, "commit", "commit", Location("commit 1a2b3c4d5e")),
    )
    case = TestCase(ident, name, "passed", report="build/junit.xml", suite="pytest", time=0.01)
    return LinkedTest(ident, links, "passed", (case,), {path(number): run})


def path(number: int) -> str:
    return f"src/product/area_{number % 40}/module_{number % 300}.py"


def trace(number: int) -> Trace:
    day = TODAY - timedelta(days=number * 3 % 1400)
    short = number % 20 == 0
    record = Record(
        f"BUG-{number}", "defect", f"The order of customer {number % 977} is charged twice after defect {number % 89}",
        "done", Location("defects.yml", number * 9 + 3), severity=("critical", "high", "medium", "low")[number % 4],
        owner=f"team-{number % 12}", component=f"area_{number % 40}", opened=day - timedelta(days=9), resolved=day,
        url=f"https://tracker.example.org/browse/BUG-{number}",
    )  # fmt: skip
    commit = Commit(f"{number:040x}", (), 0, f"Charge an order once, whatever the provider says (BUG-{number})")
    fixed = lines.span(number % 200 + 10, number % 200 + 13)
    fix = Fix((commit,), {}, {path(number): fixed})
    tests = () if short else (test(number, "charged_once", fixed), test(number, "late_answer", fixed & fixed << 1))
    proof = Proof(
        record.id, f"tests/test_{number}.py::test", "cpython-3.11-linux", "proven", "", (commit.sha,), "", "", "",
        "passed", "failed", "AssertionError", "assert 2 == 1", day=day,
    )  # fmt: skip
    proofs = (SettledProof(proof, counts=True),) if number % 10 == 1 else ()
    level = Level.NONE if short else Level.PROVEN if proofs else Level.EXERCISED
    gap = "no test is linked to it" if short else "" if proofs else "not proven: no recorded run fails without the fix"
    return Trace(record, "judged", Level.PASSED, level, gap, fix, tests, "yes", "", False, "fixed", proofs)


def source(_path: str, number: int) -> str:
    return f"        total = total + self.positions[{number}].price * self.positions[{number}].amount  # rounded later"


def report(count: int) -> Report:
    traces = tuple(trace(number) for number in range(1, count + 1))
    findings = tuple(
        Finding("untested-defect", "broken", f"{one.record.id} is fixed and no test is linked to it", "error",
                one.record.id, one.record.location, "mark its test with @pytest.mark.defect, or list it under tests:")
        for one in traces if one.level == Level.NONE
    )  # fmt: skip
    covered = {path(n): FileCoverage(path(n), lines.span(1, 230), lines.span(231, 260)) for n in range(300)}
    inputs = (Input("records", "defects.yml", "ledger", f"{count} records"),)
    run = Run(Repository("/repo"), Config("/repo"), TODAY, {})
    matrix = Matrix(run.config, TODAY, inputs, traces, (), Change({}, base="b" * 40), {}, (), covered)
    return Report(
        matrix, {"untested-defect": "broken"}, findings, (), (), "benchmark", (), source, lambda: reported(run, matrix)
    )


def browsed(file: Path) -> dict[str, float]:
    """Milliseconds of one fresh page: until it is interactive, until a search and a sort are drawn."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(READY)
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]")
        times = {
            "first paint": page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"),
            "interactive": page.evaluate("performance.getEntriesByName('ready')[0].startTime"),
            "loaded": page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"),
            "a search": page.evaluate(WATCH),
            "a sort": page.evaluate(SORT),
        }
        browser.close()
        return times


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    made = report(count)
    start, worked = time.perf_counter(), time.process_time()
    text = html_.render(made)
    took, worked = time.perf_counter() - start, time.process_time() - worked
    print(
        f"{count} defects: {len(text.encode()) / 1e6:.1f} MB, written in {took:.1f} s ({worked:.1f} s of the processor)"
    )
    if not shutil.which("chromium"):
        print("no chromium: what a browser makes of it was not measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.html")
        file.write_text(text, encoding="utf-8")
        runs = [browsed(file) for _ in range(RUNS)]
    for what in runs[0]:
        print(f"{what}: {statistics.median(run[what] for run in runs):.0f} ms")


if __name__ == "__main__":
    main()
