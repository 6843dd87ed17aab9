"""A long run over all readers of foreign bytes, with files of real tools that are cut, torn and stuffed.

    python benchmarks/fuzz.py --seconds 900            # pip install -e '.[dev]'
    python benchmarks/fuzz.py --seed 7 --only lcov     # the same inputs again, of one reader

The readers are those of records, results, coverage, proofs, the configuration and git's diffs. Held: nothing but an
error for a person is raised, in one line a fault; an input ends within `--patience` seconds and `MEMORY` bytes; and no
damage makes a test pass that did not, or a line executed that was missing (where the damage is a loss: a changed digit
of a format without sums cannot be noticed). What fails is made small by hypothesis and kept as a file in `--keep`.
Prints the seed; ends with 1 where something failed. The short run that every test run does is in `tests/*_fuzz.py`.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from lockstitch import config, coverage, lines, proofs, records, results, rules
from lockstitch.errors import LockstitchError
from lockstitch.git.patch import collect, everything
from lockstitch.load import HEAD, Source
from lockstitch.model import Ask, Wanted
from lockstitch.settings import Limits, Trackers

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
MEMORY = 3 << 30
LIMITS = Limits(bytes=8 << 20, entries=200_000, token=1 << 20)
WANTED = Wanted(matches=lambda *_names: True, failures=True, properties=frozenset({"defect"}))
ASK = Ask(lambda _path: True, lambda _path: True)
NOISE = (
    *(b"", b"<", b">", b'"', b"'", b"&", b"\\", b"-", b"[" * 5000, b"{" * 5000, b"<a>" * 3000, b"null", b"true", b"0"),
    *(b"9" * 30, b"9" * 5000, b"1e999", b"-1", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\n", b"\r", b"\t", b"x"),
    *(b"\xed\xa0\x80", b"\\ud800", b"NaN", b"%s", b"::", b"../", b"A" * 70_000, b"<!DOCTYPE a [<!ENTITY b 'c'>]>"),
)
Credit = frozenset[object]
"""What a reader found in the user's favour: tests that passed, lines that were executed."""


class Target(NamedTuple):
    """One reader, the files to damage, and whether a loss can give credit (it may where what is lost spoke against)."""

    read: Callable[[Path], Credit]
    seeds: tuple[bytes, ...]
    held: bool = False


class Failure(NamedTuple):
    target: str
    data: bytes
    cause: str


def targets() -> dict[str, Target]:
    """Every reader by its name, with the stored files that it knows."""
    files = [path for path in sorted(FIXTURES.rglob("*")) if path.is_file() and path.stat().st_size < 400_000]
    found: dict[str, Target] = {}
    for shelf, run, read in (
        ("coverage", coverage, _lines),
        ("results", results, _passes),
        ("records", records, _done),
    ):
        for form in run.READERS:
            seeds = tuple(_seeds(files, run.identify, form))
            if seeds:
                found[f"{shelf}: {form}"] = Target(read(form), seeds, _held(shelf, form))
    found["proofs"] = Target(_proofs, (_proof_ledger(),))
    for name in ("pyproject.toml", "lockstitch.yml"):
        found[f"configuration: {name}"] = Target(_configuration(name), (_settings(name),))
    found["git diff"] = Target(_diff, (PATCH,))
    return found


def _seeds(files: list[Path], identify: Callable[[str, bytes], str], form: str) -> Iterator[bytes]:
    for path in files:
        data = path.read_bytes()
        if identify(path.name, data[:HEAD]) == form:
            yield data


def _held(shelf: str, form: str) -> bool:
    """Whether lost lines of a report show, or at least never speak against a test: JUnit's `<failure>` does."""
    if shelf == "coverage":
        return form in ("lcov", "Go cover profile", "cobertura", "clover", "jacoco", "opencover")
    return shelf == "results" and form not in ("junit", "tap")


def _source(path: Path) -> Source:
    return Source(str(path), "input", LIMITS)


def _lines(form: str) -> Callable[[Path], Credit]:
    def read(path: Path) -> Credit:
        report = coverage.READERS[form].read(_source(path), ASK)
        return frozenset((file.path, line) for file in report.files for line in _few(file.executed))

    return read


def _few(numbers: int) -> Iterator[int]:
    """The lines of a set, unless a damaged number made it huge."""
    return iter(lines.numbers(numbers)) if numbers.bit_count() < 100_000 else iter(())


