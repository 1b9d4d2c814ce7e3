"""The form of a course: given these facts, when this happens, then that is required.

`legal_texts/<procedure>/samples.yaml` holds whole sets of facts by name;
`legal_texts/<procedure>/courses/*.yaml` tells one case each, from its first event to its end.
"""

import copy
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ..content import Content
from ..errors import ContentError, Finding
from ..law.almaty import local
from ..messages import _
from ..model import Event
from ..where import line_of_text
from ..yamlfile import load


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(Strict):
    kk: str
    ru: str


def as_sent(value: Any) -> Any:
    """Facts as a case system would send them: YAML reads days and moments as such, JSON has them as text."""
    if isinstance(value, dict):
        return {key: as_sent(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_sent(item) for item in value]
    if isinstance(value, datetime):
        return local(value).isoformat()
    return value.isoformat() if isinstance(value, date) else value


SentFacts = Annotated[dict[str, Any], BeforeValidator(as_sent)]


class Then(Strict):
    """What must come of a step; only what is written here is compared."""

    event: str | None = None
    transition: str | None = None
    status: str | None = None
    regime: str | None = None
    documents: tuple[str, ...] | None = None
    notices: tuple[str, ...] | None = None
    messages: tuple[str, ...] | None = None
    timers: dict[str, AwareDatetime] | None = None
    reason: bool | None = None
    error: str | None = None  # the field a CallerError must name
    opens: tuple[str, ...] | None = None  # cases this event opened


class Step(Strict):
    """Either an event (`on`, `at`), or time passing up to `wait_until` with the timers that fire."""

    on: str | None = None
    at: AwareDatetime | None = None
    facts: SentFacts | None = None
    given: str | None = None  # a set of facts from samples.yaml
    wait_until: AwareDatetime | None = None
    note: Title | None = None
    then: Then | tuple[Then, ...] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> "Step":
        if (self.on is None) == (self.wait_until is None):
            raise ValueError(_("a step has either `on` with `at`, or `wait_until`"), _("Keep one of the two."))
        if self.on is not None and self.at is None:
            raise ValueError(_("an event needs `at`"), _("Write it as 2024-01-18T10:15:00+06:00."))
        return self

    @property
    def expected(self) -> tuple[Then, ...]:
        return self.then if isinstance(self.then, tuple) else (self.then,)

    @property
    def compared(self) -> bool:
        """Whether the course says what comes of the step; `then: []` says that nothing does."""
        return "then" in self.model_fields_set

    @property
    def refused(self) -> bool:
        """Whether the course says that the event is refused."""
        return any(then.error for then in self.expected)


class CourseFile(Strict):
    schema_: Literal["course/1"] = Field(alias="schema")
    title: Title
    case: str
    steps: tuple[Step, ...] = Field(min_length=1)


class SamplesFile(Strict):
    schema_: Literal["samples/1"] = Field(alias="schema")
    facts: dict[str, SentFacts]


class Course(Strict):
    """One story, its facts filled in from the samples."""

    name: str
    procedure: str
    title: Title
    case: str
    steps: tuple[Step, ...]

    def event(self, step: Step) -> Event:
        """The event of a step, its id made of the course and the step's place in it; `CallerError` where it is none."""
        assert step.on is not None and step.at is not None
        return Event.model_validate(
            {
                "id": str(uuid5(NAMESPACE_URL, f"qauly:course:{self.procedure}:{self.name}:{self.steps.index(step)}")),
                "procedure": self.procedure,
                "case": self.case,
                "type": step.on,
                "at": step.at,
                "facts": step.facts or {},
            }
        )

    @property
    def file(self) -> str:
        return f"legal_texts/{self.procedure}/courses/{self.name}.yaml"


def load_courses(content: Content, procedure: str | None = None) -> tuple[Course, ...]:
    """All courses, or those of one procedure, in the order of their file names."""
    found = []
    for folder in content.folders("legal_texts"):
        if procedure is not None and folder != procedure:
            continue
        samples = load_samples(content, folder)
        for name in content.files(f"legal_texts/{folder}/courses", "*.yaml"):
            file = load(content, name, CourseFile)
            steps = tuple(_filled(content, step, samples, name) for step in file.steps)
            short = name.rsplit("/", 1)[-1].removesuffix(".yaml")
            found.append(Course(name=short, procedure=folder, title=file.title, case=file.case, steps=steps))
    return tuple(found)


def load_samples(content: Content, procedure: str) -> Mapping[str, dict[str, Any]]:
    name = f"legal_texts/{procedure}/samples.yaml"
    return load(content, name, SamplesFile).facts if content.exists(name) else {}


def _filled(content: Content, step: Step, samples: Mapping[str, dict[str, Any]], name: str) -> Step:
    if step.given is None:
        return step
    sample = sample_of(content, samples, step.given, name)
    return step.model_copy(update={"facts": merged(sample, step.facts or {})})


def sample_of(content: Content, samples: Mapping[str, dict[str, Any]], given: str, name: str) -> dict[str, Any]:
    """The facts that the file `name` asks for; raises `ContentError` where samples.yaml has none called so."""
    if given not in samples:
        raise ContentError(
            Finding(
                name,
                line_of_text(content, name, given),
                "C-030",
                _("samples.yaml has no facts named {name}.", name=given),
                _("Write one of: {values}.", values=", ".join(samples) or "–"),
                f"given: {given}",
            )
        )
    return samples[given]


def merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the values of `change` in their places, however deep."""
    out = copy.deepcopy(dict(base))
    for key, value in change.items():
        old = out.get(key)
        out[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return out


def moment_of(step: Step) -> datetime:
    """When the step happens."""
    moment = step.at or step.wait_until
    assert moment is not None
    return moment
