"""Waivers: what a person must say for a finding to stand."""

from __future__ import annotations

from datetime import date

import pytest

from lockstitch.errors import Fault
from lockstitch.settings import Waiver
from lockstitch.shape import CATEGORIES, waiver

WRITTEN: dict[str, object] = {
    "rule": "untested-defect",
    "record": "SHOP-9",
    "reason": "certified",
    "owner": "payments",
    "until": "2027-01-31",
}
LINES = {"rule": 7, "record": 8, "category": 7, "until": 11, "categroy": 12}


def read(value: object) -> tuple[Waiver | None, list[Fault]]:
    faults = [Fault("earlier")]
    found = waiver(value, lambda *key: LINES[key[0]] if key else 7, "defects.yml", faults)
    return found, faults[1:]


def test_a_waiver_for_a_record() -> None:
    expected = Waiver(
        rule="untested-defect",
        reason="certified",
        owner="payments",
        until=date(2027, 1, 31),
        record="SHOP-9",
        source="defects.yml:7",
    )
    assert read(WRITTEN) == (expected, [])


def test_a_record_may_be_called_0() -> None:
    found, faults = read({**WRITTEN, "record": 0})
    assert not faults
    assert found is not None
    assert found.record == "0"


def test_a_waiver_for_a_path_with_a_category() -> None:
    found, faults = read({**WRITTEN, "record": None, "path": "src/old/", "category": "big"})
    assert not faults
    assert found is not None
    assert (found.record, found.path, found.category) == ("", "src/old/", "big")


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_category_is_known(category: str) -> None:
    found, _ = read({**WRITTEN, "category": category, "reason": "see https://example.org/suite"})
    assert found is not None
    assert found.category == category


@pytest.mark.parametrize(
    ("change", "message", "line"),
    [
        ({"rule": ""}, "waiver: rule may not be empty", 7),
        ({"until": "soon"}, "waiver: until must be a date written YYYY-MM-DD, not 'soon'", 11),
        ({"categroy": "hard"}, "waiver: unknown key 'categroy'", 12),
        ({"category": "elsewhere"}, "waiver: category elsewhere needs an address in the reason", 7),
        ({"path": "src/"}, "waiver: needs either record or path", 7),
        ({"record": ""}, "waiver: needs either record or path", 7),
    ],
)
def test_one_fault_at_its_line(change: dict[str, object], message: str, line: int) -> None:
    found, [fault] = read({**WRITTEN, **change})
    assert found is None
    assert (fault.message, fault.path, fault.line) == (message, "defects.yml", line)


@pytest.mark.parametrize("key", ["rule", "reason", "owner", "until"])
def test_what_every_waiver_needs(key: str) -> None:
    found, [fault] = read({name: value for name, value in WRITTEN.items() if name != key})
    assert found is None
    assert fault.message == f"waiver: {key} is missing"


def test_all_faults_at_once() -> None:
    found, faults = read({})
    assert found is None
    assert [fault.message for fault in faults] == [
        "waiver: rule is missing",
        "waiver: reason is missing",
        "waiver: owner is missing",
        "waiver: until is missing",
        "waiver: needs either record or path",
    ]


def test_what_is_no_mapping_is_refused() -> None:
    found, [fault] = read("untested-defect")
    assert found is None
    assert fault.message == "waiver: must be a mapping of fields, not 'untested-defect'"