def _passes(form: str) -> Callable[[Path], Credit]:
    def read(path: Path) -> Credit:
        found = results.READERS[form].read(_source(path), WANTED)
        return frozenset(range(found.counts.get("passed", 0)))

    return read


def _done(form: str) -> Callable[[Path], Credit]:
    def read(path: Path) -> Credit:
        records.read(_source(path), form, Trackers())
        return frozenset()

    return read


def _proofs(path: Path) -> Credit:
    return frozenset((proof.record, proof.test) for proof in proofs.read(_source(path)) if proof.verdict == "proven")


def _configuration(name: str) -> Callable[[Path], Credit]:
    def read(path: Path) -> Credit:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, name).write_bytes(path.read_bytes())
            config.read(folder, config.Options(), rules.RULES)
        return frozenset()

    return read


def _diff(path: Path) -> Credit:
    with path.open("rb") as stream:
        collect(stream, everything, hashlib.sha256)
    return frozenset()


def _proof_ledger() -> bytes:
    """Three proofs of one test, as `lockstitch prove` writes them."""
    from datetime import date

    from lockstitch.model import Proof

    one = Proof(
        *(
            "SHOP-12",
            "tests/test_basket.py::test_voucher[10]",
            "cpython-3.11-linux",
            "proven",
            "failed without the fix",
        ),
        *(("4f1c2ab90d" + "0" * 30,), "9d0c" + "0" * 36, "ab" * 16, "cd" * 16, "passed", "failed"),
        *("AssertionError", "assert 1200 == 1000", {"src/shop/basket.py": 0b1110}, "lockstitch 0.1", date(2026, 3, 2)),
    )
    again = one._replace(record="SHOP-13", environment="cpython-3.12-linux")
    return proofs.text([one, again, one._replace(verdict="refuted", record="SHOP-14", before="passed")]).encode()


def _settings(name: str) -> bytes:
    toml = """[tool.lockstitch]
records = ["defects.yml"]
base = "origin/main"
since = 2026-01-02
coverage_floor = { "src/" = 95 }
limits = { bytes = 1000, depth = 20, entries = 5, token = 9 }
[tool.lockstitch.require]
default = "exercised"
severity = { critical = "proven" }
[tool.lockstitch.paths]
tests = ["checks/"]
map = { "/app/" = "" }
[tool.lockstitch.links]
patterns = ['_case_(?P<id>[0-9]+)']
[tool.lockstitch.rules]
uncovered-change = { unknown = "warn" }
[[tool.lockstitch.waivers]]
rule = "untested-defect"
record = "A-1"
reason = "elsewhere"
owner = "a"
until = 2027-01-31
"""
    yaml = """records: [defects.yml]
since: 2026-01-02
coverage_floor: {src/: 95}
limits: {bytes: 1000, depth: 20}
require: {default: exercised, severity: {critical: proven}}
paths: {map: {/app/: ""}}
links:
  patterns: ['_case_(?P<id>[0-9]+)']
rules: {uncovered-change: {unknown: warn}}
waivers:
  - {rule: untested-defect, record: A-1, reason: elsewhere, owner: a, until: 2027-01-31}
"""
    return (toml if name.endswith(".toml") else yaml).encode()


PATCH = b"""\
4f1c2ab90d4f1c2ab90d4f1c2ab90d4f1c2ab90d
diff --git "a/t\\303\\274b\\tx.py" "b/t\\303\\274b\\tx.py"
new file mode 100644
index 0000000000000000000000000000000000000000..7d0c6c1f2a7d0c6c1f2a7d0c6c1f2a7d0c6c1f2a
--- /dev/null
+++ "b/t\\303\\274b\\tx.py"
@@ -0,0 +1,2 @@
+first
+second
\\ No newline at end of file
diff --git a/old.py b/new.py
similarity index 60%
rename from old.py
rename to new.py
index 1d0c6c1f2a7d0c6c1f2a7d0c6c1f2a7d0c6c1f2a..7d0c6c1f2a7d0c6c1f2a7d0c6c1f2a7d0c6c1f2b 100644
--- a/old.py
+++ b/new.py
@@ -3 +3,2 @@ def f():
-    return 1
+    x = 1
+    return x
@@ -9,2 +10,0 @@
-a
-b
"""


