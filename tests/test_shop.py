"""The demo shop: built the same everywhere, its recorded reports are true, and each record teaches what it should.

What the lessons claim is found here with coverage.py's own data interface and `git blame`, not with lockstitch.
"""

from __future__ import annotations

import ast
import compileall
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from xml.etree import ElementTree

import pytest
import yaml
from coverage import CoverageData

from lockstitch import lines, shop, statements
from lockstitch.errors import UsageError

REPORTS = shop.found() / "reports"
PROOFS = shop.found() / "history/24-describe-gift-cards/.lockstitch/proofs.jsonl"
RECORDER = Path(__file__).with_name("shop_record.py")


class Lesson(NamedTuple):
    """A fixed defect: the one test for it and all that says so, the test's outcome, and whether it runs the fix."""

    test: str
    via: str
    outcome: str = "passed"
    runs_the_fix: bool = True
    fails_without_it: bool = True


LESSONS = {
    "SHOP-12": Lesson("tests/test_basket.py::test_voucher_reduces_the_total", "marker"),
    "SHOP-17": Lesson("tests/test_tax.py::test_shop_17_tax_is_rounded_once_an_order", "commit name"),
    "SHOP-21": Lesson("tests/test_stock.py::test_the_last_piece_is_sold_once", "commit record"),
    "SHOP-24": Lesson("tests/test_shipping.py::test_heavy_orders_pay_for_each_parcel", "commit"),
    "SHOP-26": Lesson(
        "tests/test_prices.py::test_a_dozen_is_five_percent_off", "commit marker", fails_without_it=False
    ),
    "SHOP-27": Lesson("tests/test_catalogue.py::test_search_finds_products_without_a_picture", "commit marker"),
    "SHOP-31": Lesson("", "", "", False, False),
    "SHOP-33": Lesson("", "", "", False, False),
    "SHOP-36": Lesson("tests/test_vouchers.py::test_code_in_lower_case", "commit marker", "failure", False),
    "SHOP-38": Lesson("tests/test_orders.py::test_no_number_is_given_twice", "commit marker", "skipped", False, False),
    "SHOP-41": Lesson("tests/test_payments.py::test_refund_is_limited", "commit marker", "passed", False, False),
    "SHOP-47": Lesson("tests/test_orders.py::test_empty_basket_cannot_be_ordered", "commit"),
}
FIXED_BY_COMMIT_OF_THE_LEDGER = {
    "SHOP-21": "Count reserved pieces as sold",
    "SHOP-29": "Write the time of the export in UTC",
}


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laid") / "shop"
    shop.lay_out(folder)
    return folder


@pytest.fixture(scope="module")
def rerun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of the shop's tests, run anew here and now."""
    folder = tmp_path_factory.mktemp("rerun")
    subprocess.run([sys.executable, str(RECORDER), str(folder)], check=True)
    return folder


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


Arcs: TypeAlias = "set[tuple[int, int]]"


def executed(report: Path) -> dict[str, dict[str, Arcs]]:
    """File → context → steps from line to line."""
    data = CoverageData(str(report))
    data.read()
    found: dict[str, dict[str, Arcs]] = {file: {} for file in data.measured_files()}
    for name in data.measured_contexts():
        data.set_query_context(name)
        for file, ran in found.items():
            if arcs := set(data.arcs(file) or ()):
                ran[name] = arcs
    return found


def lines_of(arcs: Arcs) -> set[int]:
    return {line for arc in arcs for line in arc if line > 0}


