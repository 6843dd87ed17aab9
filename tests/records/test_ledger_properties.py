"""Any records survive any format, and any damage to a ledger ends in an error for a person."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockstitch.errors import LockstitchError
from lockstitch.load import Source
from lockstitch.model import Ledger, Location, Record
from lockstitch.records import LEDGERS
from lockstitch.records.ledger import document

FIXTURES = Path(__file__).parents[2] / "fixtures" / "ledgers"
FORMATS = {
    "ledger-yaml": "shop.yml",
    "ledger-json": "shop.json",
    "ledger-jsonl": "shop.jsonl",
    "ledger-csv": "shop.csv",
}
HERE = Location("", 0)

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    st.sampled_from(
        ["no", "0123", "1.10", "~", "2026-03-02", "12:30", "- a", "a: b", "#x", "true", "null", "=1", "é😀"]
    ),
)
FILLED = TEXTS.filter(lambda text: bool(text.strip()))
# what a cell of CSV can hold: no blanks around it, and in a list no semicolon
CELLS = FILLED.map(str.strip).filter(bool)
ITEMS = CELLS.map(lambda text: text.replace(";", ",")).filter(lambda text: bool(text.strip()))
DAYS = st.none() | st.dates()
LISTS = st.lists(ITEMS, max_size=3).map(tuple)
RECORDS = st.lists(
    st.builds(
        Record,
        id=st.from_regex(r"(#|[A-Z]{1,4}-)?[0-9]{1,6}", fullmatch=True),
        kind=st.sampled_from(["defect", "incident", "feature"]),
        title=CELLS,
        status=st.sampled_from(["open", "done", "rejected"]),
        location=st.just(HERE),
        priority=st.just("") | CELLS,
        severity=st.sampled_from(["", "high", "1"]),
        **dict.fromkeys(("opened", "resolved", "reviewed"), DAYS),
        **{name: st.just("") | CELLS for name in ("owner", "component", "symptom", "url", "source")},
        **dict.fromkeys(("teams", "labels", "commits", "pulls", "tests"), LISTS),
        kind_from=st.just(""),
        reopened=st.just(False),
        points=st.none() | st.floats(-1e9, 1e9).map(lambda number: round(number, 2) + 0.0),
    ),
    max_size=4,
    unique_by=lambda record: record.id,
)


UNWRITTEN = ("location", "kind_from", "reopened")
"""What is no field of a ledger."""


def as_values(record: Record) -> dict[str, object]:
    """A record as JSON would hold it; what says nothing is left out."""
    values = {name: value for name, value in record._asdict().items() if name not in UNWRITTEN}
    kept = {key: value for key, value in values.items() if value not in ("", (), None)}
    return {k: str(v) if isinstance(v, date) else list(v) if isinstance(v, tuple) else v for k, v in kept.items()}


def as_yaml(records: list[Record]) -> str:
    return yaml.safe_dump({"version": 1, "records": [as_values(r) for r in records]})


def as_json(records: list[Record]) -> str:
    return json.dumps({"version": 1, "records": [as_values(r) for r in records]}, ensure_ascii=False, indent=1)


def as_jsonl(records: list[Record]) -> str:
    return "".join(f"{json.dumps(as_values(r), ensure_ascii=len(r.title) % 2 == 0)}\n" for r in records)


def as_csv(records: list[Record]) -> str:
    columns = [name for name in Record._fields if name not in UNWRITTEN]
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    for values in map(as_values, records):
        cells = [values.get(column, "") for column in columns]
        writer.writerow([";".join(cell) if isinstance(cell, list) else cell for cell in cells])
    return file.getvalue()


def read(name: str, data: bytes) -> Ledger:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(data)
        return LEDGERS[name].read(Source(str(path), "a"))


@pytest.mark.parametrize(
    ("name", "written"),
    [("ledger-yaml", as_yaml), ("ledger-json", as_json), ("ledger-jsonl", as_jsonl), ("ledger-csv", as_csv)],
)
@given(records=RECORDS)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_records_survive_every_format(name: str, written: Callable[[list[Record]], str], records: list[Record]) -> None:
    if name == "ledger-jsonl" and not records:
        return  # no lines at all are an empty file
    found = read(name, written(records).encode()).records
    assert [record._replace(location=HERE) for record in found] == records
    assert all(record.location.line > 0 for record in found)


@pytest.mark.parametrize("name", LEDGERS)
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_ledger_is_read_or_refused(name: str, data: st.DataObject) -> None:
    sound = (FIXTURES / FORMATS[name]).read_bytes()
    damaged = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(damaged)))
        length = data.draw(st.integers(0, 20))
        junk = st.binary(max_size=4) | st.sampled_from(
            [b'"', b"{", b"]", b"\n", b"*a", b"&a ", b"!x ", b";,", b"1e999"]
        )
        damaged[start : start + length] = data.draw(junk)
    try:
        read(name, bytes(damaged))
    except LockstitchError as error:
        assert error.exit_code == 2
        assert error.faults
        assert all(fault.path == "a" and "\n" not in fault.message for fault in error.faults)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "kind", "records", "waivers", "complete", "version", "x"]), inner, max_size=5
        )
    ),
    max_leaves=20,
)


@given(ANYTHING)
@settings(max_examples=200, deadline=None)
def test_any_value_is_read_or_refused(value: object) -> None:
    try:
        document("a", value, {}, ())
    except LockstitchError as error:
        assert all("\n" not in fault.message and len(fault.message) < 300 for fault in error.faults)
