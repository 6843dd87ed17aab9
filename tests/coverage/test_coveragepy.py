"""The reader of `.coverage` files; coverage.py's own `CoverageData` is the oracle."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path

import coverage
import pytest

from lockstitch import coverage as shelf
from lockstitch import lines
from lockstitch.coverage import coveragepy
from lockstitch.coverage.merge import HIGHEST_LINE
from lockstitch.errors import Fault, ReadError
from lockstitch.load import Source
from lockstitch.model import Ask, CoverageReport
from lockstitch.settings import Limits

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
STORED = sorted(REPORTS.glob("coveragepy-*/*.coverage"))
GENEROUS = Limits()
EVERYTHING = Ask(lines=lambda _path: True, contexts=lambda _path: True)


def read(path: Path, ask: Ask = EVERYTHING, limits: Limits = GENEROUS) -> CoverageReport:
    return coveragepy.read(Source(str(path), path.name, limits), ask)


def refused(path: Path, limits: Limits = GENEROUS) -> Fault:
    """The one fault for which a file is refused; its name and a hint are always told, on one line each."""
    with pytest.raises(ReadError) as caught:
        read(path, limits=limits)
    (fault,) = caught.value.faults
    assert fault.path == path.name
    assert fault.hint
    assert "\n" not in fault.message + fault.hint
    return fault


def agrees_with_coverage(path: Path) -> CoverageReport:
    """The report of a file, after a comparison of every path, line, arc and context with coverage's own answer."""
    oracle = coverage.CoverageData(str(path))
    oracle.read()
    report = read(path)
    assert report.listed == tuple(sorted(oracle.measured_files()))
    assert tuple(file.path for file in report.files) == report.listed
    assert report.has_branches == oracle.has_arcs()
    assert report.has_contexts == any(oracle.measured_contexts())
    for file in report.files:
        assert list(lines.numbers(file.executed)) == sorted(oracle.lines(file.path) or ())
        assert file.arcs == frozenset(oracle.arcs(file.path) or ())
        assert by_line(file.contexts) == {n: sorted(c) for n, c in oracle.contexts_by_lineno(file.path).items()}
        assert not file.analysed
    return report


def by_line(contexts: Mapping[str, lines.Lines]) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for context in sorted(contexts):
        for number in lines.numbers(contexts[context]):
            found[number].append(context)
    return found


def record(path: Path, contexts: Mapping[str, Mapping[str, Collection[int]]], branch: bool = False) -> Path:
    """A data file, written by coverage.py: context → path → executed lines, or lines joined to arcs."""
    data = coverage.CoverageData(str(path))
    for context, files in contexts.items():
        data.set_context(context)
        if branch:
            data.add_arcs({file: [(n, n + 1) for n in numbers] for file, numbers in files.items()})
        else:
            data.add_lines(files)
    data.write()
    return path


def edit(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return record(tmp_path / "small.coverage", {"": {"a.py": [1], "b.py": [1]}, "t.one": {"a.py": [3, 4]}})


@pytest.fixture
def branchy(tmp_path: Path) -> Path:
    return record(tmp_path / "branchy.coverage", {"": {"a.py": [1], "b.py": [1]}, "t.one": {"a.py": [3]}}, branch=True)


# Real files


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_stored_files_read_as_coverage_reads_them(path: Path) -> None:
    report = agrees_with_coverage(path)
    assert report.format in shelf.READERS
    assert report.has_contexts
    assert report.notes == ()
    assert any(file.executed for file in report.files)


def test_there_are_stored_files() -> None:
    assert len(STORED) >= 3


def test_phases_and_parameters_of_contexts_stay_as_written() -> None:
    report = read(REPORTS / "coveragepy-7.17.3" / "pytest-cov-branch.coverage")
    cart = next(file for file in report.files if file.path.endswith("cart.py"))
    assert "tests/test_cart.py::test_total[neg/slash[x]]|run" in cart.contexts
    assert "" in cart.contexts


def test_contexts_agree_with_the_json_report_of_the_same_run() -> None:
    path = REPORTS / "coveragepy-7.17.3" / "pytest-cov-branch.json"
    expected = json.loads(path.read_text())["files"]["shop/cart.py"]["contexts"]
    (cart,) = (file for file in read(path.with_suffix(".coverage")).files if file.path.endswith("cart.py"))
    assert by_line(cart.contexts) == {int(line): sorted(contexts) for line, contexts in expected.items()}


PROJECT = {
    "shop.py": "def fee(total):\n    if total > 9:\n        return 0\n    return 4\n",
    "test_a.py": "import shop\n\ndef test_free():\n    assert shop.fee(10) == 0\n",
    "test_b.py": "import shop, unittest\n\nclass T(unittest.TestCase):\n    def test_fee(self):\n"
    "        assert shop.fee(5) == 4\n",
}


def run(root: Path, *arguments: str) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("COV", "PYTEST"))}
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=root, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


