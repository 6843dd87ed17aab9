"""Test reports that ran nothing, and linked tests that hold nothing."""

from __future__ import annotations

from vacuous.case import (
    FAIL,
    SKIP,
    TESTS,
    TOTAL,
    VOUCHER,
    XFAIL,
    Case,
    Step,
    append,
    commit,
    configure,
    covered,
    cut,
    edit,
    junit,
    on_main,
    remove,
    write,
)

NAME = "test_shop_12_voucher"
JUNIT = "junit.xml"
LISTED = 'tests: ["tests/test_basket.py::{}"]}}'
NO_RECORDS = (write("defects.yml", "version: 1\nrecords: []\n"), on_main())
TRX = '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">{}</TestRun>'


def outcome(inner: str, *more: tuple[str, str]) -> tuple[Step, ...]:
    """The regression test with something in its test case."""
    return covered, junit(TOTAL, (NAME, inner), *more)


def instead(name: str, text: str) -> tuple[Step, ...]:
    """Another report in the place of JUnit's."""
    return covered, remove(JUNIT), write(name, text)


def event(action: str, test: str = "") -> str:
    return f'{{"Action":"{action}","Package":"p"' + (f',"Test":"{test}"' if test else "") + "}\n"


def jest(status: str, **more: str) -> str:
    extra = "".join(f',"{key}":{value}' for key, value in more.items())
    case = f'{{"fullName":"SHOP-12 voucher","title":"SHOP-12 voucher","status":"{status}"{extra}}}'
    suite = f'{{"name":"t/cart.test.js","status":"passed","message":"","assertionResults":[{case}]}}'
    return f'{{"numTotalTests":1,"testResults":[{suite}]}}'


