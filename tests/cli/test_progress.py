"""Long work tells a person at a terminal how far it is, and a log nothing."""

import os
import pty
import subprocess

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
