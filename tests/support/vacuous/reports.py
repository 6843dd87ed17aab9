"""Coverage reports that measured nothing, or something else."""

from __future__ import annotations

import gzip

from vacuous.case import (
    BASKET,
    FULL,
    PARTLY,
    SHORT,
    TOTAL,
    VOUCHER,
    Case,
    Step,
    append,
    cobertura,
    commit,
    configure,
    covered,
    cut,
    data,
    edit,
    gift,
    git,
    junit,
    lcov,
    ran,
    remove,
    shell,
    write,
)

XML = "coverage.xml"
TEST_RUN = f"{BASKET.replace('src/shop/basket', 'tests/test_basket')}::test_shop_12_voucher|run"
GIFT_RUN = "tests/test_basket.py::test_gift|run"
FAILED = '<failure message="assert False"/>'
TWICE = (
    '<coverage line-rate="1"><sources><source>a</source><source>b</source></sources><packages><package><classes>'
    '<class filename="util.py"><lines><line number="1" hits="1"/><line number="2" hits="1"/></lines></class>'
    "</classes></package></packages></coverage>"
)
DATABASE = "import sqlite3; sqlite3.connect('.coverage').execute('create table x (y)')"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"


def given(text: str | bytes) -> tuple[Step, ...]:
    return gift, ran, write(XML, text)


