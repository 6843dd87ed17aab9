"""The GitHub action, run as a runner runs it: its own steps in bash, on a real repository and real events."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
import runner
import yaml
from forge import Forge, forge
from shop_project import Project

from lockstitch.cli.check import command

ROOT = Path(__file__).parents[1]
WORKFLOW = ROOT / ".github/workflows/ci.yml"
EVENTS = ("pull_request", "push", "merge_group", "schedule")
TOKEN = {"token": "s3cret"}
SKIPPED = (("test_total", ""), ("test_shop_12_voucher", "<skipped/>"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A branch under review, everything covered; checked out is its merge into main, as for a pull request."""
    (tmp_path / "shop").mkdir()
    made = Project(tmp_path / "shop")
    made.gift()
    made.git("checkout", "-q", "--detach", "main")
    made.git("merge", "-q", "--no-ff", "feature", "-m", "Merge feature into main")
    made.covered()
    return made


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Forge]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with forge() as running:
        yield running


def event(project: Project, name: str) -> dict[str, str]:
    """The job's environment for one of GitHub's own example events, about the commits of this project."""
    payload: dict[str, Any] = json.loads((ROOT / f"fixtures/events/{name}.json").read_text("utf-8"))
    base, head = project.git("rev-parse", "main"), project.git("rev-parse", "feature")
    if name == "pull_request":
        payload["pull_request"]["base"]["sha"], payload["pull_request"]["head"]["sha"] = base, head
    if name == "merge_group":
        payload["merge_group"]["base_sha"], payload["merge_group"]["head_sha"] = base, head
    if name == "push":
        payload |= {"before": base, "after": head, "created": False}
    path = project.root.parent / "event.json"
    path.write_text(json.dumps(payload), "utf-8")
    return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path), "CI": "true"}


def ran(
    project: Project, name: str = "pull_request", server: Forge | None = None, inputs: Mapping[str, str] | None = None
) -> runner.Job:
    environ = event(project, name) | {k: v for k, v in (server.environ if server else {}).items() if "TOKEN" not in k}
    folder = project.root.parent / "runner"
    folder.mkdir(exist_ok=True)
    return runner.run(folder, project.root, environ, inputs)


def report(job: runner.Job) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(job.outputs["report"]).read_text("utf-8"))
    return found


@pytest.mark.parametrize(("name", "judged"), [(name, name != "schedule") for name in EVENTS])
def test_it_finds_the_change_of_every_event(project: Project, name: str, judged: bool) -> None:
    job = ran(project, name)
    assert (job.code, job.outputs["verdict"]) == (0, "holds")
    assert job.steps == {"Install lockstitch": 0, "Judge": 0}
    change = report(job)["change"]
    assert change["judged"] == judged
    assert change["base_from"] == (f"GitHub {name}" if judged else "")
    assert job.summary.startswith("## ✅ lockstitch: the gate holds\n")
    assert "::error" not in job.log


def test_it_installs_itself_into_an_environment_of_its_own(project: Project) -> None:
    ran(project)
    folder = project.root.parent / "runner"
    environment, locked, itself = (folder / "python.log").read_text().splitlines()
    assert environment == f"-m venv {folder}/lockstitch"
    install = "-m pip install --quiet --disable-pip-version-check"
    locks = " ".join(f"--requirement {ROOT}/requirements/{name}.txt" for name in ("action", "build"))
    assert locked == f"{install} --require-hashes {locks}"
    assert itself == f"{install} --no-deps --no-build-isolation {ROOT}"


def test_a_red_gate_writes_everything_and_fails(project: Project) -> None:
    project.junit(SKIPPED)
    job = ran(project)
    assert (job.code, job.outputs["verdict"], report(job)["exit_code"]) == (1, "broken", 1)
    assert re.search(
        r"^::error file=tests/test_basket\.py,title=lockstitch%3A failing-regression-test::", job.log, re.M
    )
    assert job.summary.startswith("## ❌ lockstitch: broken: 1 finding (exit 1)\n")
    sarif = json.loads(Path(job.outputs["sarif"]).read_text("utf-8"))
    assert [each["ruleId"] for each in sarif["runs"][0]["results"]] == ["failing-regression-test"]


def test_what_cannot_be_said_writes_everything_and_fails_otherwise(project: Project) -> None:
    (project.root / "junit.xml").write_text("<testsuites>")
    job = ran(project)
    assert (job.code, job.outputs["verdict"], report(job)["exit_code"]) == (3, "unknown", 3)
    assert job.summary.startswith("## ❓ ")


def test_a_configuration_that_is_none_says_so(project: Project) -> None:
    project.configure("nonsense = 1")
    job = ran(project)
    assert (job.code, job.outputs["verdict"]) == (2, "usage")
    assert "nonsense" in job.log
    assert job.summary == ""


def test_a_second_run_in_the_same_job_has_its_own_files(project: Project) -> None:
    early, late = ran(project, inputs={"static": "true"}), ran(project)
    assert early.outputs["report"] != late.outputs["report"]
    assert "--static" in json.dumps(report(early)["notes"])
    assert "--static" not in json.dumps(report(late)["notes"])


