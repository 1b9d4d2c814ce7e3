"""Terms of days: from which day they count, which day is the last, when they are over."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from .almaty import at_time, day_over, next_day
from .workdays import Calendar

DayKind = Literal["calendar_day", "working_day"]


@dataclass(frozen=True, slots=True)
class Term:
    """So many days of a kind, with the way they are counted; all of it comes from the parameter files."""

    days: int
    kind: DayKind
    first_day: Literal["next", "same"] = "next"
    shift_on_holiday: bool = False  # a last day that is no working day moves to the next one
    calendar: Calendar = field(default=Calendar({}), compare=False, repr=False)

    def last_day(self, start: date) -> date:
        """The last day of the term that an event of `start` begins.

        Raises `CallerError` where working days of a year are needed that no calendar file holds.
        """
        day = start if self.first_day == "next" else start - timedelta(days=1)
        if self.kind == "calendar_day":
            day += timedelta(days=self.days)
        else:
            for _count in range(self.days):
                day = self.calendar.next_working(next_day(day))
        return self.calendar.next_working(day) if self.shift_on_holiday else day

    def over(self, start: date) -> datetime:
        """The first moment after the term: the midnight that ends its last day."""
        return day_over(self.last_day(start))

    def nth_day(self, start: date, clock: str) -> datetime:
        """The moment of `clock` ("HH:MM") on the last day of the term."""
        return at_time(self.last_day(start), clock)
