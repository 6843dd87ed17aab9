"""The reader of coverage.py's JSON. coverage.py's other reports of the same data, through our other readers, and its
own sums are the oracle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch import coverage as shelf
from lockstitch import lines, load
from lockstitch.coverage import coverage_json
from lockstitch.errors import Fault, ReadError
from lockstitch.load import Source
from lockstitch.model import Ask, Branch, CoverageReport, FileCoverage
from lockstitch.settings import Limits

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
NEW = REPORTS / "coveragepy-7.17.3" / "branch-coverage.json"
PYTEST = REPORTS / "coveragepy-7.17.3" / "pytest-cov-branch.json"
OLD = REPORTS / "coveragepy-6.5.0" / "branch-coverage.json"
LINES = REPORTS / "coveragepy-6.5.0" / "lines-coverage.json"
REAL = [NEW, PYTEST, OLD, LINES]
EVERYTHING = Ask(lambda _path: True, lambda _path: True)
NOTHING = Ask(lambda _path: False)
GENEROUS = Limits()
PLAIN = {"executed_lines": [1, 2], "missing_lines": [3], "excluded_lines": []}
real = pytest.mark.parametrize("path", REAL, ids=lambda path: f"{path.parent.name}/{path.name}")


def read(path: Path, ask: Ask = EVERYTHING, limits: Limits = GENEROUS) -> CoverageReport:
    reader = shelf.READERS[shelf.identify("", load.head(Source(str(path), "")))]
    return reader.read(Source(str(path), path.name, limits), ask)


def refused(path: Path, limits: Limits = GENEROUS) -> Fault:
    messages = set()
    for ask in (EVERYTHING, NOTHING):
        with pytest.raises(ReadError) as caught:
            coverage_json.read(Source(str(path), path.name, limits), ask)
        (fault,) = caught.value.faults
        messages.add(fault.message)
    assert len(messages) == 1
    assert fault.path == path.name
    assert "\n" not in fault.message
    return fault


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "coverage.json"


def written(path: Path, entry: object, **more: object) -> Path:
    path.write_text(json.dumps({"meta": {"branch_coverage": False}, "files": {"a.py": entry}} | more))
    return path


def only(path: Path) -> FileCoverage:
    (file,) = read(path).files
    return file


# ---- recognition


@real
def test_real_reports_are_recognised_by_content(path: Path) -> None:
    assert shelf.identify("whatever.txt", load.head(Source(str(path), ""))) == "coverage.py JSON"


@pytest.mark.parametrize(
    "head",
    [
        b'{"meta": {"format": 3, "branch_coverage": true',
        b'\xef\xbb\xbf\n {\n"files": {"a.py": {"executed_lines" : [1',
        '{"meta": {"branch_coverage": true'.encode("utf-16"),
    ],
)
def test_its_words_tell(head: bytes) -> None:
    assert coverage_json.detects("", head)


@pytest.mark.parametrize(
    "head",
    [b"", b"{}", b'["executed_lines"]', b'{"path": "executed_lines"}', b'x {"executed_lines": 1}', b"<coverage/>"],
)
def test_nothing_else_is_ours(head: bytes) -> None:
    assert not coverage_json.detects("coverage.json", head)


# ---- what coverage.py wrote


@real
def test_its_own_sums_are_kept(path: Path) -> None:
    found, document = read(path), json.loads(path.read_text(encoding="utf-8"))
    assert found.format == "coverage.py JSON"
    assert found.listed == tuple(document["files"])
    assert found.has_branches is document["meta"]["branch_coverage"]
    assert found.has_contexts is document["meta"]["show_contexts"]
    for file, entry in zip(found.files, document["files"].values(), strict=True):
        summary = entry["summary"]
        # coverage.py 6 lists the docstring of a module, and the arc from a decorator to itself, without counting them
        uncounted = int(path.parent.name == "coveragepy-6.5.0" and file.path == "shop/basket.py")
        assert file.missing.bit_count() == summary["missing_lines"]
        assert file.executed.bit_count() == summary["covered_lines"] + uncounted
        assert file.excluded.bit_count() == summary["excluded_lines"]
        if found.has_branches:
            assert sum(branch.total for branch in file.branches.values()) == summary["num_branches"] + uncounted
            assert sum(branch.taken for branch in file.branches.values()) == summary["covered_branches"] + uncounted


@real
def test_the_figures_do_not_depend_on_what_was_asked_for(path: Path) -> None:
    whole, bare = read(path), read(path, NOTHING)
    assert bare.files == ()
    assert (bare.listed, bare.measured, bare.has_branches, bare.has_contexts) == (
        whole.listed,
        whole.measured,
        whole.has_branches,
        whole.has_contexts,
    )
    assert whole.measured == sum(file.measured.bit_count() for file in whole.files)


def agree(folder: Path, prefix: str) -> None:
    """The three reports of one run, read by three readers; Cobertura's paths begin below its root."""
    by_json = read(folder / f"{prefix}.json")
    by_xml = read(folder / f"{prefix}.xml")
    by_lcov = read(folder / f"{prefix}.lcov")
    assert len(by_json.files) == len(by_xml.files) == len(by_lcov.files) > 2
    assert by_json.measured == by_xml.measured == by_lcov.measured > 20
    for one, two, three in zip(by_json.files, by_xml.files, by_lcov.files, strict=True):
        assert one.path == three.path == f"shop/{two.path}"
        assert one.executed == two.executed == three.executed
        assert one.missing == two.missing == three.missing
        assert one.branches == two.branches
        counts = {line: (branch.total, branch.taken) for line, branch in one.branches.items()}
        assert counts == {line: (branch.total, branch.taken) for line, branch in three.branches.items()}


