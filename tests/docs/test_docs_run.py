"""Every command of the documentation is run, and prints what stands there.

A block of `sh` or `console` behind `<!-- run: WHERE -->` is run in that repository of the page: `empty` is a new one,
`shop` the demo shop, `project` a branch with a fixed and tested defect. `exit=N` is the code of its last command,
`if=COMMAND` runs it where that command exists. Behind `$ ` stands a command, below it what it prints; `…` alone in a
line stands for any lines, inside one for any text.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from quoted import pattern
from shop_project import Project

from lockstitch import shop
from lockstitch.cli import COMMANDS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if "<!-- run:" in page.read_text(encoding="utf-8")]
BLOCK = re.compile(
    r"(?:<!-- run: (?P<where>\w+)(?: exit=(?P<code>\d))?(?: if=(?P<wanted>\w+))? -->\n)?"
    r"```(?P<form>sh|console|bash|shell)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Step(NamedTuple):
    """One command: where it is run, its exit code, and what it prints (None: not told)."""

    where: str
    command: str
    code: int
    printed: str | None = None


def steps(page: Path) -> Iterator[Step]:
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["wanted"] and block["wanted"] not in COMMANDS:
            continue
        code = int(block["code"] or 0)
        if block["form"] == "sh":
            yield Step(block["where"], block["body"], code)
        else:
            parts = re.split(r"^\$ ", block["body"], flags=re.MULTILINE)[1:]
            for number, part in enumerate(parts, 1):
                command, _, printed = part.partition("\n")
                yield Step(block["where"], command, code if number == len(parts) else 0, printed)


@pytest.fixture
def environ(hermetic: Path) -> dict[str, str]:
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("COV_CORE", "COVERAGE", "PYTEST", "LOCKSTITCH"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    fixed = {"COVERAGE_CORE": "ctrace", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": "src"}
    return {**ours, **fixed, "PATH": path, "GITHUB_STEP_SUMMARY": str(hermetic.parent / "summary.md")}


def prepared(where: str, folder: Path, environ: dict[str, str]) -> None:
    folder.mkdir()
    if where == "shop":
        shop.lay_out(folder)
    elif where == "project":
        project = Project(folder)
        project.git("remote", "add", "origin", ".")
        project.git("fetch", "-q", "origin")
    else:
        subprocess.run(["git", "init", "-q", "-b", "main"], cwd=folder, env=environ, check=True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page(page: Path, tmp_path: Path, environ: dict[str, str]) -> None:
    for step in steps(page):
        folder = tmp_path / step.where
        if not folder.exists():
            prepared(step.where, folder, environ)
        command = ["bash", "-e", "-o", "pipefail", "-c", step.command]
        done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
        told = f"{step.command}\n{done.stdout}{done.stderr}"
        assert done.returncode == step.code, told
        if step.printed is not None:
            assert re.fullmatch(pattern(step.printed) + r"\n*", done.stdout + done.stderr), told


def test_every_shown_command_is_run() -> None:
    """Here, or by another test of this folder, which names the page."""
    others = "".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py") if path != Path(__file__)
    )
    for page in (page for page in sorted(DOCS.rglob("*.md")) if f'"{page.name}"' not in others):
        blocks = BLOCK.finditer(page.read_text(encoding="utf-8"))
        assert all(block["where"] for block in blocks), page


def test_what_is_printed_must_match() -> None:
    assert re.fullmatch(pattern("a\n…\nc … e\n"), "a\nb\nb\nc d e\n")
    assert re.fullmatch(pattern("…\n"), "")
    assert not re.fullmatch(pattern("a\nc\n"), "a\nb\nc\n")
    assert not re.fullmatch(pattern("a.c\n"), "abc\n")
    assert not re.fullmatch(pattern("a\n…\n"), "b\na\n")
