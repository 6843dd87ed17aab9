"""Records per month, and the drawings of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from lockstitch.model import Location, Record
from lockstitch.renderers.html_ import chart, trend
from lockstitch.renderers.html_.trend import Month

if TYPE_CHECKING:
    from tests.renderers.conftest import Make

TODAY = date(2026, 4, 15)
DAYS = st.dates(date(2018, 1, 1), date(2026, 12, 31))


def record(**given: Any) -> Record:
    return Record("A-1", given.pop("kind", "defect"), "", given.pop("status", "done"), Location(""), **given)


def test_a_defect_counts_when_it_was_opened_and_when_it_was_fixed() -> None:
    told = trend.of([record(opened=date(2026, 2, 28), resolved=date(2026, 4, 1))], TODAY)
    assert told.months == (Month("2026-02", 1, 0, 0), Month("2026-03"), Month("2026-04", 0, 1, 0))
    assert told.earlier == told.undated == 0


def test_an_incident_counts_beside_and_is_never_a_fix() -> None:
    told = trend.of([record(kind="incident", opened=date(2026, 4, 1), resolved=date(2026, 4, 2))], TODAY)
    assert told.months == (Month("2026-04", 0, 0, 1),)


def test_what_is_no_defect_and_no_incident_is_not_counted() -> None:
    day = date(2026, 4, 1)
    others = [
        record(kind="feature", opened=day),
        record(kind="unclassified", opened=day),
        record(status="rejected", opened=day, resolved=day),
    ]
    assert trend.of(others, TODAY) == trend.Trend(())


def test_a_day_of_an_open_record_is_no_fix() -> None:
    told = trend.of([record(status="open", opened=date(2026, 4, 1), resolved=date(2026, 4, 2))], TODAY)
    assert told.months == (Month("2026-04", 1, 0, 0),)


def test_records_without_a_date_are_said(make: Make) -> None:
    told = trend.of([record(), record(opened=date(2026, 4, 1))], TODAY)
    assert told.undated == 1
    assert "Not drawn: 1 record without a date." in trend.section(told)
    assert "No record bears a date." in trend.section(trend.of([record()], TODAY))


def test_where_nothing_says_when_it_was_opened_no_chart_says_that_nothing_was() -> None:
    drawn = trend.section(trend.of([record(resolved=date(2026, 4, 1))], TODAY))
    assert drawn.count("<figure>") == 1
    assert "No record of these months says when it was opened." in drawn


def test_dates_before_the_first_month_are_counted() -> None:
    told = trend.of([record(opened=date(2009, 5, 5), resolved=date(2026, 4, 1))], TODAY)
    assert len(told.months) == trend.MONTHS
    assert told.months[0].name == "2023-05"
    assert told.earlier == 1


def test_a_date_that_lies_in_the_future_draws_no_month() -> None:
    told = trend.of([record(opened=date(2027, 1, 1))], TODAY)
    assert told.months == ()
    assert "Not drawn: 1 date in the future." in trend.section(told)


@given(st.lists(st.tuples(DAYS, DAYS)))
def test_every_date_up_to_today_is_drawn_or_counted(days: list[tuple[date, date]]) -> None:
    told = trend.of([record(opened=a, resolved=b) for a, b in days], TODAY)
    past = sum(f"{day:%Y-%m}" <= "2026-04" for pair in days for day in pair)
    assert sum(month.opened + month.fixed for month in told.months) + told.earlier == past
    assert told.later == 2 * len(days) - past
    names = [month.name for month in told.months]
    assert names == sorted(set(names))


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
