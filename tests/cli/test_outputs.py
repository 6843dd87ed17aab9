"""Every output is written whatever the verdict is: a red build is the one that somebody wants to read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shop_project import Project

from lockstitch.renderers import RENDERERS
from lockstitch.rules import RULES


@pytest.mark.parametrize(("state", "code"), [("holds", 0), ("broken", 1), ("unknown", 3)])
def test_every_output_is_written_whatever_the_verdict_is(
    project: Project, tmp_path: Path, state: str, code: int
) -> None:
    project.gift()
    project.covered()
    if state == "broken":
        project.junit((("test_total", ""), ("test_shop_12_voucher", "<skipped/>")))
    if state == "unknown":
        (project.root / "junit.xml").write_text("<testsuites>", "utf-8")
    words = [f"--output={form}={tmp_path / form}" for form in RENDERERS]
    answer = project.check("--quiet", *words)
    assert (answer.code, answer.err) == (code, "")
    assert {form for form in RENDERERS if (tmp_path / form).stat().st_size} == set(RENDERERS)
    verdict = (tmp_path / "terminal").read_text("utf-8").splitlines()[-1]
    assert verdict == answer.out.strip()
    assert f'"verdict": "{state}"' in (tmp_path / "sarif").read_text("utf-8")
    assert ("\n  {" in (tmp_path / "gitlab").read_text("utf-8")) == (code != 0)


@pytest.mark.parametrize("form", RENDERERS)
def test_what_is_printed_is_what_is_written(project: Project, tmp_path: Path, form: str) -> None:
    answer = project.check("--static", "--format", form, "--output", f"{form}={tmp_path / 'out'}")
    assert (answer.code, answer.err) == (0, "")
    assert (tmp_path / "out").read_text("utf-8") == answer.out


def test_sarif_brings_the_manual_of_every_rule_of_the_shelf(project: Project) -> None:
    project.junit((("test_total", ""), ("test_shop_12_voucher", "<skipped/>")))
    (run,) = json.loads(project.check("--format", "sarif").out)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    assert all("Mend: " in rule["help"]["text"] for rule in rules)
    assert {rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"]} == {True}


def test_usage_writes_no_output(project: Project, tmp_path: Path) -> None:
    project.configure("nonsense = 1")
    assert project.check("--output", f"sarif={tmp_path / 'out'}").code == 2
    assert not (tmp_path / "out").exists()
