"""The reader of LCOV tracefiles. What `lcov --summary` (1.16) says of the stored files is the oracle."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch import coverage as shelf
from lockstitch import lines, load
from lockstitch.coverage import lcov
from lockstitch.errors import Fault, ReadError
from lockstitch.load import Source
from lockstitch.model import Ask, Branch, CoverageReport, FileCoverage
from lockstitch.settings import Limits

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
SUMMARY = {
    "coveragepy-7.17.3/branch-coverage.lcov": (25, 32),
    "coveragepy-6.5.0/branch-coverage.lcov": (27, 34),
    "coveragepy-6.5.0/lines-coverage.lcov": (27, 34),
    "gcovr-8.8/gcovr.lcov": (12, 15),
    "jest/lcov.info": (4, 5),
    "nyc/lcov.info": (6, 9),
    "vitest/lcov.info": (3, 4),
    "lcov/lcov.info": (9, 11),
    "lcov-1.16/lcov.info": (131, 144),
}
"""Stored file → lines hit and found."""
EVERYTHING = Ask(lambda _path: True, lambda _path: True)
NOTHING = Ask(lambda _path: False)
GENEROUS = Limits()


def read(path: Path, ask: Ask = EVERYTHING, limits: Limits = GENEROUS) -> CoverageReport:
    return lcov.read(Source(str(path), path.name, limits), ask)


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return tmp_path / "lcov.info"


def record(path: str, *entries: str) -> str:
    return "\n".join([f"SF:{path}", *entries, "end_of_record", ""])


def only(path: Path) -> FileCoverage:
    (file,) = read(path).files
    return file


def seen(file: FileCoverage) -> tuple[str, str]:
    return lines.shown(file.executed), lines.shown(file.missing)


def refused(path: Path, limits: Limits = GENEROUS) -> Fault:
    messages = set()
    for ask in (EVERYTHING, NOTHING):
        with pytest.raises(ReadError) as caught:
            read(path, ask, limits)
        (fault,) = caught.value.faults
        messages.add(fault.message)
    assert len(messages) == 1
    assert fault.path == path.name
    assert "\n" not in fault.message
    return fault


# ---- recognition


@pytest.mark.parametrize("name", SUMMARY)
def test_real_files_are_recognised_by_content(name: str) -> None:
    assert shelf.identify("whatever.txt", load.head(Source(str(REPORTS / name), ""))) == "lcov"


@pytest.mark.parametrize(
    "head",
    [
        b"SF:a",
        b"TN:",
        b"\xef\xbb\xbf\r\n# made by hand\r\n\r\n  TN:x\r\n",
        "TN:\nSF:a.c\n".encode("utf-16"),
        b"\xfe\xff" + "#é\nSF:a.c\n".encode("utf-16-be"),
    ],
)
def test_the_first_entry_tells(head: bytes) -> None:
    assert lcov.detects("", head)


@pytest.mark.parametrize("head", [b"", b"DA:1,1\n", b"#\n", b"<coverage>\nSF:a\n", b'{"SF:": 1}', b"mode: set\nSF:a\n"])
def test_nothing_else_is_ours(head: bytes) -> None:
    assert not lcov.detects("lcov.info", head)


# ---- what real tools wrote


@pytest.mark.parametrize("name", SUMMARY)
def test_real_files_hold_what_lcov_finds_in_them(name: str) -> None:
    found = read(REPORTS / name)
    executed = sum(file.executed.bit_count() for file in found.files)
    measured = sum(file.measured.bit_count() for file in found.files)
    assert (executed, measured) == SUMMARY[name]
    assert found.measured == measured
    assert found.format == "lcov"
    assert found.has_contexts == (name == "lcov-1.16/lcov.info")
    assert found.listed == tuple(file.path for file in found.files)


@pytest.mark.parametrize("name", SUMMARY)
def test_the_figures_do_not_depend_on_what_was_asked_for(name: str) -> None:
    whole, bare = read(REPORTS / name), read(REPORTS / name, NOTHING)
    assert bare.files == ()
    assert (bare.listed, bare.measured, bare.has_branches) == (whole.listed, whole.measured, whole.has_branches)
    for file in whole.files:
        assert read(REPORTS / name, Ask(file.path.__eq__, file.path.__eq__)).files == (file,)


def test_lcov_names_the_test_and_lists_the_systems_headers() -> None:
    found = read(REPORTS / "lcov-1.16" / "lcov.info")
    assert sum(path.startswith("/usr/include/") for path in found.listed) == 9
    cart = next(file for file in found.files if file.path.endswith("cart.cpp"))
    assert cart.contexts == {"smoke_test": cart.executed}
    branches = [branch for file in found.files for branch in file.branches.values()]
    assert (sum(b.taken for b in branches), sum(b.total for b in branches)) == (19, 38)


def test_coverage_py_names_its_exits() -> None:
    basket = read(REPORTS / "coveragepy-7.17.3" / "branch-coverage.lcov").files[1]
    assert basket.path == "shop/basket.py"
    assert basket.branches[46] == Branch(2, 1, frozenset({"0,return from function 'first'"}))
    assert basket.branches[36] == Branch(2, 0, frozenset({"0,jump to line 37", "0,jump to line 38"}))
    assert basket.branches[25] == Branch(2, 2, frozenset())


def test_line_0_which_coverage_py_and_gcovr_write_is_no_line(trace: Path) -> None:
    trace.write_text(record("a.py", "DA:0,2", "DA:3,1", "BRDA:0,0,0,-", "BRDA:3,0,0,1"))
    assert only(trace) == FileCoverage("a.py", 0b1000, branches={3: Branch(1, 1, frozenset())})


def test_gcovr_counts_lines_once_for_each_function() -> None:
    """Its record of g.cpp says LF:20 and lists 6 lines; its TN is no test either."""
    found = read(REPORTS / "gcovr-8.8" / "gcovr.lcov")
    assert seen(found.files[3]) == ("4-5, 7-9", "6")
    assert not found.has_contexts
    assert found.files[1].branches[3] == Branch(4, 3, frozenset({"0,1"}))


# ---- records and entries


def test_records_of_one_file_are_united_and_executed_wins(trace: Path) -> None:
    one = record("a.c", "DA:1,1", "DA:2,0", "BRDA:2,0,0,0", "BRDA:2,0,1,1")
    two = record("a.c", "DA:2,3", "DA:3,0", "BRDA:2,0,0,4", "BRDA:2,0,1,0", "BRDA:2,0,2,-")
    trace.write_text(one + record("b.c") + two)
    found = read(trace)
    assert found.listed == ("a.c", "b.c")
    assert seen(found.files[0]) == ("1-2", "3")
    assert found.files[0].branches == {2: Branch(3, 2, frozenset({"0,2"}))}
    assert found.files[1] == FileCoverage("b.c", 0)
    assert (found.measured, found.has_branches) == (3, True)


def test_what_we_do_not_know_is_none_of_our_business(trace: Path) -> None:
    entries = ["VER:1", "FNL:0,1,4", "FNA:0,2,f", "FN:1,4,f", "MCDC:3,2,t,0,0,a", "# a comment", "", "81", "XY:1,2"]
    trace.write_text("VER:0\n" + record("a.c", *entries, "DA:1,2,0bad0c0ffee") + "EOF\nend_of_record\n")
    assert only(trace) == FileCoverage("a.c", 0b10, functions=frozenset({(1, "f")}))


def test_functions_stand_where_they_begin(trace: Path) -> None:
    trace.write_text(record("a.c", "FN:3,total", "FN:7,12,refund", "FN:x,y", "FN:9", "DA:3,1"))
    assert only(trace).functions == {(3, "total"), (7, "refund"), (9, "")}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_line_ends_and_encodings_of_windows(trace: Path, encoding: str) -> None:
    trace.write_text("TN:\r\n" + record("C:\\größe.c", "DA:1,1").replace("\n", "\r\n"), encoding, newline="")
    assert only(trace) == FileCoverage("C:\\größe.c", 0b10)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (["BRDA:5,0,0,-", "BRDA:5,0,1,-"], Branch(2, 0, frozenset({"0,0", "0,1"}))),
        (["BRDA:5,0,f(a,b) > 1,1", "BRDA:5,e0,x,0"], Branch(2, 1, frozenset({"e0,x"}))),
        (["BRDA:5,0,0,1.67e+20", "BRDA:5,U0,1,0"], Branch(1, 1, frozenset())),
        (["BRDA:5,U0,1,0"], None),
        (["BRF:2", "BRH:1"], None),
    ],
)
def test_branches(trace: Path, entries: list[str], expected: Branch | None) -> None:
    trace.write_text(record("a.c", "DA:5,1", *entries))
    assert only(trace).branches == ({5: expected} if expected else {})
    assert read(trace).has_branches is (expected is not None)


def test_counts_may_be_huge(trace: Path) -> None:
    trace.write_text(record("a.c", "DA:10000000,18446744073709551151", "DA:1,1.0e+19"))
    assert only(trace).executed == 1 << 10_000_000 | 0b10


def test_tests_are_contexts_of_the_files_asked_for(trace: Path) -> None:
    trace.write_text(
        "TN:one\n" + record("a.c", "DA:1,1", "DA:2,0") + record("b.c", "DA:7,1")
        + "TN:two\n" + record("a.c", "DA:2,1") + "TN:\n" + record("a.c", "DA:3,1")
    )  # fmt: skip
    found = read(trace, Ask(lambda _path: True, "a.c".__eq__))
    assert found.files[0].contexts == {"one": 0b010, "two": 0b100}
    assert found.files[0].executed == 0b1110
    assert found.files[1].contexts == {}
    assert found.has_contexts
    assert read(trace, NOTHING).has_contexts


def test_a_test_that_ran_nothing_is_no_context(trace: Path) -> None:
    trace.write_text("TN:one\n" + record("a.c", "DA:1,0"))
    assert not read(trace).has_contexts


# ---- refusals


@pytest.mark.parametrize(
    "entry",
    [
        *("DA:1", "DA:", "DA:1,", "DA:1,-1", "DA:-1,1", "DA:x,1", "DA:10000001,1", "DA:1,1.a0e+19", "DA:1,1.0e+19x"),
        *("BRDA:1,0,0,", "BRDA:1,0,0", "BRDA:1", "BRDA:1,0,0,-1", "BRDA:1,,1", "BRDA:x,0,0,1", "BRDA:10000001,0,0,1"),
        *("LF:x", "LH:-1", f"DA:1,{'9' * 5000}", "SF:b.c"),
    ],
)  # fmt: skip
def test_a_malformed_entry_is_refused_with_its_line(trace: Path, entry: str) -> None:
    trace.write_text("TN:\n" + record("a.c", "DA:9,1", entry))
    fault = refused(trace)
    assert fault.line == 4
    assert entry[:60] in fault.message
    assert len(fault.message) < 250


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "holds no file"),
        (b"TN:\n", "holds no file"),
        (record("", "DA:1,1").encode(), "holds no file"),
        (b"DA:1,1\n", "outside any record"),
        (record("a.c", "DA:1,1").encode() + b"DA:1,1\n", "outside any record"),
        (record("a.c", "DA:1,1")[:-14].encode(), "no end_of_record"),
        (record("a.c", "DA:1,1")[:-3].encode(), "no end_of_record"),
        (record("a.c", "DA:1,1").replace("end_of_record\n", "").encode() + record("b.c").encode(), "no end_of_record"),
        (b"TN:\nSF:gr\xf6\xdfe.c\n", "is not valid UTF-8"),
        (b"\xff\xfeT\0N\0:\0\n\0\0\xd8", "is not valid UTF-16"),
    ],
)
def test_no_tracefile_is_read_as_one(trace: Path, content: bytes, cause: str) -> None:
    trace.write_bytes(content)
    assert cause in refused(trace).message


def test_limits_hold(trace: Path) -> None:
    trace.write_text(record("a.c", "DA:1,1", "#" + 90 * "x"))
    assert only(trace)
    assert "3 lines" in refused(trace, Limits(entries=3)).message
    assert "a line of 60 characters" in refused(trace, Limits(token=60)).message
    assert "larger than 50 bytes" in refused(trace, Limits(bytes=50)).message


@pytest.mark.parametrize("entries", [["LF:3", "LH:1"], ["LF:2", "LH:2"]])
def test_a_record_that_lost_lines_is_refused_with_both_numbers(trace: Path, entries: list[str]) -> None:
    trace.write_text("TN:\n" + record("a.c", "FN:1,f", "DA:1,1", "DA:2,0", *entries))
    found, hit = (entry[3:] for entry in entries)
    assert f"counts {hit} of {found} lines as hit, and lists 1 of 2" in refused(trace).message
    trace.write_text(record("a.c", "DA:1,1", "DA:2,0", *entries, "FN:1,f"))
    assert "contradicts itself on a.c" in refused(trace).message


@pytest.mark.defect("LS-50")
@pytest.mark.parametrize("key", ["FNF", "LF", "BRH"])
def test_a_record_that_lost_its_end_does_not_take_over_the_next_file(trace: Path, key: str) -> None:
    """LLVM's sums are of functions, so that they do not tell."""
    one = record("a.c", "FN:1,f", f"{key}:1", "DA:4,0")
    two = record("b.c", "FN:1,f", f"{key}:1", "DA:4,1")
    trace.write_text(one + two)
    assert [seen(file) for file in read(trace).files] == [("", "4"), ("4", "")]
    trace.write_text(one.replace("end_of_record\n", "") + two.partition("\n")[2])
    assert "the record of a.c has two of it" in refused(trace).message


