"""The reader of Go's cover profiles."""

from __future__ import annotations

import pytest
from damage import GENEROUS, NOTHING, REPORTS, read, read_bytes, refused, seen

from lockstitch.coverage import goprofile
from lockstitch.model import CoverageReport

ONE = "example.com/shop/cart.go:3.26,4.11 1 1\n"


def found(text: str) -> CoverageReport:
    report = read_bytes("Go cover profile", text.encode())
    assert report
    return report


@pytest.mark.parametrize(("head", "ours"), [(b"mode: set\n", 1), (b"mode: atomic", 1), (b"node: set", 0), (b"", 0)])
def test_recognition(head: bytes, ours: bool) -> None:
    assert goprofile.detects("cover.out", head) == bool(ours)


def test_blocks_of_all_packages_tests_are_united_and_executed_wins() -> None:
    """With -coverpkg each package's tests tell every block again."""
    money, cart = read(REPORTS / "go-1.19.8" / "cover-all.out").files
    assert (money.path, seen(money)) == ("example.com/shop/internal/money/money.go", ("4, 7-10", "11-12"))
    assert (cart.path, seen(cart)) == ("example.com/shop/cart/cart.go", ("10, 13-17, 20-25, 30", "26-29, 34-36"))


def test_an_empty_function_has_nothing_to_run() -> None:
    """Line 38 of cart.go, `func noop() {}`, is a block of 0 statements."""
    cart = read(REPORTS / "go-1.19.8" / "cover-all.out").files[1]
    assert cart.covers(38) is None


def test_a_profile_measures_spans_and_no_branches() -> None:
    report = read(REPORTS / "go-1.19.8" / "cover.out")
    assert (report.granularity, report.has_branches, report.measured) == ("span", False, 27)
    assert read(REPORTS / "go-1.19.8" / "cover.out", NOTHING).measured == 27


def test_profiles_that_were_appended_are_one() -> None:
    text = "mode: set\n" + ONE.replace("1 1\n", "1 0\n") + "mode: set\n" + ONE
    assert seen(found(text).files[0]) == ("3-4", "")


def test_line_ends_of_windows_and_odd_paths() -> None:
    text = "mode: count\r\nC:/my shop/größe: a.go:3.26,4.11 1 18446744073709551615\r\n"
    (file,) = found(text).files
    assert (file.path, seen(file)) == ("C:/my shop/größe: a.go", ("3-4", ""))


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("mode: set\n", "holds no file"),
        ("mode: some\n" + ONE, "has a malformed line, 'mode: some'"),
        (ONE, "a block stands before the mode"),
        ("mode: set\n" + ONE[:-1], "is cut off in line 2, column 39"),
        ("mode: set\n" + ONE[:-3] + "\n", "has a malformed line"),
        ("mode: set\na.go:4.1,3.1 1 1\n", "4 to 3 are no lines of a file"),
        ("mode: set\na.go:0.1,3.1 1 1\n", "0 to 3 are no lines of a file"),
        ("mode: set\na.go:1.1,99999999.1 1 1\n", "are no lines of a file"),
        ("mode: set\na.go:1.1,2.1 1 -1\n", "has a malformed line"),
        ("mode: set\n" + ONE + "mode: count\n" + ONE, "its mode is set, and count in line 3"),
        ("mode: set\n" + ONE + ONE.replace(" 1 1", " 2 1"), "the block 3.26,4.11 has 1 statements, and 2"),
    ],
)
def test_no_profile_is_read_as_one(text: str, cause: str) -> None:
    assert cause in refused("Go cover profile", text)


def test_text_in_another_encoding_is_refused() -> None:
    assert "is not valid UTF-8" in refused("Go cover profile", b"mode: set\ngr\xf6\xdfe.go:1.1,2.1 1 1\n")


def test_blocks_may_not_cover_more_lines_than_the_limit() -> None:
    text = "mode: set\na.go:1.1,60.1 1 1\nb.go:1.1,60.1 1 1\n"
    assert found(text).measured == 120
    assert "blocks of more than 100 lines" in refused("Go cover profile", text, GENEROUS._replace(entries=100))
