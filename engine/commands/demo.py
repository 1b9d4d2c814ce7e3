"""qauly demo: every example course on a real engine, from event to delivered notice, in a folder of its own."""

import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from ..content import Content
from ..courses.play import run
from ..courses.story import Course, load_courses, moment_of
from ..messages import Message, _
from ..model import Outcome, Status
from .options import ConfigFile, ContentFolders, Ui
from .screen import FAILED, Screen, WrongUse

if TYPE_CHECKING:
    from ..app import Engine

MADE_HERE = "# Made by `qauly demo`"
SETTINGS = f"""\
{MADE_HERE}: a sandbox, in which the clock may be set and nothing leaves this folder.
mode = "sandbox"
database = "sqlite:///qauly.db"
archive = "archive"

[channels.folder]
unreachable = ["*9003"]
"""


@dataclass(slots=True)
class Told:
    """What came of one course."""

    course: Course
    events: int = 0
    status: Status | None = None
    count: Counter[str] = field(default_factory=Counter)
    faults: list[Message] = field(default_factory=list)
    first: Path | None = None  # a document to look at

    def take(self, outcome: Outcome, out: Path) -> None:
        self.events += 1
        self.status = outcome.status
        self.count["documents"] += len(outcome.documents)
        self.count["notices"] += len(outcome.notices)
        prints = [each.path for document in outcome.documents for each in document.renditions if each.format == "pdf"]
        self.first = self.first or (out / prints[0] if prints else None)


def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The folder to fill; emptied first if a demo made it.")
    ] = Path("out/demo"),
    clock: Annotated[
        bool, typer.Option("--clock", help="Live through a month of nine cases, one day in less than a second.")
    ] = False,
    day: Annotated[
        float, typer.Option("--day", metavar="SECONDS", min=0, help="How long a day of --clock lasts.")
    ] = 0.8,
    config: ConfigFile = None,
    content: ContentFolders = None,
    ui: Ui = None,
) -> None:
    """Run the example cases, from event to delivered notice."""
    from ..app import Engine

    with Screen(ui) as screen:
        if clock:
            _live(screen, out, day, config, content or ())
            return
        courses = _in_order(load_courses(Content.open(content or ())))
        settings = _fresh(out)
        events = [
            course.event(step).model_dump_json()
            for course in courses
            for step in course.steps
            if step.on and not step.refused
        ]
        (out / "events.jsonl").write_text("\n".join(events) + "\n", "utf-8")
        database = f"sqlite:///{out / 'qauly.db'}"
        told = []
        with (
            Engine.open(database, archive=out / "archive", content=content or (), config=config or settings) as engine,
            screen.progress(_("Example courses"), len(courses)) as bar,
        ):
            for course in courses:
                told.append(_tell(course, engine, out))
                bar.step(_title(screen, course))
        screen.show(_table(screen, told, out))
        _where_to_look(screen, told, out)
        for each in told:
            for fault in each.faults:
                screen.complain(f"{each.course.name}: {screen.text(fault)}")
        if any(each.faults for each in told):
            raise typer.Exit(FAILED)


def _live(screen: Screen, out: Path, day: float, config: Path | None, content: Sequence[Path]) -> None:
    from ..app import Engine
    from .demo_clock import run_clock

    settings = _fresh(out)
    with Engine.open(
        f"sqlite:///{out / 'qauly.db'}", archive=out / "archive", content=content, config=config or settings
    ) as engine:
        refused = run_clock(screen, Content.open(content), engine, out, day)
    screen.say(_("What was sent lies in {folder}.", folder=out / "outbox"))
    if refused:
        raise typer.Exit(FAILED)


def _in_order(courses: tuple[Course, ...]) -> list[Course]:
    """The procedure with the most courses first."""
    size = Counter(course.procedure for course in courses)
    return sorted(courses, key=lambda course: (-size[course.procedure], course.procedure))


def _fresh(out: Path) -> Path:
    """The settings file in an empty folder; what another demo left there is removed, anything else is refused."""
    settings = out / "qauly.toml"
    if out.exists() and any(out.iterdir()):
        if not settings.is_file() or not settings.read_text("utf-8").startswith(MADE_HERE):
            raise WrongUse(
                _("{folder} holds something else.", folder=out), field="--out", fix=_("Name a new or empty folder.")
            )
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    settings.write_text(SETTINGS, "utf-8")
    return settings


def _tell(course: Course, engine: "Engine", out: Path) -> Told:
    """The whole course, its documents written into `out`, its notices sent."""
    told = Told(course)

    def wait(until: datetime) -> tuple[Outcome, ...]:
        outcomes = tuple(engine.deliver(until).outcomes)
        for outcome in outcomes:
            engine.export(outcome, out)
        return outcomes

    for done in run(course, engine, wait):
        told.faults.extend(done.faults)
        for outcome in done.outcomes:
            engine.export(outcome, out)
            told.take(outcome, out)
        wait(moment_of(done.step))  # what the event queued goes out before the next one comes
    return told


def _table(screen: Screen, told: Iterable[Told], out: Path) -> Table:
    table = screen.table(_("Course"), _("Case"), _("Events"), _("State"), _("Documents"), _("Notices"), _("Folder"))
    for each in told:
        words = screen.words({"kk": each.status.kk, "ru": each.status.ru}, each.status.code) if each.status else "–"
        folder = each.first.parent if each.first else None
        table.add_row(
            Text(_title(screen, each.course)),
            Text(each.course.case),
            str(each.events),
            Text(words, style="red" if each.faults else ""),
            str(each.count["documents"]),
            str(each.count["notices"]),
            Text(f"{folder}/" if folder else "–"),
        )
    return table


def _title(screen: Screen, course: Course) -> str:
    return screen.words({"kk": course.title.kk, "ru": course.title.ru}, course.name)


def _where_to_look(screen: Screen, told: list[Told], out: Path) -> None:
    first = next((each for each in told if each.first), None)
    if first is not None:
        screen.say(_("Look first at {file}: the resolution in both languages.", file=first.first))
        screen.say(_("Beside it lie the same documents as Word, HTML and text, one file a language."))
    screen.say(_("The events that led to them lie in {file}.", file=out / "events.jsonl"))
    screen.say(_("What was sent lies in {folder}.", folder=out / "outbox"))
    if first is not None:
        program = "qauly" if shutil.which("qauly") else sys.argv[0]  # in .venv/bin, where nothing was activated
        command = f"{program} show {first.course.case} --config {out / 'qauly.toml'}"
        screen.say(_("What is known of that case: {command}", command=command))
