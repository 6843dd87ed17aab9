"""Columns are counted as a terminal counts them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lockstitch.renderers import layout
from lockstitch.renderers.layout import BLANK, Span

WORDS = st.lists(st.text("ab日é-", min_size=1, max_size=12), max_size=20)


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("日本", 4), ("e\u0301", 1), ("é…●✗", 4), ("می\u200cخواهم", 7)]
)
def test_cells_agree_with_what_draws_them(text: str, width: int) -> None:
    assert layout.cells(text) == width == cell_len(text)


def test_pad_counts_columns_not_characters() -> None:
    assert layout.pad("日本", 6) == "日本  "
    assert layout.pad("longer", 3) == "longer"


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("日本語", 4, "日…"),
        ("日本語", 5, "日本…"),
        ("ab cd", 4, "ab…"),
        ("日本", 0, "…"),
    ],
)
def test_cut(text: str, width: int, shown: str) -> None:
    assert layout.cut(text, width) == shown


@given(WORDS, st.integers(1, 40))
def test_wrapped_keeps_every_word_whole_and_the_width_where_it_can(words: list[str], width: int) -> None:
    rows = list(layout.wrapped(" ".join(words), width))
    assert [word for row in rows for word in row.split(" ") if word] == words
    assert all(layout.cells(row) <= width or " " not in row for row in rows)
    for row, after in pairwise(rows):
        assert layout.cells(f"{row} {after.split(' ')[0]}") > width


def test_a_paragraph_hangs_from_its_lead() -> None:
    lines = layout.paragraph(Span("  → ", "strong"), "one two three four five six seven", 24, "quiet")
    assert list(lines) == [
        (Span("  → ", "strong"), Span("one two three four", "quiet")),
        (Span("    "), Span("five six seven", "quiet")),
    ]


def test_a_paragraph_of_nothing_is_nothing() -> None:
    assert list(layout.paragraph(Span("  → "), "", 80)) == []


def test_a_paragraph_of_blanks_keeps_its_lead() -> None:
    assert list(layout.paragraph(Span("4f1c2ab "), "  ", 80)) == [(Span("4f1c2ab "), Span(""))]


def test_plain_ends_every_line_and_leaves_no_blank_behind() -> None:
    assert layout.plain([(Span("a  ", "bad"), Span(" ")), BLANK, (Span(" b"),)]) == "a\n\n b\n"
