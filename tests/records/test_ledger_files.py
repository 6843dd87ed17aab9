"""Files that cannot be read, that are empty or too large, whatever their format."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from lockstitch.errors import ReadError, UsageError
from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.records import LEDGERS
from lockstitch.records.ledger import MOST
from lockstitch.settings import Limits

FIXTURES = Path(__file__).parents[2] / "fixtures" / "ledgers"


def read(name: str, path: Path, limits: Limits | None = None) -> Ledger:
    return LEDGERS[name].read(Source(str(path), path.name, limits or Limits()))


def refused(name: str, path: Path, limits: Limits | None = None) -> list[tuple[int, str]]:
    with pytest.raises(UsageError) as caught:
        read(name, path, limits)
    return [(fault.line, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize("name", LEDGERS)
def test_a_missing_file_is_no_fault_of_the_ledger(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReadError, match=r"none: does not exist"):
        read(name, tmp_path / "none")
    with pytest.raises(ReadError, match="is a folder, not a file"):
        read(name, tmp_path)


@pytest.mark.parametrize("name", LEDGERS)
@pytest.mark.parametrize("blank", ["", "\n \n"])
def test_an_empty_file_is_malformed(tmp_path: Path, name: str, blank: str) -> None:
    (tmp_path / "a").write_text(blank)
    [(_, message)] = refused(name, tmp_path / "a")
    assert message == "is empty"


@pytest.mark.parametrize("name", LEDGERS)
def test_text_that_is_none_is_malformed(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").write_bytes(b"\nid: \xff\n")
    assert refused(name, tmp_path / "a") == [(2, "is not valid UTF-8")]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        (f"ledger-{end[0]}", f"shop.{end[1]}")
        for end in [("yaml", "yml"), ("json", "json"), ("jsonl", "jsonl"), ("csv", "csv")]
    ],
)
def test_limits_hold(name: str, file: str) -> None:
    [(_, message)] = refused(name, FIXTURES / file, Limits(entries=4))
    assert "more than" in message or "more bytes or lines" in message
    with pytest.raises(ReadError, match="larger than 100 bytes"):
        read(name, FIXTURES / file, Limits(bytes=100))


def test_a_foreign_file_does_not_flood(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('{"number": 1, "body": ""}\n' * MOST)
    [(line, message)] = refused("ledger-jsonl", tmp_path / "a")
    assert (line, message) == (0, "is no ledger: none of its first 167 entries has an id")
    (tmp_path / "a").write_text('{"id": 1}\n' + "7\n" * MOST)
    found = refused("ledger-jsonl", tmp_path / "a")
    assert len(found) == MOST + 1
    assert found[0] == (1, "record 1: kind is missing")
    assert found[-1] == (0, f"has more faults than the first {MOST:,}")


def test_as_many_faults_as_are_told_are_all(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('{"id": 1}\n' + "7\n" * (MOST - 3))
    assert [line for line, _ in refused("ledger-jsonl", tmp_path / "a")] == [1, 1, *range(1, MOST - 1)]


@pytest.mark.parametrize("name", LEDGERS)
@pytest.mark.parametrize("running", [True, False])
def test_the_garbage_collector_is_left_as_it_was(tmp_path: Path, name: str, running: bool) -> None:
    (tmp_path / "a").write_text("")
    (gc.enable if running else gc.disable)()
    try:
        refused(name, tmp_path / "a")
        assert gc.isenabled() is running
        read("ledger-yaml", FIXTURES / "shop.yml")
        assert gc.isenabled() is running
        assert gc.get_freeze_count() == 0
    finally:
        gc.enable()
