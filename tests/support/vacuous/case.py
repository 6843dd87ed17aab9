"""One case of the suite: how its project is laid out, what is run on it, and the right answer."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from shop_project import Answer, Project

Step: TypeAlias = Callable[[Project], object]
"""Something that a project goes through before it is judged."""
NOTHING: Mapping[str, str] = MappingProxyType({})

FULL = {1: 1, 2: 1, 3: 1, 6: 1, 10: 1, 14: 1}
"""Line → hits of `basket.py` with the gift cards of the change, all covered; and with their two statements not."""
PARTLY = {**FULL, 10: 0, 14: 0}
SHORT = {1: 1, 2: 1, 3: 1}
BASKET, TESTS = "src/shop/basket.py", "tests/test_basket.py"
XFAIL = '<skipped type="pytest.xfail" message="known"/>'
SKIP = '<skipped type="pytest.skip" message="later"/>'
FAIL = '<failure message="assert 1 == 2">trace</failure>'
VOUCHER, TOTAL = ("test_shop_12_voucher", ""), ("test_total", "")


class Case(NamedTuple):
    """`id`: its row in the table, after a dash which of it. `code`: the right exit code; `words`: what must be said.

    `base`: what the change is compared with; None where nothing says so. `report`: the coverage report that other tools
    are given; empty where no other tool looks at what the case is about. `lines`: its lines are what was measured, so
    that coverage.py's own data can say the same. `floor`: the percentage that the other tools are asked for. `more`:
    what else must hold. `defect`: our own defect that the case holds.
    """

    id: str
    what: str
    steps: Sequence[Step]
    code: int
    words: Sequence[str] = ()
    options: Sequence[str] = ()
    base: str | None = "main"
    env: Mapping[str, str] = NOTHING
    report: str = ""
    lines: bool = False
    floor: int = 100
    more: Callable[[Project, Answer], None] | None = None
    defect: str = ""

    @property
    def row(self) -> str:
        return self.id.partition("-")[0]

    def build(self, root: Path) -> Project:
        """The project in an empty folder, ready to be judged."""
        project = Project(root)
        for step in self.steps:
            step(project)
        return project

    def run(self, project: Project) -> Answer:
        """What the installed command answers."""
        words = [*self.options, *(("--base", self.base) if self.base else ())]
        return project.run("check", *words, **self.env)


def gift(project: Project) -> None:
    project.gift()


def covered(project: Project) -> None:
    project.covered()


def ran(project: Project) -> None:
    """The tests ran and passed; nothing is said of coverage."""
    project.junit()


def write(path: str, text: str | bytes) -> Step:
    return lambda project: project.write(path, text)


def append(path: str, text: str) -> Step:
    return lambda project: project.append(path, text)


def edit(path: str, old: str, new: str) -> Step:
    def step(project: Project) -> None:
        text = (project.root / path).read_text(encoding="utf-8")
        assert old in text
        project.write(path, text.replace(old, new))

    return step


def remove(path: str) -> Step:
    return lambda project: (project.root / path).unlink()


def cut(path: str, count: int) -> Step:
    """The last bytes of a file are lost."""
    return lambda project: project.write(path, (project.root / path).read_bytes()[:-count])


def commit(message: str) -> Step:
    return lambda project: project.commit(message)


def git(*words: str) -> Step:
    return lambda project: project.git(*words)


def on_main() -> Step:
    """What is there so far was on main before the change."""
    return lambda project: (project.commit("Before"), project.git("branch", "-f", "main"))


def configure(text: str) -> Step:
    return lambda project: project.configure(text)


def junit(*cases: tuple[str, str], name: str = "junit.xml") -> Step:
    return lambda project: project.junit(cases, name=name)


def cobertura(lines: Mapping[int, int], path: str = BASKET, source: str = "", name: str = "coverage.xml") -> Step:
    return lambda project: project.cobertura({path: lines}, source, name)


def lcov(lines: Iterable[int], end: str = "end_of_record\n") -> Step:
    text = f"TN:\nSF:{BASKET}\n" + "".join(f"DA:{line},1\n" for line in lines)
    return write("lcov.info", text + end)


def data(contexts: Mapping[str, list[int]]) -> Step:
    """A real `.coverage`, written by coverage.py itself: context → lines of the basket."""

    def step(project: Project) -> None:
        from coverage import CoverageData

        found = CoverageData(basename=str(project.root / ".coverage"))
        for context, lines in contexts.items():
            found.set_context(context)
            found.add_lines({str(project.root / BASKET): lines})
        found.write()
        found.close()

    return step


def event(payload: Callable[[Project], object]) -> Step:
    """What GitHub writes for a job; a case's `env` names it."""
    return lambda project: project.write("event.json", json.dumps(payload(project)))


def shell(command: str) -> Step:
    return lambda project: subprocess.run(["sh", "-c", command], cwd=project.root, check=True, capture_output=True)
