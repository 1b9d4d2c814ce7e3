"""A site on an engine of its own, with a clock that is set, and people who come to it."""

import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from qauly.engine import Engine, Event, Outcome
from qauly.engine.clock import SetClock
from qauly.engine.config import Config
from qauly.engine.content import Content
from qauly.engine.courses.play import run
from qauly.engine.courses.story import Course, load_courses
from qauly.engine.ledger import tables as t
from qauly.engine.ledger.tables import metadata
from qauly.engine.web.asgi import make_site

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have its client on another library
    from starlette.testclient import TestClient

EARLY = "2020-01-01T00:00:00+00:00"
OURS = {"Sec-Fetch-Site": "same-origin"}
COURSES = {f"{course.procedure}/{course.name}": course for course in load_courses(Content.open())}


class TownClock(SetClock):
    """A clock that a test may set back between two cases."""

    def reset(self) -> None:
        self._moment = datetime.fromisoformat(EARLY)


class Town:
    """An engine, its site, and the clock of both."""

    def __init__(self, folder: Path, **citizen: Any) -> None:
        self.clock = TownClock(datetime.fromisoformat(EARLY))
        config = Config.model_validate({"citizen": {"requests_per_minute": 0, **citizen}, "api": {"payers": ["bank"]}})
        self.engine = Engine.open(
            f"sqlite:///{folder / 'q.db'}", archive=folder / "archive", config=config, clock=self.clock
        )
        self.site = make_site(self.engine, config)

    def handle(self, event: Event) -> Outcome:
        self.clock.reach(event.at)
        return self.engine.handle(event)

    def play(self, name: str, steps: int | None = None, case: str | None = None) -> list[Outcome]:
        """The first steps of an example course, or all of it; under another case number it is another case."""
        course: Course = COURSES[name]
        course = course.model_copy(
            update={
                "steps": course.steps[:steps],
                "case": case or course.case,
                "name": f"{course.name} {case or ''}",
            }
        )
        outcomes: list[Outcome] = []

        def wait(moment: datetime) -> tuple[Outcome, ...]:
            self.clock.reach(moment)
            return self.engine.deliver(moment).outcomes

        for step in run(course, self, wait):
            assert not [fault for fault in step.faults if "opens" not in fault.text("en")], step.faults
            outcomes += step.outcomes
        return outcomes

    def visitor(self, address: str = "192.0.2.1") -> TestClient:
        """A browser without a script: it follows no redirect by itself."""
        return TestClient(
            self.site, base_url="https://example.kz", follow_redirects=False, client=(address, 50000),
            raise_server_exceptions=False,
        )  # fmt: skip

    def ledger(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables."""
        with self.engine.store.reading() as connection:
            return {
                name: sorted(tuple(row) for row in connection.execute(select(table)))
                for name, table in metadata.tables.items()
            }

    def visits(self, case: str) -> list[tuple[str, str, str, str, str]]:
        columns = t.visit.c
        query = select(columns.act, columns.subject, columns.page, columns.edition, columns.lang)
        with self.engine.store.reading() as connection:
            rows = connection.execute(query.where(columns.case_id == case).order_by(columns.id))
            return [tuple(row) for row in rows]


class Person:
    """Somebody who got a message and opens its link."""

    def __init__(self, town: Town, outcome: Outcome, iin: str, address: str = "192.0.2.1") -> None:
        self.town, self.iin, self.case = town, iin, outcome.case
        self.path = re.sub(r"^https?://[^/]+", "", link_of(outcome))
        self.browser = town.visitor(address)

    def get(self, place: str = "", **query: str) -> Any:
        return self.browser.get(self.path + place, params=query)

    def post(self, place: str = "", source: str = "", headers: dict[str, str] | None = None, **form: str) -> Any:
        """Sends the form of the page at `source`, as a browser would."""
        given = {"form": form_of(self.get(source).text), **form}
        return self.browser.post(self.path + place, data=given, headers=OURS if headers is None else headers)

    def enter(self, digits: str | None = None, **query: str) -> Any:
        lang = f"?lang={query['lang']}" if "lang" in query else ""
        return self.post(lang, digits=digits or self.iin[-4:])


def link_of(outcome: Outcome) -> str:
    found = re.search(r"https?://\S+/n/\S+", str(outcome.notices[0].texts))
    assert found is not None
    return re.split(r"['\"\s]", found.group())[0]


def form_of(page: str) -> str:
    found = re.search(r'name="form" value="(\w+)"', page)
    return found.group(1) if found else ""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One engine for a whole module, where every test plays cases of its own."""
    made = Town(tmp_path_factory.mktemp("town"))
    yield made
    made.engine.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Town]:
    """An engine for one test that looks at the whole ledger, or spoils it."""
    made = Town(tmp_path)
    yield made
    made.engine.close()


NUMBERS = count(1)


def pilot(town: Town) -> Person:
    """A person of the pilot whose proceeding was just initiated, at an address of their own."""
    name, number = "simplified_proceeding/03-pilot-objection", next(NUMBERS)
    town.clock.reset()
    opened = town.play(name, 1, f"2024-7{number:05}")[0]
    return Person(town, opened, who(name)["iin"], f"192.0.2.{number}")


@pytest.fixture
def debtor(town: Town) -> Person:
    return pilot(town)


def who(course: str) -> dict[str, Any]:
    """The person whom the course's case is about."""
    facts = COURSES[course].steps[0].facts or {}
    return dict(next(facts[name] for name in ("debtor", "offender", "applicant") if name in facts))
