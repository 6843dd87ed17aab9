"""Our own defects, end to end; the records are in `defects.yml`."""

import json
import subprocess

import pytest
from shop_project import COMMAND, GIFT, Project


@pytest.mark.defect("LS-2")
def test_an_output_to_a_pipe_goes_through_it(project: Project) -> None:
    project.gift()
    project.junit()
    project.cobertura({"src/shop/basket.py": {1: 1, 2: 1, 3: 1, 6: 1, 10: 0, 14: 0}})
    answer = project.check("--quiet", "--output", "github=/dev/stdout")
    assert answer.code == 1
    assert "::error file=src/shop/basket.py" in answer.out


@pytest.mark.defect("LS-3")
def test_a_revert_that_is_only_spoken_of_undoes_nothing(project: Project) -> None:
    fix = project.git("rev-parse", "main")
    project.commit(f"Keep it\n\nWe considered a revert ('This reverts commit {fix}.') and did not.")
    project.junit((("test_total", ""),))
    assert project.check().code == 1
    project.git("revert", "--no-edit", fix)
    assert f"SHOP-12 says fixed, but {fix[:10]} was reverted by" in project.check()


@pytest.mark.defect("LS-6")
def test_the_report_of_a_sub_project_says_nothing_of_the_top(project: Project) -> None:
    project.append("src/shop/basket.py", GIFT)
    project.write("plugin/src/shop/basket.py", (project.root / "src/shop/basket.py").read_text())
    project.commit("Two projects")
    project.junit()
    project.cobertura({"src/shop/basket.py": {1: 1, 2: 1, 3: 1, 6: 1, 10: 1, 14: 1}}, name="plugin/coverage.xml")
    answer = project.check("--coverage", "plugin/coverage.xml")
    assert answer.code == 3
    assert "src/shop/basket.py fits 2 files of the repository" in answer


@pytest.mark.defect("LS-7")
def test_a_configured_pattern_links(project: Project) -> None:
    project.write(
        "defects.yml",
        json.dumps([{"id": "77", "kind": "defect", "title": "Total ignores the voucher", "status": "fixed"}]),
    )
    project.junit((("test_case77", ""), ("test_total", "")))
    assert project.check().code == 1
    project.configure("links = { patterns = ['case(?P<id>[0-9]+)'] }")
    assert project.check().code == 0


@pytest.mark.defect("LS-57")
@pytest.mark.parametrize(("target", "code"), [("/dev/full", 2), ("&-", 1)])
def test_a_standard_output_that_cannot_be_written(project: Project, target: str, code: int) -> None:
    project.gift()
    project.junit()
    project.cobertura({"src/shop/basket.py": {1: 1, 2: 1, 3: 1, 6: 1, 10: 0, 14: 0}})
    line = f"{COMMAND} check --base main >{target}"
    done = subprocess.run(["sh", "-c", line], cwd=project.root, capture_output=True, text=True, check=False)
    assert done.returncode == code
    if code == 2:
        assert "standard output: cannot be written: No space left on device" in done.stderr
        assert "broken: 1 finding (exit 1)" in done.stderr


def test_a_reader_that_goes_away_makes_no_pass(project: Project) -> None:
    with subprocess.Popen([COMMAND, "check", "--base", "main"], cwd=project.root, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
    assert process.returncode in (1, 130)
