"""The reader of OpenCover XML."""

from __future__ import annotations

import pytest
from damage import NOTHING, REPORTS, read, read_bytes, refused, seen

from lockstitch.coverage import opencover
from lockstitch.model import Branch, CoverageReport

DOTNET = REPORTS / "by-hand" / "dotnet" / "opencover.xml"
FILES = '<Files><File uid="7" fullPath="C:\\ci\\A.cs"/></Files>'


def method(points: str, ref: str = '<FileRef uid="7"/>') -> str:
    return f"<Method>{ref}<SequencePoints>{points}</SequencePoints></Method>"


def module(*methods: str, files: str = FILES) -> str:
    return f"<Module>{files}<Classes><Class><Methods>{''.join(methods)}</Methods></Class></Classes></Module>"


def report(*modules: str, counted: tuple[int, int] | None = None) -> str:
    sums = '<Summary visitedSequencePoints="{}" numSequencePoints="{}"/>'.format(*counted) if counted else ""
    return f"<CoverageSession>{sums}<Modules>{''.join(modules)}</Modules></CoverageSession>"


def found(text: str) -> CoverageReport:
    report = read_bytes("opencover", text.encode())
    assert report
    return report


def test_recognition() -> None:
    assert opencover.detects("whatever", DOTNET.read_bytes()[:8192])
    assert not opencover.detects("opencover.xml", b"<coverage/>")


def test_points_stand_where_they_begin() -> None:
    """The lambda on lines 26 to 28 never ran, though the statement around it (25 to 28) did."""
    (cart,) = read(DOTNET).files
    assert cart.path == "C:\\ci\\shop\\src\\Cart.cs"
    assert seen(cart) == ("12-16, 21, 24-25, 29, 31", "20, 26-28")
    assert cart.extents == {(16, 18), (25, 28)}


def test_exits_are_counted_where_a_branch_point_has_a_line() -> None:
    (cart,) = read(DOTNET).files
    assert cart.branches == {14: Branch(4, 3)}


def test_the_tests_that_visited_a_line_are_its_contexts() -> None:
    report = read(DOTNET)
    assert report.has_contexts
    assert report.files[0].contexts == {"Shop.Tests.CartTest.TestTotal": 1 << 16}
    assert read(DOTNET, NOTHING).has_contexts
    text = DOTNET.read_text(encoding="utf-8").replace('<TrackedMethod uid="1"', '<TrackedMethod uid="2"')
    assert read_bytes("opencover", text.encode()) is None


def test_the_method_names_the_file_where_its_points_do_not() -> None:
    text = report(module(method('<SequencePoint vc="2" sl="3"/>'), method('<SequencePoint vc="1" sl="4"/>', "")))
    assert seen(found(text).files[0]) == ("3", "")


def test_a_uid_belongs_to_its_module() -> None:
    other = '<Files><File uid="7" fullPath="C:\\ci\\B.cs"/></Files>'
    points = method('<SequencePoint vc="2" sl="3" fileid="7"/>')
    assert found(report(module(points), module(points, files=other))).listed == ("C:\\ci\\A.cs", "C:\\ci\\B.cs")


def test_a_file_of_two_modules_is_united_and_executed_wins() -> None:
    one, two = (method(f'<SequencePoint vc="{hits}" sl="3" fileid="7"/>') for hits in (0, 1))
    assert seen(found(report(module(one), module(two))).files[0]) == ("3", "")


def test_an_exit_of_two_methods_is_two_exits_and_told_twice_it_is_one() -> None:
    exits = '<BranchPoint vc="{}" offset="3" path="0" sl="3" fileid="7"/>'
    one = method('<SequencePoint vc="1" sl="3" fileid="7"/>' + exits.format(0) + exits.format(1))
    assert found(report(module(one))).files[0].branches == {3: Branch(1, 1)}
    assert found(report(module(one, one))).files[0].branches == {3: Branch(2, 2)}


def test_what_was_not_asked_for_is_only_counted() -> None:
    bare = read(DOTNET, NOTHING)
    assert (bare.files, bare.measured, bare.has_branches) == ((), 14, True)


def test_a_byte_order_mark_is_none_of_our_business() -> None:
    assert read_bytes("opencover", b"\xef\xbb\xbf" + DOTNET.read_bytes())


POINTS = method('<SequencePoint vc="1" sl="3"/><SequencePoint vc="0" sl="4"/>')


@pytest.mark.parametrize("counted", [(1, 3), (0, 2)])
def test_a_summary_that_contradicts_the_points_is_refused_with_both_numbers(counted: tuple[int, int]) -> None:
    message = refused("opencover", report(module(POINTS), counted=counted))
    assert (
        f"its summary counts {counted[0]} of {counted[1]} sequence points as visited, its methods list 1 of 2"
        in message
    )


@pytest.mark.parametrize("counted", [(1, 2), (1, 1), None])
def test_points_that_a_tool_does_not_count_are_no_contradiction(counted: tuple[int, int] | None) -> None:
    assert found(report(module(POINTS), counted=counted))


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (report(), "holds no file"),
        (report(module(method('<SequencePoint vc="1" sl="3" fileid="8"/>'))), "refers to file 8, which its module"),
        (report(module(files=FILES + FILES.replace("A.cs", "B.cs"))), "two files have the uid 7"),
        (report(module(files="<Files><File uid='1'/></Files>")), "a <File> has no uid or no fullPath"),
        (report(module(method('<SequencePoint sl="3"/>'))), "vc is missing"),
        (report(module(method('<SequencePoint vc="1" sl="x"/>'))), 'sl="x" is no count'),
        (report(module(method('<SequencePoint vc="1" sl="99999999"/>'))), "is no line of a file"),
        (report(module(POINTS))[:-20], "not well-formed XML"),
    ],
)  # fmt: skip
def test_no_report_is_read_as_one(text: str, cause: str) -> None:
    assert cause in refused("opencover", text)