@st.composite
def damaged(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> tuple[bytes, bytes, bool]:
    """A file, what became of it, and whether it only lost something."""
    whole = draw(st.sampled_from(seeds))
    how = draw(st.sampled_from(["cut", "lose", "noise", "noise", "repeat", "splice"]))
    start = draw(st.integers(0, len(whole)))
    if how == "cut":
        return whole, whole[:start], True
    if how == "lose":
        rows = whole.splitlines(keepends=True)
        first = draw(st.integers(0, len(rows)))
        return whole, b"".join(rows[:first] + rows[first + draw(st.integers(1, 5)) :]), True
    data = whole
    for _ in range(draw(st.integers(1, 3))):
        end = min(len(data), start + draw(st.integers(0, 60)))
        other = draw(st.sampled_from(seeds)) if how == "splice" else b""
        at = draw(st.integers(0, len(other)))
        new = {"repeat": data[start:end] * 2, "splice": other[at : at + 200]}.get(how)
        new = draw(st.sampled_from(NOISE) | st.binary(max_size=8)) if new is None else new
        data = data[:start] + new + data[end:]
        start = draw(st.integers(0, len(data)))
    return whole, data, False


class _SlowError(BaseException):
    """An input took longer than the patience allows."""


def _too_slow(*_signal: object) -> None:
    raise _SlowError


def attempt(target: Target, data: bytes, patience: int) -> Credit | None:
    """What is read, or nothing where it is refused as it should be; anything else is raised."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        signal.alarm(patience)
        try:
            return target.read(Path(file.name))
        except LockstitchError as error:
            assert error.faults, "an error without a fault"
            for fault in error.faults:
                assert "\n" not in str(fault), "a fault of several lines"
                assert len(str(fault)) < 500, "a fault that nobody reads to its end"
            return None
        finally:
            signal.alarm(0)


def tried(name: str, target: Target, chance: int, patience: int) -> tuple[int, Failure | None]:
    """One round: how many inputs were tried, and the smallest that failed."""
    count, last = 0, b""

    @cache
    def credit(whole: bytes) -> Credit:
        return attempt(target, whole, patience) or frozenset()

    @seed(chance)
    @settings(max_examples=300, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(damaged(target.seeds))
    def run(made: tuple[bytes, bytes, bool]) -> None:
        nonlocal count, last
        whole, data, lost = made
        count += 1
        try:
            found = attempt(target, data, patience)
            if found and lost and target.held:
                gained = found - credit(whole)
                assert not gained, f"a loss gave credit: {sorted(map(str, gained))[:3]}"
        except _SlowError:
            last = data
            raise AssertionError(f"took longer than {patience} s") from None
        except Exception:
            last = data
            raise

    try:
        with contextlib.redirect_stdout(io.StringIO()):
            run()
    except Exception as error:  # whatever a reader raises is the finding
        trace = traceback.extract_tb(error.__traceback__)[-1]
        cause = f"{type(error).__name__}: {str(error)[:200]} ({Path(trace.filename).name}:{trace.lineno})"
        return count, Failure(name, last, cause)
    return count, None


def main() -> int:
    options = argparse.ArgumentParser(description="Damages stored inputs and reads them.")
    options.add_argument("--seconds", type=int, default=60, help="how long to run")
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options.add_argument("--only", default="", help="readers whose name holds this")
    options.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="folder for inputs that failed")
    options.add_argument("--patience", type=int, default=10, help="seconds that one input may take")
    given_options = options.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _too_slow)
    chosen = {name: each for name, each in targets().items() if given_options.only in name}
    end, chance, total = time.monotonic() + given_options.seconds, given_options.seed, 0
    print(f"seed {chance}, {len(chosen)} readers, {sum(len(each.seeds) for each in chosen.values())} files", flush=True)
    failures: dict[str, Failure] = {}
    while time.monotonic() < end and chosen:
        for name, target in list(chosen.items()):
            count, failure = tried(name, target, chance, given_options.patience)
            total += count
            if failure:
                failures[name] = failure
                del chosen[name]  # the rest of the time goes to readers that hold
                print(f"{name}: {failure.cause}\n  kept as {kept(failure, given_options.keep)}", flush=True)
            if time.monotonic() >= end:
                break
        chance += 1
    print(f"{total:,} inputs, {len(failures)} readers failed")
    return 1 if failures or not total else 0


def kept(failure: Failure, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    word = "".join(c if c.isalnum() else "-" for c in failure.target)
    path = folder / f"{word}-{hashlib.sha256(failure.data).hexdigest()[:8]}"
    path.write_bytes(failure.data)
    return path


if __name__ == "__main__":
    sys.exit(main())
