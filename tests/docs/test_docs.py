import runpy
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from lockstitch import coverage, records, results
from lockstitch.renderers import RENDERERS
from lockstitch.rules import RULES

ROOT = Path(__file__).parents[2]
GENERATOR = runpy.run_path(str(ROOT / "docs/generate.py"))
PAGES: dict[str, str] = GENERATOR["pages"]()


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_what_the_tables_say(name: str) -> None:
    written = (ROOT / "docs/reference" / name).read_text(encoding="utf-8")
    assert written == PAGES[name], "run: python docs/generate.py"


def test_every_rule_has_its_anchor() -> None:
    assert all(f"\n## {name}\n" in PAGES["rules.md"] for name in RULES)


@pytest.mark.defect("LS-70")
def test_every_format_says_what_it_is_in_words_of_its_own() -> None:
    rows = [line.split(" | ", 1)[1] for line in PAGES["formats.md"].splitlines() if line.startswith("| ")]
    told = [row for row in rows if not row.startswith("what it is")]
    outputs = PAGES["formats.md"].rpartition("## Outputs")[2]
    assert "| html | One page for a browser, whole in itself" in outputs
    assert not [row for row in told if told.count(row) > 1]


@pytest.mark.defect("LS-70")
def test_the_formats_say_what_their_modules_say() -> None:
    page = PAGES["formats.md"]
    assert "Stands for a module" not in page
    shelves: list[Mapping[str, Any]] = [records.READERS, results.READERS, coverage.READERS, RENDERERS]
    for shelf in shelves:
        for module in shelf.values():
            doc = import_module(module.__name__).__doc__ or ""
            assert doc.split("\n", 1)[0][:60].replace("|", "\\|") in page


def test_readme_and_ci_give_the_same_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in (
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/lockstitch demo",
        "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest",
    ):
        assert command in readme
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest\n" in (
        ROOT / ".ci/run"
    ).read_text(encoding="utf-8")
