"""Legal time: days are counted in Almaty (+06:00 before 1 March 2024, +05:00 after)."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

# From the locked `tzdata` package, not from the machine: the same event must give the same bytes everywhere.
with files("tzdata.zoneinfo.Asia").joinpath("Almaty").open("rb") as _zone:
    ALMATY = ZoneInfo.from_file(_zone, key="Asia/Almaty")


def local(moment: datetime) -> datetime:
    """The same moment in Almaty's time; the moment must carry an offset."""
    if moment.tzinfo is None:
        raise ValueError("a moment without an offset has no place in law")
    return moment.astimezone(ALMATY)


def day_of(moment: datetime) -> date:
    """The calendar day in Almaty on which the moment falls."""
    return local(moment).date()


def midnight(day: date) -> datetime:
    """The first moment of the day."""
    return datetime.combine(day, time(), ALMATY)


def at_time(day: date, clock: str) -> datetime:
    """The moment of "HH:MM" on the day."""
    return datetime.combine(day, time.fromisoformat(clock), ALMATY)


def next_day(day: date) -> date:
    return day + timedelta(days=1)


def day_over(day: date) -> datetime:
    """The first moment after the day."""
    return midnight(next_day(day))


def months_later(day: date, months: int) -> date:
    """The same day of a later month; the month's last day where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
