"""Finding inputs and reading them: where they are looked for, and what is said of each that cannot be used."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from lockstitch.errors import UsageError
from lockstitch.gate import inputs
from lockstitch.gate.copies import copied
from lockstitch.load import Source
from lockstitch.model import Ask, Input, InputKind, Wanted
from lockstitch.settings import Config, Expect, Limits, Trackers

LEDGER = "version: 1\nrecords:\n  - {id: A-1, kind: defect, title: T, status: open}\n"
JUNIT = '<testsuite><testcase classname="a" name="b"/></testsuite>'
COBERTURA = (
    '<coverage line-rate="1"><packages><package><classes><class filename="src/a.py"><lines><line number="1" hits="1"/>'
    "</lines></class></classes></package></packages></coverage>"
)
EVERY = Ask(lambda _path: True)


def made(root: Path, *names: str, text: str = "") -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def config(root: Path, **given: Any) -> Config:
    return Config(str(root), **given)


def names(root: Path, kind: InputKind, *named: str) -> list[str]:
    given = {kind: named} if named else {}
    return [source.name for source in inputs.find(config(root, **given), kind).sources]


USUAL: list[tuple[InputKind, str]] = [
    ("records", "defects.yml"), ("records", "defects.jsonl"), ("records", "defects/a.csv"),
    ("records", ".lockstitch/records/2026/a.json"), ("results", "junit.xml"), ("results", "junit-3.xml"),
    ("results", "TEST-a.xml"), ("results", "reports/junit.xml"), ("results", "test-results/junit/a.xml"),
    ("results", "target/surefire-reports/TEST-a.xml"), ("results", "build/test-results/test/TEST-a.xml"),
    ("results", "target/nextest/ci/junit.xml"), ("results", "a.tap"), ("results", "TestResults/a.trx"),
    ("results", "TestResult.xml"), ("results", "gotest.json"), ("results", "jest.json"), ("results", "vitest.json"),
    ("results", "build/Testing/20260101-0100/Test.xml"), ("coverage", ".coverage"), ("coverage", ".coverage.host.1"),
    ("coverage", "coverage.xml"), ("coverage", "lcov.info"), ("coverage", "coverage/lcov.info"),
    ("coverage", "build/reports/cobertura.xml"), ("coverage", "target/site/jacoco/jacoco.xml"),
    ("coverage", "core/target/site/jacoco-it/jacoco.xml"), ("coverage", "coverage/coverage-final.json"),
    ("coverage", "build/reports/jacoco/test/jacocoTestReport.xml"), ("coverage", "coverage/clover.xml"),
    ("coverage", "build/logs/clover.xml"), ("coverage", "coverage/.resultset.json"), ("coverage", "cover.out"),
    ("coverage", "Shop.Tests/TestResults/3f2a/coverage.cobertura.xml"), ("coverage", "coverage.txt"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), USUAL)
def test_inputs_in_the_usual_places_are_found(tmp_path: Path, kind: InputKind, name: str) -> None:
    made(tmp_path, name)
    assert names(tmp_path, kind) == [name]
    others: list[InputKind] = ["records", "results", "coverage"]
    assert [names(tmp_path, other) for other in others if other != kind] == [[], []]


@pytest.mark.parametrize("name", ["src/junit.xml", "defects.txt", "defects/read.me", "build.xml", ".coveragerc"])
def test_what_lies_elsewhere_is_not_found(tmp_path: Path, name: str) -> None:
    made(tmp_path, name)
    assert names(tmp_path, "records") + names(tmp_path, "results") + names(tmp_path, "coverage") == []


def test_what_coverage_makes_of_its_own_data_file_is_not_read_beside_it(tmp_path: Path) -> None:
    derived = [".coverage.host.1", "coverage.xml", "coverage.json", "coverage.lcov"]
    made(tmp_path, *derived, "lcov.info")
    assert names(tmp_path, "coverage") == [*derived[:3], "lcov.info", "coverage.lcov"]
    made(tmp_path, ".coverage")
    assert names(tmp_path, "coverage") == [".coverage", "lcov.info"]
    assert names(tmp_path, "coverage", "coverage.xml") == ["coverage.xml"]


def test_of_what_istanbul_writes_of_one_run_its_json_is_read(tmp_path: Path) -> None:
    """Branches have the same numbers in its LCOV, none in its XML; only the JSON tells where a statement ends."""
    derived = ["coverage/lcov.info", "coverage/clover.xml", "coverage/cobertura-coverage.xml"]
    made(tmp_path, *derived, text='<coverage generated="1" clover="3.2.0"><project name="All files">')
    assert names(tmp_path, "coverage") == derived
    made(tmp_path, "coverage/coverage-final.json", "lcov.info")
    assert names(tmp_path, "coverage") == ["lcov.info", "coverage/coverage-final.json"]


def test_a_clover_report_of_another_tool_is_read_beside_istanbuls_json(tmp_path: Path) -> None:
    made(tmp_path, "coverage/clover.xml", text='<coverage generated="1"><project timestamp="1">')
    made(tmp_path, "coverage/coverage-final.json")
    assert names(tmp_path, "coverage") == ["coverage/coverage-final.json", "coverage/clover.xml"]


def test_files_of_usual_names_that_cannot_be_read_are_told_of(tmp_path: Path) -> None:
    """But for one that stands beside a better report of the same run."""
    made(tmp_path, "coverage.txt", "coverage/coverage-final.json", "coverage/clover.xml")
    for name in ("coverage.txt", "coverage/clover.xml"):
        os.truncate(tmp_path / name, Limits().bytes + 1)  # a hole, which takes no room
    assert names(tmp_path, "coverage") == ["coverage/coverage-final.json", "coverage.txt"]


@pytest.mark.parametrize(
    ("best", "derived"),
    [
        ("coverage/.resultset.json", "coverage/coverage.json"),
        (".coverage", "reports/coverage.xml"),
        ("TestResults/a/coverage.opencover.xml", "TestResults/a/coverage.cobertura.xml"),
    ],
)
def test_the_better_of_two_reports_of_one_run_is_read(tmp_path: Path, best: str, derived: str) -> None:
    made(tmp_path, best, derived)
    assert names(tmp_path, "coverage") == [best]


@pytest.mark.parametrize(("text", "found"), [("mode: set\n", 1), ("", 1), ("Name  Stmts  Miss\n", 0)])
def test_a_text_of_that_name_need_not_be_gos(tmp_path: Path, text: str, found: int) -> None:
    made(tmp_path, "coverage.txt", text=text)
    assert len(names(tmp_path, "coverage")) == found


def test_side_files_of_a_database_are_no_coverage(tmp_path: Path) -> None:
    made(
        tmp_path, "out/.coverage", "out/.coverage-journal", "out/.coverage-wal", "out/.coverage-shm", "out/.coveragerc"
    )
    assert names(tmp_path, "coverage", "out") == ["out/.coverage"]


@pytest.mark.parametrize(
    ("kind", "named", "found"),
    [
        ("results", ("out",), ["out/a.xml", "out/deep/b.xml"]),
        ("results", ("out/*.xml",), ["out/a.xml"]),
        ("results", ("**/*.xml",), ["out/a.xml", "out/deep/b.xml"]),
        ("results", ("out/c.txt",), ["out/c.txt"]),
        ("results", ("out/a.xml", "out"), ["out/a.xml", "out/deep/b.xml"]),
        ("records", ("out",), ["out/d.yml"]),
        ("coverage", ("out",), ["out/a.xml", "out/c.txt", "out/d.yml", "out/deep/b.xml"]),
        ("results", ("o[u]t/a.xml",), ["out/a.xml"]),
    ],
)
def test_files_folders_and_globs(tmp_path: Path, kind: InputKind, named: tuple[str, ...], found: list[str]) -> None:
    made(tmp_path, "out/a.xml", "out/deep/b.xml", "out/c.txt", "out/d.yml")
    assert names(tmp_path, kind, *named) == found


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    made(tmp_path, "junit[1].xml", "junit1.xml")
    assert names(tmp_path, "results", "junit[1].xml") == ["junit[1].xml"]


def test_a_file_outside_of_the_repository_is_called_by_its_whole_path(tmp_path: Path) -> None:
    made(tmp_path, "out/a.xml", "repo/x")
    assert names(tmp_path / "repo", "results", str(tmp_path / "out/a.xml")) == [str(tmp_path / "out/a.xml")]
    assert names(tmp_path / "repo", "results", str(tmp_path / "repo/x")) == ["x"]


@pytest.mark.parametrize(
    ("named", "cause"),
    [
        ("no.xml", "no.xml: does not exist"),
        ("no/*.xml", "no/*.xml: matches no file"),
        ("junit-?.xml", "junit-?.xml: matches no file"),
        ("empty", "empty: holds no test report"),
    ],
)
def test_what_is_named_and_missing_is_a_fault(tmp_path: Path, named: str, cause: str) -> None:
    made(tmp_path, "empty/readme.txt", "a.xml")
    found = inputs.find(config(tmp_path, results=(named, "a.xml")), "results")
    assert [str(each.fault) for each in found.missing] == [cause]
    assert [source.name for source in found.sources] == ["a.xml"]
    assert found.missing[0].fault is not None
    assert "did the step that writes it run?" in found.missing[0].fault.hint


def test_what_is_merely_not_found_is_none(tmp_path: Path) -> None:
    assert inputs.find(config(tmp_path), "results") == inputs.Found(())
    assert inputs.find(config(tmp_path, results=()), "results") == inputs.Found(())


def test_records_are_read_and_counted(tmp_path: Path) -> None:
    more = "  - {id: A-2, kind: feature, title: T, status: open}\n  - {id: A-3, kind: defect, title: T, status: open}\n"
    made(tmp_path, "defects.yml", text=LEDGER + more)
    made(tmp_path, "defects/none.json", text="[]")
    ledgers, seen = inputs.read_records(config(tmp_path))
    assert [record.id for ledger in ledgers for record in ledger.records] == ["A-1", "A-2", "A-3"]
    assert [each.counts for each in seen] == ["3 records: 2 defects, 1 feature", "0 records"]
    assert [each.format for each in seen] == ["ledger-yaml", "ledger-json"]


def page(*numbers: int, total: int) -> str:
    rows = [
        {"id": number, "tracker": {"name": "Bug"}, "subject": "x", "status": {"name": "New", "is_closed": False}}
        for number in numbers
    ]
    return json.dumps({"issues": rows, "total_count": total, "offset": 0, "limit": 100})


def test_exports_are_found_and_say_what_they_leave_out(tmp_path: Path) -> None:
    pull = {"number": 2, "title": "x", "state": "open", "labels": [], "pull_request": {}}
    issue = {"number": 1, "title": "x", "state": "closed", "labels": ["Fehler"], "state_reason": "spam"}
    issue |= {"assignees": [], "created_at": "2026-03-01T08:00:00Z", "closed_at": "2026-03-02T08:00:00Z"}
    made(tmp_path, ".lockstitch/records/issues.json", text=json.dumps([issue, pull]))
    _, (seen,) = inputs.read_records(config(tmp_path))
    assert (seen.format, seen.counts) == ("github", "1 record: 1 unclassified; left out: 1 pull request")
    assert "the resolution 'spam' is not known" in seen.notes[0]
    own = config(tmp_path, trackers=Trackers({"fehler": "defect"}, {"spam": "rejected"}))
    (ledger,), (seen,) = inputs.read_records(own)
    assert (ledger.records[0].kind, ledger.records[0].status, seen.notes) == ("defect", "rejected", ())


@pytest.mark.parametrize(
    ("pages", "cause"),
    [
        ((page(1, 2, total=5),), "hold 2 of at least 5 entries"),
        ((page(1, 2, total=5), page(3, 4, total=5)), "hold 4 of at least 5 entries"),
        ((page(1, 2, total=3), page(3, total=3)), ""),
        ((page(1, 2, total=2),), ""),
        ((page(1, 2, total=3), page(2, 3, total=3)), ""),
        ((page(1, 2, total=4), page(2, 3, total=4)), "hold 3 of at least 4 entries"),
    ],
)
def test_pages_that_are_missing_are_a_fault(tmp_path: Path, pages: tuple[str, ...], cause: str) -> None:
    for number, text in enumerate(pages):
        made(tmp_path, f".lockstitch/records/p{number}.json", text=text)
    ledgers, seen = inputs.read_records(config(tmp_path))
    assert len(ledgers) == len(pages)
    assert [str(each.fault) for each in seen if each.fault] == (
        [f"the pages at hand {cause} that the tracker found"] if cause else []
    )


def test_an_entry_that_two_pages_hold_alike_counts_once(tmp_path: Path) -> None:
    made(tmp_path, ".lockstitch/records/p0.json", text=page(1, 2, 3, total=4))
    made(tmp_path, ".lockstitch/records/p1.json", text=page(2, 3, 4, total=4))
    ledgers, seen = inputs.read_records(config(tmp_path))
    assert [record.id for ledger in ledgers for record in ledger.records] == ["1", "2", "3", "4"]
    assert [each.counts for each in seen] == [
        "3 records: 3 defects",
        "1 record: 1 defect; left out: 2 entries of another page",
    ]


@pytest.mark.parametrize(
    ("name", "other", "cause"),
    [
        ("p1.json", page(2, total=2).replace('"x"', '"y"'),
         r"p1\.json:1: record '2' is given twice, first at .*p0.json:1, and differs there"),
        ("p1.yml", LEDGER.replace("A-1", "2"), r"p1\.yml:\d+: record '2' is given twice, first at .*p0.json:1$"),
        ("p1.json", json.dumps([{"number": 2, "title": "x", "state": "open", "labels": []}]), "given twice, .*:1$"),
    ],
    ids=["changed", "a-ledger", "another-tracker"],
)  # fmt: skip
def test_another_record_of_the_same_id_is_refused_with_both_places(
    tmp_path: Path, name: str, other: str, cause: str
) -> None:
    made(tmp_path, ".lockstitch/records/p0.json", text=page(1, 2, total=2))
    made(tmp_path, f".lockstitch/records/{name}", text=other)
    with pytest.raises(UsageError) as caught:
        inputs.read_records(config(tmp_path))
    (fault,) = caught.value.faults
    assert re.search(cause, str(fault))


def test_a_cut_export_is_a_fault_of_its_input(tmp_path: Path) -> None:
    made(tmp_path, ".lockstitch/records/p.json", text=page(1, 2, total=2)[:-20])
    ledgers, (seen,) = inputs.read_records(config(tmp_path))
    assert not ledgers
    assert seen.fault is not None
    assert "did its export finish?" in seen.fault.hint


def test_the_faults_of_all_malformed_ledgers_are_told_at_once(tmp_path: Path) -> None:
    made(tmp_path, "a.yml", text=LEDGER.replace("kind: defect", "kind: bug"))
    made(tmp_path, "b.json", text='[{"id": "B-1"}]')
    with pytest.raises(UsageError) as caught:
        inputs.read_records(config(tmp_path, records=("a.yml", "b.json")))
    assert {fault.path for fault in caught.value.faults} == {"a.yml", "b.json"}


def test_one_id_in_two_ledgers_is_refused(tmp_path: Path) -> None:
    made(tmp_path, "a.yml", "b.yml", text=LEDGER)
    with pytest.raises(UsageError, match=r"b\.yml:3: .*given twice"):
        inputs.read_records(config(tmp_path, records=("a.yml", "b.yml")))


def test_a_ledger_that_cannot_be_read_is_a_fault_of_its_input(tmp_path: Path) -> None:
    made(tmp_path, "a.yml", "b.yml", text=LEDGER + "#" * 90)
    made(tmp_path, "b.yml", text=LEDGER)
    given = config(tmp_path, records=("a.yml", "b.yml"), limits=Limits(bytes=100))
    ledgers, (large, fine) = inputs.read_records(given)
    assert (len(ledgers), fine.fault) == (1, None)
    assert str(large.fault) == "a.yml: is larger than 100 bytes"


def read(root: Path, kind: InputKind, text: str, name: str = "given") -> Input:
    made(root, name, text=text)
    given = config(root, **{kind: (name,)})
    if kind == "records":
        return inputs.read_records(given)[1][0]
    if kind == "results":
        return inputs.read_results(given, Wanted())[1][0]
    return inputs.read_coverage(given, EVERY)[1][0]


@pytest.mark.parametrize(
    ("kind", "text", "cause"),
    [
        ("results", "", "is empty (0 bytes)"),
        ("records", "", "is empty (0 bytes)"),
        ("coverage", "", "is empty (0 bytes)"),
        ("results", COBERTURA, "is a coverage report, not a test report"),
        ("coverage", JUNIT, "is a test report, not a coverage report"),
        ("records", JUNIT, "is a test report, not a record file"),
        ("results", "<html/>", "is no test report of a known format (its root element is <html>)"),
        ("records", "<!DOCTYPE html>\n<html><head/></html>", "is a web page, not a record file"),
        (
            "records",
            '{"message": "Not Found"}',
            "is no record file, but the error that a tracker answered: 'Not Found'",
        ),
        ("coverage", "hello", "is no coverage report of a known format"),
        ("records", "hello", "is no record file of a known format"),
    ],
)
def test_what_is_no_input_of_its_kind_is_told(tmp_path: Path, kind: InputKind, text: str, cause: str) -> None:
    assert str(read(tmp_path, kind, text).fault) == f"given: {cause}"


@pytest.mark.parametrize(
    ("kind", "text", "name", "form"),
    [
        ("results", JUNIT, "given", "junit"), ("coverage", COBERTURA, "given", "cobertura"),
        ("records", LEDGER, "given.yml", "ledger-yaml"),
    ],
)  # fmt: skip
def test_what_is_an_input_of_its_kind_is_read(tmp_path: Path, kind: InputKind, text: str, name: str, form: str) -> None:
    found = read(tmp_path, kind, text, name)
    assert (found.fault, found.format) == (None, form)


@pytest.mark.parametrize("name", ["docs/../junit.xml", "./junit.xml"])
def test_a_path_is_told_as_it_is_seen_from_the_top(tmp_path: Path, name: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "junit.xml").write_text("")
    (source,) = inputs.find(Config(str(tmp_path), results=(str(tmp_path / name),)), "results").sources
    assert source.name == "junit.xml"


def test_results_are_counted_by_outcome(tmp_path: Path) -> None:
    skipped = '<testcase name="c"><skipped/></testcase></testsuite>'
    assert read(tmp_path, "results", JUNIT.replace("</testsuite>", skipped)).counts == "2 tests: 1 passed, 1 skipped"
    assert read(tmp_path, "results", "<testsuite/>").counts == "0 tests"


@pytest.mark.defect("LS-99")
def test_coverage_is_counted(tmp_path: Path) -> None:
    assert read(tmp_path, "coverage", COBERTURA).counts == "1 file, 1 line"
    branch = COBERTURA.replace('hits="1"', 'hits="1" branch="true" condition-coverage="50% (1/2)"')
    assert read(tmp_path, "coverage", branch).counts.endswith("branches")


def test_contexts_are_counted_and_their_lack_is_noted(tmp_path: Path) -> None:
    from coverage import CoverageData

    for context in ("test_a", ""):
        path = tmp_path / f"data{context}"
        data = CoverageData(basename=str(path))
        data.set_context(context)
        data.add_lines({"a.py": [1]})
        data.write()
        data.close()
    _, (named, bare) = inputs.read_coverage(config(tmp_path, coverage=("datatest_a", "data")), EVERY)
    assert (named.counts, named.notes) == ("1 file, contexts", ())
    assert bare.counts == "1 file"
    assert bare.notes[0].startswith("data: records no contexts")


def expected(root: Path, **expect: int) -> list[str]:
    _, seen = inputs.read_results(config(root, expect=Expect(**expect), source="lockstitch.yml"), Wanted())
    return [str(each.fault) for each in seen if each.fault]


def test_what_was_expected_and_is_less_is_told(tmp_path: Path) -> None:
    made(tmp_path, "junit-1.xml", text=JUNIT)
    made(tmp_path, "junit-2.xml", text=JUNIT.replace("b", "c"))
    assert expected(tmp_path, reports=2, tests=2, shards=2) == []
    assert expected(tmp_path, reports=3, tests=4, shards=5) == [
        "lockstitch.yml: expect.reports = 3, but only 2 hold a test",
        "lockstitch.yml: expect.shards = 5, but only 2 hold an executed test",
        "lockstitch.yml: expect.tests = 4, but only 2 were executed",
    ]


@pytest.mark.defect("LS-56")
def test_one_report_under_two_names_counts_once(tmp_path: Path) -> None:
    made(tmp_path, "junit-1.xml", "junit-2.xml", "test-results/a.xml", text=JUNIT)
    made(tmp_path, "TEST-a.xml", text=JUNIT.replace("b", "c"))  # of the same size
    reports, seen = inputs.read_results(config(tmp_path), Wanted())
    assert [(each.path, each.counts) for each in seen] == [
        ("junit-1.xml", "1 test: 1 passed"),
        ("TEST-a.xml", "1 test: 1 passed"),
        ("junit-2.xml", "a copy"),
        ("test-results/a.xml", "a copy"),
    ]
    assert [each.notes for each in seen][2] == ("junit-2.xml is the same as junit-1.xml: it counts once",)
    assert len(reports) == 2
    assert expected(tmp_path, reports=3) == ["lockstitch.yml: expect.reports = 3, but only 2 hold a test"]


def test_what_cannot_be_read_is_no_copy(tmp_path: Path) -> None:
    for name in ("a", "b"):  # two folders of one size
        (tmp_path / name).mkdir()
    assert copied(Source(str(tmp_path / name), name) for name in ("a", "b", "gone", "gone too")) == {}


def test_two_empty_files_are_two_faults(tmp_path: Path) -> None:
    made(tmp_path, "junit-1.xml", "junit-2.xml")
    assert [fault.partition(":")[0] for fault in expected(tmp_path)] == ["junit-1.xml", "junit-2.xml"]


@pytest.mark.defect("LS-56")
def test_a_shard_that_ran_nothing_is_none(tmp_path: Path) -> None:
    made(tmp_path, "junit-1.xml", text=JUNIT)
    made(tmp_path, "junit-2.xml", text="<testsuite/>")
    made(tmp_path, "junit-3.xml", text='<testsuite><testcase name="a"><skipped/></testcase></testsuite>')
    assert expected(tmp_path, reports=2, shards=1) == []
    assert expected(tmp_path, reports=3, shards=2) == [
        "lockstitch.yml: expect.reports = 3, but only 2 hold a test",
        "lockstitch.yml: expect.shards = 2, but only 1 holds an executed test",
    ]


def test_of_ctests_reports_the_last_counts(tmp_path: Path) -> None:
    made(tmp_path, "Testing/20260101-0100/Test.xml", "Testing/20260102-0100/Test.xml", "Testing/TAG")
    assert names(tmp_path, "results") == ["Testing/20260102-0100/Test.xml"]


def test_a_run_that_executed_nothing_is_a_fault(tmp_path: Path) -> None:
    made(tmp_path, "junit.xml", text="<testsuite/>")
    assert expected(tmp_path) == ["no test in any report: none was selected"]
    made(tmp_path, "junit.xml", text='<testsuite><testcase name="a"><skipped/></testcase></testsuite>')
    assert expected(tmp_path) == ["1 test, none executed: all were skipped"]
    known = '<skipped type="pytest.xfail"/>'
    made(tmp_path, "junit.xml", text=f'<testsuite><testcase name="a">{known}</testcase></testsuite>')
    assert expected(tmp_path) == ["1 test, none executed: all were skipped or are expected to fail"]
    made(tmp_path, "junit-2.xml", text=JUNIT)
    assert expected(tmp_path) == []


def test_where_no_report_is_nothing_is_said_of_tests(tmp_path: Path) -> None:
    assert expected(tmp_path) == []
    assert expected(tmp_path, tests=1) == ["lockstitch.yml: expect.tests = 1, but only 0 were executed"]
