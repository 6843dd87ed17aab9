"""`lockstitch backfill`, called in this very process."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from lockstitch.cli import main

if TYPE_CHECKING:
    from tests.conftest import Repo

    Run = Callable[..., tuple[int, str, str]]

FILES = {
    "src/shop.py": "def total(prices):\n    return sum(prices or [])\n",
    "tests/test_shop.py": "def test_empty():\n    assert True\n",
    "news/12.bugfix.rst": "An empty basket crashed.",
}


@pytest.fixture
def call(repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in a repository with one mended defect."""
    monkeypatch.setenv("LOCKSTITCH_TODAY", "2023-12-01")
    repo.commit("Mend the basket", FILES)
    monkeypatch.chdir(repo.root)

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["backfill", *words])
        told = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return left.value.code, told.out, told.err

    return run


def test_a_second_run_changes_nothing(repo: Repo, call: Run) -> None:
    code, out, _ = call()
    assert (code, "defects.yml: 1 record appended\n" in out) == (0, True)
    ledger = repo.root / "defects.yml"
    first = (ledger.read_bytes(), ledger.stat().st_mtime_ns)
    code, out, _ = call()
    assert (code, "defects.yml: 0 records appended, 1 held already\n" in out) == (0, True)
    assert (ledger.read_bytes(), ledger.stat().st_mtime_ns) == first
    assert not list(repo.root.glob(".defects*"))


def test_what_a_person_changes_stays(repo: Repo, call: Run) -> None:
    call()
    ledger = repo.root / "defects.yml"
    edited = ledger.read_text(encoding="utf-8").replace("status: fixed", "status: rejected   # a wish")
    ledger.write_text(edited, encoding="utf-8")
    repo.commit("Mend the till", {"src/till.py": "1\n", "news/13.bugfix.rst": "Broken."})
    code, _, _ = call()
    now = ledger.read_text(encoding="utf-8")
    assert (code, now.startswith(edited), now.count("- id: ")) == (0, True, 2)


def test_the_gate_reads_what_was_written(call: Run, capsys: pytest.CaptureFixture[str]) -> None:
    call()
    with pytest.raises(SystemExit):
        main(["explain", "12"])
    out = capsys.readouterr().out
    assert "An empty basket crashed" in out
    assert "tests/test_shop.py::test_empty" in out


@pytest.mark.parametrize(
    "words", [("--dry-run",), ("--dry-run", "--format", "json"), ("--report",), ("--source", "commits")]
)
def test_nothing_is_written(repo: Repo, call: Run, words: tuple[str, ...]) -> None:
    code, _, _ = call(*words)
    assert (code, (repo.root / "defects.yml").exists()) == (0, False)


def test_the_report_in_every_format(call: Run) -> None:
    assert "OpenSSF regression_tests_added50: met; of 1 bug fixed since 2023-06-01" in call("--report")[1]
    assert call("--report", "--format", "markdown")[1].startswith("## Fixed defects and their tests, 2023-12-01\n")
    assert json.loads(call("--report", "--format", "json")[1])["total"]["tested"] == 1


def test_json_and_another_file(repo: Repo, call: Run) -> None:
    value = json.loads(call("--format", "json", "--output", "bugs.yaml", "--since", "2023-11-14")[1])
    assert ([one["id"] for one in value["records"]], value["output"], value["written"]) == (["12"], "bugs.yaml", True)
    assert (repo.root / "bugs.yaml").exists()
    assert json.loads(call("--format", "json", "--dry-run", "--since", "2023-11-15")[1])["records"] == []


def test_a_ledger_that_the_gate_does_not_read_is_told(repo: Repo, call: Run) -> None:
    assert call("--output", "bugs.yml")[2] == (
        "lockstitch: bugs.yml: is not read by lockstitch check\n  hint: name it under records in the configuration\n"
    )
    repo.write({"lockstitch.yml": "records: bugs.yml\n"})
    assert call("--output", "bugs.yml")[2] == call()[2] == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--source", "tracker"), "'tracker' is not one of"),
        (("--since", "yesterday"), "--since"),
        (("--format", "markdown"), "--format markdown goes with --report"),
        (("--output", "defects.json"), "is no YAML file"),
        (("--output", "nowhere/defects.yml"), "cannot be written"),
        (("--repo", "/"), "is not in a git repository"),
    ],
)
def test_what_cannot_be_done_is_told(call: Run, words: tuple[str, ...], told: str) -> None:
    code, out, err = call(*words)
    assert (code, out, told in err) == (2, "", True)
