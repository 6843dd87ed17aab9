"""Reports that measured nothing, end to end: the installed command never takes them for a pass."""

import sqlite3
from pathlib import Path

import pytest
from shop_project import Project

XFAIL = '<skipped type="pytest.xfail" message="known"/>'
SKIP = '<skipped type="pytest.skip" message="later"/>'
FAIL = '<failure message="assert 1 == 2">trace</failure>'
PASSED = ("test_total", ""), ("test_shop_12_voucher", "")
FULL = {1: 1, 2: 1, 3: 1, 6: 1, 10: 1, 14: 1}


def test_all_is_well_when_everything_is_covered(project: Project) -> None:
    project.gift()
    project.covered()
    answer = project.check()
    assert answer.code == 0
    assert "changed statements 3 = 3 covered + 0 uncovered + 0 unmeasured + 0 excluded" in answer
    assert "the gate holds" in answer


@pytest.mark.parametrize("kind", ["results", "coverage", "records"])
@pytest.mark.parametrize("pattern", ["absent.xml", "no/*.xml"])
def test_r1_a_named_report_that_is_not_there(project: Project, kind: str, pattern: str) -> None:
    project.covered()
    answer = project.check(f"--{kind}", pattern)
    assert answer.code == 3
    assert pattern in answer


def test_r1_a_configured_report_that_is_not_there(project: Project) -> None:
    project.covered()
    project.configure('coverage = "build/coverage.xml"')
    answer = project.check()
    assert answer.code == 3
    assert "build/coverage.xml" in answer
    assert "does not exist" in answer


@pytest.mark.parametrize(
    "name",
    [
        "coverage.xml", "lcov.info", "junit.xml", ".coverage", "coverage.json", "target/site/jacoco/jacoco.xml",
        "clover.xml", "cover.out", "coverage/coverage-final.json", "coverage/.resultset.json",
    ],
)  # fmt: skip
def test_r2_zero_bytes(project: Project, name: str) -> None:
    project.gift()
    project.covered()
    project.write(name, "")
    answer = project.check()
    assert answer.code == 3
    assert f"{name}: is empty (0 bytes)" in answer


@pytest.mark.parametrize("name", ["coverage.xml", "junit.xml"])
def test_r3_xml_cut_in_the_middle(project: Project, name: str) -> None:
    project.gift()
    project.covered()
    path = project.root / name
    path.write_bytes(path.read_bytes()[:-60])
    answer = project.check()
    assert answer.code == 3
    assert f"{name}: " in answer
    assert "not well-formed XML" in answer
    assert "line 1, column" in answer


LCOV = "TN:\nSF:src/shop/basket.py\n" + "".join(f"DA:{line},1\n" for line in FULL)


def test_r4_lcov_cut_at_a_line_end(project: Project) -> None:
    project.gift()
    project.junit()
    project.write("lcov.info", LCOV + "end_of_record\n")
    assert project.check().code == 0
    project.write("lcov.info", LCOV)
    answer = project.check()
    assert answer.code == 3
    assert "lcov.info" in answer
    assert "end_of_record" in answer


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("coverage.xml", '<?xml version="1.0"?><coverage version="7" line-rate="1"><packages/></coverage>'),
        ("coverage.xml", '<coverage line-rate="0" lines-valid="0"/>'),
        ("coverage.json", '{"meta": {"format": 3, "version": "7.17.3"}, "files": {}, "totals": {}}'),
        ("lcov.info", "TN:\nend_of_record\n"),
    ],
)
def test_r5_a_report_without_a_file(project: Project, name: str, text: str) -> None:
    project.gift()
    project.junit()
    project.write(name, text)
    answer = project.check()
    assert answer.code == 3
    assert f"{name}: " in answer


def test_r6_each_kind_given_as_the_other(project: Project) -> None:
    project.covered()
    answer = project.check("--coverage", "junit.xml")
    assert answer.code == 3
    assert "junit.xml: is a test report, not a coverage report" in answer
    answer = project.check("--results", "coverage.xml")
    assert answer.code == 3
    assert "coverage.xml: is a coverage report, not a test report" in answer


def test_r6_something_else_altogether(project: Project) -> None:
    project.junit()
    project.write("coverage.xml", "<html><body/></html>")
    answer = project.check()
    assert answer.code == 3
    assert "its root element is <html>" in answer


def test_r7_paths_of_another_tree(project: Project) -> None:
    project.gift()
    project.junit()
    project.cobertura({"/elsewhere/lib/cart.py": FULL, "/elsewhere/lib/tax.py": FULL})
    answer = project.check()
    assert answer.code == 3
    assert "none of its 2 paths lies in this repository, for example /elsewhere/lib/cart.py" in answer
    assert "paths.map" in answer


def test_r7_the_map_that_is_shown_mends_it(project: Project) -> None:
    project.gift()
    project.junit()
    project.cobertura({"/elsewhere/basket.py": FULL})
    project.configure('paths = { map = { "/elsewhere/" = "src/shop/" } }')
    assert project.check().code == 0


def test_r7_a_container_that_holds_the_same_tree_is_settled(project: Project) -> None:
    project.gift()
    project.junit()
    project.cobertura({"shop/basket.py": FULL, "shop/__init__.py": {}}, source="/app/src")
    assert project.check().code == 0


def test_r8_a_report_older_than_the_change(project: Project) -> None:
    project.junit()
    project.cobertura({"src/shop/basket.py": {1: 1, 2: 1, 3: 1}})
    text = (project.root / "src/shop/basket.py").read_text()
    project.write("src/shop/basket.py", "# Baskets\n# of a shop,\n# with vouchers.\n" + text + "\n\nLIMIT = 3\n")
    project.commit("Say what it is")
    answer = project.check()
    assert answer.code == 3
    assert "coverage.xml: is older than the code: src/shop/basket.py has no statement on line 1-3" in answer


