"""The readers beside JUnit's: recognition, single quirks of a format, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lockstitch import results as shelf
from lockstitch.errors import ReadError
from lockstitch.load import Source
from lockstitch.model import Results, Wanted
from lockstitch.results import tap
from lockstitch.settings import Limits

ALL = Wanted(matches=lambda *_names: True)
TRX = '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">{}</TestRun>'


class Reports:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "report"

    def read(self, form: str, text: str | bytes, wanted: Wanted = ALL, limits: Limits | None = None) -> Results:
        self.path.write_bytes(text.encode() if isinstance(text, str) else text)
        source = Source(str(self.path), "report", limits or Limits())
        return shelf.READERS[form].read(source, wanted)

    def told(self, form: str, text: str | bytes) -> dict[str, str]:
        """Name → outcome; a name that is there twice shows by its suite."""
        return {case.name: case.outcome for case in self.read(form, text).cases}

    def refused(self, form: str, text: str | bytes, limits: Limits | None = None) -> str:
        with pytest.raises(ReadError) as caught:
            self.read(form, text, ALL, limits)
        return str(caught.value)


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    return Reports(tmp_path)


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (b"TAP version 14\n1..0\n", "tap"),
        (b"1..2\nok 1\n", "tap"),
        (b"ok 1 - a\n", "tap"),
        (b"not ok\n", "tap"),
        (b"# a comment\n\n# more\nok\n", "tap"),
        ("TAP version 13\n".encode("utf-16"), "tap"),
        (b"okay\n", ""),
        (b"1.2\n", ""),
        (b"running\nok 1\n", ""),
        (b'{"Time":"x","Action":"run","Package":"p","Test":"T"}\n', "go test"),
        (b'# p\nx.go:1: no\n{"ImportPath":"p","Action":"build-output","Output":"x"}\n', "go test"),
        ('{"Action":"start","Package":"p"}\n'.encode("utf-16"), "go test"),
        (b'{"Action":"start"}\n', ""),
        (b'{"numFailedTestSuites":0,"numTotalTests":1,"testResults":[]}', "jest"),
        (b'{\n  "numTotalTestSuites": 1', "jest"),
        (b'{"testResults": []}', ""),
        (TRX.encode(), "trx"),
        (b"<TestRun><FailedTests/></TestRun>", ""),  # CppUnit
        (b"<test-run id='1'>", "nunit"),
        (b"<test-results/>", ""),  # NUnit 2
        (b"<assemblies>", "xunit"),
        (b"<assembly/>", ""),  # xUnit.net v1
        (b"<Site><Testing>", "ctest"),
        (b"<Site><Build>", ""),
        (b"", ""),
        (b"\0\xff", ""),
    ],
)
def test_formats_are_known_by_their_content(head: bytes, form: str) -> None:
    assert shelf.identify("junit.xml", head) == form


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1..2\nok 1 - a\nnot ok 2 - b\n", {"a": "passed", "b": "failed"}),
        ("ok a\nok\n1..2", {"a": "passed", "2": "passed"}),
        ("1..2\nok 1 - a # TODO later\nnot ok 2 - b # todo", {"a": "xfailed", "b": "xfailed"}),
        ("1..1\nok 1 - c # TODOs", {"c # TODOs": "passed"}),
        ("1..2\nok 1 - a # SKIP x\nnot ok 2 - c # Skip", {"a": "skipped", "c": "skipped"}),
        ("1..1\nok 1 # skipped: y", {"1": "skipped"}),
        ("1..1\nok 1 - a \\# TODO b", {"a # TODO b": "passed"}),
        ("1..1\nok 1 - a#TODO", {"a#TODO": "passed"}),
        ("1..2\nok 1 - a\nnot ok 2 - a", {"a": "flaky"}),
        ("1..1\nnoise\n  ok 9\n\tok 10\nok 1 - a\npragma +strict\n# done", {"a": "passed"}),
        # subtests
        ("# Subtest: s\n    1..1\n    not ok 1 - a\nok 1 - s\n1..1", {"a": "failed"}),
        ("    ok 1 - a\n    1..1\nnot ok 1 - s\n1..1", {"a": "passed", "s": "failed"}),
        ("    ok 1 - a\n    1..1\nok 1 - s # TODO\n1..1", {"a": "xfailed"}),
        ("    not ok 1 - a\n    1..1\nok 1 - s # SKIP\n1..1", {"a": "failed"}),
        ("    1..0 # SKIP no\nok 1 - s\n1..1", {"s": "skipped"}),
        ("ok 1 - s\n  ---\n  type: 'suite'\n  ...\n1..1", {"s": "skipped"}),
        # documents one behind the other
        ("1..1\nok 1 - a\n1..1\nnot ok 1 - b\n", {"a": "passed", "b": "failed"}),
        ("ok 1 - a\n1..1\nok 1 - b\n1..1\n", {"a": "passed", "b": "passed"}),
        ("TAP version 13\n1..1\nok 1 - a\nTAP version 13\n1..1\nok 1 - b\n", {"a": "passed", "b": "passed"}),
    ],
)  # fmt: skip
def test_tap(reports: Reports, text: str, told: dict[str, str]) -> None:
    assert reports.told("tap", text) == told
    assert reports.told("tap", text.encode("utf-16")) == told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1..2\nok 1\n", "plans 2 tests, but holds 1"),
        ("ok 1\n", "has no plan (1..N)"),
        ("1..1\nok 1\nok 2\n", "plans 1 tests, but holds more"),
        ("1..2\nok 1\n1..3\n", "has two plans, 1..2 and 1..3"),
        ("1..1\n    1..1\n    ok 1\n    1..1\n    ok 1\nok 1 - s", "has two plans, 1..1 and 1..1"),
        ("1..2\nok 1\nBail out!  no disk\n", "bailed out: no disk"),
        ("    1..2\n    ok 1\nok 1 - s\n1..1\n", "plans 2 tests, but holds 1"),
        ("# Subtest: s\n    1..2\n    ok 1\n    Bail out!\n", "bailed out"),
        ("# Subtest: s\n    1..1\n    ok 1\n1..1\n", 'has a subtest "s" whose own result is missing'),
        ("ok 1\n  ---\n  a: b\n", "ends inside the YAML of a test"),
        ("        1..1\n        ok 1\nok 1 - s\n1..1\n", "own result is missing"),
        ("# nothing\n", "holds neither a test nor a plan"),
        ("TAP version 13\n", "holds neither a test nor a plan"),
        (" " * 4 * 300 + "ok 1\n", "is nested deeper than 200 subtests"),
        ("", "is empty (0 bytes)"),
    ],
)
def test_tap_that_was_cut(reports: Reports, text: str, words: str) -> None:
    assert words in reports.refused("tap", text)


def event(action: str, test: str = "", **more: Any) -> str:
    return json.dumps({"Action": action, "Package": "p", **({"Test": test} if test else {}), **more}) + "\n"


END = event("pass")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (event("run", "T") + event("pass", "T") + END, {"T": "passed"}),
        (event("run", "T") + event("skip", "T") + END, {"T": "skipped"}),
        (event("run", "T") + event("fail", "T") + event("fail"), {"T": "failed"}),
        (event("run", "T") + event("fail"), {"T": "error"}),
        (event("run", "T") + END, {"T": "error"}),
        (event("fail"), {"TestMain": "error"}),
        (event("fail", FailedBuild="p"), {"TestMain": "error"}),
        ("FAIL\tq [setup failed]\n" + END, {"TestMain": "error"}),
        (event("output", Output="FAIL\tp [build failed]\n") + event("fail"), {"TestMain": "error"}),
        (event("output", Output="?   \tp\t[no test files]\n") + event("skip"), {}),
        (event("fail", "T") + event("fail") + event("pass", "T") + END, {"T": "flaky"}),
        ("# p\nx.go:1: text\n" + event("pass", "T") + END, {"T": "passed"}),
        (event("output", "T", Output=event("pass", "Fake")) + event("pass", "T") + END, {"T": "passed"}),
        (event("pass", "T", Package="") + event("pass", Package=""), {"T": "passed"}),
        (event("run", "T") + event("pass", "T") + event("output", "T", Output="late\n") + END, {"T": "passed"}),
        ('{"ImportPath":"p","Action":"build-output","Output":"x"}\n' + event("pass", "T") + END, {"T": "passed"}),
        (event("bench", "B") + event("pass", "B") + event("build-output", ImportPath="x") + END, {"B": "passed"}),
    ],
)
def test_go(reports: Reports, text: str, told: dict[str, str]) -> None:
    assert reports.told("go test", text) == told
    assert reports.told("go test", ("\ufeff" + text).encode("utf-16-le")) == told


def test_go_attributes_are_properties(reports: Reports) -> None:
    text = event("run", "T") + event("attr", "T", Key="defect", Value="SHOP-12") + event("pass", "T") + END
    (case,) = reports.read("go test", text, Wanted(properties=frozenset({"defect"}))).cases
    assert case.references == (("defect", "SHOP-12"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (event("run", "T") + event("pass", "T"), 'ends while package "p" runs'),
        (event("start"), 'ends while package "p" runs'),
        (END + event("start", Package="q"), 'ends while package "q" runs'),
        (event("run", "T", Package=""), "ends while the test T runs"),
        (END + '{"Action":"pa', "report:2: holds a line that is no whole event"),
        (END + '{"Package":"p"}', "report:2: holds an object without an Action"),
        (END + '{"a":' * 100_000, "no whole event"),
    ],
)
def test_go_that_was_cut(reports: Reports, text: str, words: str) -> None:
    assert words in reports.refused("go test", text)


def jest(*cases: dict[str, Any], total: int | None = None, **more: Any) -> str:
    suite = {"name": "/s/a.test.js", "status": "passed", "message": "", "assertionResults": list(cases)}
    suite |= {key: more.pop(key) for key in ("status", "message") if key in more}
    return json.dumps({"numTotalTests": len(cases) if total is None else total, "testResults": [suite], **more})


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        ({"status": "passed"}, "passed"),
        ({"status": "passed", "failing": True}, "xfailed"),
        ({"status": "failed", "failing": True}, "failed"),
        ({"status": "passed", "invocations": 2}, "flaky"),
        ({"status": "passed", "failureMessages": ["Error: first"]}, "flaky"),
        ({"status": "passed", "retryReasons": ["x"]}, "flaky"),
        ({"status": "todo"}, "skipped"),
        ({"status": "pending"}, "skipped"),
        ({"status": "focused"}, "error"),
        ({}, "error"),
    ],
)
def test_jest(reports: Reports, case: dict[str, Any], outcome: str) -> None:
    (found,) = reports.read("jest", jest({"fullName": "a b", **case})).cases
    assert (found.id, found.outcome) == ("/s/a.test.js::a b", outcome)


def test_jest_suites_that_failed_without_a_test(reports: Reports) -> None:
    assert reports.told("jest", jest(status="failed", message="no module")) == {"/s/a.test.js": "error"}
    passed = {"fullName": "a", "status": "passed"}
    assert reports.told("jest", jest(passed, status="failed")) == {"a": "passed", "/s/a.test.js": "error"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (jest()[:-1], "is not well-formed JSON"),
        (jest() + "x", "Extra data"),
        (jest(total=3), "contradicts itself: it counts 3 tests, but holds 0"),
        (jest(wasInterrupted=True), "a run that was interrupted"),
        ('{"numTotalTests": 0, "testResults": [1]}', "holds a suite without assertionResults"),
        ('{"numTotalTests": 0, "testResults": [{"assertionResults": [1]}]}', "holds a test that is no object"),
        ('{"numTotalTests": 0, "testResults": ' + "[" * 100_000, "report"),
        ('{"numTotalTests": 0, "testResults": 1}', "Expecting '['"),
        ('{"numTotalTests": "1", "testResults": []}', "contradicts itself"),
        ("", "Expecting '{'"),
    ],
)
def test_jest_that_cannot_be_read(reports: Reports, text: str, words: str) -> None:
    assert words in reports.refused("jest", text)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("nunit", '<test-run><test-case name="a" result="{}"/></test-run>'),
        ("xunit", '<assemblies><assembly><test name="a" result="{}"/></assembly></assemblies>'),
        ("trx", TRX.format('<Results><UnitTestResult testName="a" outcome="{}"/></Results>')),
        ("ctest", '<Site><Testing><Test Status="{}"><Name>a</Name></Test></Testing></Site>'),
    ],
)
def test_a_word_that_is_not_known_is_no_pass(reports: Reports, form: str, text: str) -> None:
    for word in ("", "passed!", "PASSED", "Completed", "Warning"):
        assert reports.told(form, text.format(word))["a"] in ("error", "failed")


@pytest.mark.parametrize("outcome", ["Aborted", "InProgress", "Timeout"])
def test_a_run_of_visual_studio_that_did_not_finish(reports: Reports, outcome: str) -> None:
    text = TRX.format(f'<Results/><ResultSummary outcome="{outcome}"/>')
    assert f"a run that did not finish: {outcome}" in reports.refused("trx", text)


@pytest.mark.parametrize(("outcome", "noted"), [("Error", True), ("Aborted", True), ("Warning", False), ("", False)])
def test_what_went_wrong_outside_of_the_tests_of_visual_studio(reports: Reports, outcome: str, noted: bool) -> None:
    info = f'<RunInfo outcome="{outcome}"><Text>no adapter</Text></RunInfo>'
    text = TRX.format(f"<Results/><ResultSummary><RunInfos>{info}</RunInfos></ResultSummary>")
    notes = reports.read("trx", text).notes
    assert notes == (("the run reports an error outside of its tests: no adapter",) if noted else ())


def test_a_go_binary_without_a_package_ends_when_its_tests_have(reports: Reports) -> None:
    """`test2json` without `-p` marks no end."""
    ran = [json.dumps({"Action": action, "Test": "TestA"}) + "\n" for action in ("run", "pass")]
    assert reports.told("go test", "".join(ran)) == {"TestA": "passed"}
    assert "ends while the test TestA runs" in reports.refused("go test", ran[0])


@pytest.mark.parametrize(
    ("form", "text", "note"),
    [
        ("nunit", '<test-run total="2"><test-case name="a" result="Passed"/></test-run>', "counts 2 test cases"),
        ("xunit", '<assemblies><assembly name="a.dll" total="2"/></assemblies>', "a.dll counts 2 tests, but holds 0"),
        ("trx", TRX.format('<ResultSummary><Counters total="1"/></ResultSummary>'), "counts 1 results, but holds 0"),
        ("ctest", "<Site><Testing><TestList><Test>./a</Test></TestList></Testing></Site>", "lists 1 tests"),
    ],
)  # fmt: skip
def test_counts_that_no_case_fills_are_noted(reports: Reports, form: str, text: str, note: str) -> None:
    (found,) = reports.read(form, text).notes
    assert note in found


@pytest.mark.parametrize(
    ("form", "text", "words"),
    [
        ("trx", "<x/>", "has the root element <x>, not <TestRun>"),
        ("nunit", "<test-run><test-suite>", "not well-formed XML"),
        ("nunit", "<test-run>" + "<test-suite>" * 300, "is nested deeper than 200"),
        ("nunit", "<test-run><test-case>" + "<a/>" * 100_001, "with more than 100,000 elements"),
        ("xunit", '<!DOCTYPE a [<!ENTITY b "c">]><assemblies name="&b;"/>', "declares an XML entity"),
        ("ctest", "", "is empty (0 bytes)"),
    ],
)
def test_hostile_xml(reports: Reports, form: str, text: str, words: str) -> None:
    assert words in reports.refused(form, text)


def test_limits_are_those_of_the_source(reports: Reports) -> None:
    three = "1..3\nok 1 - a\nok 2 - b\nok 3 - c\n"
    assert reports.read("tap", three, ALL, Limits(entries=3, token=30)).total == 3
    assert "holds more than 2 test cases" in reports.refused("tap", three, Limits(entries=2))
    assert "has a line of more than 5 characters" in reports.refused("tap", three, Limits(token=5))
    running = "".join(event("run", f"T{n}") for n in range(3))
    assert "has too many tests that run at once" in reports.refused("go test", running, Limits(entries=2))
    assert "is larger than 20 bytes" in reports.refused("tap", three, Limits(bytes=20))


def test_what_is_held_of_an_open_subtest_is_bounded(reports: Reports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tap, "OPEN", 2)
    assert reports.told("tap", "    ok a\n    ok b\n    1..2\nok 1\n1..1") == {"a": "passed", "b": "passed"}
    assert "more than 2 tests" in reports.refused("tap", "    ok a\n    ok b\n    ok c\n    1..3\nok 1\n1..1")


def test_notes_are_bounded(reports: Reports) -> None:
    found = reports.read("nunit", "<test-run>" + '<test-suite result="Failed" site="SetUp"/>' * 30 + "</test-run>")
    assert (len(found.notes), found.notes[-1]) == (21, "and 10 more notes of this kind")


def test_attempts_of_which_one_lost_the_property(reports: Reports) -> None:
    mark = '<traits><trait name="defect" value="1"/></traits>'
    one, two = f'<test name="a" result="Pass">{mark}</test>', '<test name="a" result="Skip"/>'
    for cases in (one + two, two + one):
        found = reports.read("xunit", f"<assemblies>{cases}</assemblies>", Wanted(properties=frozenset({"defect"})))
        assert [case.outcome for case in found.cases] == ["flaky"]


def test_memory_holds_the_wanted_cases_only(reports: Reports) -> None:
    import tracemalloc

    rows = "".join(event("pass", f"T{n}") for n in range(20_000)) + END
    wanted = Wanted(names=frozenset({"T7"}), properties=frozenset({"defect"}))
    reports.read("go test", rows, wanted)
    tracemalloc.start()
    found = reports.read("go test", rows, wanted)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(found.cases), found.total) == (1, 20_000)
    assert peak < 4_000_000