def test_three_reports_of_one_run_agree() -> None:
    agree(NEW.parent, "branch-coverage")


RUN = """
import coverage, runpy, sys
cov = coverage.Coverage(data_file=None, branch=True, source=["shop"], config_file=".rc")
cov.start()
runpy.run_path("run.py")
cov.stop()
for kind in ("json", "xml", "lcov"):
    getattr(cov, f"{kind}_report")(outfile=f"report.{kind}")
"""
BASKET = """'''Docstring.'''
import functools

class Basket:
    '''Another.'''
    rate: int = 3

    @functools.cached_property
    def total(self):
        return sum(
            price
            for price in self.prices
        ) if self.prices else 0

def pay(basket, voucher=None):
    match voucher:
        case None:
            due = 1
        case int(): due = 2
    while due:
        due -= 1
        if due > 5: continue
    try:
        return [due for due in ()]
    finally:
        basket.paid = True

def never(): return 1

if __name__ != "__main__":
    pass
elif Basket:  # pragma: no cover
    never()
"""


def test_three_reports_of_a_run_with_the_installed_coverage_agree(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / ".rc").write_text("[run]\nrelative_files = true\n")
    (tmp_path / "shop" / "__init__.py").write_text("")
    (tmp_path / "shop" / "basket.py").write_text(BASKET)
    (tmp_path / "shop" / "größe.py").write_text("def size(n):\n    if n: return 1\n", encoding="utf-8")
    (tmp_path / "run.py").write_text("from shop import basket, größe\nbasket.pay(basket)\ngröße.size(1)\n", "utf-8")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COV")} | {"PYTHONPATH": "."}
    subprocess.run([sys.executable, "-c", RUN], cwd=tmp_path, env=environ, check=True)
    agree(tmp_path, "report")


def test_exits_are_named_as_in_cobertura() -> None:
    basket = read(NEW).files[1]
    assert basket.branches[46] == Branch(2, 1, frozenset({"exit"}))
    assert basket.branches[36] == Branch(2, 0, frozenset({"37", "38"}))
    assert basket.branches[25] == Branch(2, 2, frozenset())


