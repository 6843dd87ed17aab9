"""What a ledger says becomes records; what is wrong with it is told at once, whatever the format."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lockstitch.errors import UsageError
from lockstitch.load import Source
from lockstitch.model import Ledger, Location, Record
from lockstitch.records import LEDGERS
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
    Record("SHOP-15", "defect", "no", "open", Location("", 0), priority="P2", reopened=True),
    Record(
        id="SHOP-16",
        kind="defect",
        title="2026-03-01 is shown as a Sunday",
        status="rejected",
        location=Location("", 0),
    ),
)


def read(name: str, path: Path, limits: Limits | None = None) -> Ledger:
    return LEDGERS[name].read(Source(str(path), path.name, limits or Limits()))


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
    assert tuple(one._replace(location=Location("", 0)) for one in found) == SHOP
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
    assert {*RECORD, "location", "kind_from", "reopened"} == {*Record._fields}


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
    assert found.reopened == (written == "reopened")


@pytest.mark.parametrize("key", ["id", "kind", "title", "status"])
def test_what_every_record_needs(json_ledger: Callable[[object], Ledger], key: str) -> None:
    without = {name: value for name, value in record().items() if name != key}
    who = "1" if key == "id" else "'A-1'"
    assert faults(lambda: json_ledger([without])) == [(1, f"record {who}: {key} is missing")]
    assert len(faults(lambda: json_ledger([record(**{key: None})]))) == 1
    assert len(faults(lambda: json_ledger([record(**{key: ""})]))) == 1


def test_null_is_the_same_as_left_out(json_ledger: Callable[[object], Ledger]) -> None:
    nulls = {key: None for key, field in RECORD.items() if not field.required}
    assert json_ledger([record(**nulls)]) == json_ledger([record()])


@pytest.mark.parametrize(
    ("complete", "prefixes"),
    [(True, ("SHOP-", "", "#")), (False, ()), (None, ()), ("SHOP-", ("SHOP-",)), (["A-", "B-"], ("A-", "B-"))],
)
def test_complete_prefixes(
    json_ledger: Callable[[object], Ledger], complete: object, prefixes: tuple[str, ...]
) -> None:
    records = [record(id=name) for name in ("SHOP-1", "SHOP-22", "17", "#3", "nameless")]
    assert json_ledger({"records": records, "complete": complete}).complete == prefixes


def test_an_id_without_a_number_has_no_prefix(json_ledger: Callable[[object], Ledger]) -> None:
    assert json_ledger({"records": [record(id="nameless")], "complete": True}).complete == ()


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


def test_a_file_of_something_else_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "traffic.json"
    path.write_text(json.dumps([{"method": "GET", "status": 200}] * 40))
    with pytest.raises(UsageError) as caught:
        LEDGERS["ledger-json"].read(Source(str(path), "traffic.json"))
    (fault,) = caught.value.faults
    assert str(fault) == "traffic.json: is no ledger: none of its 40 entries has an id"
    path.write_text(json.dumps([{"method": "GET"}, {"id": "A-1"}, {}, {}]))
    with pytest.raises(UsageError) as caught:
        LEDGERS["ledger-json"].read(Source(str(path), "traffic.json"))
    assert len(caught.value.faults) > 4
