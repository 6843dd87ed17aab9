"""The vacuous-pass suite beside other tools: each case that concerns coverage, through four commands.

    python benchmarks/vacuous.py            # needs the extras: pip install -e '.[dev,benchmark]'

The cases are those that the tests run (`tests/support/vacuous`). Each tool gets what it asks for: diff-cover the report
and the branch (untracked files included), pycobertura the reports and sources of both sides, coverage.py the same lines
in its own data file. A tool that exits 0 where the answer is not 0 was green with nothing measured. Writes the table
`docs/vacuous-pass.md`; ends with 1 where Lockstitch itself gave a wrong answer.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from shop_project import Project  # noqa: E402 - the folder of the cases must be on the path first
from vacuous import CASES, Case  # noqa: E402

TARGET = ROOT / "docs" / "vacuous-pass.md"
TOOLS = ("lockstitch", "diff-cover", "pycobertura", "coverage.py")
PACKAGES = {"lockstitch": "lockstitch", "diff-cover": "diff_cover", "pycobertura": "pycobertura"}
NOT_ASKED = "–"
HEAD = """\
# The vacuous-pass suite

<!-- Written by benchmarks/vacuous.py, which runs all of it; a case is mended in tests/support/vacuous. -->

The usual way to a green gate is to measure nothing. Each row is a small project with one input that measured nothing,
measured something else, or only looks so. The numbers are exit codes, as each command gave them: 0 is green. Bold is a
green that should not be. Lockstitch answers 0 where the gate holds, 1 where a rule is broken, 2 for a configuration
that must be mended, 3 where it cannot say.

The other tools are good at what they are made for, and several of these inputs were never theirs to judge: a dash says
that a tool does not read such an input at all. That a tool is not green does not mean that it saw the cause:
pycobertura answers 3 to `R0`, where nothing is wrong. Check it yourself: `pip install -e '.[dev,benchmark]'`, then
`python benchmarks/vacuous.py`.

"""


def command(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def code(project: Project, *words: str) -> str:
    """The exit code of a command in a project; that it broke is said."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("GIT", "CI", "COV"))}
    environ |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(
        words, cwd=project.root, env=environ, capture_output=True, text=True, check=False, timeout=120
    )
    broke = "Traceback (most recent call last)" in done.stderr
    return f"{done.returncode}{', traceback' if broke else ''}"


def base(case: Case) -> str:
    """What the change is compared with; empty where nothing says so."""
    smuggled = next((word.removeprefix("--base=") for word in case.options if word.startswith("--base=")), "")
    return case.base or smuggled


def diff_cover(case: Case, project: Project) -> str:
    if case.report == ".coverage" or not base(case):
        return NOT_ASKED
    words = [f"--compare-branch={base(case)}", f"--fail-under={case.floor}", "--include-untracked"]
    return code(project, command("diff-cover"), case.report, *words)


def pycobertura(case: Case, project: Project) -> str:
    """Both sides: the sources as they were, with a report in which they were as well covered as now."""
    if not case.report.endswith(".xml") or case.base != "main":
        return NOT_ASKED
    before = project.root.parent / "before"
    before.mkdir()
    archive = subprocess.run(["git", "archive", "main"], cwd=project.root, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(before)], input=archive, check=True)
    other = Project.__new__(Project)
    other.root, other.lines = before, {}
    other.cobertura({path: _known(before / path, lines) for path, lines in project.lines.items()})
    words = ["diff", str(before / "coverage.xml"), case.report, "--source1", str(before), "--source2", "."]
    return code(project, command("pycobertura"), *words)


def _known(path: Path, lines: Mapping[int, int]) -> Mapping[int, int]:
    count = len(path.read_bytes().splitlines()) if path.is_file() else 0
    return {line: hits for line, hits in lines.items() if line <= count}


def coverage_py(case: Case, project: Project) -> str:
    """`coverage report --fail-under`, which pytest-cov's threshold is too, on the same lines as data."""
    if case.lines:
        from coverage import CoverageData

        data = CoverageData(basename=str(project.root / ".coverage"))
        ran = {path: [n for n, hits in lines.items() if hits] for path, lines in project.lines.items()}
        data.add_lines({str(project.root / path): lines for path, lines in ran.items()})
        data.write()
        data.close()
    elif case.report != ".coverage":
        return NOT_ASKED
    return code(project, command("coverage"), "report", f"--fail-under={case.floor}")


PEERS: dict[str, Callable[[Case, Project], str]] = {
    "diff-cover": diff_cover,
    "pycobertura": pycobertura,
    "coverage.py": coverage_py,
}


def answers(case: Case) -> dict[str, str]:
    """What each tool answers to one case, each in a project of its own."""
    found = {}
    for tool in TOOLS:
        if tool in PEERS and not case.report:
            found[tool] = NOT_ASKED
            continue
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder, "shop")
            root.mkdir()
            project = case.build(root)
            found[tool] = PEERS[tool](case, project) if tool in PEERS else str(case.run(project).code)
    return found


def row(case: Case, found: Mapping[str, str]) -> str:
    cells = [f"**{text}**" if text == "0" and case.code else text for text in (found[tool] for tool in TOOLS)]
    what = re.sub(r"([|<])", r"\\\1", case.what)
    return f"| {case.id} | {what} | {' | '.join(cells)} |\n"


def order(case: Case) -> tuple[int, int]:
    letters = {"R": 0, "C": 1, "O": 2}
    return letters[case.row[0]], int(case.row[1:])


def main() -> int:
    cases = sorted(CASES, key=order)
    found = {case.id: answers(case) for case in cases}
    versions = {tool: version(PACKAGES.get(tool, "coverage")) for tool in TOOLS}
    text = (
        HEAD + f"| | | {' | '.join(f'{tool} {versions[tool]}' for tool in TOOLS)} |\n|---|---|{'---|' * len(TOOLS)}\n"
    )
    text += "".join(row(case, found[case.id]) for case in cases)
    bad = [case for case in cases if case.code]
    text += f"\nOf {len(cases)} cases {len(bad)} must not be green. Green all the same:\n\n"
    for tool in TOOLS:
        asked = [case for case in bad if found[case.id][tool] != NOT_ASKED]
        green = sum(found[case.id][tool] == "0" for case in asked)
        text += f"- {tool}: {green} of the {len(asked)} that it was asked\n"
    TARGET.write_text(text, encoding="utf-8")
    print(text.rpartition("\n\n")[0].rpartition("\n\n")[2])
    print(text.rpartition("\n\n")[2])
    return int(any(found[case.id]["lockstitch"] != str(case.code) for case in cases))


if __name__ == "__main__":
    sys.exit(main())