def test_contexts_are_kept_as_written_where_asked_for() -> None:
    found = read(PYTEST, Ask(lambda _path: True, "shop/cart.py".__eq__))
    empty, cart = found.files
    assert empty.contexts == {}
    assert cart.contexts[""] == lines.of([1, 7, 11, 15])
    assert cart.contexts["tests/test_cart.py::test_total[neg/slash[x]]|run"] == lines.of([2, 3])
    assert len(cart.contexts) == 5
    assert read(PYTEST, Ask(lambda _path: True)).files[1].contexts == {}


# ---- entries


def test_a_file_with_and_without_what_may_be_absent(report: Path) -> None:
    assert only(written(report, {"executed_lines": [2, 1, 2], "missing_lines": [9]})) == FileCoverage("a.py", 6, 1 << 9)
    assert not read(report).has_branches
    assert not read(report).has_contexts
    entry = PLAIN | {"executed_branches": [[1, 2]], "missing_branches": [], "contexts": {"1": [""]}}
    assert only(written(report, entry)).branches == {1: Branch(1, 1, frozenset())}
    assert read(report).has_branches
    assert not read(report).has_contexts


def test_line_0_is_no_line(report: Path) -> None:
    entry = {"executed_lines": [0, 4], "missing_lines": [], "contexts": {"0": ["a"], "-1": ["b"], "4": ["c"]}}
    entry |= {"executed_branches": [[4, 0], [-1, 4]], "missing_branches": [[4, -1]]}
    file = only(written(report, entry))
    assert (file.executed, file.contexts) == (16, {"c": 16})
    assert file.branches == {4: Branch(2, 1, frozenset({"exit"}))}


def test_an_excluded_line_that_ran_is_excluded(report: Path) -> None:
    file = only(written(report, PLAIN | {"excluded_lines": [2, 4]}))
    assert (file.executed, file.missing, file.excluded) == (0b10, 0b1000, 0b10100)


def test_two_exits_of_one_name_are_not_named(report: Path) -> None:
    entry = PLAIN | {"executed_branches": [[2, 3]], "missing_branches": [[2, -1], [2, -5]]}
    assert only(written(report, entry)).branches == {2: Branch(3, 1)}


# ---- refusals


WRONG: dict[str, list[object]] = {
    "executed_lines": [None, {}, "12", [None], ["1"], [1.5], [True], [-1], [10_000_001]],
    "missing_lines": [[2], [[3]], 3],
    "excluded_lines": [None, [-1]],
    "executed_branches": [None, [[1, True]]],
    "missing_branches": [None, {}, [1], [[1]], [[1, 2, 3]], [[1, "2"]], [[1, None]]],
    "contexts": [None, [], {"x": []}, {"1": None}, {"1": "a"}, {"1": [1]}, {"1_0": []}, {"9" * 5000: []}],
    "summary": [None, []],
}
ENTRIES: list[object] = [None, 1, [], {}, {"executed_lines": [1]}, {"missing_lines": [1]}]
ENTRIES += [{**PLAIN, key: value} for key, values in WRONG.items() for value in values]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_value_that_is_none_is_refused_with_its_file(report: Path, entry: object) -> None:
    fault = refused(written(report, entry))
    assert fault.message.startswith("a.py")
    assert len(fault.message) < 200


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('{"meta": {"branch_coverage": false}, "files": {}}', "holds no file"),
        ('{"meta": {"branch_coverage": false}}', "files is not a JSON object"),
        ('{"files": []}', "files is not a JSON object"),
        ("[1]", "the report is not a JSON object"),
        ('{"files": {}, "files": {}}', "the report has 'files' twice"),
        ('{"files": {"a.py": {}, "a.py": {}}}', "files has 'a.py' twice"),
        ('{"files": {"a.py": {"executed_lines": [], "executed_lines": []}}}', "a.py has 'executed_lines' twice"),
        ('{"files":\n {"a.py": ', "is not well-formed JSON: Expecting value (line 2, column 11)"),
        ("[" * 100_000, "nested too deeply"),
        ('{"files": NaN}', "NaN"),
        ('{"files": {"\\ud800": {}}}', "surrogate"),
        ("", "is not well-formed JSON"),
    ],
)
def test_no_report_is_read_as_one(report: Path, text: str, cause: str) -> None:
    report.write_text(text)
    assert cause in refused(report).message