RUNS = {
    "branches and contexts": ["pytest -p no:cacheprovider --cov=shop --cov-branch --cov-context=test --cov-report="],
    "no contexts": ["coverage run -m unittest -q test_b"],
    "test functions, combined": ["coverage run -p --rcfile=rc -m unittest -q test_b"] * 2 + ["coverage combine"],
}


@pytest.mark.parametrize("name", RUNS)
def test_live_runs_read_as_coverage_reads_them(name: str, tmp_path: Path) -> None:
    for file, text in PROJECT.items():
        (tmp_path / file).write_text(text)
    (tmp_path / "rc").write_text("[run]\nbranch = True\nrelative_files = True\ndynamic_context = test_function\n")
    for command in RUNS[name]:
        run(tmp_path, *command.split())
    report = agrees_with_coverage(tmp_path / ".coverage")
    (shop,) = (file for file in report.files if file.path.endswith("shop.py"))
    expected = {
        "branches and contexts": {"", "test_a.py::test_free|run", "test_b.py::T::test_fee|run"},
        "no contexts": {""},
        "test functions, combined": {"", "test_b.T.test_fee"},
    }
    assert set(shop.contexts) == expected[name]
    assert (shop.path == "shop.py") == (name == "test functions, combined")


# What is read


def test_detects_by_content() -> None:
    assert coveragepy.detects("anything", STORED[0].read_bytes()[:100])
    assert not coveragepy.detects(".coverage", b"")
    assert not coveragepy.detects(".coverage", b'<?xml version="1.0"?><coverage/>')
    assert shelf.identify(".coverage", STORED[0].read_bytes()[:100]) == "coverage.py data"


def test_only_what_is_asked_for_is_kept(small: Path) -> None:
    report = read(small, Ask(lines="a.py".__eq__))
    assert report.listed == ("a.py", "b.py")
    (file,) = report.files
    assert (file.path, file.contexts) == ("a.py", {})
    assert list(lines.numbers(file.executed)) == [1, 3, 4]


def test_nothing_asked_for_keeps_the_names(small: Path) -> None:
    report = read(small, Ask(lines=lambda _path: False))
    assert (report.listed, report.files) == (("a.py", "b.py"), ())
    assert report.has_contexts


def test_who_asks_for_contexts_gets_lines_too(branchy: Path) -> None:
    (file,) = read(branchy, Ask(lines=lambda _path: False, contexts="a.py".__eq__)).files
    assert list(lines.numbers(file.executed)) == [1, 2, 3, 4]
    assert file.contexts == {"": lines.of([1, 2]), "t.one": lines.of([3, 4])}
    assert file.arcs == {(1, 2), (3, 4)}


@pytest.mark.defect("LS-109")
def test_arcs_of_a_void_context_do_not_count(branchy: Path) -> None:
    (file,) = read(branchy, Ask("a.py".__eq__, "a.py".__eq__, void="t.one".__eq__)).files
    assert file.arcs == {(1, 2)}
    assert file.executed == lines.of([1, 2])
    assert file.contexts == {"": lines.of([1, 2]), "t.one": lines.of([3, 4])}


