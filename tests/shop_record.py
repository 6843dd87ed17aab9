"""Runs the demo shop's tests and writes their reports: `python tests/shop_record.py fixtures/shop/reports`.

With `--proofs FILE` it writes the proof ledger of the shop instead. What the tools write of this machine and of the
moment (host, time of day, command line) is taken out.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import date
from importlib.metadata import version
from pathlib import Path

from lockstitch import load, proofs, shop

PROVEN = ("SHOP-12", "SHOP-26")
"""One that its test holds, and one that it only seems to hold."""
DAY = date(2026, 5, 29)
TOOLS = ("pytest", "pytest-cov", "coverage")
COMMAND = [
    *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "lockstitch.pytest_plugin"),
    *("-p", "pytest_cov.plugin", "--cov", "--cov-context=test", "--cov-report=", "--junitxml=junit.xml"),
]


def record(target: Path) -> None:
    """Lays the shop out anew, runs its tests and writes `junit.xml`, `coverage.sqlite` and `recorded.txt`."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "shop").resolve()
        shop.lay_out(place)
        for report in shop.REPORTS.values():
            (place / report).unlink()
        done = subprocess.run(COMMAND, cwd=place, env=_environment(), capture_output=True, text=True, check=False)
        if done.returncode != 1:  # one test of the shop fails
            raise SystemExit(f"pytest ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        target.mkdir(parents=True, exist_ok=True)
        _scrub_data(place / ".coverage")
        shutil.copyfile(place / ".coverage", target / "coverage.sqlite")
        (target / "junit.xml").write_text(_scrubbed((place / "junit.xml").read_text("utf-8"), place), "utf-8")
    versions = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in TOOLS)]
    (target / "recorded.txt").write_text("\n".join(versions) + "\n", "utf-8")


def prove(target: Path) -> None:
    """Lays the shop out anew and lets `lockstitch prove` try two of its records, into the ledger `target`."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "shop").resolve()
        shop.lay_out(place)
        ledger = place / ".lockstitch/proofs.jsonl"
        ledger.unlink(missing_ok=True)
        command = [sys.executable, "-m", "lockstitch", "prove", *PROVEN, "--repo", str(place), "--python"]
        done = subprocess.run(
            [*command, sys.executable], env=_environment(), capture_output=True, text=True, check=False
        )
        if done.returncode != 1:  # one of them is refuted
            raise SystemExit(f"prove ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        found = proofs.read(load.Source(str(ledger), ledger.name))
    fixed = (each._replace(environment="cpython-3.11-linux", day=DAY, tool="lockstitch") for each in found)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(proofs.text(fixed), "utf-8")


def _environment() -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV", "PYTHON"))}
    settings = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COVERAGE_CORE": "ctrace", "PYTHONDONTWRITEBYTECODE": "1"}
    return {**ours, **settings}


def _scrubbed(junit: str, place: Path) -> str:
    junit = re.sub(r' hostname="[^"]*"', ' hostname="shop.example"', junit)
    junit = re.sub(r' timestamp="[^"]*"', ' timestamp="2026-05-29T14:50:00+00:00"', junit)
    junit = re.sub(r" at 0x[0-9a-f]+", "", junit)
    return junit.replace(f"{place}{os.sep}", "").replace("><testcase", ">\n<testcase")


def _scrub_data(path: Path) -> None:
    with closing(sqlite3.connect(path)) as data:
        data.execute("delete from meta where key not in ('version', 'has_arcs')")
        data.commit()
        data.execute("vacuum")


if __name__ == "__main__":
    if sys.argv[1] == "--proofs":
        prove(Path(sys.argv[2]))
    else:
        record(Path(sys.argv[1]))