CASES = (
    Case("R0", "everything is covered and says so", (gift, covered), 0,
         ("changed statements 3 = 3 covered + 0 uncovered + 0 unmeasured + 0 excluded", "the gate holds"), report=XML,
         lines=True),
    Case("R0-uncovered", "two of three new statements are not covered", (gift, ran, cobertura(PARTLY)), 1,
         ("2 changed statements are not covered",), report=XML, lines=True),
    Case("R1-named", "a named coverage report is not there", (gift, ran), 3, ("absent.xml: does not exist",),
         ("--coverage", "absent.xml"), report="absent.xml"),
    Case("R1-glob", "a glob matches no coverage report", (gift, ran), 3, ("no/*.xml: matches no file",),
         ("--coverage", "no/*.xml"), report="no/*.xml"),
    Case("R1-none", "no coverage report at all, and statements that owe one", (gift, ran), 3,
         ("3 changed statements, but no coverage report was found",)),
    Case("R1-dangling", "the report is a link to nowhere", (gift, ran, shell("ln -s nowhere coverage.xml")), 3,
         ("no coverage report was found",), report=XML),
    Case("R2-xml", "a zero-byte Cobertura report", (gift, covered, write(XML, "")), 3, (f"{XML}: is empty (0 bytes)",),
         report=XML),
    Case("R2-lcov", "a zero-byte lcov.info", (gift, ran, write("lcov.info", "")), 3, ("lcov.info: is empty (0 bytes)",),
         report="lcov.info"),
    *(
        Case(f"R2-{name.rpartition('/')[2]}", f"a zero-byte {name} beside a good report",
             (gift, covered, write(name, "")), 3, (f"{name}: is empty (0 bytes)",))
        for name in ("coverage.json", "target/site/jacoco/jacoco.xml", "clover.xml", "cover.out",
                     "coverage/coverage-final.json", "coverage/.resultset.json")
    ),
    Case("R2-data", "a zero-byte .coverage beside a good report", (gift, covered, write(".coverage", "")), 3,
         (".coverage: is empty (0 bytes)",)),
    Case("R3-xml", "Cobertura cut in the middle", (gift, covered, cut(XML, 60)), 3,
         ("not well-formed XML", "line 1, column"), report=XML),
    Case("R3-json", "coverage.json cut in the middle",
         (gift, ran, write("coverage.json", '{"meta": {"branch_coverage": false}, "files": {"src/')), 3,
         ("coverage.json: is not well-formed JSON",)),
    Case("R4-whole", "a whole lcov.info", (gift, ran, lcov(FULL)), 0, ("3 covered",), report="lcov.info"),
    Case("R4", "LCOV cut at a line end", (gift, ran, lcov(FULL, end="")), 3, ("lcov.info", "end_of_record"),
         report="lcov.info"),
    Case("R5-packages", "Cobertura without a class", given(
         '<?xml version="1.0"?><coverage version="7" line-rate="1"><packages/></coverage>'), 3, (f"{XML}: ",),
         report=XML),
    Case("R5-json", "coverage.py JSON without a file",
         (gift, ran, write("coverage.json", '{"meta": {"format": 3, "branch_coverage": false}, "files": {}}')), 3,
         ("coverage.json: ",)),
    Case("R5-lcov", "LCOV without a record", (gift, ran, write("lcov.info", "TN:\nend_of_record\n")), 3,
         ("lcov.info: ",), report="lcov.info"),
    Case("R5-lines", "the changed file is listed without any line", (gift, ran, cobertura({})), 1,
         ("unmeasured-change", "3 unmeasured"), report=XML),
    Case("R6-junit", "a JUnit report given as coverage", (gift, covered), 3,
         ("junit.xml: is a test report, not a coverage report", "--results"), ("--coverage", "junit.xml"),
         report="junit.xml"),
    Case("R6-coverage", "a coverage report given as results", (gift, covered), 3,
         ("coverage.xml: is a coverage report, not a test report", "--coverage"), ("--results", XML)),
    Case("R6-page", "an error page in the place of a report", given("<html><body>404 Not Found</body></html>"), 3,
         ("its root element is <html>",), report=XML),
    Case("R6-pointer", "a Git LFS pointer in the place of a report", given(POINTER), 3, (f"{XML}: ",), report=XML),
    Case("R6-gzip", "a compressed report", given(gzip.compress(b"<coverage/>", mtime=0)), 3, (f"{XML}: ",), report=XML),
    Case("R6-database", "an SQLite file that is no coverage data",
         (gift, ran, shell(f'python3 -c "{DATABASE}"')), 3, (".coverage: ",)),
    Case("R6-utf16", "a report in UTF-16, as PowerShell writes it, is read",
         (gift, ran, cobertura(PARTLY), lambda project: project.write(
             XML, (project.root / XML).read_text().replace('"1.0" ?', '"1.0" encoding="utf-16"?').encode("utf-16"))),
         1, ("2 changed statements are not covered",), report=XML),
    Case("R7", "paths of another root that match nothing here",
         (gift, ran, lambda project: project.cobertura(
             {"/elsewhere/lib/cart.py": FULL, "/elsewhere/lib/tax.py": FULL})), 3,
         ("none of its 2 paths lies in this repository, for example /elsewhere/lib/cart.py", "paths.map"), report=XML),
    Case("R7-mapped", "the map that R7 shows mends it",
         (gift, ran, cobertura(FULL, "/elsewhere/basket.py"),
          configure('paths = { map = { "/elsewhere/" = "src/shop/" } }')), 0, ("the gate holds",)),
    Case("R7-wrong", "a map that leads to no file is not made good by a guess",
         (gift, ran, cobertura(FULL, "/elsewhere/src/shop/basket.py"),
          configure('paths = { map = { "/elsewhere/" = "lib/" } }')), 3,
         ("none of its 1 path lies in this repository",), defect="LS-87"),
    Case("R7-container", "a container that holds the same tree is settled",
         (gift, ran, lambda project: project.cobertura(
             {"shop/basket.py": FULL, "shop/__init__.py": {}}, source="/app/src")), 0, ("the gate holds",), report=XML),
    Case("R8", "a report older than the change: its lines fall on no statement",
         (ran, cobertura(SHORT), edit(BASKET, "def total", "# Baskets\n# of a shop,\n# with vouchers.\ndef total"),
          append(BASKET, "\n\nLIMIT = 3\n"), commit("Say what it is")), 3,
         ("coverage.xml: is older than the code: src/shop/basket.py has no statement on line 1-3",), report=XML,
         lines=True),
    Case("R9", "two source roots hold a file of the same name, and the report keeps one",
         (write("a/util.py", "def f():\n    return 1\n"), write("b/util.py", "def f():\n    return 2\n"),
          commit("Two roots"), ran, write(XML, TWICE)), 3,
         ("util.py fits 2 files of the repository: a/util.py, b/util.py",), report=XML),
    Case("R13", "coverage earned only by a test that failed",
         (gift, append("tests/test_basket.py", "\n\ndef test_gift():\n    assert False\n"), commit("A test of gifts"),
          data({"": [1, 6], TEST_RUN: [2, 3], GIFT_RUN: [10, 14]}), junit(TOTAL, VOUCHER, ("test_gift", FAILED))), 1,
         ("2 changed statements are not covered: src/shop/basket.py lines 10, 14",), report=".coverage", defect="LS-1"),
    Case("R13-passed", "the same coverage, and the test passed",
         (gift, append("tests/test_basket.py", "\n\ndef test_gift():\n    assert True\n"), commit("A test of gifts"),
          data({"": [1, 6], TEST_RUN: [2, 3], GIFT_RUN: [10, 14]}), junit(TOTAL, VOUCHER, ("test_gift", ""))), 0,
         ("3 covered",), report=".coverage"),
    Case("R14", "per-test evidence is required, and the data has no contexts",
         (ran, data({"": [1, 2, 3]}), configure('require = "exercised"')), 3, ("contexts",)),
    Case("R14-not-asked", "no contexts, and nobody asked for them", (ran, data({"": [1, 2, 3]})), 0, ("contexts",)),
    Case("R14-proven", "a proof is required, and none is kept", (gift, covered, configure('require = "proven"')), 1,
         ("not proven: no recorded run fails without the fix",)),
    Case("R18-negative", "hits below zero", (gift, ran, cobertura({**FULL, 14: -1})), 3, (f"{XML}:",), report=XML),
    Case("R18-words", "hits that are no number",
         (gift, covered, edit(XML, 'number="14" hits="1"', 'number="14" hits="yes"')), 3, (f"{XML}:",), report=XML),
    Case("R19", "the report is there, the source it measured is gone",
         (gift, covered, git("rm", "-q", "--cached", BASKET), remove(BASKET), write("src/shop/cart.py", "TAX = 1\n"),
          commit("Another file")), 3, ("coverage.xml",), report=XML),
)  # fmt: skip
