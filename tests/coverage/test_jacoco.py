"""The reader of JaCoCo XML."""

from __future__ import annotations

import pytest
from damage import NOTHING, REPORTS, read, read_bytes, refused, seen

from lockstitch.coverage import jacoco
from lockstitch.errors import ReadError
from lockstitch.model import Branch, CoverageReport

PLAIN = '<line nr="3" mi="0" ci="2" mb="0" cb="0"/><line nr="4" mi="1" ci="0" mb="1" cb="1"/>'


def source(lines: str = PLAIN, counted: tuple[int, int] | None = (1, 1), name: str = "A.java") -> str:
    counter = '<counter type="LINE" missed="{}" covered="{}"/>'.format(*counted) if counted else ""
    return f'<sourcefile name="{name}">{lines}{counter}</sourcefile>'


def report(*sources: str, package: str = "com/shop", counters: str = "") -> str:
    return f'<report name="x"><package name="{package}">{"".join(sources)}</package>{counters}</report>'


def found(text: str) -> CoverageReport:
    report = read_bytes("jacoco", text.encode())
    assert report
    return report


@pytest.mark.parametrize(
    ("head", "ours"),
    [
        (b'<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x">', 1),
        (b'<report name="x"><sessioninfo id="a" start="1" dump="2"/>', 1),
        (b'<report name="x"><group name="a"><package', 1),
        (b'<report name="x"><testsuite/>', 0),
        (b'<coverage name="jacoco">', 0),
        (b"<!-- jacoco --><report", 0),
    ],
)
def test_recognition(head: bytes, ours: bool) -> None:
    assert jacoco.detects("whatever", head) == bool(ours)


def test_a_file_is_called_by_its_package_and_name() -> None:
    shop = read(REPORTS / "jacoco-0.8.6" / "jacoco.xml")
    assert set(shop.listed) == {"com/shop/Cart.java", "com/shop/Money.java"}
    assert found(report(source(), package="")).listed == ("A.java",)
    cart = next(file for file in shop.files if file.path == "com/shop/Cart.java")
    assert seen(cart) == ("4, 8-9, 12-13", "17, 21-22")
    assert cart.branches == {12: Branch(4, 2)}


def test_a_line_ran_where_one_of_its_instructions_did() -> None:
    (file,) = found(report(source('<line nr="3" mi="9" ci="1"/><line nr="4" mi="9" ci="0"/>'))).files
    assert seen(file) == ("3", "4")
    assert not found(report(source('<line nr="3" mi="9" ci="1"/>', (0, 1)))).has_branches


def test_what_was_not_asked_for_is_only_counted() -> None:
    bare = read(REPORTS / "jacoco-0.8.6" / "jacoco.xml", NOTHING)
    assert (bare.files, bare.measured, bare.has_branches, len(bare.listed)) == ((), 14, True, 2)


def test_methods_and_classes_count_what_their_source_lists() -> None:
    inner = '<class name="x" sourcefilename="A.java"><method name="f" desc="()V" line="99">'
    inner += (
        '<counter type="LINE" missed="7" covered="7"/></method><counter type="LINE" missed="7" covered="7"/></class>'
    )
    assert seen(found(report(inner, source())).files[0]) == ("3", "4")


def test_a_file_of_two_groups_is_two_files() -> None:
    """Modules of one build hold files of the same name; each has its own root, which the report does not tell."""
    path = REPORTS / "jacoco-0.8.6" / "groups.xml"
    with pytest.raises(ReadError, match=r"holds com/shop/Cart.java twice, in modules/one and in modules/two"):
        read(path)
    assert read(path, NOTHING).listed == ("com/shop/Cart.java", "com/shop/Money.java")


LINE = '<counter type="LINE" missed="{}" covered="{}"/>'


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (report(source(counted=(2, 1))), "on com/shop/A.java: it counts 1 of 3 lines as covered, and lists 1 of 2"),
        (report(source(counted=(0, 2))), "it counts 2 of 2 lines as covered, and lists 1 of 2"),
        (report(source() + LINE.format(0, 1)), "on package com/shop: it counts 1 of 1 lines"),
        (report(source(), counters=LINE.format(3, 3)), "on the whole: it counts 3 of 6 lines"),
        (report(source('<line nr="3" mi="0" ci="2"/><line nr="3" mi="2" ci="0"/>')), "lists a line twice"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused_with_both_numbers(text: str, cause: str) -> None:
    message = refused("jacoco", text)
    assert "contradicts itself" in message
    assert cause in message


def test_classes_without_a_source_are_counted_and_listed_nowhere() -> None:
    """What was compiled without debug information adds lines to its package and to the whole, and to no file."""
    silent = '<class name="com/shop/B"><counter type="LINE" missed="5" covered="0"/></class>'
    text = report(silent, source(), LINE.format(6, 1), counters=LINE.format(6, 1))
    assert found(text).measured == 2


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        ('<line mi="0" ci="1"/>', "nr is missing"),
        ('<line nr="0" mi="0" ci="1"/>', 'nr="0" is no line of a file'),
        ('<line nr="99999999" mi="0" ci="1"/>', "is no line of a file"),
        ('<line nr="3" mi="0" ci="-1"/>', 'ci="-1" is no count'),
        ('<line nr="3" mi="0" ci="1" mb="1"/>', "cb is missing"),
        ('<line nr="3" mi="0" ci="1_0"/>', "is no count"),
        (f'<line nr="3" mi="0" ci="{"9" * 99}"/>', "is no count"),
    ],
)
def test_a_malformed_line_is_refused_with_its_place(lines: str, cause: str) -> None:
    message = refused("jacoco", report(source(lines, None)))
    assert cause in message
    assert "(line 1, column " in message


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (report(), "holds no file"),
        ('<report name="x"><line nr="1" ci="1"/></report>', "outside of any <sourcefile>"),
        (report("<sourcefile/>"), "a <sourcefile> has no name"),
        (report(source())[:-20], "not well-formed XML"),
        (report('<class sourcefilename="A.java"><class></class></class>', source()), "</class> ends nothing"),
        ("<coverage/>", "is no JaCoCo report: its root is <coverage>"),
        (f'<report name="x">{"<a>" * 300}{"</a>" * 300}</report>', "nested more than 200 deep"),
    ],
)
def test_no_report_is_read_as_one(text: str, cause: str) -> None:
    assert cause in refused("jacoco", text)


def test_gcovrs_jacoco_does_not_tell_which_lines_ran() -> None:
    message = refused("jacoco", (REPORTS / "gcovr-8.8" / "jacoco.xml").read_bytes())
    assert "does not say which lines ran: its lines have no instruction counts" in message
