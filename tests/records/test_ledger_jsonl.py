"""JSON Lines: the fast way and the closer look agree, and each line has its own faults."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from lockstitch.errors import UsageError
from lockstitch.load import Source
from lockstitch.model import Ledger
from lockstitch.records import ledger_jsonl
from lockstitch.settings import Limits

SOUND = {"id": "A-1", "kind": "defect", "title": "Total is wrong", "status": "open"}


def line(**more: object) -> str:
    return json.dumps({**SOUND, **more})


def read(tmp_path: Path, *lines: str, limits: Limits | None = None) -> Ledger:
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8", newline="")
    return ledger_jsonl.read(Source(str(tmp_path / "a.jsonl"), "a.jsonl", limits or Limits()))


def refused(tmp_path: Path, *lines: str, limits: Limits | None = None) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, *lines, limits=limits)
    return [str(fault).removeprefix("a.jsonl:") for fault in caught.value.faults]


def test_each_line_has_its_own_faults(tmp_path: Path) -> None:
    assert refused(
        tmp_path,
        line(),
        line(titel="x"),
        "[1]",
        '{"id": "A-2", "kind"',
        '{"id": "A-2", "points": NaN}',
        '{"id": "A-3", "kind": "defect", "title": "a", "title": "b", "status": "open"}',
        line(id="A-4", symptom="\ud800"),
        line(id="A-5") + " {}",
        line(id="A-6", status="fixd"),
        '{"id":' * 100_000,
    ) == [
        "2: record 'A-1' is given twice, first at a.jsonl:1",
        "2: record 'A-1': unknown key 'titel'",
        "3: record 3: must be a mapping of fields, not a list",
        "4: is not well-formed JSON: Expecting ':' delimiter (column 21)",
        "5: holds NaN, which is no number in JSON",
        "6: 'title' is given twice",
        "7: escapes one half of a surrogate pair",
        "8: is not well-formed JSON: Extra data (column 78)",
        "9: record 'A-6': status must be one of open, reopened, fixed, delivered, resolved, done, rejected; not 'fixd'",
        "10: is nested too deeply",
    ]


def test_blank_lines_and_blanks_are_skipped(tmp_path: Path) -> None:
    ledger = read(tmp_path, "", line(), "  ", f"\t{line(id='A-2')} \r", "\r", "")
    assert [(r.id, r.location.line) for r in ledger.records] == [("A-1", 2), ("A-2", 4)]


def test_escapes_are_read(tmp_path: Path) -> None:
    ledger = read(tmp_path, line(title='é "quoted" 😀 \\ud'), line(id="A-2", title="\u2028 is no line break here"))
    assert [r.title for r in ledger.records] == ['é "quoted" 😀 \\ud', "\u2028 is no line break here"]


def test_a_line_separator_inside_a_text_is_no_line_break(tmp_path: Path) -> None:
    raw = json.dumps({**SOUND, "title": "a\u2028b\x85c"}, ensure_ascii=False)
    [record] = read(tmp_path, raw).records
    assert record.title == "a\u2028b\x85c"


def test_keys_may_come_in_any_order(tmp_path: Path) -> None:
    backwards = dict(reversed({**SOUND, "owner": "checkout", "points": 3}.items()))
    [record] = read(tmp_path, json.dumps(backwards)).records
    assert (record.id, record.owner, record.points, record.tests) == ("A-1", "checkout", 3.0, ())


def test_a_byte_order_mark_is_understood(tmp_path: Path) -> None:
    assert read(tmp_path, f"\ufeff{line()}").records[0].id == "A-1"
    assert "2: is not well-formed JSON" in refused(tmp_path, line(), f"\ufeff{line(id='A-2')}")[0]


def test_what_ends_the_stream_is_told_with_what_was_found_before(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'[]\n{"id": "\xff"}\n[]\n')
    with pytest.raises(UsageError) as caught:
        ledger_jsonl.read(Source(str(tmp_path / "a.jsonl"), "a.jsonl"))
    assert [fault.line for fault in caught.value.faults] == [1, 2]
    assert refused(tmp_path, "[]", "[]", "[]", limits=Limits(entries=2))[-1].startswith("3: holds more bytes or lines")


def test_a_pipe_whose_size_nobody_knows_is_bounded_too(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, f"{line()}\n{line(id='A-2')}\n".encode())
    os.close(writing)
    with pytest.raises(UsageError) as caught:
        ledger_jsonl.read(Source(f"/dev/fd/{reading}", "pipe", Limits(bytes=100)))
    os.close(reading)
    assert [str(fault) for fault in caught.value.faults] == [
        "pipe:2: holds more bytes or lines than limits.bytes and limits.entries allow"
    ]