@pytest.mark.parametrize("fixture", ["small", "branchy"])
def test_rows_of_other_files_are_not_looked_at(fixture: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(fixture)
    edit(path, "UPDATE line_bits SET numbits = 'x' WHERE file_id = 2", "UPDATE arc SET tono = 'x' WHERE file_id = 2")
    assert read(path, Ask(lines="a.py".__eq__)).files
    refused(path)


def test_the_entry_and_exit_of_code_objects_are_no_lines(tmp_path: Path) -> None:
    data = coverage.CoverageData(str(tmp_path / "arcs.coverage"))
    data.add_arcs({"a.py": [(-1, 1), (1, 2), (2, -1)]})
    (file,) = agrees_with_coverage(tmp_path / "arcs.coverage").files
    assert list(lines.numbers(file.executed)) == [1, 2]


def test_the_same_bytes_lie_there_afterwards_and_nothing_beside_them(branchy: Path) -> None:
    before = branchy.read_bytes()
    read(branchy)
    assert branchy.read_bytes() == before
    assert list(branchy.parent.iterdir()) == [branchy]


def test_names_that_mean_something_in_an_address(tmp_path: Path, small: Path) -> None:
    path = tmp_path / "a b?mode=rwc#%41.coverage"
    small.rename(path)
    assert read(path).listed == ("a.py", "b.py")


# Notes


@pytest.mark.parametrize("branch", [False, True])
def test_no_contexts_are_said_with_the_setting_to_change(tmp_path: Path, branch: bool) -> None:
    report = read(record(tmp_path / "c", {"": {"a.py": [1]}}, branch))
    assert not report.has_contexts
    (note,) = report.notes
    assert "dynamic_context = test_function" in note
    assert "--cov-context=test" in note
    assert "COVERAGE_CORE=ctrace" in note


@pytest.mark.parametrize("branch", [False, True])
def test_a_context_without_data_is_none(tmp_path: Path, branch: bool) -> None:
    path = record(tmp_path / "c", {"": {"a.py": [1]}}, branch)
    edit(path, "INSERT INTO context (context) VALUES ('t.one')")
    report = read(path)
    assert not report.has_contexts
    assert len(report.notes) == 1


def test_files_of_plugins_are_named(tmp_path: Path) -> None:
    data = coverage.CoverageData(str(tmp_path / "c"))
    data.set_context("t.one")
    data.add_lines({"a.html": [1], "b.html": [1], "c.py": [1]})
    data.add_file_tracers({"a.html": "django_coverage_plugin.P", "b.html": "django_coverage_plugin.P"})
    (note,) = read(tmp_path / "c", Ask(lines=lambda path: path != "b.html")).notes
    assert note.startswith("a.html was measured by the plugin django_coverage_plugin.P")


# What is refused


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / ".coverage").write_bytes(b"")
    assert refused(tmp_path / ".coverage").message == "is empty (0 bytes)"


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "none", "does not exist"), (tmp_path, "is a folder, not a file")):
        with pytest.raises(ReadError, match=message):
            read(path)


def test_another_format(tmp_path: Path) -> None:
    (tmp_path / "c").write_text('!coverage.py: This is a private format{"lines":{}}')
    assert "is not an SQLite database" in refused(tmp_path / "c").message


