"""Kazakhstan's calendar: public holidays and moved working days by year, as the content files enter them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..content import Content
from ..errors import CallerError
from ..messages import _
from ..yamlfile import load

SATURDAY = 5


class Day(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    kk: str
    ru: str


class CalendarFile(BaseModel):
    """One year: holidays, and weekend days on which people work because a day off was moved."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    schema_: Literal["calendar/1"] = Field(alias="schema")
    year: int
    act: str | None
    source: str
    checked: str | None
    holidays: dict[date, Day]
    days_off: dict[date, Day] = {}
    working: dict[date, Day] = {}

    @model_validator(mode="after")
    def _each_day_once(self) -> "CalendarFile":
        seen: dict[date, str] = {}
        for group in ("holidays", "days_off", "working"):
            for day in getattr(self, group):
                place = (group, day.isoformat())
                if day.year != self.year:
                    raise ValueError(
                        _("{day} is no day of {year}", day=day.isoformat(), year=self.year),
                        _("Move it to the file of its year, or correct the date."),
                        place,
                    )
                if "working" in (group, seen.get(day)) and day in seen:
                    raise ValueError(
                        _("{day} stands under `{group}` too", day=day.isoformat(), group=seen[day]),
                        _("Keep one of the two."),
                        place,
                    )
                seen[day] = group
                if group == "working" and day.weekday() < SATURDAY:
                    raise ValueError(
                        _("{day} is a weekday: people work on it anyway", day=day.isoformat()),
                        _("Take it out, or correct the date."),
                        place,
                    )
        return self


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are working days; a year nobody entered is refused by name."""

    years: Mapping[int, CalendarFile]

    def is_working(self, day: date) -> bool:
        """Raises `CallerError` for a year that the calendar files do not hold."""
        year = self.years.get(day.year)
        if year is None:
            raise CallerError(
                _(
                    "the calendar of {year} is not entered, so the working days up to it cannot be counted.",
                    year=day.year,
                ),
                field="at",
                fix=_("Add legal_texts/calendar/{year}.yaml with its holidays and moved days.", year=day.year),
            )
        if day in year.working:
            return True
        return day.weekday() < SATURDAY and day not in year.holidays and day not in year.days_off

    def next_working(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day


def load_calendar(content: Content) -> Calendar:
    files = content.files("legal_texts/calendar", "*.yaml")
    entered = [load(content, name, CalendarFile) for name in files]
    return Calendar({entry.year: entry for entry in entered})
