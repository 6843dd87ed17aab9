"""The reader of Clover XML, which each tool writes in a way of its own."""

from __future__ import annotations

import pytest
from damage import NOTHING, REPORTS, read, read_bytes, refused, seen

from lockstitch.coverage import clover
from lockstitch.model import Branch, FileCoverage

STMTS = '<line num="3" type="stmt" count="1"/><line num="4" type="stmt" count="0"/>'


def metrics(covered: int, statements: int, taken: int = 0, exits: int = 0) -> str:
    sums = f'statements="{statements}" coveredstatements="{covered}"'
    return f'<metrics {sums} conditionals="{exits}" coveredconditionals="{taken}"/>'


def report(lines: str, own: str = metrics(1, 2), whole: str = "", version: str = "4.5.2", name: str = "shop") -> str:
    file = f'<file name="A.java" path="/ci/A.java">{own}{lines}</file>'
    return f'<coverage clover="{version}"><project name="{name}">{whole}{file}</project></coverage>'


def only(text: str) -> FileCoverage:
    found = read_bytes("clover", text.encode())
    assert found
    (file,) = found.files
    return file


@pytest.mark.parametrize(
    ("head", "ours"),
    [
        (b'<coverage generated="1"><project timestamp="1">', True),
        (b'<coverage clover="4.4.1"><testproject name="x">', True),
        (b'<coverage line-rate="1"><project>', True),
        (b'<coverage version="1"><file path="a.cpp">', False),
        (b'<coverage line-rate="1"><sources><source>', False),
        (b'<coverage><packages><package name="project">', False),
        (b"<project><target/>", False),
    ],
)
def test_recognition(head: bytes, ours: bool) -> None:
    assert clover.detects("whatever", head) == ours


def test_openclover_counts_how_often_a_condition_was_true_and_false() -> None:
    cart, test = read(REPORTS / "by-hand" / "openclover.xml").files
    assert cart.path == "/home/ci/shop/src/main/java/com/shop/Cart.java"
    assert cart.branches == {9: Branch(2, 2), 10: Branch(2, 1)}
    assert seen(test) == ("5", "")


def test_a_condition_on_a_line_of_its_own_is_a_line() -> None:
    """The second line of `a &&` and `b`: line 10 of the fixture."""
    cart = read(REPORTS / "by-hand" / "openclover.xml").files[0]
    assert seen(cart) == ("8-11, 13", "17, 20")


def test_a_method_that_nothing_follows_stands_for_itself() -> None:
    """PHPUnit lists a method of one line, `add` on line 9 and `clear` on line 22, as a method alone."""
    (cart,) = read(REPORTS / "phpunit-9.6.7" / "clover-one-line.xml").files
    assert seen(cart) == ("9, 13-17", "19, 22, 26")


def test_istanbul_writes_how_many_exits_were_taken() -> None:
    (cart,) = read(REPORTS / "vitest" / "clover.xml").files
    assert cart.branches == {2: Branch(2, 1), 5: Branch(2, 1)}


COND = '<line num="3" type="stmt" count="1"/><line num="3" type="cond" truecount="{}" falsecount="{}"/>'


@pytest.mark.parametrize(
    ("counts", "sums", "expected"),
    [
        ((1, 1), (2, 2), Branch(2, 2)),
        ((1, 1), (1, 2), Branch(2, 1)),
        ((145, 0), (1, 2), Branch(2, 1)),
        ((2, 0), (2, 2), Branch(2, 2)),
        ((0, 0), (0, 2), Branch(2, 0)),
        ((1, 1), (9, 9), Branch(2, 1)),
    ],
)
def test_the_sums_tell_what_the_counts_of_a_condition_mean(
    counts: tuple[int, int], sums: tuple[int, int], expected: Branch
) -> None:
    """Clover's own; ReportGenerator's; Clover's with large counts; ReportGenerator's; nothing; neither."""
    assert only(report(COND.format(*counts), metrics(1, 1, *sums))).branches == {3: expected}


def test_where_both_readings_agree_with_the_sums_the_lower_one_holds() -> None:
    lines = COND.format(2, 0) + '<line num="5" type="cond" truecount="1" falsecount="1"/>'
    assert only(report(lines, metrics(1, 1, 3, 4))).branches == {3: Branch(2, 1), 5: Branch(2, 1)}


@pytest.mark.parametrize("own", ["<metrics/>", metrics(1, 2).replace('conditionals="0" coveredconditionals="0"', "")])
def test_sums_that_are_not_told_contradict_nothing(own: str) -> None:
    condition = '<line num="5" type="cond" truecount="3" falsecount="0"/>'
    assert seen(only(report(STMTS, own))) == ("3", "4")
    assert only(report(STMTS + condition, own)).branches == {5: Branch(2, 1)}


def test_what_was_not_asked_for_is_only_counted() -> None:
    bare, whole = (read(REPORTS / "by-hand" / "openclover.xml", *ask) for ask in ((NOTHING,), ()))
    assert bare.files == ()
    assert (bare.measured, bare.has_branches, bare.listed) == (8, True, whole.listed)


def test_a_file_is_called_by_its_path_or_its_name() -> None:
    assert only(report(STMTS)).path == "/ci/A.java"
    assert only(report(STMTS).replace('path="/ci/A.java"', "")).path == "A.java"


@pytest.mark.parametrize("version", ["4.5.2", "1795463836", "3.2.0"])
def test_more_lines_than_are_counted_are_refused_of_every_tool(version: str) -> None:
    message = refused("clover", report(STMTS, metrics(0, 2), version=version, name="All files"))
    assert "contradicts itself on /ci/A.java: it counts 0 of 2 statements as covered, and lists 1 of 2" in message


@pytest.mark.parametrize("version", ["1795463836", "3.2.0"])
def test_istanbul_and_gcovr_list_what_they_count(version: str) -> None:
    """gcovr's version of Clover is a time."""
    message = refused("clover", report(STMTS, metrics(1, 3), version=version, name="All files"))
    assert "it counts 1 of 3 statements as covered, and lists 1 of 2" in message


@pytest.mark.parametrize("version", ["", "4.5.2", "1.3.13"])
def test_other_tools_count_statements_that_share_a_line(version: str) -> None:
    assert seen(only(report(STMTS, metrics(2, 4), version=version))) == ("3", "4")


def test_a_project_that_lost_a_file_is_refused_with_both_numbers() -> None:
    message = refused("clover", report(STMTS, whole=metrics(5, 9)))
    assert "contradicts itself: it counts 5 of 9 statements as covered, its files 1 of 2" in message
    assert only(report(STMTS, whole=metrics(1, 2)))


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("<coverage><project/></coverage>", "holds no file"),
        ('<coverage><project><line num="1"/></project></coverage>', "outside of any <file>"),
        ("<coverage><project><file/></project></coverage>", "a <file> has neither path nor name"),
        (report('<line num="3" type="odd" count="1"/>', ""), 'type="odd" is no kind of line'),
        (report('<line num="3" count="1"/>', ""), "is no kind of line"),
        (report('<line num="3" type="stmt"/>', ""), "count is missing"),
        (report('<line num="3" type="cond" truecount="1"/>', ""), "falsecount is missing"),
        (report(STMTS)[:-30], "not well-formed XML"),
        ("<report/>", "is no Clover report: its root is <report>"),
    ],
)
def test_no_report_is_read_as_one(text: str, cause: str) -> None:
    assert cause in refused("clover", text)
