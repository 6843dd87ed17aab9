"""The checks of settings, what cannot be looked at, and what a person lets stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest
from pipelines import DEEP, GITHUB, examined, told, workflow

from lockstitch.doctor import CHECKS

if TYPE_CHECKING:
    from tests.conftest import Repo

GATED = workflow(DEEP, "run: lockstitch check")


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({".coveragerc": "[report]\nfail_under = 0\n"}, ".coveragerc:2"),
        ({"pyproject.toml": "[tool.coverage.report]\nshow_missing = true\nfail_under = 0.0\n"}, "pyproject.toml:3"),
        ({"pytest.ini": "[pytest]\naddopts = --cov\n", "test_a.py": ""}, "pytest.ini:2"),
        ({"pytest.ini": "[pytest]\naddopts = --cov -k 'a\n", "test_a.py": ""}, "pytest.ini:2"),
        ({".coveragerc": "[report]\nfail_under = all\n"}, ""),
        (workflow("run: pytest --cov"), f"{GITHUB}:5"),
        ({"pyproject.toml": "[tool.coverage.report]\nfail_under = 90\n", **workflow("run: pytest --cov")}, ""),
        (workflow("run: pytest --cov --cov-fail-under=90"), ""),
        (workflow("run: pytest --cov", "run: codecov"), ""),
        (workflow(DEEP, "run: pytest --cov", "run: lockstitch check"), ""),
        (workflow("run: pytest"), ""),
        ({"lockstitch.yml": "coverage_floor: {src/: 90}\n", **workflow("run: pytest --cov # lockstitch")}, ""),
    ],
)
def test_a_floor_of_nothing(repo: Repo, files: Mapping[str, str], place: str) -> None:
    assert told(repo, files) == ([("no-floor", place)] if place else [])


EXERCISED = {"lockstitch.yml": "require: {severity: {critical: exercised}}\n"}


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (workflow(DEEP, "run: pytest --cov", "run: lockstitch check") | EXERCISED, f"{GITHUB}:7"),
        (workflow(DEEP, "run: pytest --cov --cov-context=test", "run: lockstitch check") | EXERCISED, ""),
        (workflow(DEEP, "run: pytest --cov", "run: lockstitch check"), ""),
        (
            workflow(DEEP, "run: coverage run -m pytest", "run: lockstitch check")
            | EXERCISED
            | {".coveragerc": "[run]\ndynamic_context = test_function\n"},
            "",
        ),
        (workflow(DEEP, "run: go test -cover ./...", "run: lockstitch check") | EXERCISED, ""),
    ],
)
def test_contexts_that_are_not_recorded(repo: Repo, files: Mapping[str, str], place: str) -> None:
    assert told(repo, files) == ([("no-contexts", place)] if place else [])


CONTEXT = "run: pytest --cov --cov-fail-under=9 --cov-context=test"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (workflow(CONTEXT, body="    strategy: {matrix: {python: ['3.13', '3.14']}}\n"), f"{GITHUB}:4"),
        (workflow(CONTEXT, body="    env: {COVERAGE_CORE: sysmon}\n"), f"{GITHUB}:4"),
        (workflow(CONTEXT) | {".coveragerc": "[run]\ncore = sysmon\n"}, ".coveragerc:2"),
        (workflow(CONTEXT, body="    strategy: {matrix: {python: ['3.12', '3.13']}}\n"), ""),
        (workflow(CONTEXT, body="    strategy: {matrix: {py: ['3.14']}}\n    env: {COVERAGE_CORE: ctrace}\n"), ""),
        (workflow(CONTEXT, body="    env: {COVERAGE_CORE: sysmon}\n") | {".coveragerc": "[run]\ncore = ctrace\n"}, ""),
        (workflow("run: pytest", body="    strategy: {matrix: {python: ['3.14']}}\n"), ""),
        (
            workflow(CONTEXT, body="    strategy: {matrix: {python: ['3.14']}}\n")
            | {".coveragerc": "[run]\ndynamic_context = test_function\n"},
            "",
        ),
    ],
)
def test_contexts_under_the_sysmon_core(repo: Repo, files: Mapping[str, str], place: str) -> None:
    assert told(repo, files) == ([("contexts-under-sysmon", place)] if place else [])


@pytest.mark.parametrize(
    ("glob", "found"),
    [
        ("shop/pay.py", True),
        ("shop/*", True),
        ("*/pay.py", True),
        ("pay.py", True),
        ("*/pay*", True),
        ("*/tests/*", False),
        ("tests/*", False),
        ("setup.py", False),
        ("other/*", False),
        ("/usr/*", False),
    ],
)
def test_product_that_is_left_out(repo: Repo, glob: str, found: bool) -> None:
    files = dict.fromkeys(("shop/pay.py", "tests/test_pay.py", "setup.py"), "")
    files["pyproject.toml"] = f'[tool.coverage.run]\nbranch = true\nomit = [\n  "nowhere/*",\n  "{glob}",\n]\n'
    assert told(repo, files) == [("omitted-product", "pyproject.toml:5")] * found


@pytest.mark.parametrize(
    ("source", "more", "found"),
    [
        ("jinja2", "", True),
        ("jinja2, tests", "", True),
        ("src/pay", "", True),
        ("shop", "", False),
        ("jinja2, src/shop/", "", False),
        ("src.shop", "", False),
        ("./src", "", False),
        (".", "", False),
        ("*/site-packages/shop", "", False),
        ("jinja2", "pytest --cov=shop", False),
        ("jinja2", "pytest --cov --cov-branch", True),
        ("jinja2", "coverage run --source=shop -m pytest", False),
    ],
)
def test_what_is_measured_must_be_the_product(repo: Repo, source: str, more: str, found: bool) -> None:
    files = {
        "src/shop/pay.py": "",
        "tests/test_pay.py": "",
        ".coveragerc": f"[run]\nbranch = true\nsource = {source}\n",
    }
    files["tox.ini"] = f"[testenv]\ncommands = {more}\n" if more else ""
    seen = [each for each in told(repo, files) if each[0] == "unmeasured-product"]
    assert seen == [("unmeasured-product", ".coveragerc:3")] * found


def test_where_there_is_no_python_product_nothing_is_missed(repo: Repo) -> None:
    assert told(repo, {"web/a.js": "", "tests/test_a.py": "", ".coveragerc": "[run]\nsource = nothing\n"}) == []


XFAIL = {"tests/test_a.py": "import pytest\n\n@pytest.mark.xfail\ndef test_a(): ...\n"}
DEFECT = {"tests/test_a.py": "import pytest\n\n@pytest.mark.defect('A-1')\ndef test_a(): ...\n"}


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (XFAIL, "tests/test_a.py:3"),
        (XFAIL | {"pytest.ini": "[pytest]\nxfail_strict = false\n"}, "pytest.ini:2"),
        (XFAIL | {"pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = ['tests']\n"}, "pyproject.toml:1"),
        (XFAIL | {"pytest.ini": "[pytest]\nxfail_strict = true\n"}, ""),
        (XFAIL | {"pyproject.toml": "[tool.pytest]\nstrict = true\n"}, ""),
        (XFAIL | {"setup.cfg": "[tool:pytest]\nxfail_strict = True\n"}, ""),
        ({"tests/test_a.py": "@pytest.mark.xfail(strict=True)\ndef test_a(): ...\n"}, ""),
        ({"tests/test_a.py": "def test_a(): ...\n"}, ""),
    ],
)
def test_expected_failures_that_may_pass(repo: Repo, files: Mapping[str, str], found: str) -> None:
    assert told(repo, {"tox.ini": "[tox]\n", **files}) == ([("loose-xfail", found)] if found else [])


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (DEFECT, "tests/test_a.py:3"),
        (DEFECT | {"pytest.ini": "[pytest]\naddopts = -q\n"}, "pytest.ini:2"),
        (DEFECT | {"pytest.ini": "[pytest]\naddopts = -q --strict-markers\n"}, ""),
        (DEFECT | {"pyproject.toml": "[tool.pytest.ini_options]\nstrict_markers = true\n"}, ""),
        (DEFECT | workflow("run: pytest --strict-markers"), ""),
        ({"tests/test_a.py": "def test_a(): ...\n"}, ""),
    ],
)
def test_marks_that_may_be_misspelt(repo: Repo, files: Mapping[str, str], found: str) -> None:
    assert told(repo, files) == ([("loose-markers", found)] if found else [])


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ('untested-defect = "warning"', True),
        ('uncovered-change = "off"', True),
        ('uncovered-change = {unknown = "warn"}', True),
        ('uncovered-change = "error"', False),
        ('unclassified-fix = "off"', False),  # a warning by itself
    ],
)
def test_a_rule_that_is_turned_down(repo: Repo, rules: str, found: bool) -> None:
    files = GATED | {"pyproject.toml": f"[tool.lockstitch]\n\n[tool.lockstitch.rules]\n{rules}\n"}
    assert told(repo, files) == [("softened-rule", "pyproject.toml:4")] * found


def test_what_a_person_lets_stand_has_a_reason(repo: Repo) -> None:
    why = "# lockstitch: accept ignored-failure: the nightly of a foreign tool"
    checkup = examined(repo, workflow(f"run: pytest || true  {why}"))
    assert checkup.found == ()
    assert [each.reason for each in checkup.accepted] == ["the nightly of a foreign tool"]
    assert checkup.exit_code == 0


@pytest.mark.parametrize("comment", ["accept ignored-failure:", "accept piped-exit-code: why", "ignore"])
def test_what_is_accepted_without_a_reason_or_for_another_check_stays(repo: Repo, comment: str) -> None:
    assert told(repo, workflow(f"run: pytest || true  # lockstitch: {comment}"))


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        (GITHUB, "jobs: [", "not well-formed YAML"),
        ("package.json", "{", "not well-formed JSON"),
        ("pyproject.toml", "[tool", "not valid TOML"),
        ("tox.ini", "no section\n", "no well-formed ini file"),
        (".gitlab-ci.yml", "\x00", "does not allow"),
        ("Makefile", "#" * (1 << 20) + "\n", "larger than"),
    ],
)
def test_what_cannot_be_looked_at_is_said(repo: Repo, path: str, text: str, words: str) -> None:
    checkup = examined(repo, {path: text})
    assert words in str(checkup.faults[0])
    assert checkup.exit_code == 3


def test_nothing_to_look_at_is_not_fine(repo: Repo) -> None:
    assert examined(repo, {"README.md": ""}).exit_code == 3


@pytest.mark.parametrize(
    "text",
    ["", "[]", "jobs: []", "jobs: {a: [], b: {steps: {}}, c: {steps: [1, null]}}", "a: !reference [b]", "jobs: {a: 1}"],
)
@pytest.mark.parametrize("path", [GITHUB, ".gitlab-ci.yml", "azure-pipelines.yml"])
def test_odd_pipelines_are_read(repo: Repo, path: str, text: str) -> None:
    assert examined(repo, {path: text}).exit_code == 0


def test_every_check_says_what_why_and_the_mend() -> None:
    assert all(check.what and check.why and check.mend for check in CHECKS.values())
