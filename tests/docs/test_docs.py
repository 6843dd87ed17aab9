import runpy
from pathlib import Path

import pytest

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
