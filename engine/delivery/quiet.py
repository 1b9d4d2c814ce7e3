"""Hours in which no telephone rings: messages wait for their end, unless the law's term would pass meanwhile."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ..law.almaty import at_time, day_of, local


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of the day to another, in Almaty; the night between them belongs to it."""

    start: time
    end: time
    media: tuple[str, ...]

    def until(self, now: datetime) -> datetime | None:
        """The moment at which the hours end; None outside of them."""
        clock = local(now).time()
        over_midnight = self.start > self.end
        inside = clock >= self.start or clock < self.end if over_midnight else self.start <= clock < self.end
        if not inside:
            return None
        day = day_of(now)
        if over_midnight and clock >= self.start:
            day += timedelta(days=1)
        return at_time(day, self.end.isoformat("minutes"))
