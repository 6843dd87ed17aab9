"""The trend's section of the page, and the drawings in it."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lockstitch.model.entries import Rungs
from lockstitch.model.trend import Group, Month, Series, Trend
from lockstitch.renderers.html_ import chart, trend
from lockstitch.settings import Level

HELD = Month(5, 1, Rungs({Level.NONE: 1, Level.LINKED: 2, Level.PROVEN: 3}), 1, (2, 4, 9))


def of(*months: Month, by: Group = "component", groups: tuple[Series, ...] = (), notes: tuple[str, ...] = ()) -> Trend:
    """January 2026 and on."""
    named = {f"2026-{number:02}": month for number, month in enumerate(months, 1)}
    return Trend(date(2026, 4, 15), by, Series("all", named, months[-1]), groups, notes, ())


def rows(html: str) -> list[list[str]]:
    found = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<t[hd][^>]*>(?:<span[^>]*>)?([^<]*)", row) for row in found]


def test_every_figure_of_a_month_stands_in_its_row() -> None:
    drawn = trend.section([of(Month(2), HELD)])
    assert rows(drawn) == [
        ["month", "code defects", "incidents", "fixed", "untested", "linked", "passed", "exercised", "proven",
         "came back", "days to fix"],
        ["2026-02", "5", "1", "6", "1", "2", "0", "0", "3", "1", "4"],
        ["2026-01", "2", "0", "0", "0", "0", "0", "0", "0", "0", "–"],
        ["all", "5", "1", "6", "1", "2", "0", "0", "3", "1", "4"],
    ]  # fmt: skip
    assert drawn.count("<figure>") == 2
    assert "2026-01 to 2026-02: code defects 7, incidents 1" in drawn
    assert "with a test 5, without a test 1" in drawn
    assert "<title>2026-02, incidents: 1</title>" in drawn
    assert "lockstitch trend --months 2</code> prints the same figures" in drawn


def test_empty_months_before_the_first_event_are_not_drawn() -> None:
    drawn = trend.section([of(Month(), Month(), Month(1), HELD)])
    assert "2026-02" not in drawn
    assert "2026-03 to 2026-04" in drawn


def test_where_nothing_happened_no_chart_says_so() -> None:
    drawn = trend.section([of(Month(), Month(), notes=("1 record: no day at all is known: not shown",))])
    assert "<figure" not in drawn
    assert "Nothing of these months is on record." in drawn
    assert "1 record: no day at all is known: not shown" in drawn


def test_a_report_without_a_trend_is_no_report_of_nothing() -> None:
    assert trend.section(()) == '<p class="quiet">This report holds no trend.</p>'


def test_components_and_owners_have_a_table_each() -> None:
    till = Series("till & <co>", {"2026-01": Month(), "2026-02": HELD}, HELD)
    rest = Series("no component", {"2026-01": Month(1), "2026-02": Month()}, Month(1))
    drawn = trend.section([of(Month(1), HELD, groups=(till, rest)), of(Month(1), HELD, by="owner", groups=(rest,))])
    assert "<h3>By component</h3>" in drawn
    assert "By owner" not in drawn  # one group is the whole again
    assert "till &amp; &lt;co&gt;" in drawn
    assert ["till &amp; &lt;co&gt;", "5", "1", "6", "1", "2", "0", "0", "3", "1", "4", ""] in rows(drawn)
    assert "<title>Code defects: 2026-02: 5</title>" in drawn


def test_more_groups_than_are_shown_are_counted() -> None:
    groups = tuple(Series(f"c{n}", {"2026-01": Month(1)}, Month(1)) for n in range(trend.GROUPS + 1))
    drawn = trend.section([of(Month(len(groups)), groups=groups)])
    assert f">c{trend.GROUPS - 1}<" in drawn
    assert f">c{trend.GROUPS}<" not in drawn
    assert "1 more component left out of this page; lockstitch trend --months 1 --by component --format csv" in drawn


def test_a_bar_is_as_wide_as_its_parts_are_many() -> None:
    drawn = chart.bar([("covered", 3), ("uncovered", 1), ("excluded", 0)], "3 of 4")
    assert '<rect x="0.0" y="0" width="750.0" height="10" class="covered">' in drawn
    assert '<rect x="750.0" y="0" width="250.0" height="10" class="uncovered">' in drawn
    assert "excluded" not in drawn
    assert "<title>3 of 4</title>" in drawn


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_no_column_leaves_the_drawing(values: list[int]) -> None:
    drawn = chart.columns([chart.Column(f"m{n}", (value,)) for n, value in enumerate(values)], ("opened",), "all")
    assert drawn.count("<rect") == sum(value > 0 for value in values)
    assert 'y="-' not in drawn
    assert 'height="-' not in drawn


@given(st.lists(st.integers(0, 10**6), max_size=40))
def test_no_spark_leaves_the_line(values: list[int]) -> None:
    drawn = chart.spark(values, "all")
    assert drawn.count('class="s0"') == sum(value > 0 for value in values)
    assert drawn.count("<rect") == len(values)
    heights = [float(tall) for tall in re.findall(r' height="([^"]+)"', drawn)]
    assert all(1 <= tall <= 20 for tall in heights)
    assert 'y="-' not in drawn