def outcomes(report: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Node id → (outcome, the defects that its marks name)."""
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):
        inside = [child.tag for child in case if child.tag != "properties"]
        defects = tuple(p.attrib["value"] for p in case.iter("property") if p.attrib["name"] == "defect")
        file = case.attrib["classname"].replace(".", "/") + ".py"
        found[f"{file}::{case.attrib['name']}"] = (inside[0] if inside else "passed", defects)
    return found


def ledger(laid: Path) -> dict[str, dict[str, Any]]:
    records = yaml.safe_load((laid / "defects.yml").read_text("utf-8"))["records"]
    assert len({record["id"] for record in records}) == len(records)
    return {record["id"]: record for record in records}


# built the same everywhere


def test_it_is_the_same_shop_in_every_place_and_under_every_configuration(
    laid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks/post-checkout").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "hooks/post-checkout").chmod(0o755)
    settings = f"[core]\nhooksPath = {tmp_path}/hooks\nautocrlf = true\n[init]\ntemplateDir = {tmp_path}\n"
    (tmp_path / ".gitconfig").write_text(settings, encoding="utf-8")
    hostile = {"HOME": str(tmp_path), "GIT_DIR": str(tmp_path / "elsewhere"), "GIT_DEFAULT_HASH": "sha256"}
    with monkeypatch.context() as patch:
        for name, value in {**hostile, "GIT_AUTHOR_NAME": "Someone", "TZ": "Asia/Tokyo"}.items():
            patch.setenv(name, value)
        shop.lay_out(tmp_path / "shop")
    refs = ("for-each-ref", "--format=%(refname) %(objectname)")
    assert git(tmp_path / "shop", *refs) == git(laid, *refs)
    assert "refs/heads/main" in git(laid, *refs)
    assert not (tmp_path / "elsewhere").exists()
    assert (tmp_path / "shop/README.md").read_bytes() == (laid / "README.md").read_bytes()
    assert not (laid / ".git/hooks").exists()


def test_the_feature_branch_is_checked_out_and_clean(laid: Path) -> None:
    assert git(laid, "branch", "--show-current") == "feature/gift-cards\n"
    assert git(laid, "status", "--porcelain") == ""
    assert (laid / "junit.xml").read_bytes() == (REPORTS / "junit.xml").read_bytes()
    assert (laid / ".coverage").read_bytes() == (REPORTS / "coverage.sqlite").read_bytes()
    assert not (laid / "BUGS.md").exists()


def test_it_comes_with_the_installed_package(laid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "site-packages/lockstitch/fixtures/shop"
    shutil.copytree(shop.found(), inside)
    assert compileall.compile_dir(inside, quiet=1)  # as an installer does
    monkeypatch.setattr(shop, "__file__", str(tmp_path / "site-packages/lockstitch/shop.py"))
    assert shop.found() == inside
    shop.lay_out(tmp_path / "shop")
    assert git(tmp_path / "shop", "rev-parse", "HEAD") == git(laid, "rev-parse", "HEAD")


def test_it_says_what_keeps_it_from_being_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").touch()
    with pytest.raises(UsageError, match="full: is not empty"):
        shop.lay_out(tmp_path / "full")
    with pytest.raises(UsageError, match="cannot be laid out"):
        shop.lay_out(tmp_path / "full/file")
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        with pytest.raises(UsageError, match="git is not on the PATH"):
            shop.lay_out(tmp_path / "new")
    monkeypatch.setattr(shop, "__file__", str(tmp_path / "a/b/shop.py"))
    with pytest.raises(UsageError, match="does not exist"):
        shop.found()
    broken = tmp_path / "a/b/fixtures/shop/history/01-broken"
    broken.mkdir(parents=True)
    (broken / "COMMIT").write_text("branch: main\nauthor: nobody\ndate: never\n\nBroken\n", encoding="utf-8")
    with pytest.raises(UsageError, match="fatal: "):
        shop.lay_out(tmp_path / "other")


# its recorded reports are true


def test_the_recorded_outcomes_are_those_of_today(rerun: Path) -> None:
    recorded = outcomes(REPORTS / "junit.xml")
    assert recorded == outcomes(rerun / "junit.xml")
    assert len(recorded) == 47


def test_what_ran_is_what_runs_today(laid: Path, rerun: Path) -> None:
    recorded, today = executed(REPORTS / "coverage.sqlite"), executed(rerun / "coverage.sqlite")
    version = ".".join(platform.python_version_tuple()[:2])
    if f"Python {version}." in (REPORTS / "recorded.txt").read_text("utf-8"):
        assert recorded == today
    assert statements_run(recorded, laid) == statements_run(today, laid)
    assert set(recorded) == {path.relative_to(laid).as_posix() for path in (laid / "src").rglob("*.py")}


def statements_run(ran: Mapping[str, Mapping[str, Arcs]], laid: Path) -> dict[tuple[str, str], int]:
    """(file, context) → first lines of the statements that ran, on which all versions of Python agree."""
    found = {}
    for file, names in ran.items():
        outline = statements.outline((laid / file).read_text("utf-8"))
        for name, arcs in names.items():
            found[file, name] = statements.normal(outline, lines.of(lines_of(arcs)))
    return {key: run for key, run in found.items() if run}


def test_the_recorded_proofs_are_those_of_today(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(RECORDER), "--proofs", str(tmp_path / "proofs.jsonl")], check=True)
    assert _told(tmp_path / "proofs.jsonl") == _told(PROOFS)


def _told(ledger: Path) -> list[dict[str, Any]]:
    """What a ledger says, without the lines that ran, which other versions of Python number in another way."""
    rows = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
    assert [(row["record"], row["verdict"]) for row in rows] == [("SHOP-12", "proven"), ("SHOP-26", "refuted")]
    return [{key: value for key, value in row.items() if key != "exercised"} for row in rows]


def test_the_reports_tell_nothing_of_the_machine_that_made_them() -> None:
    for name in shop.REPORTS:
        content = (REPORTS / name).read_bytes()
        assert not re.search(
            rb"/(home|root|tmp|Users|usr|private|work)/|[A-Za-z]:\\\\|site-packages|sys_argv\0", content
        )
    [suite] = ElementTree.parse(REPORTS / "junit.xml").iter("testsuite")
    assert suite.attrib["hostname"] == "shop.example"


# each record teaches what it should


def fix(laid: Path, record: str) -> str:
    """The commit of today's history that fixed a defect."""
    if named := ledger(laid)[record].get("commits"):
        return git(laid, "rev-parse", *named).strip()
    [commit] = git(laid, "log", "--format=%H", "-E", rf"--grep=^(Fixes {record}$|\[{record}\])").split()
    return commit


def fixed_lines(laid: Path, record: str) -> dict[str, set[int]]:
    """File → lines of a fix as they stand today: what blame gives it, or the function around what it only removed."""
    commit = fix(laid, record)
    found: dict[str, set[int]] = {}
    for row in git(laid, "show", "--format=", "--numstat", commit, "--", "src").splitlines():
        added, _removed, file = row.split("\t")
        blamed = git(laid, "blame", "-l", "-s", "HEAD", "--", file).splitlines()
        found[file] = {number for number, line in enumerate(blamed, 1) if line.startswith(commit)}
        if added == "0":
            [place] = re.findall(r"^@@ .*\+(\d+),0 @@", git(laid, "show", "-U0", commit, "--", file), re.MULTILINE)
            found[file] = next(body for body in bodies(laid / file) if int(place) in body)
    return found


def bodies(file: Path) -> list[set[int]]:
    """The lines of each function's body."""
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return [set(range(f.body[0].lineno, (f.end_lineno or 0) + 1)) for f in functions]


def routes(laid: Path, record: str) -> dict[str, set[str]]:
    """Test → all that says that it is for the record."""
    found: dict[str, set[str]] = {}
    for test, (_, defects) in outcomes(laid / "junit.xml").items():
        if record in defects:
            found.setdefault(test, set()).add("marker")
        if f"test_{record.lower().replace('-', '_')}_" in test:
            found.setdefault(test, set()).add("name")
    for test in ledger(laid)[record].get("tests", ()):
        found.setdefault(test, set()).add("record")
    shown = git(laid, "show", "-U0", "--format=", fix(laid, record), "--", "tests")
    for part in shown.split("\n+++ b/")[1:]:
        for name in re.findall(r"^\+def (test_\w+)", part, re.MULTILINE):
            found.setdefault(f"{part.partition(chr(10))[0]}::{name}", set()).add("commit")
    return found


@pytest.mark.parametrize("record", LESSONS)
def test_each_fixed_defect_is_held_as_its_lesson_says(laid: Path, record: str) -> None:
    lesson = LESSONS[record]
    assert {test: " ".join(sorted(via)) for test, via in routes(laid, record).items()} == (
        {lesson.test: lesson.via} if lesson.test else {}
    )
    assert outcomes(laid / "junit.xml").get(lesson.test, ("", ()))[0] == lesson.outcome
    ran = executed(laid / ".coverage")
    fixed = fixed_lines(laid, record)
    touched = [file for file in fixed if fixed[file] & lines_of(ran[file].get(f"{lesson.test}|run", set()))]
    assert bool(touched) == lesson.runs_the_fix


def test_with_all_fixes_undone_the_right_tests_fail(laid: Path, tmp_path: Path) -> None:
    shop.lay_out(tmp_path / "shop")
    fixes = {fix(laid, record) for record in LESSONS.keys() - {"SHOP-36"}}  # which this change has undone already
    for commit in filter(fixes.__contains__, git(laid, "rev-list", "HEAD").split()):  # newest first
        patch = tmp_path / "patch"
        patch.write_text(git(laid, "diff", f"{commit}^", commit, "--", "src"), encoding="utf-8")
        git(tmp_path / "shop", "apply", "--reverse", str(patch))
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--junitxml=junit.xml"]
    subprocess.run(command, cwd=tmp_path / "shop", capture_output=True, check=False)
    fell = {test for test, (outcome, _) in outcomes(tmp_path / "shop/junit.xml").items() if outcome == "failure"}
    assert fell == {lesson.test for lesson in LESSONS.values() if lesson.fails_without_it}


def test_the_ledger_holds_nothing_else_but_what_owes_no_test(laid: Path) -> None:
    records = ledger(laid)
    others = {name: (r["kind"], r["status"]) for name, r in records.items() if name not in LESSONS}
    assert others == {
        "SHOP-10": ("feature", "delivered"),
        "SHOP-14": ("incident", "resolved"),
        "SHOP-19": ("defect", "rejected"),
        "SHOP-29": ("defect", "fixed"),
        "SHOP-45": ("defect", "open"),
        "SHOP-50": ("feature", "open"),
    }
    assert {name for name in LESSONS if records[name]["status"] != "fixed"} == {"SHOP-47"}
    assert fix(laid, "SHOP-47") in git(laid, "rev-list", "main..HEAD")
    for name, subject in FIXED_BY_COMMIT_OF_THE_LEDGER.items():
        assert git(laid, "log", "-1", "--format=%s", fix(laid, name)).strip() == subject
    assert fix(laid, "SHOP-29") not in git(laid, "rev-list", "HEAD")
    assert git(laid, "branch", "--format=%(refname:short)", "--contains", fix(laid, "SHOP-29")) == "release/1.2\n"


def test_the_change_under_review_leaves_one_line_and_one_branch(laid: Path, tmp_path: Path) -> None:
    changed = git(laid, "diff", "--name-only", "main", "HEAD").split()
    assert {"docs/api.md", "tests/test_basket.py"} < set(changed)
    command = [sys.executable, "-m", "coverage", "json", "-q", "-o", str(tmp_path / "coverage.json")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    subprocess.run(command, cwd=laid, env=environment, check=True)
    files = json.loads((tmp_path / "coverage.json").read_text("utf-8"))["files"]
    uncovered, partial = [], []
    for file in changed:
        if file.startswith("src/"):
            text = ["", *(laid / file).read_text("utf-8").splitlines()]
            blamed = ["", *git(laid, "blame", "-s", "main..HEAD", "--", file).splitlines()]
            uncovered += [text[n].strip() for n in files[file]["missing_lines"] if not blamed[n].startswith("^")]
            partial += [text[n].strip() for n, _ in files[file]["missing_branches"] if not blamed[n].startswith("^")]
    assert uncovered == ['return f"{self.code}: {self.balance / 100:.2f}"']
    assert partial == ["if owed > card.balance:"]
