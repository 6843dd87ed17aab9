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


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the documentation."""
    pytest.importorskip("mkdocs")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_page_stands_in_the_site(built: Path) -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        shown = built / page.relative_to(ROOT / "docs").with_suffix("") / "index.html"
        assert shown.exists() or page.stem == "index"
    rules = (built / sarif.PAGE / "index.html").read_text("utf-8")
    assert not [rule for rule in RULES if f'<h2 id="{rule}">' not in rules]


@pytest.mark.parametrize("name", ["index.html", "how-to/github/index.html", "html-report/index.html"])
def test_a_page_of_the_site_leads_to_what_is_there_and_loads_nothing_else(built: Path, name: str) -> None:
    page = built / name
    found = re.findall(r'(?:href|src)="([^"#]+)[^"]*"', page.read_text("utf-8"))
    assert len(found) > 30
    assert [to for to in found if not re.match(r"https?:|data:", to) and not (page.parent / to).exists()] == []
    assert not re.search(
        r'<(?:script|img)[^>]* src="https?:|<link[^>]* rel="stylesheet"[^>]* href="https?:', page.read_text("utf-8")
    )


def test_the_documentation_has_one_address() -> None:
    """Whether it is published already or not."""
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["site_url"]
    assert site == PROJECT["project"].get("urls", {}).get("Documentation", "") == DOCUMENTATION
    assert re.fullmatch(r"(https://\S+/)?", DOCUMENTATION)
