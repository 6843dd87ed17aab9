"""A repository to be judged in this very process: what a test writes into it is what the gate reads."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from lockstitch import config, gate
from lockstitch.config import Options
from lockstitch.git.repository import discover
from lockstitch.model import ChangedFile, Finding, Report, Trace
from lockstitch.rules import RULES

TODAY = date(2026, 6, 1)
FAIL = '<failure message="assert 1 == 2">trace</failure>'
SKIP = '<skipped message="later"/>'
SERVICES = ("GIT_", "GITHUB_", "GITLAB_", "CI", "BUILD", "JENKINS_", "CHANGE_", "TAG_", "TF_", "SYSTEM_", "PRE_COMMIT_")
REPORTS = "*.xml\n*.info\n.coverage*\n!.coveragerc\n"

Make: TypeAlias = "Callable[[], Site]"


class Judged:
    """A report, and short ways to what stands in it."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.matrix = report.matrix
        self.code = report.exit_code

    def trace(self, record: str) -> Trace:
        (found,) = (trace for trace in self.matrix.traces if trace.record.id == record)
        return found

    def file(self, path: str) -> ChangedFile:
        (found,) = (file for file in self.matrix.changed if file.path == path)
        return found

    def of(self, rule: str, record: str = "") -> list[Finding]:
        """The findings of one rule, or of one rule for one record."""
        return [f for f in self.report.findings if f.rule == rule and (not record or f.record == record)]

    def told(self, rule: str) -> list[str]:
        return [finding.message for finding in self.of(rule)]

    @property
    def faults(self) -> list[str]:
        return [str(each.fault) for each in self.matrix.inputs if each.fault]


class Site:
    """A repository in the making. Dates are fixed: each commit is a minute younger than the one before."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.minutes = 0
        root.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.write({".gitignore": REPORTS})

    def git(self, *words: str) -> str:
        when = f"{1_700_000_000 + 60 * self.minutes} +0000"
        environ = {**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        done = subprocess.run(["git", *words], cwd=self.root, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.removesuffix("\n")

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def read(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text
        self.write({name: text.replace(old, new)})

    def commit(self, message: str, files: Mapping[str, str | bytes] | None = None) -> str:
        """Writes the files, then commits all that differs; the new commit's id."""
        self.minutes += 1
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message={message}")
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str, start: str = "HEAD") -> None:
        self.git("switch", "--quiet", "--create", name, start)

    def ledger(self, *records: str, more: str = "", name: str = "defects.yml") -> None:
        """Records in YAML's flow style, `id: A-1, status: open`; kind, title, status and owner are filled in."""
        plain = {"kind": "defect", "title": "Broken", "status": "fixed", "owner": "ada"}
        rows = []
        for record in records:
            absent = (f"{key}: {value}" for key, value in plain.items() if f"{key}:" not in record)
            rows.append("  - {" + ", ".join([record, *absent]) + "}\n")
        self.write({name: f"version: 1\n{more}records:{'' if rows else ' []'}\n" + "".join(rows)})

    def configure(self, text: str) -> None:
        self.write({"lockstitch.yml": text})

    def junit(self, *cases: str, name: str = "junit.xml") -> None:
        """A report as pytest writes it. A case: `tests.test_a.TestC test_b`, behind it perhaps its inner XML."""
        rows = ""
        for case in cases:
            classname, test, inner = (*case.split(" ", 2), "")[:3]
            rows += f'<testcase classname="{classname}" name="{test}" time="0.01">{inner}</testcase>'
        self.write({name: f'<testsuites><testsuite name="pytest" tests="{len(cases)}">{rows}</testsuite></testsuites>'})

    def data(self, contexts: Mapping[str, Mapping[str, Iterable[int]]], name: str = ".coverage") -> None:
        """A real data file: context → path → lines, written by coverage.py itself."""
        from coverage import CoverageData

        (self.root / name).unlink(missing_ok=True)
        data = CoverageData(basename=str(self.root / name))
        for context, files in contexts.items():
            data.set_context(context)
            data.add_lines({str(self.root / path): list(lines) for path, lines in files.items()})
        data.write()
        data.close()

    def cobertura(self, files: Mapping[str, Mapping[int, int]], name: str = "coverage.xml") -> None:
        """path → line → hits."""
        rows = ""
        for path, lines in files.items():
            inner = "".join(f'<line number="{line}" hits="{hits}"/>' for line, hits in lines.items())
            rows += f'<class filename="{path}"><lines>{inner}</lines></class>'
        text = f'<coverage line-rate="1"><packages><package><classes>{rows}</classes></package></packages></coverage>'
        self.write({name: text})

    def lcov(self, files: Mapping[str, Mapping[int, int]], name: str = "lcov.info") -> None:
        records = (
            f"SF:{path}\n" + "".join(f"DA:{line},{hits}\n" for line, hits in lines.items()) + "end_of_record\n"
            for path, lines in files.items()
        )
        self.write({name: "TN:\n" + "".join(records)})

    def run(self, configuration: str = "", environ: Mapping[str, str] | None = None, **options: Any) -> gate.Run:
        """What the command line makes of these options; a `configuration` takes the place of the repository's own."""
        given = {"base": "main", **options}
        if configuration:
            path = self.root.parent / "gate.yml"
            path.write_text(configuration, encoding="utf-8")
            given["config"] = str(path)
        repository = discover(str(self.root))
        settings = config.read(repository.root, Options(**given), RULES)
        return gate.Run(repository, settings, TODAY, environ or {}, given.get("pushed", ""))

    def check(self, configuration: str = "", environ: Mapping[str, str] | None = None, **options: Any) -> Judged:
        return Judged(gate.check(self.run(configuration, environ, **options)))


@pytest.fixture(scope="module")
def make_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Makes empty repositories on branch `main`, out of reach of this machine's own settings of git and CI."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(SERVICES):
                patch.delenv(name)
        settings = tmp_path_factory.mktemp("home") / "gitconfig"
        settings.write_text("[user]\n\tname = A Developer\n\temail = developer@example.org\n[gc]\n\tauto = 0\n")
        patch.setenv("HOME", str(settings.parent))
        patch.setenv("XDG_CONFIG_HOME", str(settings.parent))
        patch.setenv("GIT_CONFIG_GLOBAL", str(settings))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield lambda: Site(tmp_path_factory.mktemp("site") / "repo")


@pytest.fixture
def site(make_site: Make) -> Site:
    return make_site()
