"""What `lockstitch init` finds in a repository, and what it would write there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest
import yaml

from lockstitch import config, doctor
from lockstitch.cli.place import put
from lockstitch.config import Options
from lockstitch.errors import UsageError
from lockstitch.git.repository import discover
from lockstitch.init import setup
from lockstitch.model.setup import Piece, Setup
from lockstitch.rules import RULES

if TYPE_CHECKING:
    from tests.conftest import Repo

PYTEST = {"pyproject.toml": "[project]\nname = 'a'\n", "tests/test_a.py": "def test_a(): ...\n"}


def found(repo: Repo, files: Mapping[str, str | bytes], pipeline: bool = False, hook: bool = False) -> Setup:
    repo.write(files)
    repository = discover(str(repo.root))
    return setup(
        repository, config.read(repository.root, Options(), RULES), pipeline, "/bin/lockstitch" if hook else ""
    )


def written(repo: Repo, files: Mapping[str, str | bytes], pipeline: bool = False, hook: bool = False) -> Setup:
    """The pieces are put into the repository."""
    told = found(repo, files, pipeline, hook)
    for piece in told.writes:
        put(str(repo.root), piece)
    return told


def piece(told: Setup, path: str) -> Piece:
    return next(one for one in told.pieces if one.path == path)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (PYTEST, "pytest (pyproject.toml)"),
        ({"pyproject.toml": "[tool.pytest.ini_options]", "tests/test_a.py": ""}, "pytest (pyproject.toml)"),
        ({"tests/test_a.py": "def test_a(): ...\n"}, "pytest (tests/test_a.py)"),
        ({"setup.py": "", "tests/test_a.py": "import unittest\nclass T: ...\n"}, "unittest (setup.py)"),
        ({"setup.py": "", "tests/test_a.py": f"import pytest\n{'#' * (1 << 20)}\n"}, "unittest (setup.py)"),
        ({"package.json": '{"devDependencies": {"jest": "30"}}', "a.test.js": ""}, "Jest (package.json)"),
        ({"package.json": '{"devDependencies": {"vitest": "3"}}', "a.test.ts": ""}, "vitest (package.json)"),
        ({"package.json": '{"devDependencies": {"mocha": "11"}}', "test/a.js": ""}, "mocha (package.json)"),
        (PYTEST | {"web/package.json": '{"jest": "30"}', "web/a.test.js": ""}, "pytest (pyproject.toml)"),
        ({"go.mod": "module a", "a_test.go": ""}, "Go (go.mod)"),
        ({"pom.xml": "<project/>", "src/test/java/ATest.java": ""}, "Maven (pom.xml)"),
        ({"build.gradle.kts": "", "src/test/kotlin/ATest.kt": ""}, "Gradle (build.gradle.kts)"),
        ({"Cargo.toml": "", "tests/a.rs": ""}, "Cargo (Cargo.toml)"),
        ({"phpunit.xml.dist": "", "tests/ATest.php": ""}, "PHPUnit (phpunit.xml.dist)"),
        ({".rspec": "", "spec/a_spec.rb": ""}, "RSpec (.rspec)"),
        ({"Shop.sln": "", "Shop.Tests/BasketTests.cs": ""}, "dotnet (Shop.sln)"),
        ({"package.json": "{}"}, "no runner that is known here"),
        ({"pyproject.toml": "[tool.pytest]"}, "no runner that is known here"),  # no test
        ({"README.md": ""}, "no runner that is known here"),
    ],
)
def test_the_runner(repo: Repo, files: Mapping[str, str], words: str) -> None:
    assert dict(found(repo, files).facts)["tests"].partition(";")[0] == words


def test_where_only_the_folder_tells_a_test_its_code_is_counted(repo: Repo) -> None:
    files = {"package.json": '{"devDependencies": {"mocha": "11"}}', "test/app.js": "", "test/data.json": "{}"}
    assert dict(found(repo, files).facts)["tests"] == "mocha (package.json); 1 test file"


def test_parts_of_a_repository_are_named(repo: Repo) -> None:
    files = {f"services/{name}/{path}": text for name in ("api", "web") for path, text in PYTEST.items()}
    told = found(repo, files | {"app/package.json": '{"jest": {}}', "app/src/a.test.js": ""})
    text = piece(told, "lockstitch.yml").text
    assert yaml.safe_load(text) == {
        "require": "passed",
        "results": ["app/jest.json", "services/api/junit.xml", "services/web/junit.xml"],
        "coverage": ["app/coverage/coverage-final.json", "services/api/.coverage", "services/web/.coverage"],
    }


@pytest.mark.parametrize(
    "before", ["[project]\nname = 'a'\n", "[project]\nname = 'a'", "[tool.x]\r\na = 1\r\n", "", "\ufeff#\n"]
)
def test_nothing_of_a_project_file_is_lost(repo: Repo, before: str) -> None:
    told = written(repo, {"pyproject.toml": before.encode()})
    after = (repo.root / "pyproject.toml").read_bytes()
    assert after.startswith(before.encode())
    assert (b"\r\n" in after) == ("\r\n" in before)
    assert b"\n" not in after.replace(b"\r\n", b"") or "\r\n" not in before
    read = config.read(str(repo.root), Options(), RULES)
    assert read.source == "pyproject.toml"
    assert piece(told, "pyproject.toml").how == "append"


@pytest.mark.parametrize("text", ["tool = {x = 1}\n", "[project]\n'''\n"])
def test_a_project_file_that_takes_no_table_is_left_alone(repo: Repo, text: str) -> None:
    if "'''" in text:
        with pytest.raises(UsageError):
            found(repo, {"pyproject.toml": text})
    else:
        told = written(repo, {"pyproject.toml": text})
        assert piece(told, "lockstitch.yml").how == "new"
        assert (repo.root / "pyproject.toml").read_text() == text


def test_a_second_run_changes_nothing(repo: Repo) -> None:
    written(repo, PYTEST, pipeline=True, hook=True)
    before = {path: path.read_bytes() for path in repo.root.rglob("*") if path.is_file()}
    again = written(repo, {}, pipeline=True, hook=True)
    assert {one.how for one in again.pieces} == {"kept"}
    assert {path: path.read_bytes() for path in repo.root.rglob("*") if path.is_file()} == before


def test_what_is_there_is_kept(repo: Repo) -> None:
    files = {"lockstitch.yml": "require: linked\n", "defects/a.yml": "version: 1\nrecords: []\n"}
    told = found(repo, PYTEST | files | {".github/workflows/x.yml": "# lockstitch\njobs: {}\n"}, pipeline=True)
    assert [(one.path, one.how) for one in told.pieces] == [
        ("lockstitch.yml", "kept"),
        ("defects/a.yml", "kept"),
        (".github/workflows/x.yml", "kept"),
    ]
    assert told.writes == ()


@pytest.mark.parametrize(
    ("files", "service"),
    [
        (
            {".github/workflows/a.yml": "", ".github/workflows/ci.yml": "run: pytest"},
            "GitHub Actions (.github/workflows/ci.yml)",
        ),
        (
            {
                ".github/workflows/build-docs.yml": "on: pull_request\nrun: tox -e docs",
                ".github/workflows/main.yml": "on: pull_request\nrun: bash scripts/test.sh",
                ".github/workflows/nightly-tests.yml": "on: schedule\nrun: pytest",
            },
            "GitHub Actions (.github/workflows/main.yml)",
        ),
        (
            {
                ".github/workflows/test-docs.yml": "on: pull_request\nrun: pytest docs",
                ".github/workflows/test-redistribute.yml": "on: pull_request\nrun: pytest",
                ".github/workflows/test.yml": "on: pull_request\nrun: pytest",
            },
            "GitHub Actions (.github/workflows/test.yml)",
        ),
        ({".gitlab-ci.yml": ""}, "GitLab CI (.gitlab-ci.yml)"),
        ({"ci/azure-pipelines.yml": ""}, "Azure Pipelines (ci/azure-pipelines.yml)"),
        ({"Jenkinsfile": ""}, "Jenkins (Jenkinsfile)"),
        ({}, "no pipeline; GitHub Actions is taken"),
    ],
)
def test_an_existing_pipeline_gets_lines_to_paste(repo: Repo, files: Mapping[str, str], service: str) -> None:
    told = found(repo, {**PYTEST, **files}, pipeline=bool(files))
    assert dict(told.facts)["CI"] == service
    assert told.pieces[2].how == "paste"
    assert "lockstitch check" in told.pieces[2].text


@pytest.mark.parametrize(("files", "named"), [(PYTEST, True), ({"README.md": ""}, False)])
def test_where_tests_have_no_pipeline_the_option_that_writes_one_is_named(
    repo: Repo, files: dict[str, str], named: bool
) -> None:
    assert ("--ci" in found(repo, files).pieces[2].note) is named


GITLAB = {".gitlab-ci.yml": "test: {}\n"}


@pytest.mark.parametrize(
    ("files", "line"),
    [
        (PYTEST, "    - (pytest --junitxml=junit.xml --cov "),
        ({f"api/{path}": text for path, text in PYTEST.items()}, "    - (cd api && pytest --junitxml=junit.xml "),
        (PYTEST | {"tox.ini": "[tox]\n"}, "    - tox || code=$?\n"),
        ({"README.md": ""}, "    - make test || code=$?\n"),
    ],
)
def test_the_lines_to_paste_run_the_tests_of_this_project(repo: Repo, files: dict[str, str], line: str) -> None:
    text = found(repo, files | GITLAB).pieces[2].text
    assert line in text
    script = yaml.safe_load(text.replace("# in the job that runs the tests:", "test:"))["test"]["script"]
    assert script[-2:] == ["lockstitch check", "exit ${code:-0}"]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"tox.ini": "[tox]\n", "noxfile.py": ""}, ["tox", "nox"]),
        ({"pyproject.toml": "[tool.pytest.ini_options]\n[tool.tox.env.style]\n"}, ["tox"]),
        ({"pyproject.toml": "[tool.pytest.ini_options]\n# [tool.tox]\n[tool.toxic]\n"}, []),
        ({"api/tox.ini": "", "src/noxfile.py": ""}, []),
    ],
)
def test_what_runs_the_tests_in_environments_of_its_own(repo: Repo, files: dict[str, str], names: list[str]) -> None:
    told = found(repo, PYTEST | files)
    assert [value.partition(":")[0] for name, value in told.facts if name == "through"] == names


def test_of_another_language_nothing_is_run_through_tox(repo: Repo) -> None:
    told = found(repo, {"tox.ini": "[tox]\n", "pom.xml": "<project/>", "src/test/java/ATest.java": ""})
    assert "through" not in dict(told.facts)


@pytest.mark.parametrize(
    ("files", "word"),
    [
        (PYTEST, '@pytest.mark.defect("BUG-12")'),
        ({"pom.xml": "<project/>", "src/test/java/ATest.java": ""}, 'a comment "Regression test for BUG-12"'),
    ],
)
def test_the_ledger_tells_how_a_test_of_this_language_names_a_defect(
    repo: Repo, files: dict[str, str], word: str
) -> None:
    text = piece(found(repo, files), "defects.yml").text
    assert f"which says so by {word} or by its name" in text
    assert yaml.safe_load(text) == {"version": 1, "records": []}


@pytest.mark.parametrize("remote", ["https://github.com/acme/shop.git", "git@gitlab.com:acme/shop.git"])
@pytest.mark.parametrize(
    "more", [{}, {f"web/{path}": text for path, text in {"package.json": '"vitest"', "a.test.ts": ""}.items()}]
)
def test_a_new_pipeline_is_one_that_doctor_finds_nothing_in(repo: Repo, remote: str, more: dict[str, str]) -> None:
    repo.git("remote", "add", "origin", remote)
    files = {f"api/{path}": text for path, text in PYTEST.items()} | more
    written(repo, files | {"pytest.ini": "[pytest]\naddopts = --strict-markers\nxfail_strict = true\n"}, pipeline=True)
    path = next(one for one in (".github/workflows/lockstitch.yml", ".gitlab-ci.yml") if (repo.root / one).exists())
    assert ("gitlab" in remote) == path.startswith(".gitlab")
    assert yaml.safe_load((repo.root / path).read_text())
    repository = discover(str(repo.root))
    checkup = doctor.examine(repository, config.read(repository.root, Options(), RULES))
    assert (checkup.found, checkup.faults) == ((), ())
    assert path in checkup.looked


def test_a_pipeline_installs_nothing_where_the_runner_does_that_itself(repo: Repo) -> None:
    repo.git("remote", "add", "origin", "git@gitlab.com:acme/shop.git")
    files = {
        "api/pom.xml": "<project/>",
        "api/src/test/java/ATest.java": "",
        "web/go.mod": "module a",
        "web/a_test.go": "",
    }
    written(repo, files, pipeline=True)
    script = yaml.safe_load((repo.root / ".gitlab-ci.yml").read_text())["test"]["script"]
    inside = [line for line in script if line.startswith("(cd ")]
    assert [line.partition(" && ")[0] for line in inside] == ["(cd api", "(cd web", "(cd web"]
    assert "(cd web && go mod download)" in inside


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        (["Fixes #12", "Closes acme/shop#13", "Docs"], "GitHub issues of acme/shop; 2 of the last commits close one"),
        (["SHOP-12: Voucher", "[SHOP-13] Tax", "Fix SHOP-14"], "SHOP-… in 3 of the last commits, as Jira has it"),
        (["Fixes #1", "Fixes #2", "UTF-8: read it"], "GitHub issues of acme/shop; 2 of the last commits close one"),
        (["Encode as UTF-8", "Docs"], "GitHub issues of acme/shop; 0 of the last commits close one"),
    ],
)
def test_the_tracker(repo: Repo, messages: list[str], words: str) -> None:
    repo.git("remote", "add", "origin", "https://github.com/acme/shop.git")
    for message in messages:
        repo.commit(message)
    assert dict(found(repo, PYTEST).facts)["tracker"] == words


def test_an_empty_repository(repo: Repo) -> None:
    told = found(repo, {}, pipeline=True, hook=True)
    assert [one.how for one in told.pieces] == ["new", "new", "paste", "new"]
    assert told.then == "lockstitch check --static --base none"


def test_an_old_project_is_told_to_look_at_its_history_first(repo: Repo) -> None:
    repo.commit("Fixes #12")
    assert found(repo, PYTEST).then == "lockstitch backfill --dry-run"


def test_nothing_is_put_over_a_file_that_came_meanwhile(repo: Repo) -> None:
    repo.write({"a.yml": "theirs"})
    with pytest.raises(UsageError, match="exists by now"):
        put(str(repo.root), Piece("a.yml", "new", "ours"))
    assert [path.name for path in repo.root.iterdir() if path.is_file()] == ["a.yml"]
    assert (repo.root / "a.yml").read_text() == "theirs"


def test_what_cannot_be_written_is_said(repo: Repo) -> None:
    repo.write({"a": ""})
    with pytest.raises(UsageError, match="cannot be written"):
        put(str(repo.root), Piece("a/b.yml", "new", "ours"))
