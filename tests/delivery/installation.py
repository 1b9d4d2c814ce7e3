"""An engine whose channels are the real ones, opened from its settings as an installation opens them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from qauly.engine import Engine, Event
from qauly.engine.clock import SetClock
from qauly.engine.config import Config, JobSettings, Media

START = datetime.fromisoformat("2024-01-18T10:20:00+06:00")
MEDIA = dict.fromkeys(("sms", "egov", "email", "telegram", "system"), "memory")


@dataclass
class Installation:
    """An engine in team mode, the clock that the test moves, and one case."""

    engine: Engine
    clock: SetClock
    case: str = ""

    def open_case(self, event: Event) -> None:
        """The case begins, and its notice goes as far as it can now."""
        self.case = event.case
        self.engine.handle(event)
        self.deliver()

    def deliver(self, minutes: float = 0) -> None:
        """Some minutes pass, and what is due is done."""
        self.clock.sleep(60 * minutes)
        self.engine.deliver()

    def ladder(self) -> list[tuple[str, str]]:
        """Medium and state of each dispatch of the notice, as the case shows them."""
        view = self.engine.show(self.case)
        return [(each.medium, each.state) for each in view.dispatches if each.medium != "system"]

    def reason(self, medium: str) -> str:
        """What is said of the last dispatch by a medium."""
        return [each.reason for each in self.engine.show(self.case).dispatches if each.medium == medium][-1]

    def tasks(self) -> list[str]:
        """What waits for a person."""
        return [each.kind for each in self.engine.tasks()]


@contextmanager
def installed(
    folder: Path, channels: Mapping[str, Mapping[str, Any]], media: Mapping[str, str | None], **settings: Any
) -> Iterator[Installation]:
    """Media that are not named go by the channel `memory`, which takes everything."""
    url = f"sqlite:///{folder / 'q.db'}"
    config = Config(
        mode="team",
        database=url,
        recipients=("*",),
        media=Media(**{**MEDIA, **media}),
        channels={name: dict(each) for name, each in channels.items()},
        jobs=JobSettings(kind="embedded"),
        **settings,
    )
    clock = SetClock(START)
    with Engine.open(url, archive=folder / "archive", config=config, secret=b"of a test", clock=clock) as engine:
        yield Installation(engine, clock)
