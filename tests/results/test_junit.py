"""The JUnit reader: how one test case is read."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from lockstitch import results as shelf
from lockstitch.load import Source
from lockstitch.model import Reference, Results, TestCase, Wanted
from lockstitch.results import junit

ALL = Wanted(matches=lambda *_names: True)


class Reports:
    """Reports written for one test."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "junit.xml"

    def read(self, text: str | bytes, wanted: Wanted = ALL) -> Results:
        self.path.write_bytes(text.encode() if isinstance(text, str) else text)
        return junit.read(Source(str(self.path), "junit.xml"), wanted)

    def case(self, inner: str, attributes: str = "", suite: str = 'name="shop"') -> TestCase:
        """The only case of a report that holds nothing else."""
        case = f'<testcase classname="a.B" name="test_it" {attributes}>{inner}</testcase>'
        (only,) = self.read(f"<testsuite {suite}>{case}</testsuite>").cases
        return only


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    return Reports(tmp_path)


@pytest.mark.parametrize(
    "head",
    [
        b"<testsuites/>",
        b'<?xml version="1.0"?>\n<testsuite name="x">',
        codecs.BOM_UTF8 + b"<testsuites>",
        b"<!-- made by a tool\n --><!-- and another --><testsuites>",
        b'<j:testsuites xmlns:j="urn:junit">',
        "<testsuites/>".encode("utf-16"),
        b"<!DOCTYPE testsuites><testsuites>",
    ],
)
def test_detects_a_report_by_its_root(head: bytes) -> None:
    assert junit.detects("anything.log", head)
    assert shelf.identify("anything.log", head) == "junit"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<coverage/>",
        b"<report><testsuite/></report>",
        b"{}",
        b"<testcase/>",
        b"\0",
        b'<?xml version="1.0" encoding="none-such"?><testsuites/>',
        b'<?xml version="1.0" encoding="shift_jis"?><testsuites/>',
    ],
)
def test_leaves_other_files_alone(head: bytes) -> None:
    assert not junit.detects("junit.xml", head)
    assert not shelf.identify("junit.xml", head)


@pytest.mark.parametrize(
    ("inner", "attributes", "outcome"),
    [
        ("", "", "passed"),
        ("<properties/><system-out>failure</system-out><system-err/>", "", "passed"),
        ("<failure/>", "", "failed"),
        ("<j:failure/>", "", "failed"),
        ("<error/>", "", "error"),
        ("<skipped/>", "", "skipped"),
        ('<skipped type="pytest.skip"/>', "", "skipped"),
        ('<skipped type="pytest.xfail"/>', "", "xfailed"),
        ('<skipped type="XFAIL"/>', "", "xfailed"),
        ("<skipped/><failure/>", "", "failed"),
        ("<error/><skipped/>", "", "error"),
        ("<error/><failure/>", "", "failed"),
        ("<flakyFailure/>", "", "flaky"),
        ("<flakyError/><flakyFailure/>", "", "flaky"),
        ("<flakyFailure/><skipped/>", "", "flaky"),
        ("<failure/><flakyFailure/>", "", "failed"),
        ("<failure/><rerunFailure/><rerunError/>", "", "failed"),
        ("<error/><rerunError/>", "", "error"),
        ("<rerunFailure/>", "", "failed"),
        ("<rerunError/>", "", "error"),
        ("<warning/>", "", "error"),
        ("<ignored/>", "", "skipped"),
        ("<details><failure/></details>", "", "failed"),
        ("", 'status="run" result="completed"', "passed"),
        ("", 'status="notrun" result="suppressed"', "skipped"),
        ("", 'status="run" result="skipped"', "skipped"),
        ("", 'status="disabled"', "skipped"),
        ("", 'result="skipped"', "skipped"),
        ("", 'status="Failed"', "failed"),
        ("", 'status="NOT_RUN"', "skipped"),
        ("", 'status="untested"', "skipped"),
        ("", 'result="TimedOut"', "error"),
        ("", 'status="broken"', "error"),
        ("", 'status="PASSED" result="success"', "passed"),
        ("", 'status="fail"', "failed"),
        ("<failure/>", 'status="disabled"', "failed"),
        ("<skipped/>", 'status="run"', "skipped"),
    ],
)
def test_the_outcome_of_one_case(reports: Reports, inner: str, attributes: str, outcome: str) -> None:
    case = reports.case(inner, attributes, 'xmlns:j="urn:junit"')
    assert case.outcome == outcome
    unkept = reports.read(reports.path.read_bytes(), Wanted())
    assert dict(unkept.counts) == {outcome: 1}
    assert unkept.cases == ()


