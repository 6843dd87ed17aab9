"""Ids: what may be one, and that each record has its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lockstitch.errors import Fault, UsageError
from lockstitch.load import Source
from lockstitch.model import Ledger, Location, Record
from lockstitch.records import duplicates, ledger_json


@pytest.fixture
def json_ledger(tmp_path: Path) -> Callable[[object], Ledger]:
    def read_value(value: object) -> Ledger:
        path = tmp_path / "a.json"
        path.write_text(json.dumps(value))
        return ledger_json.read(Source(str(path), path.name))

    return read_value


def faults(work: Callable[[], object]) -> list[tuple[int, str]]:
    with pytest.raises(UsageError) as caught:
        work()
    return [(fault.line, fault.message) for fault in caught.value.faults]


def record(**more: object) -> dict[str, object]:
    return {"id": "A-1", "kind": "defect", "title": "Total is wrong", "status": "open", **more}


@pytest.mark.parametrize("name", ["A 1", "A\n1", "A\u202e1", " A-1", "x" * 101])
def test_an_id_is_one_printable_word(json_ledger: Callable[[object], Ledger], name: str) -> None:
    [(line, message)] = faults(lambda: json_ledger([record(id=name)]))
    assert line == 1
    assert "id must be one word of at most 100 characters" in message
    assert "\n" not in message


@pytest.mark.parametrize("name", ["#17", "17", "GH-17", "défaut_17", "x" * 100])
def test_ids_of_all_trackers_are_taken(json_ledger: Callable[[object], Ledger], name: str) -> None:
    assert json_ledger([record(id=name)]).records[0].id == name


def test_two_records_with_one_id_are_refused_with_both_lines(json_ledger: Callable[[object], Ledger]) -> None:
    sound = [record(), record(id="A-2"), record()]
    assert faults(lambda: json_ledger(sound)) == [(1, "record 'A-1' is given twice, first at a.json:1")]


def test_an_id_is_taken_even_by_a_record_with_faults(json_ledger: Callable[[object], Ledger]) -> None:
    told = [(1, "record 'A-1': title may not be empty"), (1, "record 'A-1' is given twice, first at a.json:1")]
    assert sorted(faults(lambda: json_ledger([record(title=""), record()]))) == sorted(told)
    assert sorted(faults(lambda: json_ledger([record(), record(title="")]))) == sorted(told)
    assert (1, "record '0' is given twice, first at a.json:1") in faults(
        lambda: json_ledger([record(id="0"), record(id=0, title="")])
    )


def test_ids_differ_by_case(json_ledger: Callable[[object], Ledger]) -> None:
    assert len(json_ledger([record(id="A-1"), record(id="a-1")]).records) == 2


def test_the_same_id_in_two_ledgers_is_a_fault() -> None:
    def ledger(path: str, *ids: str) -> Ledger:
        return Ledger(tuple(Record(i, "defect", "t", "open", Location(path, n)) for n, i in enumerate(ids, 1)))

    found = duplicates([ledger("a.yml", "A-1", "A-2"), ledger("b.yml", "B-1", "A-2", "A-1"), ledger("c.yml", "A-1")])
    assert found == [
        Fault("record 'A-2' is given twice, first at a.yml:2", "b.yml", 2, "each record has an id of its own"),
        Fault("record 'A-1' is given twice, first at a.yml:1", "b.yml", 3, "each record has an id of its own"),
        Fault("record 'A-1' is given twice, first at a.yml:1", "c.yml", 1, "each record has an id of its own"),
    ]
    assert duplicates([ledger("a.yml", "A-1"), ledger("b.yml", "B-1")]) == []
