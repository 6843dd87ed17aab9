"""Damaged exports: refused or read, never with anything but an error for a person, and never in the reader's favour."""

from __future__ import annotations

from functools import cache

import pytest
from exports import FIXTURES, told
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch.errors import LockstitchError, ReadError
from lockstitch.model import Ledger
from lockstitch.records import identify

FILES = sorted(
    path.relative_to(FIXTURES).as_posix()
    for path in FIXTURES.rglob("*.*")
    if path.stem != "query" or path.suffix == ".csv"
)
files = st.sampled_from([file for file in FILES if (FIXTURES / file).is_file()])
seldom = settings(max_examples=200, deadline=None)


@cache
def content(file: str) -> bytes:
    return (FIXTURES / file).read_bytes()


@cache
def whole(file: str) -> dict[str, str]:
    return {record.id: record.status for record in told(content(file)).records}


def read(data: bytes) -> Ledger | None:
    """What is read, or nothing where the export is refused; any other error is the test's failure."""
    if not identify("export", data[:8192]):
        return None
    try:
        return told(data)
    except ReadError as error:
        assert str(error).startswith("export")
        assert "\n" not in str(error)
        assert len(str(error)) < 400
        return None
    except LockstitchError:  # what is left looks like our own ledger
        return None


@seldom
@given(files, st.data())
def test_a_cut_export_makes_no_record_fixed(file: str, data: st.DataObject) -> None:
    kept = data.draw(st.integers(0, len(content(file))))
    found = read(content(file)[:kept])
    for record in found.records if found else ():
        assert record.status == whole(file)[record.id]


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".json")])
def test_a_cut_page_is_refused(file: str) -> None:
    data = content(file).rstrip()
    if not data.startswith((b"[", b"{")) or b"\n[" in data:  # pages one behind the other may end between two
        return
    for kept in range(1, len(data), max(1, len(data) // 150)):
        assert read(data[:kept]) is None


@seldom
@given(files, st.data())
def test_damage_is_refused_or_read(file: str, data: st.DataObject) -> None:
    damaged = bytearray(content(file))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(damaged)))
        junk = st.binary(max_size=4) | st.sampled_from(
            [b'"', b"{", b"}", b"[", b"]", b",", b":", b"null", b"true", b"7", b"\n", b"\\ud800", b"1e999", b"-", b";"]
        )
        damaged[start : start + data.draw(st.integers(0, 30))] = data.draw(junk)
    read(bytes(damaged))


KEYS = """number title state state_reason labels iid issue_type closed_by key fields status statusCategory resolution
name summary issues items bugs id tracker subject flags nodes timeline closedByPullRequestsReferences pull_request total
type url _links"""
keys = st.sampled_from(KEYS.split())
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(["closed", "bug"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
marked = st.sampled_from(
    [{"number": 1, "title": "x"}, {"iid": 1}, {"key": "A-1", "fields": {}}, {"tracker": {}, "subject": ""}]
)


@seldom
@given(st.lists(st.tuples(marked, st.dictionaries(keys, anything, max_size=6)), min_size=1, max_size=3))
def test_any_values_are_read_or_refused(entries: list[tuple[dict[str, object], dict[str, object]]]) -> None:
    try:
        told([{**known, **more} for known, more in entries])
    except (ReadError, AssertionError) as error:
        assert isinstance(error, ReadError) or "no reader" in str(error)
    except LockstitchError:
        pass
