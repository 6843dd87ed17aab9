"""`lockstitch trend`, as it is installed."""

from __future__ import annotations

import json

import pytest
from shop_project import Project

RECORD = (
    "  - {id: SHOP-13, kind: defect, title: SHOP-12 is back, status: open, opened: 2026-05-09, component: basket}\n"
)


def test_every_format_tells_the_same(project: Project) -> None:
    project.append("defects.yml", RECORD)
    shown = project.run("trend", "--months", "2", "--by", "component")
    assert (shown.code, shown.err) == (0, "")
    assert "2026-05  ██████████████████████████████ 1" in shown.out
    assert "basket" in shown.out
    table = project.run("trend", "--months", "2", "--by", "component", "--format", "csv").out.splitlines()
    assert table[1] == "all,2026-05,1,0,0,0,0,0,0,0,0,"
    assert table[3] == "basket,2026-05,1,0,0,0,0,0,0,0,0,"
    whole = json.loads(project.run("trend", "--months", "2", "--format", "json").out)
    assert [month["defects"] for month in whole["whole"]["months"]] == [1, 0]
    assert whole["groups"] == []


@pytest.mark.parametrize("words", [("--months", "0"), ("--by", "team"), ("--format", "xml")])
def test_what_there_is_not_is_refused(project: Project, words: tuple[str, str]) -> None:
    assert project.run("trend", *words).code == 2


def test_a_broken_ledger_is_no_trend(project: Project) -> None:
    project.append("defects.yml", "  - {id: SHOP-13}\n")
    assert project.run("trend").code == 2