STRANGERS = {
    "another database": (["DROP TABLE arc"], "without coverage.py's table `arc`"),
    "another table of the name": (["DROP TABLE file", "CREATE TABLE file (id, name)"], "table `file`"),
    "a view": (["ALTER TABLE file RENAME TO f", "CREATE VIEW file AS SELECT * FROM f"], "table `file`"),
    "computed columns": (["DROP TABLE meta", "CREATE TABLE meta (key, value AS (zeroblob(9)))"], "table `meta`"),
    "a newer schema": (["UPDATE coverage_schema SET version = 8"], "has schema version 8 instead of 7"),
    "two schemas": (["INSERT INTO coverage_schema VALUES (9)"], "has schema version 9 instead of 7"),
    "no schema": (["DELETE FROM coverage_schema"], "has schema version None instead of 7"),
    "no file": (["DELETE FROM file"], "holds no measured file"),
    "a path of bytes": (["UPDATE file SET path = x'61' WHERE id = 1"], "the name of a file is no text"),
    "a path in Latin-1": (["UPDATE file SET path = CAST(x'e4' AS TEXT) WHERE id = 1"], "cannot be read"),
    "a context of bytes": (["UPDATE context SET context = x'61' WHERE id = 1"], "the name of a context is no text"),
    "write-ahead mode": (["PRAGMA journal_mode = wal"], "write-ahead mode"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_databases_that_coverage_does_not_write(name: str, small: Path) -> None:
    statements, message = STRANGERS[name]
    edit(small, *statements)
    assert message in refused(small).message
    assert list(small.parent.iterdir()) == [small]


@pytest.mark.parametrize("numbits", ["'text'", "7", "NULL", f"zeroblob({2 * HIGHEST_LINE // 8})"])
def test_odd_sets_of_lines(numbits: str, small: Path) -> None:
    edit(small, f"UPDATE line_bits SET numbits = {numbits} WHERE file_id = 1")
    assert "a row holds no set of lines" in refused(small).message


@pytest.mark.parametrize("column", ["fromno", "tono"])
@pytest.mark.parametrize("value", ["'text'", "1.5", "NULL", "x'00'", "10000001", "-10000001", str(-(2**63))])
def test_odd_arcs(column: str, value: str, branchy: Path) -> None:
    edit(branchy, f"UPDATE arc SET {column} = {value} WHERE file_id = 1 AND context_id = 2")
    assert "an arc joins no two lines" in refused(branchy).message


def test_a_file_in_use(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coveragepy, "WAIT", 0.01)
    with closing(sqlite3.connect(small, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        fault = refused(small)
    assert fault.message == "is in use: database is locked"
    assert "test run has ended" in fault.hint
    assert read(small).files


def test_an_interrupted_write(small: Path) -> None:
    """A journal beside the file holds what the file should be; to roll it back would be to write."""
    with closing(sqlite3.connect(small, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("BEGIN")
        db.executemany("INSERT INTO file (path) VALUES (?)", [(f"{n:05}" * 500,) for n in range(50)])
        copy = small.with_name("copy.coverage")
        shutil.copy(small, copy)
        shutil.copy(f"{small}-journal", f"{copy}-journal")
    assert "cannot be read" in refused(copy).message
    assert Path(f"{copy}-journal").exists()


def test_work_without_end_is_stopped(branchy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coveragepy, "STEP", 10)
    assert refused(branchy, Limits(entries=5)).message == "holds more rows than limits.entries allows"
    assert read(branchy, limits=Limits(entries=10_000)).files


def test_a_file_that_is_too_large(small: Path) -> None:
    assert "is larger than 9 bytes" in refused(small, Limits(bytes=9)).message


# Damage


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_file_cut_anywhere_is_refused(path: Path, tmp_path: Path) -> None:
    cut, whole = tmp_path / "cut.coverage", path.read_bytes()
    for size in (*range(100), *range(100, len(whole), 499), *range(512, len(whole), 4096), len(whole) - 1):
        cut.write_bytes(whole[:size])
        refused(cut)


@pytest.mark.parametrize("page", [512, 65536])
def test_a_cut_through_the_last_page(page: int, small: Path) -> None:
    edit(small, f"PRAGMA page_size = {page}", "VACUUM")
    assert read(small).files
    with small.open("r+b") as file:
        file.truncate(small.stat().st_size - 1)
    assert refused(small).message == "is cut off: its last page is not whole"


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_damage_is_refused_or_goes_unseen_and_never_ends_in_a_traceback(path: Path, tmp_path: Path) -> None:
    chance = random.Random(7)
    whole = path.read_bytes()
    full = [n for n in range(0, len(whole), 32) if any(whole[n : n + 32])]  # most of a page is empty
    damaged, refusals = tmp_path / "damaged.coverage", 0
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.choice(full) + chance.randrange(32)] = chance.randrange(256)
        damaged.write_bytes(data)
        try:
            read(damaged)
        except ReadError as error:
            assert "\n" not in str(error)
            refusals += 1
    assert 0 < refusals < 400
