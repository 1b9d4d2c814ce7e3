"""Terms of calendar and working days: first day, last day, shift, and years nobody has entered."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qauly.engine import CallerError
from qauly.engine.law.library import Law
from qauly.engine.law.terms import Term

DAYS = st.dates(date(2022, 1, 1), date(2027, 6, 30))


def test_seven_working_days_of_august_2022(law: Law) -> None:
    """The worked example: counted from Tuesday the 2nd, the last day is the 10th."""
    term = law.value("eprotocol.half_days", date(2022, 8, 1)).value
    assert term.last_day(date(2022, 8, 1)) == date(2022, 8, 10)


def test_moved_days_count(law: Law) -> None:
    one = Term(1, "working_day", calendar=law.calendar)
    assert one.last_day(date(2022, 3, 4)) == date(2022, 3, 5), "a Saturday on which people worked"
    assert one.last_day(date(2022, 3, 5)) == date(2022, 3, 9), "7 March was moved, 8 March is a holiday"


def test_a_last_day_moves_over_holidays_only_where_the_parameter_says_so(law: Law) -> None:
    plain = Term(5, "calendar_day", calendar=law.calendar)
    moved = Term(5, "calendar_day", shift_on_holiday=True, calendar=law.calendar)
    start = date(2024, 3, 16)  # five days later is Nauryz
    assert plain.last_day(start) == date(2024, 3, 21)
    assert moved.last_day(start) > plain.last_day(start)
    assert law.calendar.is_working(moved.last_day(start))


def test_a_year_nobody_entered_is_refused_by_name(law: Law) -> None:
    term = Term(7, "working_day", calendar=law.calendar)
    last = max(law.calendar.years)
    with pytest.raises(CallerError, match=str(last + 1)):
        term.last_day(date(last, 12, 30))


@given(DAYS, st.integers(1, 40))
def test_between_the_first_and_the_last_day_lie_that_many_working_days(law: Law, start: date, days: int) -> None:
    last = Term(days, "working_day", calendar=law.calendar).last_day(start)
    between = [start + timedelta(count + 1) for count in range((last - start).days)]
    assert sum(law.calendar.is_working(day) for day in between) == days
    assert law.calendar.is_working(last)


@given(DAYS, st.integers(1, 400))
def test_calendar_days_end_that_many_days_later(law: Law, start: date, days: int) -> None:
    assert Term(days, "calendar_day").last_day(start) == start + timedelta(days)
    assert Term(days, "calendar_day", first_day="same").last_day(start) == start + timedelta(days - 1)
