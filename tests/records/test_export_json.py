"""The walk over a tracker's JSON: every arrangement of pages gives the same entries, and damage is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exports import FIXTURES, told

from lockstitch import records
from lockstitch.errors import ReadError
from lockstitch.load import Source
from lockstitch.settings import Limits, Trackers

ENTRIES = [{"number": n, "title": f"Issue {n}", "state": "open", "labels": []} for n in range(1, 6)]
PAGES = [{"items": ENTRIES[:3], "total_count": 5}, {"total_count": 5, "items": ENTRIES[3:]}]


def dumped(values: list[object], joint: str = "\n") -> str:
    return joint.join(json.dumps(value) for value in values)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ENTRIES),
        json.dumps(ENTRIES, indent=2),
        "\ufeff" + json.dumps(ENTRIES),
        dumped([*ENTRIES]),
        dumped([*ENTRIES], "\r\n\r\n") + "\n",
        dumped([ENTRIES[:2], ENTRIES[2:]], ""),
        json.dumps([ENTRIES[:2], ENTRIES[2:], []]),
        dumped([*PAGES], ""),
        json.dumps(PAGES),
        json.dumps(PAGES, indent=1),
    ],
)
def test_every_arrangement_of_pages(text: str) -> None:
    found = told(text)
    assert [record.id for record in found.records] == ["1", "2", "3", "4", "5"]
    assert found.share in (None, (5, 5))


def test_an_entry_has_the_line_where_it_begins() -> None:
    lines = [record.location.line for record in told(json.dumps(ENTRIES, indent=1)).records]
    assert lines == [2, 8, 14, 20, 26]
    assert [record.location.line for record in told(dumped([*ENTRIES])).records] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('[{"number": 1, "title": "x", "state": "open"}', "is not well-formed JSON"),
        ('[{"number": 1, "title": "x", "state": "open"},', "is not well-formed JSON"),
        ('[{"number": 1, "title": "x", "state": "op', "is not well-formed JSON"),
        ('{"number": 1, "title": "x"', "is not well-formed JSON"),
        ('{"number": 1, "title" "x"}', "':' is missing"),
        ('[{"number": 1, "title": "x", "state": "open"} {"number": 2}]', "',' is missing"),
        ('[{"number": 1, "title": "x", "state": "open"}, 7]', "holds 7 where an entry should stand"),
        ('[{"number": 1, "title": "x", "state": "open"}] true', "holds true where an entry should stand"),
        ('[[[{"number": 1, "title": "x"}]]]', "holds a list where an entry should stand"),
        ('[{"number": 1, "title": "x", "state": "open", "size": NaN}]', "holds NaN"),
        ('[{"number": 1, "title": "x", "state": "open", "x": ' + "[" * 100_000 + "]", "is nested too deeply"),
        (
            '[{"number": 1, "title": "x", "state": "open", "x": ' + "[" * 300 + "]" * 300 + "}]",
            "nested deeper than 200",
        ),
        ('[{"number": 1, "title": "x", "state": "open", "x": ' + "9" * 5000 + "}]", "too many digits"),
    ],
)
def test_what_is_refused(text: str, cause: str) -> None:
    with pytest.raises(ReadError) as caught:
        told(text)
    (fault,) = caught.value.faults
    assert cause in str(fault)
    assert str(fault).startswith("export:1: ")


def test_a_cause_names_its_line() -> None:
    text = json.dumps(ENTRIES, indent=1)
    with pytest.raises(ReadError, match="export:22: is not well-formed JSON"):
        told(text[: text.index("Issue 4")])


@pytest.mark.parametrize("text", ["", " \r\n\t", "\ufeff\n"])
def test_an_empty_file_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "issues.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=r"issues\.json: is empty"):
        records.read(Source(str(path), "issues.json"), "github", Trackers())


@pytest.mark.parametrize("limits", [Limits(entries=4), Limits(bytes=100)])
def test_limits_hold(limits: Limits) -> None:
    with pytest.raises(ReadError):
        told(ENTRIES, limits=limits)
    assert len(told(ENTRIES, limits=Limits(entries=5, bytes=1000)).records) == 5


def test_broad_values_are_not_deep_ones() -> None:
    entry = {**ENTRIES[0], "body": "{[" * 500, "reactions": [{"a": [n]} for n in range(500)]}
    assert len(told([entry]).records) == 1


def test_recorded_pages_of_the_real_service() -> None:
    found = told((FIXTURES / "github-2022-07/pages.json").read_bytes())
    assert [record.id for record in found.records] == [str(n) for n in range(13, 0, -1)]
    assert {record.status for record in found.records} == {"open"}
