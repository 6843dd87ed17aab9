"""All coverage readers on damaged reports: they end, raise nothing but `ReadError`, and never find more coverage.

A changed digit in a format without sums cannot be noticed; whatever is cut off, lost or doubled can, or makes no lines
executed that were missing.
"""

from __future__ import annotations

import damage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch import coverage

DATABASE = "coverage.py data"
TEXT = sorted(set(coverage.READERS) - {DATABASE})
XML = ["cobertura", "clover", "jacoco", "opencover"]
LINES = ["Go cover profile", "lcov"]
SUMMED = ["jacoco"]
"""Formats in which any one change of a line shows in its sums."""
seldom = settings(max_examples=40, deadline=None)


@pytest.mark.parametrize("form", TEXT)
def test_each_reader_has_reports_to_damage(form: str) -> None:
    assert damage.fixtures(form)
    for path in damage.fixtures(form):
        assert damage.read(path).measured


@pytest.mark.parametrize("form", TEXT)
@seldom
@given(data=st.data())
def test_a_cut_report_is_refused_or_covers_nothing_more(form: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(damage.fixtures(form)))
    whole = path.read_bytes().rstrip()
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    found = damage.read_bytes(form, cut, data.draw(st.sampled_from([damage.EVERYTHING, damage.NOTHING])))
    if form in LINES:
        assert found is None or not damage.gained(damage.read(path), found)
    else:
        assert found is None


@pytest.mark.parametrize("form", TEXT)
@seldom
@given(data=st.data())
def test_any_damage_is_read_or_refused(form: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(damage.fixtures(form)))
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = min(len(whole), start + data.draw(st.integers(0, 60)))
    words = [b"", b"<", b">", b'"', b"-", b"9" * 30, b"null", b"{}", b"[]", b"true", b"1e400", b"\xff", b"\0", b"\n"]
    new = data.draw(st.sampled_from([*words, whole[start:end] * 2]) | st.binary(max_size=8))
    found = damage.read_bytes(form, whole[:start] + new + whole[end:])
    if found and form in SUMMED:
        assert not damage.gained(damage.read(path), found)


@pytest.mark.parametrize("form", XML + LINES)
@seldom
@given(data=st.data())
def test_what_is_lost_or_doubled_covers_nothing_more(form: str, data: st.DataObject) -> None:
    """Whole elements of XML (their tags at least), whole lines of text."""
    path = data.draw(st.sampled_from(damage.fixtures(form)))
    mark = b"\n" if form in LINES else b"<"
    pieces = [piece + mark if form in LINES else mark + piece for piece in path.read_bytes().split(mark)]
    first = data.draw(st.integers(0, len(pieces) - 1))
    last = data.draw(st.integers(first + 1, min(len(pieces), first + 4)))
    times = data.draw(st.sampled_from([0, 2]))
    damaged = b"".join([*pieces[:first], *pieces[first:last] * times, *pieces[last:]])
    found = damage.read_bytes(form, damaged.removeprefix(b"<") if form in XML else damaged)
    assert found is None or not damage.gained(damage.read(path), found)


@pytest.mark.parametrize("form", TEXT)
def test_limits_hold(form: str) -> None:
    """A report that is larger than the limits is refused, not read in part."""
    path = max(damage.fixtures(form), key=lambda path: path.stat().st_size)
    data = path.read_bytes()
    assert "larger than 50 bytes" in damage.refused(form, data, damage.GENEROUS._replace(bytes=50))
    if form in XML + LINES:
        assert "more than 3 " in damage.refused(form, data, damage.GENEROUS._replace(entries=3))


@pytest.mark.parametrize("form", TEXT)
@pytest.mark.parametrize("data", [b"", b" \n", b"{}", b"[]", b"<a/>", b"nothing", b"\xff\xfe", b"null", b"[" * 100_000])
def test_what_is_no_report_is_refused(form: str, data: bytes) -> None:
    assert damage.refused(form, data)


@pytest.mark.parametrize("form", TEXT)
def test_each_report_is_known_by_its_content(form: str) -> None:
    for path in damage.fixtures(form):
        head = path.read_bytes()[:8192]
        knowing = [name for name, reader in coverage.READERS.items() if reader.detects("whatever", head)]
        assert knowing == [form], path
