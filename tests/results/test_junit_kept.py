"""The JUnit reader: which cases it keeps, attempts of one test as one case, and notes on what no case shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lockstitch import load
from lockstitch.load import Source
from lockstitch.model import Results, Wanted
from lockstitch.results import junit

ALL = Wanted(matches=lambda *_names: True)
DEFECT = '<properties><property name="Defect" value="SHOP-1"/></properties>'
PYTEST = 'name="pytest"'
RENAMED = 'name="x" errors="0" failures="0" skipped="0" tests="0" time="0" timestamp="" hostname=""'


def read(folder: Path, text: str, wanted: Wanted = ALL) -> Results:
    path = folder / "junit.xml"
    path.write_text(text, encoding="utf-8")
    return junit.read(Source(str(path), "junit.xml"), wanted)


def suite(attributes: str, *inner: str, name: str = "test_a") -> str:
    """A suite with one test, attempted as often as there are bodies."""
    cases = "".join(f'<testcase classname="m" name="{name}">{each}</testcase>' for each in inner)
    return f"<testsuite {attributes}>{cases}</testsuite>"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("test_a", "test_a"),
        ("test_a[1-é::x]", "test_a"),
        ("test_a[1]", "test_a[1]"),
        ("test_sub (i=1)", "test_sub"),
        ("pos(int, String)[2]", "pos"),
        ("totalOk()", "totalOk"),
        ("TestTotal/empty/x", "TestTotal"),
        ("Vip/0", "Vip"),
        ('testTax with data set "a (b)"', "testTax"),
        ("Cart adds a/b (BUG-12)", "Cart adds a/b (BUG-12)"),
    ],
)
@pytest.mark.parametrize("inner", ["", "<failure/>"])
def test_keeps_by_name_without_parameters(tmp_path: Path, name: str, wanted: str, inner: str) -> None:
    text = suite("", inner, name=name.replace('"', "&quot;"))
    (case,) = read(tmp_path, text, Wanted(names=frozenset({wanted, "other"}))).cases
    assert case.name == name
    near = frozenset({wanted[:-1], wanted + "x", "m", "a", ""})
    found = read(tmp_path, text, Wanted(names=near))
    assert (found.cases, found.total) == ((), 1)


def test_keeps_what_matches(tmp_path: Path) -> None:
    asked: list[tuple[str, str, str]] = []

    def matches(classname: str, name: str, file: str) -> bool:
        asked.append((classname, name, file))
        return name == "b"

    cases = '<testcase classname="C" name="a"/><testcase class="D" name="b" file="y.py"/><testcase><error/></testcase>'
    found = read(tmp_path, f'<testsuite file="x.py">{cases}</testsuite>', Wanted(matches=matches))
    assert sorted(asked) == [("", "", "x.py"), ("C", "a", "x.py"), ("D", "b", "y.py")]
    assert [case.name for case in found.cases] == ["b"]
    assert dict(found.counts) == {"passed": 2, "error": 1}


def test_keeps_by_the_name_of_a_property_in_any_case(tmp_path: Path) -> None:
    text = f'<testsuite><testcase name="a">{DEFECT}</testcase><testcase name="b"/></testsuite>'
    assert [case.name for case in read(tmp_path, text, Wanted(properties=frozenset({"defect"}))).cases] == ["a"]
    assert read(tmp_path, text, Wanted(properties=frozenset({"issue"}))).cases == ()
    of_suite = f'<testsuite>{DEFECT}<testcase name="a"/></testsuite>'
    assert read(tmp_path, of_suite, Wanted(properties=frozenset({"defect"}))).cases == ()


def test_keeps_failures_where_they_are_asked_for(tmp_path: Path) -> None:
    children = ("failure", "error", "skipped", "flakyFailure", "system-out")
    cases = "".join(f'<testcase name="{child}"><{child}/></testcase>' for child in children)
    text = f'<testsuite>{cases}<testcase name="passed"/></testsuite>'
    assert [case.name for case in read(tmp_path, text, Wanted(failures=True)).cases] == ["failure", "error"]
    assert read(tmp_path, text, Wanted()).cases == ()
    retried = read(tmp_path, suite("", "<failure/>", ""), Wanted(failures=True))
    assert [case.outcome for case in retried.cases] == ["flaky"]


@pytest.mark.parametrize(
    ("attempts", "elsewhere", "in_pytest"),
    [
        (["", ""], "passed", "flaky"),
        (["<failure/>", ""], "flaky", "flaky"),
        (["", "<failure/>"], "flaky", "failed"),
        (["", "", "<error/>"], "flaky", "error"),
        (["<failure/>", "<failure/>"], "failed", "failed"),
        (["<failure/>", "<error/>"], "failed", "failed"),
        (["", "<failure/>", "<error/>"], "flaky", "failed"),
        (["<failure/>", "<failure/>", ""], "flaky", "flaky"),
        (["<skipped/>", "<skipped/>"], "skipped", "skipped"),
        (["", "<skipped/>"], "flaky", "skipped"),
        (["<skipped/>", "<failure/>"], "failed", "failed"),
        (["<flakyFailure/>", "<flakyFailure/>"], "flaky", "flaky"),
        (["<flakyFailure/>", "<failure/>"], "flaky", "failed"),
    ],
)
def test_attempts_of_one_test_are_one_case(tmp_path: Path, attempts: list[str], elsewhere: str, in_pytest: str) -> None:
    for attributes, outcome in (("", elsewhere), (PYTEST, in_pytest), (RENAMED, in_pytest)):
        found = read(tmp_path, suite(attributes, *attempts))
        assert [case.outcome for case in found.cases] == [outcome], attributes
        assert found.total == len(attempts)
    inside = read(
        tmp_path,
        f'<testsuites name="pytest tests">{suite("name=&quot;x&quot;", *attempts)}</testsuites>'.replace("&quot;", '"'),
    )
    assert [case.outcome for case in inside.cases] == [in_pytest]
    two = read(tmp_path, f"<testsuites>{suite(PYTEST, attempts[0])}{suite(PYTEST, attempts[-1])}</testsuites>")
    assert len(two.cases) == 2, "in two suites they are two environments"


def test_only_the_same_class_name_and_file_is_the_same_test(tmp_path: Path) -> None:
    different = ('name="a"', 'name="b"', 'name="a" classname="C"', 'name="a" file="x.py"', 'name="a[1]"')
    text = "".join(f"<testcase {attributes}/>" for attributes in different)
    found = read(tmp_path, f"<testsuite {PYTEST}>{text}</testsuite>")
    assert [case.outcome for case in found.cases] == ["passed"] * 5


def test_a_folded_case_holds_what_its_attempts_hold(tmp_path: Path) -> None:
    node = '<property name="lockstitch.nodeid" value="t.py::test_a"/>'
    text = (
        '<testsuite><testcase name="a" time="1.5"><failure message="first try"/></testcase>'
        f'<testcase name="a" time="0.5"><properties><property name="x" value="1"/>{node}</properties></testcase>'
        '<testcase name="a" time="1"><properties><property name="x" value="1"/></properties></testcase></testsuite>'
    )
    (case,) = read(tmp_path, text).cases
    assert (case.id, case.outcome, case.message, case.time) == ("t.py::test_a", "flaky", "first try", 3.0)
    assert [reference.value for reference in case.references] == ["1", "t.py::test_a"]


@pytest.mark.parametrize("attempts", [["", DEFECT], [DEFECT, ""], ["<error/>", DEFECT], [DEFECT, "", DEFECT]])
def test_an_attempt_that_lost_the_property_counts(tmp_path: Path, attempts: list[str]) -> None:
    wanted = Wanted(properties=frozenset({"defect"}))
    stranger = '<testcase classname="other" name="test_a"><failure/></testcase></testsuite>'
    text = suite(PYTEST, *attempts).replace("</testsuite>", stranger)
    found = read(tmp_path, text, wanted)
    assert [(case.id, case.outcome) for case in found.cases] == [("m::test_a", "flaky")]
    assert found.total == len(attempts) + 1
    alone = read(tmp_path, suite(PYTEST, DEFECT).replace("</testsuite>", stranger), wanted)
    assert [(case.id, case.outcome) for case in alone.cases] == [("m::test_a", "passed")]


def test_a_second_pass_is_rare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[str] = []
    xml = load.xml

    def counted(source: Source, attach: Callable[[load.Parser], None]) -> None:
        passes.append(source.name)
        xml(source, attach)

    monkeypatch.setattr(load, "xml", counted)
    wanted = Wanted(names=frozenset({"test_b"}), properties=frozenset({"defect"}))
    both = suite(PYTEST, DEFECT, DEFECT).replace("</testsuite>", f"{suite('', '', DEFECT, name='test_b')}</testsuite>")
    assert [case.outcome for case in read(tmp_path, both, wanted).cases] == ["flaky", "flaky"]
    assert len(passes) == 1
    assert [case.outcome for case in read(tmp_path, suite(PYTEST, "", DEFECT), wanted).cases] == ["flaky"]
    assert len(passes) == 3


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ('<testsuites errors="1"/>', ["the root element reports 1 error that belongs to no test case"]),
        (
            '<testsuites errors="2"><testsuite name="x" errors="2" failures="1"/></testsuites>',
            [
                'suite "x" reports 2 errors that belong to no test case',
                'suite "x" reports 1 failure that belongs to no test case',
            ],
        ),
        (
            '<testsuites errors="2"><testsuite errors="1"><testcase><error/></testcase></testsuite></testsuites>',
            ["the root element reports 1 error that belongs to no test case"],
        ),
        (
            '<testsuites errors="1"><testsuite errors="1"><error message="import"/></testsuite></testsuites>',
            ["an unnamed suite holds <error> outside of its test cases"],
        ),
        ('<testsuite><testcase/></testsuite>', ["passed test cases without a name: 1"]),
        ('<testsuite errors="1"><testcase name="a"><error/><error/></testcase></testsuite>', []),
        ('<testsuite errors="3" failures="2"><testcase name="a"><error/><rerunError/><flakyError/><flakyFailure/>'
         "<rerunFailure/></testcase></testsuite>", []),
        ('<testsuite errors="" failures="none"><testcase name="a"/></testsuite>', []),
        ('<testsuite><testcase name=""><error/></testcase></testsuite>', []),
    ],
)  # fmt: skip
def test_notes_what_no_case_shows(tmp_path: Path, text: str, notes: list[str]) -> None:
    found = read(tmp_path, text, Wanted()).notes
    assert [note.partition(" (")[0] for note in found] == notes


def test_notes_are_bounded(tmp_path: Path) -> None:
    suites = '<testsuite name="' + "x" * 200 + '" errors="1"/>'
    found = read(tmp_path, f"<testsuites>{suites * 100}</testsuites>").notes
    assert len(found) == 21
    assert found[0] == f'suite "{"x" * 80}" reports 1 error that belongs to no test case'
    assert found[-1] == "and 80 more notes of this kind"


def test_memory_holds_the_wanted_cases_only(tmp_path: Path) -> None:
    import tracemalloc

    cases = "".join(f'<testcase classname="m" name="test_{n}"/>' for n in range(20_000))
    text = f"<testsuite>{cases}</testsuite>"
    read(tmp_path, text)
    tracemalloc.start()
    found = read(tmp_path, text, Wanted(names=frozenset({"test_7"}), properties=frozenset({"defect"})))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(found.cases), found.total) == (1, 20_000)
    assert peak < 4_000_000
