"""A comment is the job summary below our mark, and small enough for GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockstitch.model import Report
from lockstitch.renderers import comment, markdown

if TYPE_CHECKING:
    from tests.renderers.conftest import Make


def test_it_is_the_summary_below_the_mark(red: Report) -> None:
    assert comment.render(red) == f"<!-- lockstitch -->\n{markdown.render(red)}"


def test_it_is_never_too_large_and_says_what_is_left_out(make: Make) -> None:
    findings = tuple(make.finding(record=f"S-{n}", message="é" * 300) for n in range(1000))
    text = comment.render(make.report(findings=findings))
    assert 60_000 < len(text.encode()) <= 65_536
    assert "more rows left out: a comment holds 64 KiB; the job summary has all." in text
    assert text.endswith("1 rule holds\n")


def test_a_small_one_leaves_nothing_out(green: Report) -> None:
    assert "left out" not in comment.render(green)