def test_what_one_case_says_does_not_reach_the_next(reports: Reports) -> None:
    loud = (
        '<testcase name="a"><properties><property name="p" value="v"/></properties><failure message="no"/></testcase>'
    )
    quiet = '<testcase name="b"/><testcase name="c" status="run"/><testcase name="d"><system-out/></testcase>'
    first, *others = reports.read(f"<testsuite>{loud}{quiet}</testsuite>").cases
    assert (first.outcome, first.message, first.references) == ("failed", "no", (Reference("p", "v"),))
    for case in others:
        assert (case.outcome, case.message, case.references) == ("passed", "", ())


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        ('<failure message="1 != 2">Traceback</failure>', "1 != 2"),
        ('<failure message="a&#10;b"/>', "a\nb"),
        ("<failure>\n\n  Error: é &lt;x&gt;  \n at line 3</failure>", "Error: é <x>"),
        ('<failure message=""><![CDATA[one\ntwo]]></failure>', "one"),
        ("<failure><stackTrace>deep\n</stackTrace></failure>", "deep"),
        ("<failure><br/>after</failure>", "after"),
        ('<failure message=""/>', ""),
        ('<skipped message="later"/>', "later"),
        ('<skipped message="later"/><failure message="broken"/>', "broken"),
        ('<failure message="broken"/><skipped message="later"/>', "broken"),
        ('<failure message="first"/><failure message="second"/>', "first"),
        ('<skipped>no message<failure message="inner"/></skipped>', "inner"),
        (f'<failure message="{"x" * 600}"/>', "x" * 500),
        (f"<failure>{'x' * 600}\ny</failure>", "x" * 500),
        (f"<failure>{'é ' * 300_000}</failure>", ("é " * 250).rstrip()),
        ("<system-out>noise</system-out><failure>told</failure><system-err>noise</system-err>", "told"),
    ],
)
def test_the_message(reports: Reports, inner: str, message: str) -> None:
    assert reports.case(inner).message == message


def test_properties_as_they_are_written(reports: Reports) -> None:
    inner = """<properties>
        <property name="Defect" value="SHOP-1, SHOP-2"/><property name="Defect" value="SHOP-3"/>
        <property name="text">  SHOP-4
        </property><property name="empty" value=""/><property value="no name"/><property>nor here</property>
        <property name="nothing"></property><property name="cdata"><![CDATA[<SHOP-5>]]></property>
    </properties>"""
    text = f'<properties><property name="os" value="linux"/></properties><testcase name="a">{inner}</testcase>'
    (case,) = reports.read(f"<testsuite>{text}</testsuite>").cases
    assert case.references == (
        Reference("Defect", "SHOP-1, SHOP-2"),
        Reference("Defect", "SHOP-3"),
        Reference("text", "SHOP-4"),
        Reference("empty", ""),
        Reference("nothing", ""),
        Reference("cdata", "<SHOP-5>"),
    )


def test_a_long_text_is_cut(reports: Reports) -> None:
    (reference,) = reports.case(f'<property name="p">{"x" * 200_000}</property>').references
    assert reference == Reference("p", "x" * 65_536)


@pytest.mark.parametrize(
    ("attributes", "suite", "id_", "line"),
    [
        ("", "", "a.B::test_it", 0),
        ('file="src/a.py" line="7"', "", "src/a.py::B::test_it", 7),
        ('file="src/a.py" line="7"', 'name="pytest"', "src/a.py::B::test_it", 8),
        ('file="other.py" line="7"', 'name="pytest"', "a.B::test_it", 0),
        ('file="other.py" line="7"', "", "other.py::a.B::test_it", 7),
        ("", 'file="x.js"', "x.js::a.B::test_it", 0),
        ("", 'filepath="x.js"', "x.js::a.B::test_it", 0),
        ('file="y.js"', 'file="x.js"', "y.js::a.B::test_it", 0),
        ('line="-1"', "", "a.B::test_it", 0),
        ('line="seven"', "", "a.B::test_it", 0),
        (f'line="{"9" * 5000}"', "", "a.B::test_it", 0),
    ],
)
def test_id_and_line(reports: Reports, attributes: str, suite: str, id_: str, line: int) -> None:
    case = reports.case("", attributes, suite)
    assert (case.id, case.line) == (id_, line)


def test_the_node_id_of_our_plugin_wins(reports: Reports) -> None:
    inner = '<properties><property name="lockstitch.nodeid" value="tests/a.py::B::test_it"/></properties>'
    assert reports.case(inner, 'file="elsewhere.py"').id == "tests/a.py::B::test_it"


def test_suites_nest_and_give_name_and_file(reports: Reports) -> None:
    found = reports.read(
        """<testsuites name="all"><testcase name="top"/>
        <testsuite name="outer" file="o.js"><testcase name="a"/><group><testsuite name="inner"><testcase name="b"/>
        </testsuite></group><j:testcase name="c" xmlns:j="urn:junit"/></testsuite>
        <testsuite><testcase name="d" class="Old"/></testsuite>
        </testsuites>"""
    )
    shown = [(case.name, case.suite, case.file, case.classname, case.report) for case in found.cases]
    assert shown == [
        ("top", "all", "", "", "junit.xml"),
        ("a", "outer", "o.js", "", "junit.xml"),
        ("b", "inner", "o.js", "", "junit.xml"),
        ("c", "outer", "o.js", "", "junit.xml"),
        ("d", "", "", "Old", "junit.xml"),
    ]
    assert (found.format, found.total, found.notes) == ("junit", 5, ())


@pytest.mark.parametrize(
    "text", ["<testsuites/>", '<testsuite tests="0" errors="0"/>', "<testsuites><x/></testsuites>"]
)
def test_no_case_is_no_fault_here(reports: Reports, text: str) -> None:
    assert reports.read(text) == Results("junit", (), {})
