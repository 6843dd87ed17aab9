"""`lockstitch merge`: shards and branches become one proof ledger, or nothing is written."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest
from shop_project import COMMAND

from lockstitch import proofs
from lockstitch.cli import main
from lockstitch.model import Proof

PROOF = Proof("S-1", "t.py::a", "x", "proven", "", (), "", "0" * 32, "0" * 32, "passed", "failed", day=date(2026, 3, 2))


@pytest.fixture
def shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two ledgers in the current folder: each has a proof of its own, and an old and a new one of the same test."""
    monkeypatch.chdir(tmp_path)
    newer = PROOF._replace(verdict="refuted", day=date(2026, 4, 1))
    Path("1.jsonl").write_text(proofs.text([PROOF, PROOF._replace(record="S-0")]))
    Path("2.jsonl").write_text(proofs.text([newer, PROOF._replace(environment="y")]))
    return ["1.jsonl", "2.jsonl"]


def merge(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["merge", *words])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_shards_become_one(shards: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert merge(*shards, "--output", "all.jsonl") == 0
    assert capsys.readouterr() == ("", "3 proofs out of 2 files\n")
    lines = Path("all.jsonl").read_text().splitlines()
    assert [line.split('"')[3] for line in lines] == ["S-0", "S-1", "S-1"]
    assert '"refuted"' in lines[1]


def test_without_an_output_the_ledger_is_printed(shards: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert merge(*shards) == 0
    merge(*reversed(shards), "--output", "all.jsonl")
    assert capsys.readouterr().out == Path("all.jsonl").read_text()


def test_merging_again_changes_nothing(shards: list[str]) -> None:
    merge(*shards, "--output", "all.jsonl")
    once = Path("all.jsonl").read_bytes()
    assert merge("all.jsonl", *shards, "all.jsonl", "--output", "all.jsonl") == 0
    assert Path("all.jsonl").read_bytes() == once


def test_a_malformed_shard_is_refused_and_nothing_is_written(
    shards: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("3.jsonl").write_text("{}\n")
    Path("4.jsonl").write_text("{\n")
    assert merge(*shards, "3.jsonl", "4.jsonl", "none.jsonl", "--output", "1.jsonl") == 2
    told = capsys.readouterr().err
    assert "3.jsonl:1: record is missing" in told
    assert "4.jsonl:1: is not well-formed JSON" in told
    assert "none.jsonl: does not exist" in told
    assert len(Path("1.jsonl").read_text().splitlines()) == 2


def test_a_missing_shard_cannot_be_merged_without(shards: list[str]) -> None:
    assert merge(*shards, "none.jsonl") == 3


def test_an_output_that_cannot_be_written_is_2(shards: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert merge(*shards, "--output", "no/all.jsonl") == 2
    assert "no/all.jsonl: cannot be written" in capsys.readouterr().err


def test_a_conflict_that_git_left_is_mended_in_place(shards: list[str]) -> None:
    ours, theirs = (Path(shard).read_text() for shard in shards)
    Path("all.jsonl").write_text(f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> feature\n")
    assert merge("all.jsonl", "--output", "all.jsonl") == 0
    merge(*shards, "--output", "clean.jsonl")
    assert Path("all.jsonl").read_text() == Path("clean.jsonl").read_text()


@pytest.mark.parametrize("driver", ["lockstitch", "union"])
def test_git_merges_the_ledger_of_two_branches(shards: list[str], hermetic: Path, driver: str) -> None:
    def git(*words: str) -> None:
        done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    git("init", "--quiet", "--initial-branch=main")
    git("config", "merge.lockstitch.driver", f"{COMMAND} merge %O %A %B --output %A")
    Path(".gitattributes").write_text(f"*.jsonl merge={driver}\n")
    git("add", ".gitattributes")
    git("commit", "--quiet", "--message=Start")
    git("switch", "--quiet", "--create", "feature")
    for branch, shard in (("feature", shards[0]), ("main", shards[1])):
        git("switch", "--quiet", branch)
        Path("ledger.jsonl").write_bytes(Path(shard).read_bytes())
        git("add", "ledger.jsonl")
        git("commit", "--quiet", "--message=Prove")
    git("merge", "--quiet", "feature", "--message=Merge")
    merge("ledger.jsonl", "--output", "ledger.jsonl")
    merge(*shards, "--output", "clean.jsonl")
    assert Path("ledger.jsonl").read_text() == Path("clean.jsonl").read_text()


def test_a_file_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert merge() == 2
    assert "Missing argument 'FILE...'" in capsys.readouterr().err
