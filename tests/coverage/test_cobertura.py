"""The reader of Cobertura XML; `xml.etree`, which holds the whole report in memory, is the oracle."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch import coverage as shelf
from lockstitch import lines, load
from lockstitch.coverage import cobertura
from lockstitch.errors import Fault, ReadError
from lockstitch.load import Source
from lockstitch.model import Ask, Branch, CoverageReport, FileCoverage
from lockstitch.settings import Limits

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
COVERAGE_PY = REPORTS / "coveragepy-7.17.3" / "branch-coverage.xml"
REAL = [
    COVERAGE_PY,
    REPORTS / "coveragepy-6.5.0" / "branch-coverage.xml",
    REPORTS / "gcovr-8.8" / "cobertura.xml",
    REPORTS / "jest" / "cobertura-coverage.xml",
    REPORTS / "nyc" / "cobertura-coverage.xml",
    REPORTS / "vitest" / "cobertura-coverage.xml",
    REPORTS / "phpunit-9.6.7" / "cobertura.xml",
    REPORTS / "phpunit-9.6.7" / "cobertura-xdebug.xml",
]
EVERYTHING = Ask(lambda _path: True)
NOTHING = Ask(lambda _path: False)
GENEROUS = Limits()
real = pytest.mark.parametrize("path", REAL, ids=lambda path: f"{path.parent.name}/{path.name}")


def read(path: Path, ask: Ask = EVERYTHING, limits: Limits = GENEROUS) -> CoverageReport:
    return cobertura.read(Source(str(path), path.name, limits), ask)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "coverage.xml"


def document(*classes: str, header: str = 'line-rate="0.5"', sources: str = "") -> str:
    """A report: each class is `filename|what stands inside`."""
    body = "".join('<class filename="{}">{}</class>'.format(*each.split("|", 1)) for each in classes)
    return f"<coverage {header}>{sources}<packages><package><classes>{body}</classes></package></packages></coverage>"


def line(number: object, hits: object, more: str = "") -> str:
    return f'<line number="{number}" hits="{hits}" {more}/>'


def branch(condition: str, missing: str = "") -> str:
    return f'branch="true" condition-coverage="{condition}"' + (f' missing-branches="{missing}"' if missing else "")


def only(path: Path) -> FileCoverage:
    (file,) = read(path).files
    return file


def seen(file: FileCoverage) -> tuple[str, str]:
    return lines.shown(file.executed), lines.shown(file.missing)


def refused(path: Path, ask: Ask = EVERYTHING, limits: Limits = GENEROUS) -> Fault:
    with pytest.raises(ReadError) as caught:
        read(path, ask, limits)
    (fault,) = caught.value.faults
    assert fault.path == path.name
    assert "\n" not in fault.message
    return fault


# ---- recognition


@real
def test_real_reports_are_recognised_by_content(path: Path) -> None:
    assert shelf.identify("whatever.txt", load.head(Source(str(path), ""))) == "cobertura"


@pytest.mark.parametrize(
    "head",
    [
        b"<coverage line-rate='0'/>",
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made -->\n<coverage><sources/></coverage>",
        b"<coverage>\n<packages>",
        b"<coverage><class><me",
        "<coverage line-rate='1'>".encode("utf-16"),
    ],
)
def test_the_shape_tells(head: bytes) -> None:
    assert cobertura.detects("", head)


@pytest.mark.parametrize("name", ["gcovr-8.8/clover.xml", "gcovr-8.8/sonarqube.xml", "jest/clover.xml"])
def test_other_coverage_roots_are_not_ours(name: str) -> None:
    assert not cobertura.detects("cobertura.xml", (REPORTS / name).read_bytes()[: load.HEAD])


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"TN:\nSF:a.c\n",
        b"<coverage/>",
        b"<coverage><file line-rate='1'/></coverage>",
        b"<testsuites><testsuite line-rate='1'/></testsuites>",
        b"<report><package><class line-rate='1'/></package></report>",
        b'<!DOCTYPE x [<!ENTITY a "aa">]><coverage line-rate="1">',
        b'<?xml version="1.0" encoding="klingon"?><coverage line-rate="1">',
        b'<?xml version="1.0" encoding="shift_jis"?><coverage line-rate="1">',
    ],
)
def test_nothing_else_is_ours(head: bytes) -> None:
    assert not cobertura.detects("coverage.xml", head)


# ---- what real tools wrote


def told(path: Path) -> Iterator[tuple[str, set[int], set[int]]]:
    """File, executed and missing lines of the classes of a report, read with another parser."""
    root = ET.parse(path).getroot()
    for name in dict.fromkeys(each.attrib["filename"] for each in root.iter("class")):
        found = root.iterfind(f".//class[@filename='{name}']/lines/line")
        hits = [(int(each.attrib["number"]), each.attrib["hits"] != "0") for each in found]
        executed = {number for number, hit in hits if hit}
        yield name, executed, {number for number, _hit in hits} - executed


@real
def test_real_reports_are_read_as_another_parser_reads_them(path: Path) -> None:
    found = read(path)
    assert found.format == "cobertura"
    ours = [(file.path, set(lines.numbers(file.executed)), set(lines.numbers(file.missing))) for file in found.files]
    assert ours == [*told(path)]
    assert found.listed == tuple(file.path for file in found.files)
    assert found.measured == int(ET.parse(path).getroot().attrib["lines-valid"])
    assert not found.notes
    assert not found.has_contexts


@real
def test_the_figures_do_not_depend_on_what_was_asked_for(path: Path) -> None:
    whole, bare = read(path), read(path, NOTHING)
    assert bare.files == ()
    assert (bare.listed, bare.measured, bare.roots, bare.has_branches, bare.notes) == (
        whole.listed,
        whole.measured,
        whole.roots,
        whole.has_branches,
        whole.notes,
    )
    for file in whole.files:
        assert read(path, Ask(file.path.__eq__)).files == (file,)


def test_coverage_py() -> None:
    found = read(COVERAGE_PY)
    assert found.roots == ("shop",)
    assert found.has_branches
    basket = found.files[1]
    assert (basket.path, lines.shown(basket.missing)) == ("basket.py", "24, 31, 36-38, 53")
    assert basket.branches[36] == Branch(2, 0, frozenset({"37", "38"}))
    assert basket.branches[46] == Branch(2, 1, frozenset({"exit"}))
    assert basket.branches[25] == Branch(2, 2, frozenset())
    assert found.files[2].path == "größe.py"


def test_gcovr_lists_a_line_once_for_each_function_in_it() -> None:
    found = read(REPORTS / "gcovr-8.8" / "cobertura.xml")
    assert (found.measured, sum(file.measured.bit_count() for file in found.files)) == (29, 15)
    templates = next(file for file in found.files if file.path == "g.cpp")
    assert templates.branches[9] == Branch(16 + 14 + 6 + 4, 7 + 8 + 1 + 2)


@pytest.mark.parametrize(
    ("name", "has_branches"), [("phpunit-9.6.7/cobertura.xml", False), ("phpunit-9.6.7/cobertura-xdebug.xml", True)]
)
def test_branches_are_there_or_not(name: str, has_branches: bool) -> None:
    assert read(REPORTS / name).has_branches is has_branches


# ---- files, classes, methods


def test_classes_of_one_file_are_united_and_executed_wins(report: Path) -> None:
    outer = "<lines>" + line(1, 1) + line(2, 0) + line(3, 0, branch("50% (1/2)", "4")) + "</lines>"
    inner = "<lines>" + line(2, 7) + line(3, 1, branch("50% (1/2)", "5")) + line(9, 0) + "</lines>"
    report.write_text(document(f"A.java|{outer}", "B.java|<lines/>", f"A.java|{inner}"))
    found = read(report)
    assert found.listed == ("A.java", "B.java")
    assert seen(found.files[0]) == ("1-3", "9")
    assert found.files[0].branches == {3: Branch(2, 2, frozenset())}
    assert found.files[1] == FileCoverage("B.java", 0)
    assert read(report, NOTHING).measured == found.measured == 6


def test_a_line_with_branches_of_two_functions_is_partial_while_one_is(report: Path) -> None:
    twice = line(3, 1, branch("100% (16/16)")) + line(3, 1, branch("50% (1/2)", "4"))
    report.write_text(document(f"a.cpp|<lines>{twice}</lines>"))
    assert only(report).branches == {3: Branch(18, 17)}


def test_lines_of_methods_are_not_counted_twice(report: Path) -> None:
    method = f"<methods><method><lines>{line(1, 4)}{line(2, 4)}</lines></method></methods>"
    report.write_text(document(f"a.js|{method}<lines>{line(2, 0)}{line(3, 1)}</lines>"))
    assert seen(only(report)) == ("3", "2")
    assert read(report).measured == read(report, NOTHING).measured == 2


def test_lines_that_only_methods_list_lie_in_the_file(report: Path) -> None:
    one = f"<method><lines>{line(1, 4)}{line(2, 0)}</lines></method>"
    two = f"<method><lines>{line(2, 3, branch('50% (1/2)'))}</lines></method>"
    report.write_text(document(f"a.swift|<methods>{one}{two}</methods><lines/>"))
    assert only(report) == FileCoverage("a.swift", 0b110, branches={2: Branch(2, 1)})
    assert read(report).measured == read(report, NOTHING).measured == 3


def test_lines_outside_any_class_belong_to_no_file(report: Path) -> None:
    text = document("a.py|<lines/>").replace("<packages>", line(3, 1) + "<packages>" + line(4, 1))
    report.write_text(text.replace("</class>", "</class>" + line(5, 1)))
    assert only(report) == FileCoverage("a.py", 0)


def test_a_report_has_more_classes_than_it_may_have_levels(report: Path) -> None:
    report.write_text(document(*(f"{number}.py|<lines/>" for number in range(300))))
    assert len(read(report).listed) == len(read(report, NOTHING).listed) == 300


def test_roots_are_the_sources_as_written(report: Path) -> None:
    sources = (
        "<sources><source>\n /home/ci/a &amp; b\n</source><source/><source>./src</source> and <b>more</b></sources>"
    )
    report.write_text(document("a.py|<lines/>", sources=sources))
    assert read(report).roots == ("/home/ci/a & b", "./src")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (branch("50% (1/2)", "12"), Branch(2, 1, frozenset({"12"}))),
        (branch("33,3% (1/3)", "12, exit"), Branch(3, 1, frozenset({"12", "exit"}))),
        (branch("33% (1/3)", "exit,exit"), Branch(3, 1)),
        (branch("50% (1/2)"), Branch(2, 1)),
        (branch("100% (2/2)"), Branch(2, 2, frozenset())),
        (branch("50% (1/2)").replace("true", "True"), Branch(2, 1)),
        (branch("50% (1/2)").replace("true", "false"), None),
        (branch("50%"), None),
        ('branch="true"', None),
    ],
)
def test_branches(report: Path, attributes: str, expected: Branch | None) -> None:
    report.write_text(document(f"a.py|<lines>{line(5, 1, attributes)}</lines>"))
    assert only(report).branches == ({5: expected} if expected else {})
    assert read(report).has_branches is (expected is not None)


def test_counts_may_be_huge(report: Path) -> None:
    report.write_text(document(f"a.cpp|<lines>{line(10_000_000, 2**64)}</lines>"))
    assert only(report).executed == 1 << 10_000_000


# ---- refusals


@pytest.mark.parametrize(
    "bad",
    [
        line(0, 1),
        line(10_000_001, 1),
        line(-1, 1),
        line("x", 1),
        line(1, -1),
        line(1, "many"),
        line(1, ""),
        line(1, "9" * 5000),
        '<line number="1"/>',
        '<line hits="1"/>',
        line(1, 1, branch("150% (3/2)")),
    ],
)
def test_a_line_that_is_none_is_refused_with_its_place(report: Path, bad: str) -> None:
    report.write_text(document(f"a.py|\n<lines>\n   {bad}</lines>"))
    fault = refused(report)
    assert fault.line == 3
    assert f"(line 3, column {len(bad) + 4})" in fault.message
    assert len(fault.message) < 200


def test_in_files_not_asked_for_lines_are_only_counted(report: Path) -> None:
    report.write_text(document(f"a.py|<lines>{line(1, -1)}{line('x', 1)}</lines>"))
    assert read(report, NOTHING).measured == 2


@pytest.mark.parametrize("ask", [EVERYTHING, NOTHING])
@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "empty (0 bytes)"),
        ('<coverage line-rate="1"/>', "holds no file"),
        (document(), "holds no file"),
        (document("|<lines/>"), "holds no file"),
        (document("a.py|<lines/>").replace("filename", "name"), "no filename"),
        (document("a.py|<lines/>")[:-30], "not well-formed XML"),
        ("<testsuites/>", "its root is <testsuites>"),
        ('<!DOCTYPE c [<!ENTITY a "aa">]>' + document("a.py|&a;"), "entity"),
        (document("a.py|<lines/>", header='lines-valid="3" lines-covered="4"'), "contradicts itself"),
        ("<coverage>" + "<a>" * 300, "nested more than 200 deep"),
    ],
)
def test_no_report_is_read_as_one(report: Path, text: str, cause: str, ask: Ask) -> None:
    report.write_text(text)
    assert cause in refused(report, ask).message


def test_two_classes_run_into_one_are_refused(report: Path) -> None:
    text = document(f"a.py|<lines>{line(1, 0)}</lines>", f"b.py|<lines>{line(1, 1)}</lines>")
    report.write_text(text.replace('</class><class filename="b.py">', ""))
    assert "lists its lines twice" in refused(report).message


@pytest.mark.parametrize("ask", [EVERYTHING, NOTHING])
def test_more_elements_than_the_limit_are_refused(report: Path, ask: Ask) -> None:
    report.write_text(document(f"a.py|<lines>{line(1, 1) * 10}</lines>"))
    assert read(report, ask, Limits(entries=20)).measured == 10
    assert "13 elements" in refused(report, ask, Limits(entries=13)).message


def test_two_source_roots_with_a_file_of_the_same_name_are_refused() -> None:
    """coverage.py counts both and lists one: https://github.com/nedbat/coveragepy/issues/578."""
    fault = refused(REPORTS / "coveragepy-7.17.3" / "two-roots-coverage.xml")
    assert "counts 5 of 7 lines as covered, its classes list 4 lines (read: 3 executed, 1 missing)" in fault.message
    assert "source roots" in fault.hint


