"""The checks of pipelines and scripts: where each speaks, with its line, and where it is silent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest
from pipelines import DEEP, GITHUB, told, workflow

if TYPE_CHECKING:
    from tests.conftest import Repo


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("pytest || true", True),
        ("python -m pytest -q || :", True),
        ("uv run --frozen pytest || echo failed", True),
        ("pytest && lockstitch check || true", True),
        ("A=1 ./mvnw -B verify || true", True),
        ("npm run test:unit || exit 0", True),
        ("lockstitch check --base main || true", True),
        ("pytest", False),
        ("pytest || exit 1", False),
        ("pytest || (cat log; exit 1)", False),
        ("pytest || pytest --last-failed", False),
        ("pip install pytest || true", False),
        ("echo pytest || true", False),
        ("pytest --version || true", False),
        ("coverage combine || true", False),
        ("lockstitch explain SHOP-12 || true", False),
        ("pytest  # || true", False),
        ("pytest; echo done", False),  # GitHub's shell stops at a failure
    ],
)
def test_an_exit_code_that_is_thrown_away(repo: Repo, line: str, found: bool) -> None:
    files = workflow(f"run: {line!r}" if "#" in line or ":" in line else f"run: {line}")
    checks = {check for check, _ in told(repo, files)}
    assert ("ignored-failure" in checks) == found


def test_the_line_of_a_script_is_told(repo: Repo) -> None:
    files = workflow("run: |\n          pip install .\n\n          pytest \\\n            -q || true")
    assert told(repo, files) == [("ignored-failure", f"{GITHUB}:8")]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("set +e\npytest\nset -e", True),
        ("set +e\npytest\ncode=$?\nexit $code", False),
        ("set +e\nrm -rf x\nset -e\npytest", False),
        ("set -eu\npytest\necho done", False),
    ],
)
def test_a_shell_that_is_told_to_go_on(repo: Repo, script: str, found: bool) -> None:
    body = script.replace("\n", "\n          ")
    assert bool(told(repo, workflow(f"run: |\n          {body}"))) == found


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"Makefile": "test:\n\tpytest; echo done\n"}, "Makefile:2"),
        ({"Makefile": "test:\n\t@pytest || true\n"}, "Makefile:2"),
        ({"package.json": '{\n "scripts": {\n  "test": "jest; echo done"}}'}, "package.json:3"),
        ({"ci/test.sh": "#!/bin/sh\npytest\necho done\n"}, "ci/test.sh:2"),
        ({"azure-pipelines.yml": "steps:\n- checkout: none\n- bash: |\n    pytest\n    ls\n"}, "azure-pipelines.yml:4"),
        ({"Makefile": "test:\n\tpytest\n\techo done\n"}, ""),
        ({"ci/test.sh": "#!/bin/sh\nset -e\npytest\necho done\n"}, ""),
        ({"ci/test.sh": "#!/bin/sh -e\npytest\necho done\n"}, ""),
        ({"ci/test.sh": "#!/bin/sh\nls\npytest\n"}, ""),
        ({"ci/test.sh": "#!/bin/sh\npytest\ncode=$?\nls\nexit $code\n"}, ""),
        ({"extras/look.sh": "#!/bin/sh\npytest\nfirefox\n"}, ""),  # nothing calls it
        ({"ci/test": "#!/usr/bin/env python3\n# pytest || true\n", "tox.ini": "[tox]\n"}, ""),
        ({"package.json": '{"scripts": {"test": "jest && eslint ."}}'}, ""),
        ({"azure-pipelines.yml": "steps:\n- bash: |\n    set -e\n    pytest\n    ls\n"}, ""),
    ],
)
def test_shells_that_go_on_after_a_failure(repo: Repo, files: Mapping[str, str], place: str) -> None:
    assert told(repo, files) == ([("ignored-failure", place)] if place else [])


def test_a_script_that_a_pipeline_calls_is_looked_at(repo: Repo) -> None:
    files = {"extras/look.sh": "#!/bin/sh\npytest || true\n", **workflow("run: sh extras/look.sh")}
    assert told(repo, files) == [("ignored-failure", "extras/look.sh:2")]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (workflow("run: pytest 2>&1 | tee log"), True),
        ({"Makefile": "test:\n\tgo test ./... | tee log\n"}, True),
        ({"Jenkinsfile": "node {\n  sh 'pytest | tee log'\n}\n"}, True),
        (workflow("run: pytest | tee log\n        shell: bash"), False),
        (workflow("run: pytest | tee log", head="defaults: {run: {shell: bash}}\n"), False),
        (workflow("run: |\n          set -o pipefail\n          pytest | tee log"), False),
        (workflow("run: tox -e $(echo $PY | tr -d .)"), False),
        (workflow("run: ls | grep pytest"), False),
        ({".gitlab-ci.yml": "test:\n  variables: {GIT_DEPTH: 0}\n  script: [pytest | tee log]\n"}, False),
    ],
)
def test_an_exit_code_that_is_lost_in_a_pipe(repo: Repo, files: Mapping[str, str], found: bool) -> None:
    checks = [check for check, _ in told(repo, files)]
    assert checks == ["piped-exit-code"] * found


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (workflow("run: pytest\n        continue-on-error: true"), f"{GITHUB}:6"),
        (workflow("run: pytest", body="    continue-on-error: true\n"), f"{GITHUB}:4"),
        (workflow("uses: some/lockstitch@v1\n        continue-on-error: true"), f"{GITHUB}:6"),
        ({".gitlab-ci.yml": "test:\n  script: pytest\n  allow_failure: true\n"}, ".gitlab-ci.yml:3"),
        ({".gitlab-ci.yml": "test:\n  script: [ls]\n  after_script:\n  - ls\n  - pytest\n"}, ".gitlab-ci.yml:5"),
        ({"azure-pipelines.yml": "steps:\n- script: pytest\n  continueOnError: true\n"}, "azure-pipelines.yml:3"),
        ({"tox.ini": "[testenv:x]\nignore_outcome = true\ncommands = pytest\n"}, "tox.ini:2"),
        ({"tox.ini": "[testenv]\ncommands =\n    ls\n    - pytest\n"}, "tox.ini:4"),
        ({"Makefile": "test:\n\t-pytest\n"}, "Makefile:2"),
        ({"Jenkinsfile": "node {\n  catchError {\n    sh 'pytest'\n  }\n}\n"}, "Jenkinsfile:3"),
        ({"Jenkinsfile": "sh(script: 'pytest', returnStatus: true)\n"}, "Jenkinsfile:1"),
        (workflow("run: ruff check\n        continue-on-error: true"), ""),
        (workflow("run: pytest\n        continue-on-error: ${{ matrix.experimental }}"), ""),
        (
            workflow("id: t\n        run: pytest\n        continue-on-error: true", "if: steps.t.outcome == 'failure'"),
            "",
        ),
        ({".gitlab-ci.yml": "lint:\n  script: ruff check\n  allow_failure: true\n"}, ""),
        ({".gitlab-ci.yml": "test:\n  script: pytest\n  allow_failure: {exit_codes: [5]}\n"}, ""),
        ({"tox.ini": "[testenv]\ncommands =\n    - ls\n    pytest\n"}, ""),
        ({"Makefile": "clean:\n\t-rm -rf build\ntest:\n\tpytest\n"}, ""),
        ({"Jenkinsfile": "def code = sh(script: 'pytest', returnStatus: true)\n"}, ""),
        ({"Jenkinsfile": "node {\n  catchError {\n    sh 'ls'\n  }\n  sh 'pytest'\n}\n"}, ""),
    ],
)
def test_a_failure_that_is_tolerated(repo: Repo, files: Mapping[str, str], place: str) -> None:
    assert told(repo, files) == ([("tolerated-failure", place)] if place else [])


AZURE = """\
stages:
- stage: test
  jobs:
  - job: unit
    steps:
    - script: pytest || true
  - deployment: shop
    strategy:
      runOnce:
        deploy:
          steps:
          - script: npm test || true
