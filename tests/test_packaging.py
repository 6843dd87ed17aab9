"""What an installation is made of: the locks, the extras, and the site of the documentation."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from lockstitch import DOCUMENTATION
from lockstitch.renderers import sarif
from lockstitch.rules import RULES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {
    "action.txt": PROJECT["project"]["dependencies"],
    "build.txt": PROJECT["build-system"]["requires"],
}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[ <>=!~;\[]", one)[0].lower() for one in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_is_needed_with_hashes_and_names_no_registry(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)==[^\\\n]+\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE)
    assert len(pins) == text.count("==")
    assert names(LOCKS[lock]) <= {name.lower() for name, _ in pins}
    assert not re.search(r"https?:|index-url|find-links|trusted-host|@ ", text)


def test_the_lock_of_what_builds_asks_for_what_the_project_does() -> None:
    asked = (ROOT / "requirements/build.in").read_text(encoding="utf-8").splitlines()
    assert [line for line in asked if not line.startswith("#")] == PROJECT["build-system"]["requires"]


def test_every_page_stands_in_the_site(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for page in (ROOT / "docs").rglob("*.md"):
        built = tmp_path / page.relative_to(ROOT / "docs").with_suffix("") / "index.html"
        assert built.exists() or page.stem == "index"
    rules = (tmp_path / sarif.PAGE / "index.html").read_text("utf-8")
    assert not [rule for rule in RULES if f'<h2 id="{rule}">' not in rules]


def test_the_documentation_has_one_address() -> None:
    """Whether it is published already or not."""
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["site_url"]
    assert site == PROJECT["project"].get("urls", {}).get("Documentation", "") == DOCUMENTATION
    assert re.fullmatch(r"(https://\S+/)?", DOCUMENTATION)
