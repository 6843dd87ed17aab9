"""One run, told in several formats, or by the tool's own summary: each reader finds the same lines in it."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import damage
import pytest
from damage import REPORTS, read, seen, told

from lockstitch.lines import numbers

ISTANBUL = ["jest", "nyc", "vitest", "jest-30.5.2", "nyc-18.0.0", "c8-12.0.0"]


@pytest.mark.parametrize("folder", ISTANBUL)
@pytest.mark.parametrize("name", ["lcov.info", "clover.xml", "cobertura-coverage.xml"])
def test_istanbul_writes_the_same_in_all_its_reports(folder: str, name: str) -> None:
    source = read(REPORTS / folder / "coverage-final.json")
    other = read(REPORTS / folder / name)
    assert len(source.listed) == len(other.listed)
    for one, two in zip(source.files, other.files, strict=True):
        assert told([one]) == told([two])
    assert (source.measured, source.has_branches) == (other.measured, other.has_branches)


@pytest.mark.parametrize("folder", ISTANBUL)
def test_exits_are_called_as_in_istanbuls_lcov(folder: str) -> None:
    """So that the two reports of one run do not take each other's exits when they are merged."""
    source, other = (read(REPORTS / folder / name) for name in ("coverage-final.json", "lcov.info"))
    assert [file.branches for file in source.files] == [file.branches for file in other.files]


def test_llvms_lines_and_branches_are_those_of_its_own_lcov() -> None:
    ours, own = (read(REPORTS / "llvm-14.0.6" / name) for name in ("llvm.json", "llvm.lcov"))
    assert told(ours.files) == told(own.files)
    assert ours.listed == own.listed
    assert (ours.granularity, own.granularity) == ("span", "unknown")


@pytest.mark.parametrize("name", ["coveralls.json", "clover.xml", "gcovr.lcov", "cobertura.xml"])
def test_gcovr_writes_the_same_lines_in_all_its_reports(name: str) -> None:
    source, other = (read(REPORTS / "gcovr-8.8" / "shop" / each) for each in ("gcovr.json", name))
    assert {path: lines[:2] for path, lines in told(source.files).items()} == {
        path: lines[:2] for path, lines in told(other.files).items()
    }


def test_gcovr_counts_branches_of_its_json_as_in_its_cobertura() -> None:
    for folder in (REPORTS / "gcovr-8.8", REPORTS / "gcovr-8.8" / "shop"):
        ours, own = (read(folder / name) for name in ("gcovr.json", "cobertura.xml"))
        assert told(ours.files) == told(own.files)


def test_phpunit_writes_the_same_lines_as_clover_and_as_cobertura() -> None:
    clover, cobertura = (read(REPORTS / "phpunit-9.6.7" / name) for name in ("clover.xml", "cobertura.xml"))
    assert told(clover.files) == told(cobertura.files)


def test_jacocos_lines_and_branches_are_those_of_its_own_table() -> None:
    """The table counts by class, and each source file here has one."""
    found = told(read(REPORTS / "jacoco-0.8.6" / "jacoco.xml").files)
    with (REPORTS / "jacoco-0.8.6" / "jacoco.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {f"{row['CLASS']}.java" for row in rows} == set(found)
    for row in rows:
        ran, missing, branches = found[f"{row['CLASS']}.java"]
        assert (_size(ran), _size(missing)) == (int(row["LINE_COVERED"]), int(row["LINE_MISSED"]))
        taken = sum(taken for taken, _total in branches.values())
        total = sum(total for _taken, total in branches.values())
        assert (taken, total - taken) == (int(row["BRANCH_COVERED"]), int(row["BRANCH_MISSED"]))


@pytest.mark.parametrize("path", damage.fixtures("jacoco"), ids=lambda path: path.parent.name)
def test_jacoco_is_read_as_another_parser_reads_it(path: Path) -> None:
    expected = {
        f"{package.attrib['name']}/{source.attrib['name']}": [
            int(line.attrib["nr"]) for line in source.iter("line") if line.attrib["ci"] != "0"
        ]
        for package in ET.parse(path).iter("package")
        for source in package.iter("sourcefile")
    }
    assert {file.path: list(numbers(file.executed)) for file in read(path).files} == expected


DIFF_COVER = {
    "jacoco-0.8.6/jacoco.xml": ("com/shop/Cart.java", "17, 21-22", 8),
    "jacoco/jacoco.xml": ("shop/Cart.java", "2", 3),
    "nyc-18.0.0/clover.xml": ("/home/ci/js-nyc/src/cart.js", "15, 20, 29", 11),
}
"""Report → file, its violations and the number of its measured lines, as diff-cover 11.0.1 reads them.

It is no oracle for PHPUnit, whose declarations it takes for lines, nor for OpenClover, whose conditions have no count.
"""


@pytest.mark.parametrize("name", DIFF_COVER)
def test_diff_cover_finds_the_same_lines(name: str) -> None:
    path, missing, measured = DIFF_COVER[name]
    file = next(file for file in read(REPORTS / name).files if file.path == path)
    assert (seen(file)[1], file.measured.bit_count()) == (missing, measured)


def test_simplecovs_figures_are_those_of_its_last_run() -> None:
    """It leaves out what stands below `:nocov:`, which the result set does not tell."""
    whole = json.loads((REPORTS / "simplecov-0.22.0" / "last_run.json").read_text(encoding="utf-8"))["result"]
    (cart,) = read(REPORTS / "simplecov-0.22.0" / "resultset.json").files
    nocov = 1 << 18 | 1 << 19
    ran, measured = cart.executed & ~nocov, cart.measured & ~nocov
    assert int(10_000 * ran.bit_count() / measured.bit_count()) == round(100 * whole["line"])
    taken = sum(branch.taken for branch in cart.branches.values())
    total = sum(branch.total for branch in cart.branches.values())
    assert int(10_000 * taken / total) == round(100 * whole["branch"])


@pytest.mark.parametrize("name", ["simplecov-0.22.json", "simplecov-1.1.json"])
def test_simplecovs_two_files_tell_the_same(name: str) -> None:
    (cart,) = read(REPORTS / "simplecov-0.22.0" / "resultset.json").files
    (other,) = read(REPORTS / "by-hand" / name).files
    nocov = other.excluded
    assert (other.executed, other.missing) == (cart.executed & ~nocov, cart.missing & ~nocov)


def test_gos_functions_are_covered_as_its_own_tool_says() -> None:
    """100% is a function without missing lines, 0% one without executed ones."""
    found = {file.path: file for file in read(REPORTS / "go-1.19.8" / "cover-all.out").files}
    text = (REPORTS / "go-1.19.8" / "cover-all.func.txt").read_text(encoding="utf-8")
    functions = [(path, int(line), percent) for path, line, percent in re.findall(r"(\S+):(\d+):\s+\S+\s+(\S+)%", text)]
    assert len(functions) == 6
    for path, first, percent in functions:
        later = [line for other, line, _ in functions if other == path and line > first]
        body = (1 << min(later, default=1000)) - (1 << first)
        assert not (percent == "100.0" and found[path].missing & body)
        assert not (percent == "0.0" and found[path].executed & body)
        assert percent in ("100.0", "0.0") or (found[path].missing & body and found[path].executed & body)


def _size(shown: str) -> int:
    """How many lines `3, 7-9` are."""
    pairs = [(part.partition("-")[0], part.rpartition("-")[2]) for part in shown.split(", ") if part]
    return sum(int(last) - int(first) + 1 for first, last in pairs)
