"""Cases are looked at many at once: what is found does not depend on how many."""

from __future__ import annotations

from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from lockstitch.load import Source
from lockstitch.model import Results, Wanted
from lockstitch.results import junit, junit_report

INSIDE = st.sampled_from(
    [
        "",
        "<failure message='no'/>",
        "<skipped/>",
        "<properties><property name='defect' value='D-1'/></properties>",
        "<system-out>x</system-out>",
    ]
)
NAMES = st.sampled_from(["a", "a[1]", "b", "b[x]", "c", "", "d(1)", "wanted", "wanted[1]", "odd&#10;name"])
MORE = st.sampled_from(["", " status='failed'", " file='f.py'", " time='0.1'"])
CASES = st.builds(
    lambda name, more, inside: f"<testcase classname='k' name='{name}'{more}>{inside}</testcase>", NAMES, MORE, INSIDE
)
PIECES = st.one_of(
    CASES,
    st.just("</testsuite><testsuite name='t' file='g.py'>"),
    st.just("<properties><property name='x' value='y'/></properties>"),
    st.just("<testcase name='bare'/>"),
)
WANTED = st.builds(
    Wanted,
    names=st.sampled_from([frozenset[str](), frozenset({"wanted", "c"}), frozenset({"odd\nname"})]),
    matches=st.sampled_from([None, lambda _classname, name, _file: name.startswith("b")]),
    properties=st.sampled_from([frozenset[str](), frozenset({"defect"})]),
    failures=st.booleans(),
    unlikely=st.none(),
)


def found(report: str, wanted: Wanted, batch: int) -> Results:
    with mock.patch.object(junit_report, "BATCH", batch):
        return junit.read(Source("junit.xml", "junit.xml", data=report.encode()), wanted)


@given(st.lists(PIECES, max_size=25), WANTED)
def test_the_size_of_the_batch_changes_nothing(pieces: list[str], wanted: Wanted) -> None:
    report = f"<testsuites><testsuite name='s'>{''.join(pieces)}</testsuite></testsuites>"
    one = found(report, wanted, 1)
    assert one.total == report.count("<testcase")
    for batch in (2, 7, 1000):
        assert found(report, wanted, batch) == one
