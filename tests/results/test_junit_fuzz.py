"""The JUnit reader on damaged and on noisy reports; `xml.dom`, which keeps the whole tree, is the oracle."""

from __future__ import annotations

import tempfile
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from xml.dom import expatbuilder
from xml.dom.minidom import Element

from hypothesis import example, given, settings
from hypothesis import strategies as st

from lockstitch.errors import ReadError
from lockstitch.load import Source
from lockstitch.model import Results, Wanted
from lockstitch.results import junit
from lockstitch.results.junit_words import ATTRIBUTES, CHILDREN

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
FIXTURES = sorted(path for path in REPORTS.rglob("*.xml") if junit.detects(path.name, path.read_bytes()[:8192]))
WANTED = [
    Wanted(),
    Wanted(matches=lambda *_names: True),
    Wanted(names=frozenset({"test_retry", "flaky"}), properties=frozenset({"defect"})),
    Wanted(failures=True),
]
fixtures = st.sampled_from(FIXTURES)
seldom = settings(max_examples=150, deadline=None)


def read(data: bytes, wanted: Wanted = WANTED[0]) -> Results | None:
    """What is read, or nothing where the report is refused; any other error is the test's failure."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(data)
        file.flush()
        try:
            return junit.read(Source(file.name, "junit.xml"), wanted)
        except ReadError as error:
            assert str(error).startswith("junit.xml:")
            assert "\n" not in str(error)
            return None


def passes(found: Results | None) -> int:
    return found.counts.get("passed", 0) if found else 0


@cache
def untouched(path: Path) -> int:
    found = read(path.read_bytes())
    assert found is not None
    return passes(found)


def silent(data: bytes) -> int:
    """How many test cases of a well-formed report hold nothing that speaks against a pass."""

    def local(element: Element) -> str:
        return element.tagName.rpartition(":")[2]

    def speaks(case: Element) -> bool:
        words = {case.getAttribute(name).lower() for name in ("status", "result")}
        inner = case.getElementsByTagName("*")
        return any(local(element) in CHILDREN for element in inner) or not words.isdisjoint(ATTRIBUTES)

    elements = expatbuilder.parseString(data, namespaces=False).getElementsByTagName("*")
    return sum(local(element) == "testcase" and not speaks(element) for element in elements)


@seldom
@given(fixtures, st.data())
def test_a_cut_report_is_refused(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes().rstrip()
    kept = data.draw(st.integers(0, len(whole) - 1))
    assert read(whole[:kept], data.draw(st.sampled_from(WANTED))) is None


@seldom
@given(fixtures, st.data())
def test_damage_is_refused_or_read_as_it_stands(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = min(len(whole), start + data.draw(st.integers(0, 60)))
    words = [b"", b"<", b">", b"\0", b"\xff", b"/", b"&", b'"', b"<failure/>", b"<testsuite>", b"</testcase>", b"<!--"]
    damaged = whole[:start] + data.draw(st.sampled_from(words) | st.binary(max_size=8)) + whole[end:]
    found = read(damaged, data.draw(st.sampled_from(WANTED)))
    if found is not None:
        assert passes(found) == silent(damaged)
        assert sum(case.outcome == "passed" for case in found.cases) <= silent(damaged)


NOISE = ["<!-- <failure/> -->", "<?tool <failure/>?>", "<x:note xmlns:x='u' level='1'>told</x:note>", "\n\t", "<tags/>"]


@seldom
@given(fixtures, st.lists(st.sampled_from(NOISE), min_size=1, max_size=3), st.data())
def test_noise_changes_nothing(path: Path, noise: list[str], data: st.DataObject) -> None:
    """Comments, instructions, foreign elements and attributes, more suites around it, a prefix on each element."""
    root = ET.fromstring(path.read_bytes())
    prefix = data.draw(st.sampled_from(["", "j:"]))
    for element in root.iter():
        element.tag = f"{prefix}{element.tag}"
        element.set("tool", "no known attribute")
    text = ET.tostring(root, encoding="unicode")
    for place in (f"</{prefix}testcase>", f"</{prefix}testsuite>"):
        text = text.replace(place, "".join(noise) + place)
    text = f'<testsuites xmlns:j="urn:junit">{text}</testsuites>'
    wanted = data.draw(st.sampled_from(WANTED))
    before, after = read(path.read_bytes(), wanted), read(text.encode(), wanted)
    assert before is not None
    assert after is not None
    assert after.counts == before.counts
    assert after.cases == before.cases


children = st.lists(st.sampled_from(sorted(CHILDREN)), max_size=3)
attempt = st.tuples(st.sampled_from("ab"), st.booleans(), children)


@seldom
@given(st.lists(attempt, min_size=1, max_size=8), st.booleans())
@example([("a", False, []), ("a", True, [])], True)
def test_a_test_passed_only_where_each_attempt_did(attempts: list[tuple[str, bool, list[str]]], pytest: bool) -> None:
    marked = '<properties><property name="defect" value="1"/></properties>'
    text = "".join(
        f'<testcase name="{name}">{marked * has}{"".join(f"<{tag}/>" for tag in tags)}</testcase>'
        for name, has, tags in attempts
    )
    found = read(f'<testsuite name="{"pytest" if pytest else "x"}">{text}</testsuite>'.encode(), WANTED[2])
    assert found is not None
    assert {case.name for case in found.cases} == {name for name, has, _ in attempts if has}
    for case in found.cases:
        own = [tags for name, _, tags in attempts if name == case.name]
        assert (case.outcome == "passed") == (not any(own) and (len(own) == 1 or not pytest))


def test_the_fixtures_are_worth_damaging() -> None:
    assert len(FIXTURES) > 25
    assert sum(map(untouched, FIXTURES)) > 100
