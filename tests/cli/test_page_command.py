"""The HTML page as the command writes it, and as it travels in the wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from html_page import classed, named, parsed, words
from shop_project import Project

ROOT = Path(__file__).parents[2]


def read(file: Path) -> Element:
    return parsed(file.read_text(encoding="utf-8"))


def test_check_writes_the_page_beside_its_answer(project: Project) -> None:
    project.gift()
    project.covered()
    answer = project.check("--output", "html=out.html")
    assert answer.code == 0
    root = read(project.root / "out.html")
    assert "The gate holds" in words(next(root.iter("header")))
    assert "changed statements 3 = 3 covered" in words(named(root, "change"))


def test_the_page_shows_the_lines_of_a_fix_as_they_stand(project: Project) -> None:
    project.append("src/shop/basket.py", "\n\ndef free(total):\n    return total <= 0\n")
    project.commit("Free orders need no card\n\nFixes SHOP-12")
    project.covered()
    project.check("--output", "html=out.html")
    chain = named(read(project.root / "out.html"), "r-SHOP-12")
    shown = "\n".join("".join(pre.itertext()) for pre in classed(chain, "source"))
    assert "    return total <= 0" in shown


def test_a_page_on_standard_output_is_the_same(project: Project) -> None:
    project.covered()
    answer = project.check("--format", "html", "--output", "html=out.html")
    assert answer.out == (project.root / "out.html").read_text(encoding="utf-8")


@pytest.mark.defect("LS-75")
def test_the_demo_writes_what_it_is_asked_for(project: Project) -> None:
    answer = project.run("demo", "--quiet", "--output", "html=out.html", "--output", "markdown=out.md")
    assert answer.code == 0
    root = read(project.root / "out.html")
    assert len(list(classed(root, "chain"))) == 18
    assert "def refund(provider, payment, cents):" in words(named(root, "r-SHOP-41"))
    assert (project.root / "out.md").read_text(encoding="utf-8").startswith("## ")


@pytest.mark.defect("LS-75")
def test_a_demo_that_cannot_write_says_so(project: Project) -> None:
    answer = project.run("demo", "--quiet", "--output", "html=nowhere/out.html")
    assert answer.code == 2
    assert "nowhere/out.html: cannot be written" in answer.err


def test_style_and_script_travel_in_the_wheel(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for asset in ("page.css", "page.js"):
        assert f"lockstitch/renderers/html_/{asset}" in names