def test_every_input_arrives(project: Project) -> None:
    (project.root / "junit.xml").rename(project.root / "a b.xml")
    (project.root / "coverage.xml").rename(project.root / "c d.info.xml")
    (project.root / "defects.yml").rename(project.root / "e f.yml")
    project.write("gate.yml", "require: linked\n")
    words = {"results": "a b.xml", "coverage": "c d*", "records": "e f.yml", "config": "gate.yml", "base": "feature"}
    job = ran(project, inputs={"scope": "change", **words})
    assert job.code == 0, job.log
    found = report(job)
    assert {each["path"] for each in found["inputs"]} >= {"a b.xml", "c d.info.xml", "e f.yml"}
    assert found["change"]["base_from"] == "--base feature"
    assert [record["required"] for record in found["records"]] == ["linked"]
    assert [record["scope"] for record in found["records"]] == ["not claimed by this change"]


@pytest.mark.parametrize("name", ["repo", "records", "results", "coverage", "base", "config", "scope", "static"])
def test_no_input_reaches_a_shell(project: Project, name: str) -> None:
    job = ran(project, inputs={name: 'x$(touch owned)`touch owned`"; touch owned; "\ntouch owned\n\'; touch owned'})
    assert job.code == (0 if name == "static" else 3 if name in {"records", "results", "coverage"} else 2)
    assert not list(project.root.parent.rglob("owned"))


def test_with_a_token_there_is_one_comment(project: Project, server: Forge) -> None:
    job = ran(project, server=server, inputs=TOKEN)
    assert (job.code, job.steps["Comment"]) == (0, 0)
    assert server.comments[0]["body"].startswith("<!-- lockstitch -->\n## ✅ lockstitch: the gate holds")
    project.junit(SKIPPED)
    job = ran(project, server=server, inputs=TOKEN)
    assert (job.code, job.steps["Comment"]) == (1, 0)
    assert len(server.comments) == 1
    assert server.comments[0]["body"].startswith("<!-- lockstitch -->\n## ❌ lockstitch: broken: 1 finding")
    assert "s3cret" not in job.log


def test_without_a_token_as_from_a_fork_nothing_is_asked(project: Project, server: Forge) -> None:
    job = ran(project, server=server)
    assert (job.code, "Comment" in job.steps, server.seen) == (0, False, [])


@pytest.mark.parametrize("name", ["push", "merge_group", "schedule"])
def test_a_token_is_of_no_use_where_there_is_no_pull_request(project: Project, server: Forge, name: str) -> None:
    job = ran(project, name, server, inputs=TOKEN)
    assert (job.code, job.steps["Comment"], server.seen) == (0, 0, [])
    assert "no comment: this run is about no pull request" in job.log


@pytest.mark.parametrize("answer", [(403, "{}"), (500, ""), (200, "no json")])
def test_a_comment_that_cannot_be_written_changes_no_verdict(
    project: Project, server: Forge, answer: tuple[int, str]
) -> None:
    server.answers[("GET", "/repos/ada/shop/issues/2/comments")] = answer
    job = ran(project, server=server, inputs=TOKEN)
    assert (job.code, job.outputs["verdict"]) == (0, "holds")
    assert (job.steps["Comment"], "no comment: the token may not write" in job.log) == (
        (0, True) if answer[0] == 403 else (2, False)
    )


def test_the_inputs_are_options_of_the_command_and_few() -> None:
    inputs = set(runner.action()["inputs"])
    options = {option for option in command.params if isinstance(option, click.Option)}
    assert len(inputs) <= 10
    assert inputs - {"token", "python"} <= {name.lstrip("-") for option in options for name in option.opts}


def test_every_input_and_output_is_in_the_guide() -> None:
    guide = (ROOT / "docs/how-to/github.md").read_text("utf-8")
    metadata = runner.action()
    for name, spec in (metadata["inputs"] | metadata["outputs"]).items():
        assert f"| `{name}` | {spec['description']} |" in guide


def test_no_expression_stands_in_a_shell_and_every_action_is_pinned() -> None:
    steps: list[dict[str, Any]] = runner.action()["runs"]["steps"]
    workflow = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    steps += [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert len(steps) > 10
    assert not [step["run"] for step in steps if "${{" in step.get("run", "")]
    used = [step["uses"] for step in steps if "uses" in step]
    assert used.count("./") == 1
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name) for name in used if name != "./")
    (own,) = (step for step in steps if step.get("uses") == "./")
    assert own["with"].keys() <= runner.action()["inputs"].keys()


@pytest.mark.parametrize("words", [
    ("zizmor", "--offline", "--no-config", "--quiet", "action.yml", ".github/workflows/ci.yml"),
    ("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"),
    ("check-jsonschema", "--builtin-schema", "vendor.github-workflows", ".github/workflows/ci.yml"),
])  # fmt: skip
def test_the_fields_own_checks_hold(words: tuple[str, ...]) -> None:
    tool = str(Path(sys.executable).with_name(words[0]))
    done = subprocess.run([tool, *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
