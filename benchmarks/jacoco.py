"""The JaCoCo reader beside diff-cover: one report of 26 MB, 2,000 source files in 500 packages, half of them changed.

    python benchmarks/jacoco.py            # needs the benchmark extra: pip install -e '.[benchmark]'

Both answer from the same report in the same repository, each run in a process of its own. diff-cover searches all
packages for each changed file, which takes a minute: it runs once, ours five times. Time is wall time (ours the
median), memory the peak of a process. The bar: 1/20 of the time and a sixth of the memory.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cobertura import Cost, cost, git

PACKAGES, FILES, LINES, STEP, RUNS = 500, 4, 140, 2, 5
MAX_RATIO, MAX_MEMORY = 1 / 20, 1 / 6
NAMES = [f"com/shop/part{package}/Module{number}.java" for package in range(PACKAGES) for number in range(FILES)]
READ = """
import sys
from lockstitch.coverage import jacoco
from lockstitch.load import Source
from lockstitch.model import Ask
report = jacoco.read(Source("jacoco.xml", "jacoco.xml"), Ask(frozenset(sys.stdin.read().split()).__contains__))
print(len(report.listed), len(report.files), report.measured)
"""


def lay_out(root: Path) -> None:
    """The repository: every second file has a few changed lines since the branch `base`; the report lies beside."""
    body = [f"    int value{number} = {number};\n" for number in range(1, LINES + 1)]
    git(root, "init", "--quiet", "--initial-branch=base")
    (root / ".gitignore").write_text("jacoco.xml\n")
    for name in NAMES:
        (root / "src" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "src" / name).write_text("".join(body))
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=Start")
    git(root, "switch", "--quiet", "--create", "change")
    for name in NAMES[::STEP]:
        changed = (f"    int changed{n} = {n};\n" for n in range(10))
        (root / "src" / name).write_text("".join([*body[:100], *changed, *body[110:]]))
    git(root, "commit", "--quiet", "--all", "--message=Change")
    with (root / "jacoco.xml").open("w") as file:
        file.writelines(report())


def report() -> Iterator[str]:
    """Piece by piece: what this process holds at its height, its children inherit as theirs."""
    chance = random.Random(2_000)
    yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    yield '<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">'
    yield '<report name="shop"><sessioninfo id="ci" start="1" dump="2"/>'
    for package in range(PACKAGES):
        yield f'<package name="com/shop/part{package}">'
        for number in range(FILES):
            yield from classes(f"com/shop/part{package}/Module{number}")
        for number in range(FILES):
            ran = [chance.random() < 0.9 for _ in range(LINES)]
            yield f'<sourcefile name="Module{number}.java">'
            for line, covered in enumerate(ran, 1):
                yield f'<line nr="{line}" mi="{0 if covered else 4}" ci="{4 if covered else 0}" mb="0" cb="0"/>'
            yield f'<counter type="LINE" missed="{LINES - sum(ran)}" covered="{sum(ran)}"/></sourcefile>'
        yield "</package>"
    yield "</report>"


def classes(name: str) -> Iterator[str]:
    """The part that counts methods, which is nearly half of a report."""
    kinds = ("INSTRUCTION", "LINE", "COMPLEXITY", "METHOD")
    counters = "".join(f'<counter type="{kind}" missed="1" covered="9"/>' for kind in kinds)
    yield f'<class name="{name}" sourcefilename="{name.rpartition("/")[2]}.java">'
    for method in range(LINES // 5):
        yield f'<method name="method{method}" desc="(II)I" line="{5 * method + 1}">{counters}</method>'
    yield f"{counters}</class>"


def main() -> int:
    diff_cover = str(Path(sys.executable).with_name("diff-cover"))
    theirs_command = [diff_cover, "jacoco.xml", "--compare-branch", "base", "--src-roots", "src"]
    names = NAMES[::STEP]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_out(root)
        size = (root / "jacoco.xml").stat().st_size / 1e6
        print(f"report: {size:.1f} MB, {PACKAGES} packages, {len(NAMES):,} files, {len(names)} changed")
        ours_all = [cost([sys.executable, "-c", READ], root, names) for _ in range(RUNS)]
        theirs = cost(theirs_command, root, names)
    ours = Cost(*map(statistics.median, zip(*ours_all, strict=True)))
    ratio = Cost(*(our / their for our, their in zip(ours, theirs, strict=True)))
    print(f"{'':12}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}")
    for name, each in {"diff-cover": theirs, "lockstitch": ours, "ratio": ratio}.items():
        print(f"{name:12}{each.wall:9.3f}{each.cpu:9.3f}{each.megabytes:9.2f}")
    kept = ratio.wall <= MAX_RATIO and ratio.megabytes <= MAX_MEMORY
    print(f"bar: wall <= {MAX_RATIO:.3f}, memory <= {MAX_MEMORY:.3f}: {'kept' if kept else 'broken'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