@pytest.mark.parametrize("path", REAL[:3], ids=lambda path: path.parent.name)
@pytest.mark.parametrize("name", ["lines-valid", "lines-covered"])
@pytest.mark.parametrize("step", [-1, 1])
def test_totals_that_contradict_the_lines_are_refused(path: Path, name: str, step: int, report: Path) -> None:
    text = path.read_text(encoding="utf-8")
    counted = ET.fromstring(text.encode()).attrib[name]
    report.write_text(text.replace(f'{name}="{counted}"', f'{name}="{int(counted) + step}"'), encoding="utf-8")
    assert "contradicts itself" in refused(report).message


def test_totals_of_a_tool_that_counts_otherwise_are_a_note(report: Path) -> None:
    header = 'line-rate="1" lines-valid="3" lines-covered="2"'
    report.write_text(document(f"a.php|<lines>{line(1, 1)}{line(2, 1)}</lines>", header=header))
    assert read(report).notes == ("its header counts 2 of 3 lines as covered, its classes list 2 lines",)


@pytest.mark.parametrize(
    "header", ['lines-valid="2"', 'lines-valid="2.0" lines-covered="x"', 'lines-valid="1" lines-covered="1"']
)
def test_totals_that_say_nothing_are_passed_over(report: Path, header: str) -> None:
    report.write_text(document(f"a.php|<lines>{line(1, 1)}{line(2, 1)}</lines>", header=header))
    assert read(report).notes == ()


# ---- damage


def covered(found: CoverageReport) -> set[tuple[str, int]]:
    return {(file.path, number) for file in found.files for number in lines.numbers(file.executed)}


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "coverage.xml"


@settings(max_examples=120, deadline=None)
@given(path=st.sampled_from(REAL), data=st.data())
def test_what_is_cut_or_lost_covers_nothing_more(path: Path, data: st.DataObject, damaged: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("><", ">\n<").splitlines(keepends=True)
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.sampled_from([first + 1, len(text)]))
    damaged.write_text("".join(text[:first] + text[last:]), encoding="utf-8")
    try:
        found = read(damaged)
    except ReadError:
        return
    assert covered(found) <= covered(read(path))


@settings(max_examples=120, deadline=None)
@given(path=st.sampled_from(REAL[:2]), place=st.integers(0, 2600), new=st.binary(max_size=4), old=st.integers(0, 6))
def test_any_damage_is_read_or_refused(path: Path, place: int, new: bytes, old: int, damaged: Path) -> None:
    content = path.read_bytes()
    damaged.write_bytes(content[:place] + new + content[place + old :])
    try:
        read(damaged)
    except ReadError as error:
        assert "\n" not in str(error)
