"""The job summary: right in structure whatever it holds, and never too large."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from lockstitch.model import Input, Report
from lockstitch.renderers import markdown
from lockstitch.settings import Level

if TYPE_CHECKING:
    from tests.renderers.conftest import Make

GOLDEN = Path(__file__).parents[2] / "fixtures" / "renderers"


def page(report: Report) -> str:
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown.render(report)))


def cells(html: str) -> list[int]:
    """Cells of each row of each table."""
    return [len(re.findall(r"<t[hd]>", row)) for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)]


def test_the_whole_of_a_red_build(red: Report) -> None:
    assert markdown.render(red) == (GOLDEN / "markdown-red.md").read_text("utf-8")


def test_a_green_build_says_what_it_rests_on(green: Report) -> None:
    text = markdown.render(green)
    assert text.startswith("## ✅ lockstitch: the gate holds\n\nno change to judge\n\n<details>")
    assert "<summary>Examined: 1 input</summary>" in text
    assert "<summary>1 record judged: 1 held as required, 0 short</summary>" in text
    assert "next step" not in text


def test_nothing_examined_and_nothing_judged_are_said(make: Make) -> None:
    text = markdown.render(make.report(make.trace(scope="open"), findings=(make.finding(verdict="unknown"),)))
    assert text.startswith("## ❓ lockstitch: cannot say (exit 3)\n")
    assert "\n\nExamined: 0 inputs\n\n" in text
    assert "<details><summary>no record is judged</summary>\n\nnot judged: 1 open: SHOP-12\n\n</details>" in text


def test_tables_are_tables(red: Report) -> None:
    assert cells(page(red)) == [6] * 6 + [7] * 3 + [4] * 6 + [9] * 5 + [7] * 3


def test_hostile_texts_stay_in_their_cells(poisoned: Report) -> None:
    html = page(poisoned)
    assert cells(html) == [6] * 2 + [7] * 2 + [4] * 2 + [9] * 2 + [7] * 3
    tags = set(re.findall(r"<(?!!--)/?([^\s>/]+)", html))
    assert tags <= {
        "h2",
        "p",
        "br",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "details",
        "summary",
        "ul",
        "li",
    }


@pytest.mark.parametrize("text", ["a" * 990, "日本|" * 240])
def test_a_summary_never_outgrows_what_github_takes(make: Make, text: str) -> None:
    findings = tuple(make.finding(message=text, hint=text, record=f"S-{n}") for n in range(600))
    inputs = tuple(Input("results", f"{n}{text}", "junit", text) for n in range(400))
    traces = tuple(make.trace(f"S-{n}", Level.NONE, gap=text) for n in range(600))
    report = make.report(*traces, findings=findings, inputs=inputs, notes=(text,) * 30)
    raw = markdown.render(report)
    size = len(raw.encode())
    assert markdown.LIMIT - 20_000 < size <= markdown.LIMIT
    html = page(report)
    rows = cells(html)
    assert set(rows) <= {4, 6, 9}
    left = [int(count) for count in re.findall(r"(\d+) more rows? left out: a job summary holds 1 MiB", html)]
    assert sum(left) + len(rows) - html.count("<thead>") == 1600
    assert "<li>10 more in the log</li>" in html


def test_rows_go_in_as_long_as_they_fit(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    report = make.report(make.trace(), findings=tuple(make.finding(record=f"S-{n}") for n in range(8)))
    whole = len(markdown.render(report).encode())
    row = len(next(line for line in markdown.render(report).split("\n") if "S-0" in line)) + 1
    spare = len("8 more rows left out: a job summary holds 1 MiB.\n\n") * 2
    for limit in range(whole - 5 * row, whole + spare + 1):
        monkeypatch.setattr(markdown, "LIMIT", limit)
        size = len(markdown.render(report).encode())
        assert limit - row - spare <= size <= limit
    assert size == whole


def test_many_notes_are_counted(make: Make) -> None:
    text = markdown.render(make.report(notes=tuple(f"note {n}" for n in range(23))))
    assert "- note 19\n- 3 more in the log\n" in text
    assert "in the log" not in markdown.render(make.report(notes=tuple("n" * 20)))
