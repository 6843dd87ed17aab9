"""Appending to a ledger: what a person wrote stays as it is, to the letter."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lockstitch.backfill.ledger import HEAD, extended, usual
from lockstitch.errors import UsageError
from lockstitch.load import Source
from lockstitch.model import Location, Record
from lockstitch.records import ledger_yaml
from lockstitch.settings import Config

HERE = Location("", 0)
NEW = Record(
    "12", "defect", 'The "total": #1', "done", HERE,
    resolved=date(2026, 3, 2), commits=("a" * 40, "1" * 40), source="news/12.bugfix.rst, added by aaaaaaaaaaaa",
)  # fmt: skip
WRITTEN = """\
  - id: 12
    kind: defect
    title: "The \\"total\\": #1"
    status: fixed
    resolved: 2026-03-02
    commits: [aaaaaaaaaaaa, "111111111111"]
    source: "news/12.bugfix.rst, added by aaaaaaaaaaaa"
"""


def append(folder: Path, text: str, *records: Record, name: str = "defects.yml") -> str:
    (folder / name).write_bytes(text.encode())
    return extended(Config(str(folder)), name, records)


def test_a_new_ledger(tmp_path: Path) -> None:
    text = extended(Config(str(tmp_path)), "defects.yml", [NEW])
    assert text == HEAD + WRITTEN
    (tmp_path / "defects.yml").write_text(text, encoding="utf-8")
    (record,) = ledger_yaml.read(Source(str(tmp_path / "defects.yml"), "defects.yml")).records
    assert (record.id, record.title, record.status) == (NEW.id, NEW.title, "done")
    assert (record.resolved, record.source) == (NEW.resolved, NEW.source)
    assert record.commits == ("a" * 12, "1" * 12)


def test_a_new_ledger_without_a_record_is_a_ledger(tmp_path: Path) -> None:
    text = extended(Config(str(tmp_path)), "defects.yml", [])
    assert append(tmp_path, text, NEW) == HEAD + WRITTEN


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("# the end\n", ""),
        ("", "waivers: []\n"),
        ("", "\n# why not\n\nwaivers:\n  - {rule: a, record: B-1, reason: r, owner: o, until: 2030-01-01}\n"),
        ("    # of B-1\n", "complete: [B-]\nwaivers: []\n"),
    ],
)
def test_records_stand_behind_the_last_one(tmp_path: Path, before: str, after: str) -> None:
    head = dedent("""\
        # mine
        version: 1   # one
        records:
          - id: B-1            # odd   spacing
            kind: defect
            title: 'x'
            status: rejected
        """)
    assert append(tmp_path, head + before + after, NEW) == head + before + WRITTEN + after


def test_nothing_to_append_changes_nothing(tmp_path: Path) -> None:
    text = "records: []   # none\r\n\r\nwaivers: []"
    assert append(tmp_path, text) == text


def test_an_empty_list_is_opened(tmp_path: Path) -> None:
    assert append(tmp_path, "version: 1\nrecords: []  # none\nwaivers: []\n", NEW) == (
        f"version: 1\nrecords: # none\n{WRITTEN}waivers: []\n"
    )


def test_a_list_alone_another_indentation_and_no_last_line_end(tmp_path: Path) -> None:
    text = "- {id: B-1, kind: defect, title: x, status: open}"
    assert append(tmp_path, text, NEW) == f"{text}\n" + dedent(WRITTEN)
    text = f"records:\n{text}"
    assert append(tmp_path, text, NEW) == f"{text}\n" + dedent(WRITTEN)


def test_line_ends_of_windows_stay(tmp_path: Path) -> None:
    text = "records:\r\n  - {id: B-1, kind: defect, title: x, status: open}\r\n"
    assert append(tmp_path, text, NEW) == text + WRITTEN.replace("\n", "\r\n")


def test_the_end_of_a_document_stays_its_end(tmp_path: Path) -> None:
    text = "records:\n  - {id: B-1, kind: defect, title: x, status: open}\n"
    assert append(tmp_path, text + "...\n", NEW) == text + WRITTEN + "...\n"


@pytest.mark.parametrize(
    "text",
    [
        "records: [{id: B-1, kind: defect, title: x, status: open}]\n",
        "{records: [{id: B-1, kind: defect, title: x, status: open}]}\n",
        "records:\n  -\n    id: B-1\n    kind: defect\n    title: x\n    status: open\n",
        "{records: []}\n",
        "records:\n  []\n",
        "records:\n  - {id: 12, kind: defect, title: held already, status: open}\n",
        # the empty line is part of the text
        "records:\n  - id: B\n    kind: defect\n    title: x\n    status: open\n    owner: |+\n     y\n\nwaivers: []\n",
    ],
)
def test_what_cannot_be_appended_to_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="records cannot be appended here"):
        append(tmp_path, text, NEW)
    assert (tmp_path / "defects.yml").read_text(encoding="utf-8") == text


def test_a_broken_ledger_and_another_format_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="kind"):
        append(tmp_path, "records:\n  - {id: B-1}\n", NEW)
    with pytest.raises(UsageError, match="is no YAML file"):
        extended(Config(str(tmp_path)), "defects.json", [NEW])


def test_the_usual_ledger_is_the_one_that_is_there(tmp_path: Path) -> None:
    assert usual(Config(str(tmp_path))) == "defects.yml"
    (tmp_path / "defects.yaml").write_text("records: []\n", encoding="utf-8")
    assert usual(Config(str(tmp_path))) == "defects.yaml"
    (tmp_path / "bugs.yml").write_text("records: []\n", encoding="utf-8")
    assert usual(Config(str(tmp_path), records=("bugs.yml",))) == "bugs.yml"


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=WORDS, title=WORDS, source=WORDS)
def test_any_printable_words_come_back_as_they_were(tmp_path: Path, one: str, title: str, source: str) -> None:
    record = Record(one, "defect", title, "done", HERE, source=source)
    text = append(tmp_path, "records: []\n", record)
    (tmp_path / "defects.yml").write_text(text, encoding="utf-8")
    (found,) = ledger_yaml.read(Source(str(tmp_path / "defects.yml"), "defects.yml")).records
    assert (found.id, found.title, found.source) == (one, title, source)
