"""The published schema says what the reader says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from lockstitch.errors import UsageError
from lockstitch.load import Source
from lockstitch.records.ledger import document
from lockstitch.records.ledger_json import read as read_json
from lockstitch.records.ledger_yaml import read as read_yaml
from lockstitch.records.schema import schema
from lockstitch.records.table import LEDGER, RECORD
from lockstitch.shape import WAIVER, yaml_values

FIXTURES = Path(__file__).parents[2] / "fixtures" / "ledgers"
VALIDATOR = Draft202012Validator(schema(), format_checker=FormatChecker(["date"]))
SOUND: dict[str, object] = {"id": "A-1", "kind": "defect", "title": "Total is wrong", "status": "open"}
WAIVED: dict[str, object] = {"rule": "r", "record": "A-1", "reason": "x", "owner": "o", "until": "2027-01-31"}

WORDS = st.text("ab 19-é", max_size=10)
DAYS = st.dates().map(str) | st.sampled_from(["2026-02-30", "20260302", "2026-W10-1", "soon"])
SCALARS = st.one_of(
    *(st.none(), st.booleans(), WORDS, DAYS, st.integers(-(10**16), 10**16), st.sampled_from(["2.50", "-1", "1e3"])),
    st.floats(-1e16, 1e16).filter(lambda number: not number.is_integer()),  # to a schema, 1.0 is an integer
    st.sampled_from(["defect", "feature", "fixed", "rejected", "hard", "other"]),
)
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(WORDS, SCALARS, max_size=2)


def plain(path: Path) -> object:
    """A YAML file as an editor sees it, which knows no dates."""
    return json.loads(json.dumps(yaml_values(Source(str(path), path.name))[0], default=str))


def reader_takes(value: object) -> bool:
    try:
        document("a", value, {}, ())
    except UsageError:
        return False
    return True


def changed(sound: dict[str, object], known: list[str]) -> st.SearchStrategy[dict[str, object]]:
    """A sound mapping with some keys set to anything, and some left out."""
    keys = st.sampled_from([*known, "unheard-of"])
    change = st.dictionaries(keys, VALUES, max_size=3)
    gone = st.lists(st.sampled_from(known), max_size=1)
    return st.builds(lambda c, g: {k: v for k, v in {**sound, **c}.items() if k not in g}, change, gone)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())
    assert json.loads(json.dumps(schema())) == schema()


@pytest.mark.parametrize("file", ["shop.yml", "shop.json", "bare.json"])
def test_sound_ledgers_are_valid(file: str) -> None:
    path = FIXTURES / file
    (read_yaml if file.endswith("yml") else read_json)(Source(str(path), file))
    VALIDATOR.validate(plain(path))


def test_a_line_of_json_lines_is_a_record() -> None:
    record = Draft202012Validator({"$ref": "#/$defs/record", "$defs": schema()["$defs"]})
    for line in (FIXTURES / "shop.jsonl").read_text().splitlines():
        record.validate(json.loads(line))
    assert not record.is_valid({"id": "A-1"})


@pytest.mark.parametrize("path", sorted((FIXTURES / "refused").glob("*.yml")), ids=lambda path: path.stem)
def test_what_the_reader_refuses_is_invalid(path: Path) -> None:
    with pytest.raises(UsageError):
        read_yaml(Source(str(path), path.name))
    assert not VALIDATOR.is_valid(plain(path))


@pytest.mark.parametrize("path", sorted((FIXTURES / "reader-only").glob("*.yml")), ids=lambda path: path.stem)
def test_some_faults_only_the_reader_finds(path: Path) -> None:
    with pytest.raises(UsageError):
        read_yaml(Source(str(path), path.name))


@given(changed(SOUND, list(RECORD)))
@settings(deadline=None)
def test_reader_and_schema_agree_on_records(record: dict[str, object]) -> None:
    assert VALIDATOR.is_valid([record]) == reader_takes([record])


@given(changed(WAIVED, list(WAIVER)))
@settings(deadline=None)
def test_reader_and_schema_agree_on_waivers(waived: dict[str, object]) -> None:
    value = {"records": [], "waivers": [waived]}
    assert VALIDATOR.is_valid(value) == reader_takes(value)


@given(changed({"version": 1, "records": []}, list(LEDGER)))
@settings(deadline=None)
def test_reader_and_schema_agree_on_ledgers(value: dict[str, object]) -> None:
    assert VALIDATOR.is_valid(value) == reader_takes(value)
