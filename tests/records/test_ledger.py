"""What a ledger says becomes records; what is wrong with it is told at once, whatever the format."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from lockstitch.errors import Fault, ReadError, UsageError
from lockstitch.load import Source
from lockstitch.model import Ledger, Location, Record
from lockstitch.records import READERS, duplicates
from lockstitch.records.table import RECORD
from lockstitch.settings import Limits

FIXTURES = Path(__file__).parents[2] / "fixtures" / "ledgers"
SHOP = (
    Record(
        id="SHOP-12",
        kind="defect",
        title="Basket total ignores the voucher",
        status="done",
        location=Location("", 0),
        priority="1",
        severity="high",
        opened=date(2026, 3, 2),
        resolved=date(2026, 3, 4),
        reviewed=date(2026, 3, 3),
        owner="checkout",
        teams=("checkout", "payments"),
        component="basket",
        labels=("money", "regression"),
        symptom="The customer pays the full price: 49,90 € instead of 39,90 €",
        url="https://tracker.example/SHOP-12",
        commits=("4f1c2ab", "0123456"),
        tests=("tests/test_basket.py::test_voucher_reduces_total[10 %]",),
    ),
    Record(
        id="SHOP-13",
        kind="incident",
        title="Search was down for an hour: disk full",
        status="done",
        location=Location("", 0),
        opened=date(2026, 3, 5),
        resolved=date(2026, 3, 5),
        owner="platform",
    ),
    Record(
        id="SHOP-14",
        kind="feature",
        title="Gift wrapping",
        status="done",
        location=Location("", 0),
        points=2.5,
        tests=("tests/test_gift.py::test_wrapping_costs_two_euro",),
    ),
    Record(id="SHOP-15", kind="defect", title="no", status="open", location=Location("", 0), priority="P2"),
    Record(
        id="SHOP-16",
        kind="defect",
        title="2026-03-01 is shown as a Sunday",
        status="rejected",
        location=Location("", 0),
    ),
)


def read(name: str, path: Path, limits: Limits | None = None) -> Ledger:
    return READERS[name].read(Source(str(path), path.name, limits or Limits()))


@pytest.fixture
def json_ledger(tmp_path: Path) -> Callable[[object], Ledger]:
    def read_value(value: object) -> Ledger:
        path = tmp_path / "a.json"
        path.write_text(json.dumps(value))
        return read("ledger-json", path)

    return read_value


def faults(work: Callable[[], object]) -> list[tuple[int, str]]:
    with pytest.raises(UsageError) as caught:
        work()
    return [(fault.line, fault.message) for fault in caught.value.faults]


def record(**more: object) -> dict[str, object]:
    return {"id": "A-1", "kind": "defect", "title": "Total is wrong", "status": "open", **more}


@pytest.mark.parametrize(
    ("name", "file", "lines"),
    [
        ("ledger-yaml", "shop.yml", [4, 21, 28, 34, 39]),
        ("ledger-json", "shop.json", [5, 13, 17, 21, 22]),
        ("ledger-json", "bare.json", [2, 32, 41, 49, 56]),
        ("ledger-jsonl", "shop.jsonl", [1, 2, 3, 4, 5]),
        ("ledger-csv", "shop.csv", [2, 3, 4, 5, 6]),
    ],
)
def test_every_format_tells_the_same_records(name: str, file: str, lines: list[int]) -> None:
    found = read(name, FIXTURES / file).records
    assert tuple(replace(one, location=Location("", 0)) for one in found) == SHOP
    assert [one.location for one in found] == [Location(file, line) for line in lines]
    assert hash(found[0])  # as sound as one that was built in the usual way


@pytest.mark.parametrize(("name", "file"), [("ledger-yaml", "shop.yml"), ("ledger-json", "shop.json")])
def test_waivers_and_complete_prefixes(name: str, file: str) -> None:
    ledger = read(name, FIXTURES / file)
    assert ledger.complete == ("SHOP-",)
    assert [(w.rule, w.record, w.path, w.category, w.until) for w in ledger.waivers] == [
        ("untested-defect", "SHOP-9", "", "external", date(2027, 1, 31)),
        ("unmeasured-change", "", "src/shop/legacy/", "other", date(2026, 12, 31)),
    ]
    assert ledger.waivers[0].source == f"{file}:{41 if name == 'ledger-yaml' else 28}"


def test_every_field_of_a_record_can_be_written() -> None:
    assert {*RECORD, "location"} == {field.name for field in fields(Record)}


@pytest.mark.parametrize("kind", ["defect", "incident", "feature"])
@pytest.mark.parametrize(
    ("written", "status"),
    [
        *(("open", "open"), ("reopened", "open"), ("rejected", "rejected")),
        *(("fixed", "done"), ("delivered", "done"), ("resolved", "done"), ("done", "done")),
    ],
)
def test_a_status_as_a_person_writes_it(
    json_ledger: Callable[[object], Ledger], kind: str, written: str, status: str
) -> None:
    [found] = json_ledger([record(kind=kind, status=written)]).records
    assert (found.kind, found.status) == (kind, status)


@pytest.mark.parametrize("key", ["id", "kind", "title", "status"])
def test_what_every_record_needs(json_ledger: Callable[[object], Ledger], key: str) -> None:
    without = {name: value for name, value in record().items() if name != key}
    who = "1" if key == "id" else "'A-1'"
    assert faults(lambda: json_ledger([without])) == [(1, f"record {who}: {key} is missing")]
    for nothing in (None, ""):
        assert faults(lambda value=nothing: json_ledger([record(**{key: value})])) != []  # type: ignore[misc]


def test_null_is_the_same_as_left_out(json_ledger: Callable[[object], Ledger]) -> None:
    nulls = {key: None for key, field in RECORD.items() if not field.required}
    assert json_ledger([record(**nulls)]) == json_ledger([record()])


@pytest.mark.parametrize("name", ["A 1", "A\n1", "A\u202e1", " A-1", "x" * 101])
def test_an_id_is_one_printable_word(json_ledger: Callable[[object], Ledger], name: str) -> None:
    [(line, message)] = faults(lambda: json_ledger([record(id=name)]))
    assert line == 1
    assert "id must be one word of at most 100 characters" in message
    assert "\n" not in message


@pytest.mark.parametrize("name", ["#17", "17", "GH-17", "défaut_17", "x" * 100])
def test_ids_of_all_trackers_are_taken(json_ledger: Callable[[object], Ledger], name: str) -> None:
    assert json_ledger([record(id=name)]).records[0].id == name


@pytest.mark.parametrize(
    ("complete", "prefixes"),
    [(True, ("SHOP-", "", "#")), (False, ()), (None, ()), ("SHOP-", ("SHOP-",)), (["A-", "B-"], ("A-", "B-"))],
)
def test_complete_prefixes(
    json_ledger: Callable[[object], Ledger], complete: object, prefixes: tuple[str, ...]
) -> None:
    records = [record(id=name) for name in ("SHOP-1", "SHOP-22", "17", "#3", "nameless")]
    assert json_ledger({"records": records, "complete": complete}).complete == prefixes


def test_a_ledger_without_records_is_sound(json_ledger: Callable[[object], Ledger]) -> None:
    assert json_ledger({"version": 1, "records": []}) == json_ledger([]) == Ledger(())


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({}, "records is missing"),
        ({"version": 1, "waivers": []}, "records is missing"),
        ({"records": None}, "records must be a list, not nothing"),
        ({"records": {}}, "records must be a list, not a mapping"),
        ({"records": [], "waivers": "none"}, "waivers must be a list, not 'none'"),
        ({"records": [], "version": 2}, "version must be 1, not 2"),
        ({"records": [], "version": "1"}, "version must be 1, not '1'"),
        ({"records": [], "version": True}, "version must be 1, not true"),
        ({"records": [], "complete": 1.5}, "complete must be text, not 1.5"),
        ({"records": [], "complete": [""]}, "complete holds an item that may not be empty"),
        ({"records": [], "recrods": []}, "unknown key 'recrods'"),
        ("records", "must be a mapping of fields, not 'records'"),
        (7, "must be a mapping of fields, not 7"),
        ([7], "record 1: must be a mapping of fields, not 7"),
        ([[]], "record 1: must be a mapping of fields, not a list"),
    ],
)
def test_a_ledger_of_the_wrong_shape(json_ledger: Callable[[object], Ledger], value: object, told: str) -> None:
    assert faults(lambda: json_ledger(value)) == [(1, told)]


def test_nothing_at_all_is_refused(json_ledger: Callable[[object], Ledger]) -> None:
    assert faults(lambda: json_ledger(None)) == [(0, "is empty")]


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


@pytest.mark.parametrize("name", READERS)
def test_a_missing_file_is_no_fault_of_the_ledger(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReadError, match=r"none: does not exist"):
        read(name, tmp_path / "none")
    with pytest.raises(ReadError, match="is a folder, not a file"):
        read(name, tmp_path)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("blank", ["", "\n \n"])
def test_an_empty_file_is_malformed(tmp_path: Path, name: str, blank: str) -> None:
    (tmp_path / "a").write_text(blank)
    [(_, message)] = faults(lambda: read(name, tmp_path / "a"))
    assert message == "is empty"


@pytest.mark.parametrize("name", READERS)
def test_text_that_is_none_is_malformed(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").write_bytes(b"\nid: \xff\n")
    assert faults(lambda: read(name, tmp_path / "a")) == [(2, "is not valid UTF-8")]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        (f"ledger-{end[0]}", f"shop.{end[1]}")
        for end in [("yaml", "yml"), ("json", "json"), ("jsonl", "jsonl"), ("csv", "csv")]
    ],
)
def test_limits_hold(name: str, file: str) -> None:
    [(_, message)] = faults(lambda: read(name, FIXTURES / file, Limits(entries=4)))
    assert "more than" in message or "more bytes or lines" in message
    with pytest.raises(ReadError, match="larger than 100 bytes"):
        read(name, FIXTURES / file, Limits(bytes=100))
