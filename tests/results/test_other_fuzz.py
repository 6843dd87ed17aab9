"""The readers beside JUnit's on damaged reports: refused, or never more passes than the whole file holds."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch import results as shelf
from lockstitch.errors import ReadError
from lockstitch.load import Source
from lockstitch.model import Results, Wanted

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
FORMS = {
    path: form
    for path in sorted(REPORTS.rglob("*"))
    if path.is_file() and (form := shelf.identify(path.name, path.read_bytes()[:8192])) not in ("", "junit")
}
WANTED = [Wanted(), Wanted(matches=lambda *_names: True), Wanted(failures=True, properties=frozenset({"defect"}))]
fixtures = st.sampled_from(list(FORMS))
seldom = settings(max_examples=150, deadline=None)


def read(data: bytes, form: str, wanted: Wanted = WANTED[0]) -> Results | None:
    """What is read, or nothing where the report is refused; any other error is the test's failure."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            return shelf.READERS[form].read(Source(file.name, "report"), wanted)
        except ReadError as error:
            assert str(error).startswith("report:")
            assert "\n" not in error.faults[0].message
            return None


def passes(found: Results | None) -> int:
    return found.counts.get("passed", 0) if found else 0


@cache
def untouched(path: Path) -> int:
    return passes(read(path.read_bytes(), FORMS[path]))


@seldom
@given(fixtures, st.data())
def test_a_cut_report_is_refused_or_was_whole(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes().rstrip()
    kept = data.draw(st.integers(0, len(whole) - 1))
    found = read(whole[:kept], FORMS[path], data.draw(st.sampled_from(WANTED)))
    assert passes(found) <= untouched(path)
    assert found is None or FORMS[path] in ("go test", "tap")


@seldom
@given(fixtures, st.data())
def test_lost_and_repeated_lines_never_make_a_pass(path: Path, data: st.DataObject) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    start = data.draw(st.integers(0, len(lines) - 1))
    end = start + data.draw(st.integers(1, 4))
    lost = data.draw(st.booleans())
    changed = [*lines[:start], *([] if lost else lines[start:end] * 2), *lines[end:]]
    found = read(b"".join(changed), FORMS[path], data.draw(st.sampled_from(WANTED)))
    again = sum(passes(read(line, FORMS[path])) for line in lines[start:end])
    extra = 0 if lost else b"".join(lines[start:end]).lower().count(b"pass") + again
    assert passes(found) <= untouched(path) + extra


@seldom
@given(fixtures, st.data())
def test_noise_never_makes_a_pass(path: Path, data: st.DataObject) -> None:
    """Bytes in the place of others; not in a directive of TAP, whose words are all that tells a TODO from a pass."""
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.sampled_from([b"<", b">", b"\0", b"\xff", b"{", b'"', b"\n", b"x"]) | st.binary(max_size=8))
    end = min(len(whole), start + data.draw(st.integers(0, len(noise))))
    line = whole[whole.rfind(b"\n", 0, start) + 1 : (whole.find(b"\n", end) + 1) or len(whole)]
    if FORMS[path] == "tap" and (b"ok " in line or b"Bail" in line or b"1.." in line):
        return
    found = read(whole[:start] + noise + whole[end:], FORMS[path], data.draw(st.sampled_from(WANTED)))
    assert passes(found) <= untouched(path)


@pytest.mark.parametrize("form", [form for form in shelf.READERS if form != "junit"])
@seldom
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_refused_or_hold_no_pass(form: str, data: bytes) -> None:
    found = read(data, form)
    assert found is None or form == "tap" or not passes(found)
    shelf.identify("x", data)


def test_the_fixtures_are_worth_damaging() -> None:
    assert set(FORMS.values()) == set(shelf.READERS) - {"junit"}
    assert sum(map(untouched, FORMS)) > 30
