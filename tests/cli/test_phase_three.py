"""The installed command on features and on lost coverage, from a snapshot to the verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from shop_project import Answer, Project

LEDGER = """\
version: 1
records:
  - {id: SHOP-12, kind: defect, title: Total ignores the voucher, status: fixed, owner: checkout}
  - {id: SHOP-20, kind: feature, title: Gift cards, status: delivered}
"""
TEST = "from shop.basket import gift\n\n\ndef test_gift():\n    assert gift(5, 2) == 3\n"


def run(project: Project, *words: str) -> Answer:
    return project.run(*words)


@pytest.fixture
def delivered(project: Project) -> Project:
    """A feature with its test, delivered on main; another branch is under review."""
    project.git("checkout", "-q", "main")
    project.append("src/shop/basket.py", "\n\ndef gift(total, card):\n    return total - card\n")
    project.write("tests/test_gift.py", TEST)
    project.write("defects.yml", LEDGER)
    project.commit("feat: gift cards (SHOP-20)")
    project.git("checkout", "-q", "-B", "work")
    project.append("README.md", "x\n") if (project.root / "README.md").exists() else project.write("README.md", "x\n")
    project.commit("Words")
    reports(project)
    return project


def reports(project: Project, *missing: int, gift: str = "") -> None:
    body = f'<testcase classname="tests.test_gift" name="test_gift" time="0.01">{gift}</testcase>'
    names = "".join(
        f'<testcase classname="tests.test_basket" name="{name}" time="0.01"/>'
        for name in ("test_total", "test_shop_12_voucher")
    )
    project.write("junit.xml", f'<testsuites><testsuite name="pytest" tests="3">{names}{body}</testsuite></testsuites>')
    lines = {line: int(line not in missing) for line in (1, 2, 3, 6, 7)}
    project.cobertura({"src/shop/basket.py": lines, "src/shop/__init__.py": {}})


def test_a_held_feature_passes_and_is_told_with_its_test(delivered: Project) -> None:
    answer = run(delivered, "check", "--base", "main")
    assert answer.code == 0
    assert "1 feature judged: 1 held, 0 short" in answer
    assert "tests/test_gift.py::test_gift passed, via commit" in answer


def test_an_uncovered_feature_fails_and_the_schema_holds(delivered: Project) -> None:
    reports(delivered, 7)
    answer = run(delivered, "check", "--base", "main", "--format", "json")
    report = json.loads(answer.out)
    schema = json.loads(run(delivered, "schema", "report").out)
    Draft202012Validator(schema).validate(report)
    assert answer.code == 1
    assert [finding["rule"] for finding in report["findings"]] == ["uncovered-feature"]
    assert report["features"][0]["statements"]["uncovered"] == 1


def test_an_untested_feature_fails(delivered: Project) -> None:
    reports(delivered, gift="<skipped/>")
    answer = run(delivered, "check", "--base", "main")
    assert answer.code == 1
    assert "SHOP-20 is delivered and no linked test holds it" in answer


def test_the_baseline_accepts_what_was_owed(delivered: Project) -> None:
    reports(delivered, 7, gift="<skipped/>")
    assert "2 gaps accepted" in run(delivered, "baseline", "--base", "main")
    assert run(delivered, "check", "--base", "main").code == 0


def test_a_deleted_test_loses_coverage_and_a_deleted_function_does_not(delivered: Project, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept.gz")
    delivered.git("checkout", "-q", "main")
    answer = run(delivered, "snapshot", "--output", kept)
    assert (answer.code, "coverage of" in answer.out) == (0, True)
    delivered.git("checkout", "-q", "work")
    words = ("check", "--base", "main", "--snapshot", kept)
    assert run(delivered, *words).code == 0
    reports(delivered, 3)
    answer = run(delivered, *words, "--format", "json")
    report = json.loads(answer.out)
    Draft202012Validator(json.loads(run(delivered, "schema", "report").out)).validate(report)
    assert [finding["rule"] for finding in report["findings"]] == ["lost-coverage"]
    assert report["snapshot"]["files"][0]["lost"] == [[3, 3]]
    delivered.write("src/shop/basket.py", "def gift(total, card):\n    return total - card\n")
    delivered.cobertura({"src/shop/basket.py": {1: 1, 2: 1}, "src/shop/__init__.py": {}})
    assert "lost-coverage" not in run(delivered, *words, "--format", "json").out.partition('"findings"')[2]


def test_a_snapshot_in_notes_is_found_by_the_next_check(delivered: Project) -> None:
    delivered.git("checkout", "-q", "main")
    assert "refs/notes/lockstitch" in run(delivered, "snapshot", "--notes")
    delivered.git("checkout", "-q", "work")
    reports(delivered, 3)
    answer = run(delivered, "check", "--base", "main", "--snapshot", "notes")
    assert (answer.code, "1 lost, 0 no longer measured" in answer) == (1, True)


def test_the_usual_place_is_written_and_found(delivered: Project) -> None:
    delivered.git("checkout", "-q", "main")
    assert run(delivered, "snapshot").code == 0
    delivered.commit("Keep")
    delivered.git("checkout", "-q", "-B", "later")
    assert run(delivered, "check", "--base", "main").code == 0
    reports(delivered, 3)
    assert run(delivered, "check", "--base", "main").code == 1


def test_what_makes_no_snapshot_says_why(delivered: Project) -> None:
    assert run(delivered, "snapshot", "--notes", "--output", "x").code == 2
    assert run(delivered, "snapshot", "--output", "README.md/x").code == 2
    delivered.write("src/shop/new.py", "A = 1\n")
    assert "commit or remove it" in run(delivered, "snapshot")
    (delivered.root / "src/shop/new.py").unlink()
    (delivered.root / "coverage.xml").unlink()
    answer = run(delivered, "snapshot")
    assert (answer.code, "no coverage report was found" in answer) == (3, True)


def test_nothing_is_said_of_snapshots_where_there_is_none(delivered: Project) -> None:
    answer = run(delivered, "check", "--base", "main")
    assert "snapshot" not in answer
    assert "lost" not in answer


def test_an_unknown_key_of_the_snapshot_is_refused(delivered: Project) -> None:
    delivered.write("lockstitch.yml", "snapshot: {mising: bootstrap}\n")
    answer = run(delivered, "check", "--base", "main")
    assert (answer.code, "mising" in answer, "missing" in answer) == (2, True, True)
