"""Long work tells a person at a terminal how far it is, and a log nothing."""

import os
import pty
import subprocess
import sys
from pathlib import Path

from proving import BROKEN, FIXED, TEST, Shop
from shop_project import COMMAND, Project


def test_a_terminal_is_told_and_left_clean(project: Project) -> None:
    ours, theirs = pty.openpty()
    command = [COMMAND, "backfill", "--dry-run"]
    done = subprocess.run(command, cwd=project.root, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True)
    os.close(theirs)
    told = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert "\r\x1b[Kreading the history …" in told
    assert told.endswith("\r\x1b[K")
    assert "reading" not in done.stdout


def test_a_log_is_told_nothing(project: Project) -> None:
    answer = project.run("backfill", "--dry-run")
    assert (answer.code, answer.err) == (0, "")


def test_proofs_are_counted_at_a_terminal(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "repo")
    shop.start({"src/shop/basket.py": BROKEN})
    shop.fix("S-1", {"src/shop/basket.py": FIXED, "tests/test_basket.py": TEST}, ["tests/test_basket.py::test_voucher"])
    ours, theirs = pty.openpty()
    command = [COMMAND, "prove", "--python", sys.executable]
    done = subprocess.run(command, cwd=shop.root, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True)
    os.close(theirs)
    assert os.read(ours, 1 << 16).decode() == "[1/1] S-1 proven\r\n"
    os.close(ours)
    assert "1 of 1 defect is proven" in done.stdout
