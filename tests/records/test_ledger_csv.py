"""CSV ledgers: columns are checked once, rows each."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockstitch.errors import UsageError
from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.records import ledger_csv

HEADER = "id,kind,title,status"


def read(tmp_path: Path, text: str) -> Ledger:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8", newline="")
    return ledger_csv.read(Source(str(tmp_path / "a.csv"), "a.csv"))


def refused(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    return [str(fault).removeprefix("a.csv:") for fault in caught.value.faults]


def test_lists_are_split_and_blanks_do_not_count(tmp_path: Path) -> None:
    text = f"{HEADER}, labels ,tests\nA-1 , defect, Total ,open,a; b;;c ,tests/a.py::test_x[1]\n"
    [record] = read(tmp_path, text).records
    assert (record.id, record.kind, record.title) == ("A-1", "defect", "Total")
    assert record.labels == ("a", "b", "c")
    assert record.tests == ("tests/a.py::test_x[1]",)


def test_numbers_and_dates(tmp_path: Path) -> None:
    [record] = read(tmp_path, f"{HEADER},points,opened,priority\n7,feature,Gift,done,2.50,2026-03-02,1\n").records
    assert (record.id, record.points, str(record.opened), record.priority) == ("7", 2.5, "2026-03-02", "1")


def test_a_row_may_span_lines(tmp_path: Path) -> None:
    text = f'\r\n{HEADER}\r\nA-1,defect,"Total, ""sum""\r\nis wrong",open\r\n,,,\r\nA-2,defect,b,open\r\n'
    ledger = read(tmp_path, text)
    assert [(r.title, r.location.line) for r in ledger.records] == [('Total, "sum"\r\nis wrong', 3), ("b", 6)]


def test_faults_of_rows(tmp_path: Path) -> None:
    text = f"{HEADER},opened\nA-1,bug,a,open,\nA-2,defect,,open,soon\nA-3,defect,a,b,open,\nA-1,defect,a,open,\n"
    assert refused(tmp_path, text) == [
        "2: record 'A-1': kind must be one of defect, incident, feature; not 'bug'",
        "3: record 'A-2': opened must be a date written YYYY-MM-DD, not 'soon'",
        "3: record 'A-2': title is missing",
        "4: row has 6 cells, the header 5",
        "5: record 'A-1' is given twice, first at a.csv:2",
    ]


def test_columns_are_told_once_and_rows_are_still_examined(tmp_path: Path) -> None:
    text = "id,kind,titel,kind,severity\nA-1,defect,a,defect,\nA-1,bug,a,bug,\n,defect,a,defect,\n"
    assert refused(tmp_path, text) == [
        "1: column kind is given twice",
        "1: unknown key 'titel'",
        "1: column title is missing",
        "1: column status is missing",
        "3: record 'A-1' is given twice, first at a.csv:2",
        "3: record 'A-1': kind must be one of defect, incident, feature; not 'bug'",
        "4: record 3: id is missing",
    ]


def test_a_header_alone_is_a_ledger_without_records(tmp_path: Path) -> None:
    assert read(tmp_path, f"{HEADER}\n").records == ()


@pytest.mark.parametrize("text", ['A-1,defect,"a\n', 'A-1,defect,"a"x,open\n'])
def test_malformed_csv_is_refused_with_what_was_found_before(tmp_path: Path, text: str) -> None:
    first, second = refused(tmp_path, f"{HEADER}\nA-0,bug,a,open\n{text}")
    assert first.startswith("2: record 'A-0': kind")
    assert second.startswith("3: is not well-formed CSV: ")