def test_limits_hold(report: Path) -> None:
    written(report, PLAIN)
    assert only(report)
    assert "larger than 20 bytes" in refused(report, Limits(bytes=20)).message


SUMS = {"covered_lines": 2, "missing_lines": 1, "num_statements": 3}


def test_sums_that_agree_are_passed(report: Path) -> None:
    assert only(written(report, PLAIN | {"summary": SUMS}, totals=SUMS))
    assert only(written(report, PLAIN | {"summary": SUMS | {"covered_lines": 1}}))  # before 7.10: a docstring ran
    assert only(written(report, PLAIN | {"summary": {"covered_lines": "2"}}, totals={"percent_covered": 66.7}))


@pytest.mark.parametrize("name", ["covered_lines", "missing_lines"])
def test_a_summary_that_counts_more_than_is_listed_is_refused(report: Path, name: str) -> None:
    fault = refused(written(report, PLAIN | {"summary": SUMS | {name: 4}}))
    listed = {"covered_lines": 2, "missing_lines": 1}[name]
    assert fault.message == f"a.py: contradicts itself: 4 {name} in its summary, {listed} in its list"


@pytest.mark.parametrize("name", SUMS)
@pytest.mark.parametrize("total", [0, 7])
def test_totals_that_are_not_the_sum_of_the_files_are_refused(report: Path, name: str, total: int) -> None:
    fault = refused(written(report, PLAIN | {"summary": SUMS}, totals=SUMS | {name: total}))
    assert fault.message == f"contradicts itself: {total} {name} in its totals, {SUMS[name]} in its files"


# ---- damage


def covered(found: CoverageReport) -> set[tuple[str, int]]:
    return {(file.path, number) for file in found.files for number in lines.numbers(file.executed)}


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "coverage.json"


def without_one(value: Any, data: st.DataObject) -> None:
    """Takes one value out of a document, at any depth."""
    while True:
        key = data.draw(st.sampled_from(list(value) if isinstance(value, dict) else range(len(value))))
        if not isinstance(value[key], dict | list) or not value[key] or data.draw(st.integers(0, 3)) == 0:
            del value[key]
            return
        value = value[key]


@settings(max_examples=120, deadline=None)
@given(path=st.sampled_from([PYTEST, OLD, LINES]), data=st.data())
def test_what_is_lost_covers_nothing_more(path: Path, data: st.DataObject, damaged: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    less = deepcopy(document)
    without_one(less, data)
    damaged.write_text(json.dumps(less))
    try:
        found = coverage_json.read(Source(str(damaged), "damaged"), EVERYTHING)
    except ReadError:
        return
    excluded = {(path, line) for path, entry in document["files"].items() for line in entry["excluded_lines"]}
    assert covered(found) - excluded <= covered(read(path))


@settings(max_examples=120, deadline=None)
@given(
    path=st.sampled_from([PYTEST, OLD]), place=st.integers(0, 9000), new=st.binary(max_size=4), old=st.integers(0, 9999)
)
def test_any_damage_is_read_or_refused(path: Path, place: int, new: bytes, old: int, damaged: Path) -> None:
    content = path.read_bytes()
    damaged.write_bytes(content[:place] + new + content[place + old :])
    try:
        coverage_json.read(Source(str(damaged), "damaged"), EVERYTHING)
    except ReadError as error:
        assert "\n" not in str(error)
