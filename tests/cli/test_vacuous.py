"""The vacuous-pass suite, end to end through the installed command; the cases are in `tests/support/vacuous`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from vacuous import CASES, Case


def marked(case: Case) -> Any:
    marks = [pytest.mark.defect(case.defect)] if case.defect else []
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_the_right_answer(case: Case, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    project = case.build(tmp_path / "shop")
    answer = case.run(project)
    missing = [words for words in case.words if words not in answer]
    assert (answer.code, missing) == (case.code, []), f"{case.what}\n{answer.out}\n{answer.err}"
    if case.code in (2, 4):
        assert "lockstitch: " in answer.err or "Error: " in answer.err
    if case.more:
        case.more(project, answer)


def test_each_case_is_told_once() -> None:
    assert [id_ for id_, count in Counter(case.id for case in CASES).items() if count > 1] == []
    assert len(CASES) >= 80


def test_enough_cases_prove_silence() -> None:
    assert sum(case.code == 0 for case in CASES) * 6 >= len(CASES)


def test_every_row_is_there() -> None:
    rows = {case.row for case in CASES}
    missing = [f"R{n}" for n in range(1, 15)] + [f"C{n}" for n in range(1, 13)] + [f"O{n}" for n in range(1, 9)]
    assert sorted(set(missing) - rows) == []


def test_the_page_tells_every_case() -> None:
    """Where this fails: `python benchmarks/vacuous.py`, which needs the benchmark extra."""
    page = Path(__file__).parents[2] / "docs" / "vacuous-pass.md"
    rows = [line.split(" | ") for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    told = {row[0].removeprefix("| "): row[2] for row in rows[1:]}
    assert told == {case.id: str(case.code) for case in CASES}
