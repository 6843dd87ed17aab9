"""The JUnit reader: what it refuses, in which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockstitch.errors import ReadError
from lockstitch.load import Source
from lockstitch.model import Results, Wanted
from lockstitch.results import junit
from lockstitch.settings import Limits

GENEROUS = Limits()


def read(folder: Path, text: str | bytes, limits: Limits = GENEROUS) -> Results:
    path = folder / "junit.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return junit.read(Source(str(path), "junit.xml", limits), Wanted())


def refused(folder: Path, text: str | bytes, limits: Limits = GENEROUS) -> str:
    with pytest.raises(ReadError) as caught:
        read(folder, text, limits)
    (fault,) = caught.value.faults
    assert fault.path == "junit.xml"
    assert "\n" not in fault.message
    return f"{fault.message} -> {fault.hint}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty (0 bytes)"),
        ("<coverage/>", "its root element is <coverage> -> that is a coverage report: pass it with --coverage"),
        ("<report/>", "JaCoCo"),
        ("<html/>", "its root element is <html> -> a JUnit report begins with <testsuites> or <testsuite>"),
        ("<testcase/>", "its root element is <testcase>"),
        (f"<{'x' * 5000}/>", f"its root element is <{'x' * 80}>"),
        ("<testsuite><testcase name='a'>", "not well-formed XML"),
        ("<testsuite><testcase name='a'/></testsuites>", "not well-formed XML"),
        ("{}", "not well-formed XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><testsuite name="&b;"/>', "declares an XML entity"),
        ("<testsuite><testcase><testcase/></testcase></testsuite>", "holds <testcase> inside a test case (line 1"),
        ("<testsuite><testcase><x:testsuite/></testcase></testsuite>", "holds <testsuite> inside a test case"),
        ("<testsuite><testcase>" + "<property name='p' value=''/>" * 10_001, "more than 10,000 properties"),
        ("<testsuite>" * 201, "is nested deeper than 200 elements -> raise limits.depth"),
        ("<testsuite><testcase>" + "<a>" * 100_000, "is nested deeper than 200 elements"),
        ('<?xml version="1.0" encoding="none-such"?><testsuite/>', "is not readable text: unknown encoding: none-such"),
        ('<?xml version="1.0" encoding="shift_jis"?><testsuite/>', "multi-byte encodings are not supported (line 1"),
        (b"<testsuite name='\xff'/>", "not well-formed XML"),
    ],
)
def test_refuses(tmp_path: Path, text: str | bytes, words: str) -> None:
    assert words in refused(tmp_path, text)


def test_limits_are_those_of_the_source(tmp_path: Path) -> None:
    three = "<testsuites>" + "<testsuite><testcase/></testsuite>" * 3 + "</testsuites>"
    assert read(tmp_path, three, Limits(entries=3, depth=2)).total == 3
    assert "holds more than 2 test cases -> raise limits.entries" in refused(tmp_path, three, Limits(entries=2))
    assert "is nested deeper than 1 elements" in refused(tmp_path, three, Limits(depth=1))
    assert "is larger than 50 bytes" in refused(tmp_path, three, Limits(bytes=50))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"^gone\.xml: does not exist$"):
        junit.read(Source(str(tmp_path / "gone.xml"), "gone.xml"), Wanted())
