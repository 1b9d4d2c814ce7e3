"""A certificate of service for previews: an example course on an engine of its own, in a folder that goes away."""

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from .app import Engine
from .clock import SetClock
from .config import Config, Media
from .content import Content
from .courses.story import Course, load_courses
from .law.almaty import day_of
from .law.service import load_service
from .ledger import tables as t
from .ports import Receipt
from .preview import shifted
from .wording.document import Document

WAIT = timedelta(minutes=5)


def example_certificate(content: Content, on: date | None) -> Document:
    """Of the first course for which there is a rule: its notices are sent and their delivery is reported; on the day
    where one is named."""
    ruled = [name for name, rules in load_service(content).procedures.items() if rules]
    course = next(each for name in ruled for each in load_courses(content, name))
    course = shifted(course, on - day_of(_opening(course))) if on is not None else course
    at = _opening(course)
    memory = Media(sms="memory", egov="memory", email="memory", telegram="memory", system="memory")
    with TemporaryDirectory(prefix="qauly-preview-") as folder:
        place = Path(folder)
        with Engine.open(
            f"sqlite:///{place / 'preview.db'}",
            archive=place / "archive",
            content=content.layers[1:],
            config=Config(media=memory),
            clock=SetClock(at + WAIT),
        ) as engine:
            engine.handle(course.event(course.steps[0]))
            engine.deliver(at + WAIT)
            with engine.store.reading() as connection:
                sent = connection.scalars(select(t.dispatch.c.reference).where(t.dispatch.c.notice_id.is_not(None)))
                references = list(sent)
            for reference in references:
                engine.house.desk("memory").receive(Receipt("delivered", reference=reference, at=at + WAIT))
            return engine.proof(course.case, at + WAIT).document


def _opening(course: Course) -> datetime:
    moment = course.steps[0].at
    assert moment is not None, "a course begins with an event"
    return moment