CASES = (
    Case("R1-results", "a named test report is not there", (covered,), 3, ("absent.xml: does not exist",),
         ("--results", "absent.xml")),
    Case("R1-results-none", "no test report at all", (covered, remove(JUNIT)), 3, ("no test report was found",)),
    Case("R2-junit", "a zero-byte JUnit report", (covered, write(JUNIT, "")), 3, ("junit.xml: is empty (0 bytes)",)),
    Case("R3-junit", "JUnit cut in the middle", (covered, cut(JUNIT, 60)), 3,
         ("not well-formed XML", "line 1, column")),
    Case("R10-empty", "a JUnit report without a test", (covered, *NO_RECORDS, junit()), 3,
         ("no test in any report: none was selected",)),
    Case("R10-skipped", "a JUnit report in which all was skipped",
         (covered, *NO_RECORDS, junit(("test_total", SKIP), (NAME, SKIP))), 3, ("2 tests, none executed",)),
    Case("R10-linked", "the linked test is among those that were skipped",
         (covered, junit(("test_total", SKIP), (NAME, SKIP))), 1, ("was skipped", "none executed")),
    Case("R11", "two of three expected shards are missing", (covered, configure("expect = { reports = 3, tests = 2 }")),
         3, ("expect.reports = 3, but only 1 holds a test",)),
    Case("R11-whole", "all three shards are there",
         (covered, configure("expect = { reports = 3, tests = 4 }"), junit(("test_two", ""), name="junit-2.xml"),
          junit(("test_three", ""), name="junit-3.xml")), 0, ("the gate holds",)),
    Case("R11-copy", "one shard's artifact was unpacked twice",
         (covered, configure("expect = { reports = 2 }"), junit(TOTAL, VOUCHER, name="junit-2.xml")), 3,
         ("junit.xml is the same as junit-2.xml: it counts once", "expect.reports = 2, but only 1 holds a test"),
         defect="LS-56"),
    Case("R11-empty", "one shard executed nothing",
         (covered, configure("expect = { shards = 2 }"), junit(("test_two", SKIP), name="junit-2.xml")), 3,
         ("expect.shards = 2, but only 1 holds an executed test",), defect="LS-56"),
    Case("R12", "the linked test failed, then passed on a retry in one suite",
         (covered, junit(TOTAL, (NAME, FAIL), (NAME, ""))), 1, ("failing-regression-test", "is flaky")),
    Case("R12-plugin", "a retry whose first failure the report does not show (pytest-rerunfailures)",
         (covered, junit(TOTAL, VOUCHER, VOUCHER)), 1, ("is flaky",)),
    Case("R12-surefire", "a retry that Surefire tells as flakyFailure", outcome("<flakyFailure/>"), 1, ("is flaky",)),
    Case("R12-elsewhere", "failed in one of two environments",
         (covered, junit(TOTAL, (NAME, FAIL), name="junit-windows.xml")), 1,
         ("failed in junit-windows.xml: assert 1 == 2",)),
    Case("R12-skipped", "skipped in one of two environments is no gap",
         (covered, junit(TOTAL, (NAME, SKIP), name="junit-windows.xml")), 0, ("the gate holds",)),
    Case("R12-twice", "the same report under two names makes nothing flaky",
         (covered, junit(TOTAL, VOUCHER, name="junit-2.xml")), 0, ("it counts once", "the gate holds")),
    Case("R15-failed", "the linked test failed", outcome(FAIL), 1, ("failed",)),
    Case("R15-skipped", "the linked test was skipped", outcome(SKIP), 1, ("was skipped",)),
    Case("R15-xfail", "the linked test is expected to fail", outcome(XFAIL), 1, ("is expected to fail (xfail)",)),
    Case("R15-parameter", "one parameter of the linked test failed",
         (covered, junit((f"{NAME}[a]", ""), (f"{NAME}[b]", FAIL))), 1, ("[b] failed",)),
    Case("R15-notrun", "a disabled test that GoogleTest lists without <skipped>",
         (covered, edit(JUNIT, f'name="{NAME}"', f'name="{NAME}" status="notrun" result="suppressed"')), 1,
         ("was skipped",)),
    Case("R15-mayfail", "a case that is both skipped and failed (Catch2)", outcome(SKIP + FAIL), 1, ("failed",)),
    Case("R15-collection", "the file of the linked test could not be imported",
         (covered, junit(TOTAL), edit("defects.yml", "owner: ada}", "owner: ada, " + LISTED.format(NAME)),
          edit(JUNIT, '<testcase classname="tests.test_basket" name="test_total" time="0.01">',
               '<testcase classname="" name="tests.test_basket"><error message="collection failure"/>')), 1,
         ("ended with an error in junit.xml: collection failure",)),
    Case("R15-typo", "the record names a test that there is not",
         (covered, edit("defects.yml", "SHOP-12,", "SHOP-13,"),
          edit("defects.yml", "owner: ada}", "owner: ada, " + LISTED.format("test_vuocher"))), 1,
         ("test_vuocher is in no report",)),
    Case("R15-number", "a test for SHOP-12 says nothing of SHOP-1", (covered, edit("defects.yml", "SHOP-12", "SHOP-1")),
         1, ("SHOP-1 is fixed and no test is linked to it",)),
    Case("R16", "the linked test was deleted after the report was written",
         (covered, edit(TESTS, f"def {NAME}", "def helper")), 1,
         ("is no longer in its file: the report that shows it as passed is older than the code",), defect="LS-55"),
    Case("R16-file", "the file of the linked test was deleted after the report was written",
         (covered, remove(TESTS), commit("Delete")), 1, ("is no longer in its file",), defect="LS-55"),
    Case("R16-moved", "a test that was there before and still is counts",
         (covered, append(TESTS, "\n\ndef test_more():\n    pass\n")), 0, ("the gate holds",)),
    Case("R17-tap-cut", "TAP whose plan is not filled", instead("a.tap", "1..2\nok 1 - SHOP-12 voucher\n"), 3,
         ("a.tap: plans 2 tests, but holds 1",)),
    Case("R17-tap-bail", "TAP that bailed out",
         instead("a.tap", "1..2\nok 1 - SHOP-12 voucher\nBail out!  no disk\n"), 3, ("bailed out: no disk",)),
    Case("R17-tap-todo", "an `ok` that is a TODO", instead("a.tap", "ok 1 - SHOP-12 voucher # TODO later\n1..1\n"), 1,
         ("is expected to fail",)),
    Case("R17-tap", "the same test without its TODO", instead("a.tap", "ok 1 - SHOP-12 voucher\n1..1\n"), 0,
         ("the gate holds",)),
    Case("R17-go-build", "a Go package that cannot be built",
         instead("gotest.json", event("pass", "TestOther") + event("pass") + "FAIL\tq [build failed]\n"), 1,
         ("is in no report", "1 error")),
    Case("R17-go-cut", "go test -json that was cut off",
         instead("gotest.json", event("run", "TestSHOP-12") + event("pass", "TestSHOP-12")), 3,
         ('ends while package "p" runs',)),
    Case("R17-go-panic", "a Go test that never came to its end",
         instead("gotest.json", event("run", "TestSHOP-12") + event("fail")), 1, ("did not finish",)),
    Case("R17-jest-failing", "Jest's it.failing", instead("jest.json", jest("passed", failing="true")), 1,
         ("is expected to fail",)),
    Case("R17-jest-retry", "a test of Jest that passed on its second try",
         instead("jest.json", jest("passed", invocations="2")), 1, ("is flaky",)),
    Case("R17-trx", "a run of Visual Studio that was aborted",
         instead("a.trx", TRX.format(
             '<Results><UnitTestResult testName="SHOP-12 voucher" outcome="Passed"/></Results>'
             '<ResultSummary outcome="Aborted"/>')), 3, ("did not finish: Aborted",)),
    Case("R20", "the fix of an open record is claimed by this change, and no test speaks of it",
         (covered, append("defects.yml", "  - {id: SHOP-13, kind: defect, title: T, status: open}\n"),
          commit("Fixes SHOP-13")), 1,
         ("SHOP-13 is claimed fixed by this change and no test is linked to it",)),
    Case("R20-clone", "the fix commit that a record names is in no clone",
         (covered, append("defects.yml",
                          "  - {id: SHOP-13, kind: defect, title: T, status: fixed, commits: [deadbeef12]}\n")), 3,
         ("SHOP-13 names the commit deadbeef12, which is not in this clone", "defects.yml:4"), defect="LS-4"),
    Case("O6-entity", "an entity bomb", (covered, write(
         JUNIT, '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><testsuites>&b;</testsuites>')), 3,
         ("junit.xml: ",)),
    Case("O6-deep", "100,000 open elements", (covered, write(JUNIT, "<testsuites>" + "<testsuite>" * 100_000)), 3,
         ("is nested deeper than 200 elements",)),
    Case("O6-attribute", "one attribute of 20 MB",
         (covered, lambda project: project.write(JUNIT, '<testsuites name="' + "x" * 20_000_000 + '"/>')), 3,
         ("junit.xml: ",)),
)  # fmt: skip