@pytest.mark.parametrize(
    "text",
    [
        record("a.rs", "FN:1,f", "DA:1,1", "LF:4", "LH:3"),
        "TN:GCOVR_report\n" + record("a.c", "FN:1,f", "DA:1,1", "LF:4", "LH:3"),
        "TN:\n" + record("a.py", "LF:0", "LH:1"),
        "TN:\n" + record("a.c", "DA:1,1", "DA:1,1", "DA:1,1", "LF:1", "LH:1"),
        "TN:\n" + record("a.py", "DA:1,1", "DA:2,1", "LF:1", "LH:1"),
    ],
)
def test_totals_of_tools_that_count_otherwise_are_passed_over(trace: Path, text: str) -> None:
    """LLVM; gcovr; coverage.py 6 of an empty module; geninfo; coverage.py 7.2 of a docstring."""
    trace.write_text(text)
    assert read(trace).files


# ---- damage


def covered(found: CoverageReport) -> set[tuple[str, int]]:
    return {(file.path, number) for file in found.files for number in lines.numbers(file.executed)}


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "lcov.info"


@settings(max_examples=120, deadline=None)
@given(name=st.sampled_from(sorted(SUMMARY)), data=st.data())
def test_what_is_cut_or_lost_covers_nothing_more(name: str, data: st.DataObject, damaged: Path) -> None:
    text = (REPORTS / name).read_text(encoding="utf-8").splitlines(keepends=True)
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.sampled_from([first + 1, len(text)]))
    damaged.write_text("".join(text[:first] + text[last:]), encoding="utf-8")
    try:
        found = read(damaged)
    except ReadError:
        return
    assert covered(found) <= covered(read(REPORTS / name))
    if last == len(text):
        assert text[first - 1] in ("end_of_record\n", "TN:\n")


@settings(max_examples=120, deadline=None)
@given(
    name=st.sampled_from(sorted(SUMMARY)), place=st.integers(0, 2600), new=st.binary(max_size=4), old=st.integers(0, 6)
)
def test_any_damage_is_read_or_refused(name: str, place: int, new: bytes, old: int, damaged: Path) -> None:
    content = (REPORTS / name).read_bytes()
    damaged.write_bytes(content[:place] + new + content[place + old :])
    try:
        read(damaged)
    except ReadError as error:
        assert "\n" not in str(error)
