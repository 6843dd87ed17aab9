"""The changed statements, each in its set, by every report format and in every state of a report."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from lockstitch import lines
from lockstitch.gate.changed import CAUSE, LEFT_OUT

if TYPE_CHECKING:
    from tests.gate.conftest import Judged, Site

OLD = "LIMIT = 3\n"
NEW = """\
LIMIT = 3


def total(
    prices,
):
    if not prices:
        return 0
    return max(
        prices,
    )


def fee():
    return 1
"""
STATEMENTS = [4, 7, 8, 9, 14, 15]
SCRIPT = "export function vat(n) {\n  // a fifth\n\n  return n / 5;\n}\n"


def changed(site: Site, path: str = "src/shop.py", before: str = OLD, after: str = NEW) -> None:
    """What is under review: one file of the branch `feature`."""
    site.commit("Shop", {path: before, "src/other.py": "X = 1\n"} if before else {"src/other.py": "X = 1\n"})
    site.ledger()
    site.commit("Ledger")
    site.branch("feature")
    site.commit("Change", {path: after})


def sets(judged: Judged, path: str = "src/shop.py") -> dict[str, list[int]]:
    file = judged.file(path)
    found = {name: getattr(file, name) for name in ("covered", "uncovered", "unmeasured", "excluded")}
    return {name: [*lines.numbers(held)] for name, held in found.items() if held}


HITS = {1: 1, 4: 1, 7: 1, 8: 0, 9: 1, 14: 1, 15: 0}
RAN = [line for line, hits in HITS.items() if hits]


def as_json(site: Site) -> None:
    executed, missing = RAN, [line for line in HITS if line not in RAN]
    file = {"executed_lines": executed, "missing_lines": missing, "excluded_lines": [], "summary": {}}
    whole = {"meta": {"format": 3, "version": "7.6", "branch_coverage": False}, "files": {"src/shop.py": file}}
    site.write({"coverage.json": json.dumps({**whole, "totals": {}})})


def as_two(site: Site) -> None:
    site.cobertura({"src/shop.py": {**HITS, 4: 0, 7: 0}})
    site.lcov({"src/shop.py": {**HITS, 9: 0, 14: 0}})


FORMATS: dict[str, Callable[[Site], None]] = {
    "data": lambda site: site.data({"": {"src/shop.py": RAN}}),
    "cobertura": lambda site: site.cobertura({"src/shop.py": HITS}),
    "json": as_json,
    "lcov": lambda site: site.lcov({"src/shop.py": HITS}),
    "inner line": lambda site: site.cobertura({"src/shop.py": {1: 1, 4: 1, 7: 1, 8: 0, 10: 1, 14: 1, 15: 0}}),
    "two reports": as_two,
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_sorts_the_statements_alike(site: Site, form: str) -> None:
    changed(site)
    FORMATS[form](site)
    judged = site.check()
    assert not judged.faults
    assert sets(judged) == {"covered": [4, 7, 9, 14], "uncovered": [8, 15]}
    (finding,) = judged.of("uncovered-change")
    assert "lines 8, 15" in finding.message
    assert judged.file("src/shop.py").physical[4] == lines.of([4, 5, 6])


def test_only_changed_statements_are_sorted(site: Site) -> None:
    changed(site, after=OLD + "\n\ndef fee():\n    return 1\n")
    site.cobertura({"src/shop.py": {1: 0, 4: 1, 5: 1}})
    judged = site.check()
    assert (sets(judged), judged.code) == ({"covered": [4, 5]}, 0)


@pytest.mark.parametrize(
    ("path", "after"),
    [
        ("tests/test_shop.py", NEW),
        ("conftest.py", NEW),
        ("docs/conf.py", NEW),
        ("README.md", NEW),
        ("src/shop.py", "# LIMIT of what\nLIMIT = 3\n"),
        ("src/shop.py", '"""The shop."""\nLIMIT = 3\n'),
        ("src/shop.py", ""),
    ],
)
def test_what_holds_no_changed_statement_of_the_product_is_no_matter(site: Site, path: str, after: str) -> None:
    changed(site, path, OLD, after)
    site.cobertura({"src/other.py": {1: 1}})
    judged = site.check()
    assert (judged.matrix.changed, judged.code) == ((), 0)


def test_a_deleted_file_a_pure_rename_and_a_deleted_line_are_no_matter(site: Site) -> None:
    site.commit("Shop", {"src/shop.py": NEW, "src/gone.py": OLD, "src/other.py": "X = 1\n", "web/vat.js": SCRIPT})
    site.ledger()
    site.commit("Ledger")
    site.branch("feature")
    site.git("mv", "src/shop.py", "src/cart.py")
    site.git("rm", "--quiet", "src/gone.py")
    site.commit("Change", {"web/vat.js": SCRIPT.replace("  // a fifth\n", "")})
    site.cobertura({"src/other.py": {1: 1}})
    assert site.check().matrix.changed == ()


def test_a_file_in_no_report_is_absent(site: Site) -> None:
    changed(site)
    site.cobertura({"src/other.py": {1: 1}})
    judged = site.check()
    assert (judged.file("src/shop.py").state, judged.file("src/shop.py").detail) == ("absent", CAUSE)
    assert sets(judged) == {"unmeasured": STATEMENTS}
    (finding,) = judged.of("unmeasured-change")
    assert (finding.verdict, judged.code) == ("broken", 1)


def test_statements_that_a_report_leaves_out_are_unmeasured(site: Site) -> None:
    changed(site)
    site.cobertura({"src/shop.py": {1: 1, 4: 1, 7: 1, 8: 1, 9: 1}})
    judged = site.check()
    assert sets(judged) == {"covered": [4, 7, 8, 9], "unmeasured": [14, 15]}
    assert judged.file("src/shop.py").detail == LEFT_OUT
    assert judged.of("unmeasured-change")[0].hint == LEFT_OUT


def test_what_coverages_own_configuration_excludes_is_excluded(site: Site) -> None:
    site.write({".coveragerc": "[report]\nexclude_also =\n    def fee\n"})
    changed(site)
    site.cobertura({"src/shop.py": {1: 1, 4: 1, 7: 1, 8: 1, 9: 1}})
    judged = site.check()
    assert sets(judged) == {"covered": [4, 7, 8, 9], "excluded": [14, 15]}
    assert (judged.told("excluded-change"), judged.code) == ([], 0)


def test_a_file_in_no_report_that_is_excluded_in_parts(site: Site) -> None:
    site.write({".coveragerc": "[report]\nexclude_also =\n    def fee\n"})
    changed(site)
    site.cobertura({"src/other.py": {1: 1}})
    assert sets(site.check()) == {"unmeasured": [4, 7, 8, 9], "excluded": [14, 15]}


def test_what_coverage_itself_calls_no_statement_does_not_count(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(site)
    site.cobertura({"src/shop.py": {1: 1, 4: 1, 7: 1, 8: 1, 9: 1}})
    monkeypatch.setattr("lockstitch.coverage.analysis.statements_of", lambda _root, paths: dict.fromkeys(paths, (0, 0)))
    assert sets(site.check()) == {"covered": [4, 7, 8, 9]}


def test_excluded_lines_of_the_report_itself(site: Site) -> None:
    changed(site, after=NEW.replace("def fee():", "def fee():  # pragma: no cover"))
    site.data({"": {"src/shop.py": [1, 4, 7, 9]}})
    judged = site.check()
    assert sets(judged) == {"covered": [4, 7, 9], "uncovered": [8], "excluded": [14, 15]}
    (finding,) = judged.of("excluded-change")
    assert "2 statements" in finding.message


def test_a_partial_branch_on_a_changed_line(site: Site) -> None:
    changed(site)
    rows = "".join(f'<line number="{n}" hits="1"/>' for n in (1, 4, 8, 9, 14, 15))
    rows += '<line number="7" hits="1" branch="true" condition-coverage="50% (1/2)" missing-branches="8"/>'
    text = '<coverage line-rate="1" branch-rate="0.5"><packages><package><classes><class filename="src/shop.py"><lines>'
    text += rows + "</lines></class></classes></package></packages></coverage>"
    site.write({"coverage.xml": text})
    judged = site.check()
    assert [*judged.file("src/shop.py").partial] == [7]
    assert judged.matrix.has_branches
    site.write({"coverage.xml": text.replace("50% (1/2)", "100% (2/2)").replace(' missing-branches="8"', "")})
    assert site.check().file("src/shop.py").partial == {}


def test_source_that_does_not_parse_is_unknown(site: Site) -> None:
    changed(site, after="LIMIT = (\n")
    site.cobertura({"src/shop.py": {1: 1}})
    judged = site.check()
    file = judged.file("src/shop.py")
    assert (file.state, file.statements) == ("unparsed", 0)
    assert file.detail.startswith("line 1: is not valid Python")
    assert judged.code == 3


@pytest.mark.parametrize("form", ["cobertura", "lcov"])
def test_a_report_older_than_the_source_is_stale(site: Site, form: str) -> None:
    changed(site, after="# one\n# two\n# three\n" + NEW)
    getattr(site, form)({"src/shop.py": HITS, "src/other.py": {1: 1}})
    judged = site.check()
    file = judged.file("src/shop.py")
    assert file.state == "stale"
    assert sets(judged) == {"unmeasured": [7, 10, 11, 12, 17, 18]}
    assert file.detail == "src/shop.py has no statement on line 1, 15, which the report measures"
    assert "is older than the code" in judged.faults[0]
    assert (judged.told("unmeasured-change"), judged.code) == ([], 3)


def test_two_stale_files_are_told_once(site: Site) -> None:
    changed(site, after="# one\n# two\n# three\n" + NEW)
    site.commit("More", {"src/more.py": "# one\n# two\n# three\n" + NEW})
    site.cobertura({"src/shop.py": HITS, "src/more.py": HITS})
    (fault,) = site.check().faults
    assert "(and 1 more files)" in fault


def test_one_stray_line_is_no_evidence_of_age(site: Site) -> None:
    changed(site)
    site.cobertura({"src/shop.py": {**HITS, 2: 1}})
    judged = site.check()
    assert (judged.file("src/shop.py").state, judged.faults) == ("measured", [])


FAILED = "tests.test_shop test_fee <failure message='no'/>"


@pytest.mark.parametrize("context", ["tests/test_shop.py::test_fee|run", "tests.test_shop.test_fee"])
def test_what_only_a_failing_test_ran_is_uncovered(site: Site, context: str) -> None:
    test = "def test_fee():\n    pass\n\n\ndef test_total():\n    pass\n"
    site.commit("Shop", {"src/shop.py": OLD, "tests/test_shop.py": test})
    site.ledger("id: A-1, status: open")
    site.commit("Ledger")
    site.branch("feature")
    site.commit("Change", {"src/shop.py": NEW})
    ran = {"": {"src/shop.py": [1, 4, 14]}, context: {"src/shop.py": [7, 9, 15]}}
    site.data({**ran, "tests.test_shop.test_total": {"src/shop.py": [7, 8, 9]}})
    site.junit("tests.test_shop test_fee", "tests.test_shop test_total")
    assert sets(site.check()) == {"covered": STATEMENTS}
    site.junit(FAILED, "tests.test_shop test_total")
    judged = site.check()
    assert sets(judged) == {"covered": [4, 7, 8, 9, 14], "uncovered": [15]}
    site.cobertura({"src/shop.py": dict.fromkeys([1, *STATEMENTS], 1)})
    (site.root / ".coverage").unlink()
    assert sets(site.check()) == {"covered": STATEMENTS}, "without contexts nobody can tell who ran a line"


LANGUAGES: list[tuple[dict[str, dict[int, int]], str, dict[str, list[int]], int]] = [
    ({"web/vat.js": {1: 1, 4: 1}}, "measured", {"covered": [1, 4]}, 0),
    ({"web/vat.js": {1: 1, 4: 0}}, "measured", {"covered": [1], "uncovered": [4]}, 1),
    ({"web/other.js": {1: 1}}, "absent", {"unmeasured": [1, 4]}, 1),
    ({"web/vat.js": {9: 1}}, "measured", {"unmeasured": [1, 4]}, 1),
    ({"src/other.py": {1: 1}}, "foreign", {}, 0),
]


@pytest.mark.parametrize(("report", "state", "found", "code"), LANGUAGES)
def test_another_language(
    site: Site, report: dict[str, dict[int, int]], state: str, found: dict[str, list[int]], code: int
) -> None:
    site.write({"web/other.js": "x();\n"})
    changed(site, "web/vat.js", "", SCRIPT)
    site.lcov(report)
    judged = site.check()
    assert (judged.file("web/vat.js").state, sets(judged, "web/vat.js")) == (state, found)
    assert judged.code == code


def test_python_where_only_another_language_is_measured_is_counted_not_failed(site: Site) -> None:
    site.write({"web/other.js": "x();\n"})
    changed(site)
    site.lcov({"web/other.js": {1: 1}})
    judged = site.check()
    assert (judged.file("src/shop.py").state, judged.file("src/shop.py").statements, judged.code) == ("foreign", 0, 0)


@pytest.mark.parametrize("more", ["\n", "  // more\n", "  { }\n", "  /*\n   * more\n   */\n"])
@pytest.mark.parametrize("measured", ["web/other.js", "web/vat.js"])
def test_a_change_without_code_in_a_measured_language_is_no_matter(site: Site, measured: str, more: str) -> None:
    site.write({"web/other.js": "x();\n"})
    changed(site, "web/vat.js", SCRIPT, SCRIPT.replace("  return", f"{more}  return"))
    site.lcov({measured: {1: 1}})
    judged = site.check()
    assert (sum(file.statements for file in judged.matrix.changed), judged.code) == (0, 0)


def test_a_partial_branch_in_another_language(site: Site) -> None:
    changed(site, "web/vat.js", "", SCRIPT)
    site.write({"lcov.info": "SF:web/vat.js\nDA:1,1\nDA:4,1\nBRDA:4,0,0,1\nBRDA:4,0,1,0\nend_of_record\n"})
    judged = site.check()
    assert [*judged.file("web/vat.js").partial] == [4]
    assert "1 of 2 branches not taken" in judged.told("uncovered-change")[0]


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({".coveragerc": "[run]\nomit =\n    src/other.py\n"}, "omit = src/other.py"),
        ({"setup.cfg": "[coverage:run]\nomit = src/other.py\n"}, "omit = src/other.py"),
        ({"web/vat.js": "/* istanbul ignore next */\nx();\n"}, "istanbul ignore next"),
        ({"src/shop.py": "LIMIT = 3  # pragma: no cover\n"}, "# pragma: no cover"),
    ],
)
def test_what_takes_code_out_of_measurement(site: Site, files: dict[str, str], what: str) -> None:
    changed(site, after=OLD)
    site.commit("Exclude", files)
    (exclusion,) = site.check().matrix.exclusions
    assert exclusion.what == what


@pytest.mark.parametrize("source", ["src", "./src/", "shop", "src/shop.py", ".", "*/shop", "$HERE/lib"])
def test_what_is_not_measured_any_more_is_taken_out(site: Site, source: str) -> None:
    site.write({".coveragerc": f"[run]\nsource = {source}, lib.part\n", "lib/part.py": "A = 1\n"})
    changed(site, after=OLD)
    site.commit("Less", {".coveragerc": "[run]\nsource = lib.part\n"})
    assert [each.what for each in site.check().matrix.exclusions] == [f"source without {source}"]


@pytest.mark.parametrize("source", ["jinja2", "src/none", "sho", "other.shop", "hop.py"])
def test_a_source_that_is_nowhere_measured_nothing(site: Site, source: str) -> None:
    site.write({".coveragerc": f"[run]\nsource = {source}, src\n"})
    changed(site, after=OLD)
    site.commit("Mend", {".coveragerc": "[run]\nsource = src\n"})
    assert site.check().matrix.exclusions == ()


def test_an_exclusion_that_was_there_before_or_went_is_none(site: Site) -> None:
    site.write({".coveragerc": "[run]\nomit =\n    src/other.py\n", "setup.cfg": "[coverage:run]\nomit = src/x.py\n"})
    site.write({"tests/test_a.py": "A = 1\n"})
    changed(site, after=OLD)
    site.git("rm", "--quiet", "setup.cfg")
    site.commit("Less", {".coveragerc": "[run]\nbranch = true\nomit =\n    src/other.py\n"})
    site.commit("A test", {"tests/test_a.py": "A = 1  # pragma: no cover\n"})
    assert site.check().matrix.exclusions == ()
