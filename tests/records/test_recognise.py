"""Formats are recognised by content; the name breaks ties and stands in where content says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockstitch.records import READERS, identify
from lockstitch.records.recognise import recognised

FIXTURES = Path(__file__).parents[2] / "fixtures" / "ledgers"
LINE = '{"id": "A-1", "kind": "defect"}'


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("shop.yml", "ledger-yaml"),
        ("shop.json", "ledger-json"),
        ("bare.json", "ledger-json"),
        ("shop.jsonl", "ledger-jsonl"),
        ("shop.csv", "ledger-csv"),
    ],
)
@pytest.mark.parametrize("called", ["shop", "shop.txt"])
def test_content_alone_tells_the_format(file: str, name: str, called: str) -> None:
    head = (FIXTURES / file).read_bytes()
    assert identify(called, head) == name
    assert identify(file, head) == name
    assert [key for key, reader in READERS.items() if reader.detects(file, head)] == [name]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        # the name is wrong, the content right
        ("a.json", f"{LINE}\n{LINE}\n", "jsonl"),
        ("a.json", LINE, "jsonl"),
        ("a.jsonl", '{"version": 1, "records": []}', "json"),
        ("a.jsonl", '{\n "records": []}', "json"),
        ("a.jsonl", '[{"id": 1}]', "json"),
        ("a.json", "records:\n  - id: A-1\n", "yaml"),
        ("a.csv", "# ours\n- id: A-1\n", "yaml"),
        ("a.json", "id,kind\n", "csv"),
        ("a.txt", '"kind" , "id"\r\nx,y\r\n', "csv"),
        # the same beginning in two formats
        ("a.yml", "{version: 1, records: []}", "yaml"),
        ("a.yaml", "[{id: A-1}]", "yaml"),
        ("a.YML", "{}", "yaml"),
        ("a.json", "{}", "json"),
        ("a.jsonl", '{"titel": "x"}\n\n{"titel": "y"}\n', "jsonl"),
        # a first line that is cut off or broken
        ("a.jsonl", '{"id": "A-1", "symptom": "' + "x" * 9000, "jsonl"),
        ("a.ndjson", '{"id": oops}\n', "jsonl"),
        ("a.json", '{"records": [{"id": "A-1", "symptom": "' + "x" * 9000, "json"),
        ("a", '{"a":' * 2000, "json"),
        # nothing to go by but the name
        ("defects.yml", "", "yaml"),
        ("defects.json", "", "json"),
        ("defects.csv", "", "csv"),
        ("defects.jsonl", "\n", "jsonl"),
        ("defects.yaml", "# none yet\n", "yaml"),
        # none of ours
        ("", "", ""),
        ("report.xml", "<testsuite/>", ""),
        ("notes.txt", "id\n", ""),
        ("notes.txt", "my records: none\n", ""),
    ],
)
def test_the_format_of(path: str, text: str, expected: str) -> None:
    assert recognised(path, text.encode()[:8192]) == expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_no_content(encoding: str) -> None:
    assert recognised("a", f" {LINE}\n{LINE}".encode(encoding)) == "jsonl"


def test_a_head_may_end_inside_a_character() -> None:
    assert recognised("a", "records:\n - é".encode()[:-1]) == "yaml"
