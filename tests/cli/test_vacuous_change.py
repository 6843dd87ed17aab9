"""Changes that today's gates do not see, end to end through the installed command."""

import json
from pathlib import Path

import pytest
from shop_project import GIFT, Answer, Project

ZEROS = "0" * 40


def says(answer: Answer, code: int, *words: str) -> None:
    missing = [word for word in words if word not in answer]
    assert (answer.code, missing) == (code, []), answer


def test_c1_a_base_that_is_not_there(project: Project) -> None:
    project.covered()
    says(project.check("--base", "origin/nowhere"), 3, "origin/nowhere", "fetch-depth: 0")


def test_c1_a_shallow_clone_without_the_merge_base(project: Project, tmp_path: Path) -> None:
    project.gift()
    project.covered()
    project.git("checkout", "-q", "main")
    project.commit("Elsewhere")
    project.git("checkout", "-q", "feature")
    clone = tmp_path / "clone"
    project.git("clone", "-q", "--depth=1", "--no-single-branch", f"file://{project.root}", str(clone))
    answer = project.run("check", "--repo", str(clone), "--base", "origin/main")
    says(answer, 3, "fetch-depth: 0")


def test_c2_no_repository(project: Project, tmp_path: Path) -> None:
    bare = tmp_path / "plain"
    bare.mkdir()
    says(project.run("check", "--repo", str(bare)), 2, "is not in a git repository")
    says(project.run("check", "--repo", str(bare / "none")), 2)


def test_c3_no_change_needs_no_report(project: Project) -> None:
    project.configure('records = "none"')
    project.git("checkout", "-q", "main")
    project.commit("Configure")
    says(project.check("--base", "HEAD"), 0, "no change to judge")


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("README.md", "", "# Shop\n"),
        ("src/shop/basket.py", "    result = sum(prices)", "    # all of them\n    result = sum(prices)"),
        ("src/shop/basket.py", "def total(prices, voucher=0):", 'def total(prices, voucher=0):\n    """The total."""'),
        ("src/shop/basket.py", "    return result - voucher\n", ""),
    ],
    ids=["docs", "comment", "docstring", "deletion"],
)
def test_c3_changes_without_a_statement_hold_without_a_coverage_report(
    project: Project, path: str, before: str, after: str
) -> None:
    project.junit()
    old = (project.root / path).read_text() if (project.root / path).exists() else ""
    project.write(path, old.replace(before, after) if old else after)
    project.commit("A change")
    says(project.check(), 0, "the gate holds")


def test_c3_a_pure_rename_holds(project: Project) -> None:
    project.junit()
    project.git("mv", "src/shop/basket.py", "src/shop/cart.py")
    project.commit("Rename")
    says(project.check(), 0, "the gate holds")


def test_statements_without_a_coverage_report_are_unknown(project: Project) -> None:
    project.junit()
    project.gift()
    says(project.check(), 3, "3 changed statements, but no coverage report was found")


def test_c4_the_second_line_of_an_uncovered_call(project: Project) -> None:
    project.append("src/shop/basket.py", GIFT)
    project.git("add", "-A")
    project.git("commit", "-q", "-m", "Gift")
    project.git("branch", "-f", "main")
    text = (project.root / "src/shop/basket.py").read_text()
    project.write("src/shop/basket.py", text.replace("        0,", "        1,"))
    project.junit()
    project.cobertura({"src/shop/basket.py": {1: 1, 2: 1, 3: 1, 6: 1, 10: 0, 14: 0}})
    answer = project.check()
    says(answer, 1, "1 changed statement is not covered: src/shop/basket.py line 10", "rest = max(")


def test_c5_an_unstaged_edit_above_untested_code(project: Project) -> None:
    project.gift()
    text = (project.root / "src/shop/basket.py").read_text()
    project.write("src/shop/basket.py", "# one\n# two\n# three\n" + text)
    project.junit()
    project.cobertura({"src/shop/basket.py": {4: 1, 5: 1, 6: 1, 9: 1, 13: 0, 17: 0}})
    says(project.check(), 1, "2 changed statements are not covered: src/shop/basket.py lines 13, 17")


@pytest.mark.parametrize("attributes", ["*.py -diff", "*.py binary", "*.py diff=nothing", "* -text -diff"])
def test_c6_attributes_hide_nothing(project: Project, attributes: str) -> None:
    project.write(".gitattributes", attributes + "\n")
    project.gift()
    project.junit()
    project.cobertura({"src/shop/basket.py": {1: 1, 2: 1, 3: 1, 6: 1, 10: 0, 14: 0}})
    says(project.check(), 1, "2 changed statements are not covered")


def test_no_setting_of_git_bends_the_change(project: Project, tmp_path: Path) -> None:
    project.gift()
    project.junit()
    project.cobertura({"src/shop/basket.py": {1: 1, 2: 1, 3: 1, 6: 1, 10: 0, 14: 0}})
    plain = project.json()
    for name, value in {
        "diff.noprefix": "true", "diff.mnemonicPrefix": "true", "color.ui": "always", "diff.external": "/bin/false",
        "diff.context": "9", "diff.interHunkContext": "50", "diff.algorithm": "patience", "core.quotePath": "true",
        "diff.renames": "false", "diff.orderFile": "/dev/null", "diff.relative": "true", "log.showSignature": "true",
    }.items():  # fmt: skip
        project.git("config", name, value)
    assert project.json()["findings"] == plain["findings"]


PRAGMA = "\n\ndef gift(total):  # pragma: no cover\n    return total\n"