"""


def test_steps_are_found_however_deep_they_stand(repo: Repo) -> None:
    files = {"azure-pipelines.yml": AZURE}
    assert told(repo, files) == [("ignored-failure", f"azure-pipelines.yml:{line}") for line in (6, 12)]


def test_a_composite_action_is_looked_at(repo: Repo) -> None:
    path = ".github/actions/test/action.yml"
    text = "runs:\n  using: composite\n  steps:\n  - run: pytest || true\n    shell: bash\n"
    assert told(repo, {path: text}) == [("ignored-failure", f"{path}:4")]


def test_jobs_that_extend_each_other_end(repo: Repo) -> None:
    files = {".gitlab-ci.yml": "a:\n  extends: b\n  script: [pytest || true]\nb:\n  extends: a\n"}
    assert told(repo, files) == [("ignored-failure", ".gitlab-ci.yml:3")]


def test_every_section_of_tox_is_a_job(repo: Repo) -> None:
    text = (
        "[testenv]\ncommands = pytest || true\n\n[testenv:lint]\ncommands = ruff check\n\n"
        "[testenv:js]\ncommands = npm test || true\n"
    )
    assert told(repo, {"tox.ini": text}) == [("ignored-failure", "tox.ini:2"), ("ignored-failure", "tox.ini:8")]


@pytest.mark.parametrize("script", ["echo 'one\n two'\npytest || true", "pytest || true \\"])
def test_quotations_and_lines_that_do_not_end(repo: Repo, script: str) -> None:
    assert told(repo, {"ci/test.sh": f"#!/bin/sh\nset -e\n{script}\n"})


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("jest --passWithNoTests", True),
        ("mvn verify -Dmaven.test.failure.ignore=true", True),
        ("mvn -fn test", True),
        ("pytest --cov-fail-under=0", True),
        ("pytest --cov-fail-under=80", False),
        ("mvn verify -Dmaven.test.failure.ignore=false", False),
        ("ruff check --exit-zero", False),
    ],
)
def test_a_runner_that_is_told_to_pass(repo: Repo, line: str, found: bool) -> None:
    assert [check for check, _ in told(repo, workflow(f"run: {line}"))] == ["told-to-pass"] * found


@pytest.mark.parametrize(
    ("files", "places"),
    [
        (workflow(DEEP, "run: pytest -x\n", "run: lockstitch check"), [f"{GITHUB}:7"]),
        (
            workflow(DEEP, "run: lockstitch check") | {"pytest.ini": "[pytest]\naddopts = --maxfail=1\n"},
            ["pytest.ini:2"],
        ),
        (workflow(DEEP, "run: pytest -x"), []),  # nobody reads its report
        (workflow(DEEP, "run: pytest --exclude x", "run: lockstitch check"), []),
    ],
)
def test_a_run_that_is_cut(repo: Repo, files: Mapping[str, str], places: list[str]) -> None:
    assert told(repo, files) == [("cut-run", place) for place in places]


UPLOAD = "uses: actions/upload-artifact@v4\n        with: {path: junit.xml}"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (workflow("run: pytest", UPLOAD), f"{GITHUB}:6"),
        (
            {".gitlab-ci.yml": "test:\n  script: pytest\n  artifacts:\n    paths: [junit.xml]\n"},
            ".gitlab-ci.yml:3",
        ),
        (
            {"azure-pipelines.yml": "steps:\n- script: pytest\n- task: PublishTestResults@2\n"},
            "azure-pipelines.yml:3",
        ),
        ({"Jenkinsfile": "node {\n sh 'pytest'\n junit 'junit.xml'\n}\n"}, "Jenkinsfile:3"),
        (workflow("run: pytest", f"if: always()\n        {UPLOAD}"), ""),
        (workflow("run: pytest", f"if: ${{{{ !cancelled() }}}}\n        {UPLOAD}"), ""),
        (workflow(UPLOAD, "run: pytest"), ""),
        (workflow("run: pytest", "uses: actions/upload-artifact@v4\n        with: {path: dist}"), ""),
        ({".gitlab-ci.yml": "test:\n  script: pytest\n  artifacts: {when: always, paths: [junit.xml]}\n"}, ""),
        ({".gitlab-ci.yml": "test:\n  script: pytest\n  artifacts: {reports: {junit: junit.xml}}\n"}, ""),
        ({"Jenkinsfile": "pipeline {\n sh 'pytest'\n post { always {\n junit 'junit.xml'\n}}}\n"}, ""),
        (
            {"azure-pipelines.yml": "steps:\n- script: pytest\n- task: PublishTestResults@2\n  condition: always()\n"},
            "",
        ),
    ],
)
def test_reports_of_green_runs_only(repo: Repo, files: Mapping[str, str], place: str) -> None:
    assert told(repo, files) == ([("report-only-on-success", place)] if place else [])


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (workflow("uses: actions/checkout@v4", "run: lockstitch check"), f"{GITHUB}:5"),
        (workflow("uses: actions/checkout@v4\n        with: {fetch-depth: 2}", "run: lockstitch check"), f"{GITHUB}:6"),
        ({".gitlab-ci.yml": "gate:\n  script: lockstitch check\n"}, ".gitlab-ci.yml:1"),
        ({"azure-pipelines.yml": "steps:\n- script: lockstitch check\n"}, "azure-pipelines.yml:1"),
        (workflow(DEEP, "run: lockstitch check"), ""),
        (workflow("uses: actions/checkout@v4", "run: pytest"), ""),
        (workflow("uses: actions/checkout@v4", "run: git fetch --unshallow && lockstitch check"), ""),
        ({".gitlab-ci.yml": "variables: {GIT_DEPTH: '0'}\ngate:\n  script: lockstitch check\n"}, ""),
        ({".gitlab-ci.yml": ".d: {variables: {GIT_DEPTH: 0}}\ngate:\n  extends: .d\n  script: lockstitch check\n"}, ""),
        ({"azure-pipelines.yml": "steps:\n- checkout: self\n  fetchDepth: 0\n- script: lockstitch check\n"}, ""),
    ],
)
def test_a_clone_without_history(repo: Repo, files: Mapping[str, str], place: str) -> None:
    assert told(repo, files) == ([("shallow-checkout", place)] if place else [])


OWN = {"lockstitch.yml": "require: passed\n"}


def test_a_gate_that_is_never_run(repo: Repo) -> None:
    assert told(repo, workflow("run: pytest") | OWN) == [("gate-not-run", f"{GITHUB}:3")]


def test_a_gate_that_is_run_or_not_configured(repo: Repo) -> None:
    assert told(repo, workflow("run: pytest")) == []
    assert told(repo, workflow("run: ./gate-with-lockstitch") | OWN) == []
    assert told(repo, workflow(DEEP, "run: lockstitch check") | OWN) == []