def test_r9_two_source_roots_hold_the_name(project: Project) -> None:
    project.write("a/util.py", "def f():\n    return 1\n")
    project.write("b/util.py", "def f():\n    return 2\n")
    project.commit("Two roots")
    project.junit()
    text = '<coverage line-rate="1"><sources><source>a</source><source>b</source></sources><packages><package><classes>'
    text += '<class filename="util.py"><lines><line number="1" hits="1"/><line number="2" hits="1"/></lines></class>'
    project.write("coverage.xml", text + "</classes></package></packages></coverage>")
    answer = project.check()
    assert answer.code == 3
    assert "util.py fits 2 files of the repository: a/util.py, b/util.py" in answer


@pytest.mark.parametrize("cases", [(), (("test_total", SKIP), ("test_shop_12_voucher", SKIP))])
def test_r10_no_executed_test(project: Project, cases: tuple[tuple[str, str], ...]) -> None:
    project.covered()
    project.junit(cases)
    answer = project.check()
    assert answer.code in (1, 3)
    assert "none" in answer
    project.write("defects.yml", "version: 1\nrecords: []\n")
    answer = project.check()
    assert answer.code == 3


def test_r11_a_shard_is_missing(project: Project) -> None:
    project.covered()
    project.configure("expect = { reports = 3, tests = 2 }")
    answer = project.check()
    assert answer.code == 3
    assert "expect.reports = 3, but only 1 were read" in answer
    project.junit(name="junit-2.xml")
    project.junit(name="junit-3.xml")
    assert project.check().code == 0


def test_r12_a_retry_in_one_suite_is_flaky(project: Project) -> None:
    project.covered()
    project.junit((("test_total", ""), ("test_shop_12_voucher", FAIL), ("test_shop_12_voucher", "")))
    answer = project.check()
    assert answer.code == 1
    assert "failing-regression-test" in answer
    assert "is flaky" in answer


def test_r12_failed_in_one_of_two_environments(project: Project) -> None:
    project.covered()
    project.junit((("test_total", ""), ("test_shop_12_voucher", FAIL)), name="junit-windows.xml")
    answer = project.check()
    assert answer.code == 1
    assert "failed in junit-windows.xml: assert 1 == 2" in answer


def test_r12_skipped_in_one_of_two_environments_is_no_gap(project: Project) -> None:
    project.covered()
    project.junit((("test_total", ""), ("test_shop_12_voucher", SKIP)), name="junit-windows.xml")
    assert project.check().code == 0


@pytest.mark.parametrize(
    ("inner", "words"), [(FAIL, "failed"), (SKIP, "was skipped"), (XFAIL, "is expected to fail (xfail)")]
)
def test_a_linked_test_that_did_not_pass(project: Project, inner: str, words: str) -> None:
    project.covered()
    project.junit((("test_total", ""), ("test_shop_12_voucher", inner)))
    answer = project.check()
    assert answer.code == 1
    assert words in answer


def test_a_linked_test_that_is_in_no_report(project: Project) -> None:
    project.covered()
    project.junit((("test_total", ""),))
    answer = project.check()
    assert answer.code == 1
    assert "is in no report" in answer


def data_file(path: Path, contexts: dict[str, list[int]]) -> None:
    """A real `.coverage`, written by coverage.py itself."""
    from coverage import CoverageData

    data = CoverageData(basename=str(path))
    for context, lines in contexts.items():
        data.set_context(context)
        data.add_lines({str(path.parent / "src/shop/basket.py"): lines})
    data.write()
    data.close()


VOUCHER = "tests/test_basket.py::test_shop_12_voucher|run"


@pytest.mark.defect("LS-1")
def test_r13_what_only_a_failing_test_ran_is_not_covered(project: Project) -> None:
    project.gift()
    project.append("tests/test_basket.py", "\n\ndef test_gift():\n    assert False\n")
    project.commit("A test of gifts")
    data_file(
        project.root / ".coverage", {"": [1, 6], VOUCHER: [2, 3], "tests/test_basket.py::test_gift|run": [10, 14]}
    )
    project.junit((*PASSED, ("test_gift", "")))
    assert project.check().code == 0
    project.junit((*PASSED, ("test_gift", FAIL)))
    answer = project.check()
    assert answer.code == 1
    assert "2 changed statements are not covered: src/shop/basket.py lines 10, 14" in answer


def test_r14_contexts_asked_for_but_not_there(project: Project) -> None:
    project.junit()
    data_file(project.root / ".coverage", {"": [1, 2, 3]})
    answer = project.check()
    assert answer.code == 0
    assert "contexts" in answer
    project.configure('require = "exercised"')
    project.write("defects.yml", "version: 1\nrecords:\n  - {id: SHOP-12, kind: defect, title: T, status: fixed}\n")
    answer = project.check()
    assert answer.code == 3
    assert "contexts" in answer


def test_a_data_file_that_is_none(project: Project) -> None:
    project.gift()
    project.junit()
    connection = sqlite3.connect(project.root / ".coverage")
    connection.execute("create table x (y)")
    connection.commit()
    connection.close()
    answer = project.check()
    assert answer.code == 3
    assert ".coverage: " in answer


def test_o6_entities_nesting_and_one_huge_attribute(project: Project) -> None:
    project.covered()
    bombs = {
        "entity": '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><testsuites>&b;</testsuites>',
        "deep": "<testsuites>" + "<testsuite>" * 100_000,
        "larger": '<testsuites name="' + "x" * 20_000_000 + '"/>',
    }
    for text in bombs.values():
        project.write("junit.xml", text)
        answer = project.check()
        assert answer.code == 3
        assert "junit.xml: " in answer