def test_c7_a_pragma_in_the_change(project: Project) -> None:
    project.append("src/shop/basket.py", PRAGMA)
    project.commit("Gift")
    project.junit()
    project.cobertura({"src/shop/basket.py": {1: 1, 2: 1, 3: 1}})
    says(project.check(), 1, "excluded-change", "# pragma: no cover", "2 excluded")
    waiver = "{rule: excluded-change, path: src/shop/basket.py, reason: hardware, owner: ada, until: 2027-01-01}"
    project.append("defects.yml", f"waivers:\n  - {waiver}\n")
    says(project.check(), 0, "hardware")


def test_c7_an_omit_in_the_change(project: Project) -> None:
    project.covered()
    project.write(".coveragerc", "[run]\nomit =\n    src/shop/api.py\n")
    project.commit("Omit")
    says(project.check(), 1, "excluded-change", "omit", ".coveragerc:3")


def test_c8_a_new_file_that_no_run_saw(project: Project) -> None:
    project.covered()
    project.write("src/shop/gifts.py", "def gift():\n    return 1\n")
    says(
        project.check(), 1, "src/shop/gifts.py has 2 changed statements and is in no coverage report", "no test imports"
    )


@pytest.mark.parametrize("path", ["tests/test_new.py", "conftest.py", "docs/conf.py", "setup.py", "tests/helpers.py"])
def test_c8_what_is_no_product_stays_silent(project: Project, path: str) -> None:
    project.covered()
    project.write(path, "X = 1\n\n\ndef gift():\n    return X\n")
    says(project.check(), 0)


def test_c8_an_ignored_file_is_no_change(project: Project) -> None:
    project.covered()
    project.write(".gitignore", "*.xml\nscratch.py\n.gitignore\n")
    project.write("scratch.py", "x = 1\n")
    says(project.check(), 0)


def test_c9_a_partial_branch_on_a_new_line(project: Project) -> None:
    project.append("src/shop/basket.py", "\n\ndef gift(a):\n    if a:\n        a += 1\n    return a\n")
    project.commit("Gift")
    project.junit()
    lines = "".join(f'<line number="{n}" hits="1"/>' for n in (1, 2, 3, 6, 8, 9))
    branch = '<line number="7" hits="1" branch="true" condition-coverage="50% (1/2)" missing-branches="9"/>'
    text = '<coverage line-rate="1" branch-rate="0.5"><packages><package><classes>'
    text += (
        f'<class filename="src/shop/basket.py"><lines>{lines}{branch}</lines></class></classes></package></packages>'
    )
    project.write("coverage.xml", text + "</coverage>")
    says(project.check(), 1, "1 of 2 branches not taken on a changed line: src/shop/basket.py:7 (never to 9)")


def test_c10_an_option_smuggled_as_a_ref(project: Project) -> None:
    project.covered()
    for smuggled in ("--output=x", "--upload-pack=touch x", "-x", "a b", "a..b", ""):
        answer = project.run("check", f"--base={smuggled}")
        if smuggled:
            says(answer, 2, "is no revision")
    assert not (project.root / "x").exists()


def test_c11_one_uncovered_line_in_25_001(project: Project) -> None:
    project.write("src/shop/table.py", "".join(f"v{n} = {n}\n" for n in range(25_001)))
    project.commit("A table")
    project.junit()
    project.cobertura({"src/shop/table.py": {n: int(n != 777) for n in range(1, 25_002)}})
    says(project.check(), 1, "1 changed statement is not covered: src/shop/table.py line 777")
    project.configure('coverage_floor = { "src/shop/table.py" = 100 }\nrules = { uncovered-change = "off" }')
    says(project.check(), 1, "25000 of 25001 statements covered, 1 fewer than the floor of 100%")


def test_c12_a_floor_is_not_rounded(project: Project) -> None:
    project.write("src/shop/table.py", "".join(f"v{n} = {n}\n" for n in range(1000)))
    project.commit("A table")
    project.junit()
    project.cobertura({"src/shop/table.py": {n: int(n > 51) for n in range(1, 1001)}})
    project.configure('coverage_floor = { "src/shop/table.py" = 95 }\nrules = { uncovered-change = "off" }')
    says(project.check(), 1, "949 of 1000 statements covered, 1 fewer than the floor of 95%")


def event(project: Project, name: str, payload: object) -> Answer:
    path = project.write("event.json", json.dumps(payload))
    return project.run("check", GITHUB_ACTIONS="true", GITHUB_EVENT_NAME=name, GITHUB_EVENT_PATH=str(path))


def test_the_base_of_a_github_pull_request(project: Project) -> None:
    project.gift()
    project.covered()
    main = project.git("rev-parse", "main")
    says(event(project, "pull_request", {"pull_request": {"base": {"sha": main}}}), 0, "GitHub pull_request", main[:10])


def test_the_state_before_a_push(project: Project) -> None:
    project.gift()
    project.covered()
    before = project.git("rev-parse", "main")
    says(event(project, "push", {"before": before, "ref": "refs/heads/main"}), 0, "GitHub push", "3 covered")


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("push", {"before": ZEROS, "ref": "refs/heads/new"}),
        ("push", {"before": "a" * 40, "ref": "refs/tags/v1"}),
        ("schedule", {}),
    ],
)
def test_events_without_a_state_before(project: Project, name: str, payload: object) -> None:
    project.covered()
    says(event(project, name, payload), 3, 'base = "none"')
    project.configure('base = "none"')
    says(event(project, name, payload), 0, "no change is judged")


def test_a_pre_push_hook_tells_the_base(project: Project) -> None:
    project.gift()
    project.covered()
    head, main = project.git("rev-parse", "HEAD"), project.git("rev-parse", "main")
    answer = project.run("check", "--pre-push", given=f"refs/heads/feature {head} refs/heads/feature {main}\n")
    says(answer, 0, "pre-push", "3 covered")


def test_without_any_base_nothing_can_be_said(project: Project) -> None:
    project.covered()
    says(project.run("check"), 3, "--base")
