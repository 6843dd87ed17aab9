"""`lockstitch trend`, as it is installed."""

from __future__ import annotations

import csv
import html
import json
import re

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


def page(text: str, caption: str) -> list[list[str]]:
    """The body of the table of this caption, as text."""
    table = text.partition(f">{caption}</caption>")[2].partition("</table>")[0].partition("<tbody>")[2]
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("</tr>")]
    return [[html.unescape(re.sub(r"<svg.*|<[^>]+>", "", cell)) for cell in row] for row in found if row]


@pytest.mark.defect("LS-97")
@pytest.mark.parametrize("since", ["", "since: 2026-03-01\n"])
def test_the_page_tells_the_same(project: Project, since: str) -> None:
    project.write("lockstitch.yml", since)
    project.append("defects.yml", RECORD + RECORD.replace("SHOP-13", "SHOP-14").replace("basket", "till"))
    project.run("check", "--output", "html=page.html")
    text = (project.root / "page.html").read_text("utf-8")
    table = project.run("trend", "--months", "36", "--by", "owner", "--format", "csv").out.splitlines()
    whole = [row[1:] for row in csv.reader(table[1:]) if row[0] == "all"]
    *shown, total = page(text, "Month by month")
    assert [row for row in reversed(whole) if set(row[1:]) != {"0", ""}] == [
        [cell.replace("–", "") for cell in row] for row in shown if set(row[1:]) != {"0", "–"}
    ]
    document = json.loads(project.run("trend", "--months", "36", "--by", "component", "--format", "json").out)
    told = document["whole"]["total"]
    assert total[1:4] == [str(told["defects"]), str(told["incidents"]), str(told["fixed"]["defects"])]
    groups = {group["name"]: str(group["total"]["defects"]) for group in document["groups"]}
    assert {row[0]: row[1] for row in page(text, "By component")} == groups
    assert len(groups) == 2
    line = next(row for row in project.run("trend", "--months", "36").out.splitlines() if row.startswith("  all"))
    assert line.split() == ["all", *total[3:]]


@pytest.mark.parametrize("words", [("--months", "0"), ("--by", "team"), ("--format", "xml")])
def test_what_there_is_not_is_refused(project: Project, words: tuple[str, str]) -> None:
    assert project.run("trend", *words).code == 2


def test_a_broken_ledger_is_no_trend(project: Project) -> None:
    project.append("defects.yml", "  - {id: SHOP-13}\n")
    assert project.run("trend").code == 2
