"""What goes in and what comes out: the event and the outcome, as frozen models with a JSON Schema.

Facts stay raw here; `law/facts.py` checks them against the schema of their event type and gives them types.
"""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_serializer

from .messages import _
from .sent_faults import caller_error, read_json

Words = dict[Literal["kk", "ru"], str]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sent(Frozen):
    """What other systems send: read strictly, and refused by field."""

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """The model of a payload; raises `CallerError` that names the first wrong field and how to mend it."""
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            raise caller_error(error.errors(include_url=False)[0]) from None

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The model of one JSON text. Numbers with a point are refused where money is read, never rounded."""
        return cls.model_validate(read_json(text))


class Event(Sent):
    """A case changed state, or somebody did something in it. `id` is the idempotency key of `Engine.handle`."""

    id: str = Field(min_length=1, max_length=200)
    procedure: str = Field(min_length=1, max_length=100)
    case: str = Field(min_length=1, max_length=200)
    type: str = Field(min_length=1, max_length=100)
    at: AwareDatetime = Field(description="When the calling system learned of it; always with an offset.")
    facts: dict[str, Any] = Field(default_factory=dict)

    @field_validator("id", "procedure", "case", "type")
    @classmethod
    def _printable(cls, value: str) -> str:
        if value != value.strip() or not value.isprintable():
            raise ValueError(_("has spaces around it, or characters that cannot be printed."), _("Remove them."))
        return value

    @field_validator("at")
    @classmethod
    def _of_our_time(cls, value: datetime) -> datetime:
        if not 1900 <= value.year < 2200:  # the ends of the calendar have no time in Almaty
            raise ValueError(_("lies outside the years 1900 to 2199."), _("Correct the date."))
        return value

    @field_validator("at", mode="before")
    @classmethod
    def _written_out(cls, value: Any) -> Any:
        if not isinstance(value, str | datetime):
            raise ValueError(
                _("is no date and time."), _("Write the time with its offset, for instance 2024-01-18T10:15:00+06:00.")
            )
        return value


class Status(Frozen):
    """State of a case: the code for machines, the words of the law for people."""

    code: str
    kk: str
    ru: str


class RenditionRef(Frozen):
    """A file made from a document; `path` is relative to the folder the caller named."""

    lang: Literal["kk", "ru", "both"]
    format: Literal["docx", "html", "txt", "pdf"]
    path: str
    sha256: str


class DocumentOut(Frozen):
    kind: str
    number: str
    date: str
    edition: str
    draft: bool
    renditions: tuple[RenditionRef, ...] = ()


class NoticeOut(Frozen):
    kind: str
    to: str
    ladder: tuple[str, ...]
    edition: str
    draft: bool
    texts: dict[str, Any]


class MessageOut(Frozen):
    to: str
    body: dict[str, Any]


class TimerOut(Frozen):
    type: str
    at: str


class SourceRef(Frozen):
    act: str
    article: str | None = None
    clause: str | None = None

    @model_serializer(mode="wrap")
    def _short(self, handler: Any) -> dict[str, Any]:
        return {key: value for key, value in handler(self).items() if value is not None}


class TraceEntry(Frozen):
    """One rule that was applied: its name, where the law says so, the values it used."""

    rule: str
    source: SourceRef | None
    values: dict[str, Any] = Field(default_factory=dict)


class Outcome(Frozen):
    """What the law required of one event: the contract of `qauly handle --json`."""

    event: str
    case: str
    procedure: str
    regime: str | None
    transition: str
    status: Status
    reason: Words | None = None
    documents: tuple[DocumentOut, ...] = ()
    notices: tuple[NoticeOut, ...] = ()
    messages: tuple[MessageOut, ...] = ()
    timers: tuple[TimerOut, ...] = ()
    trace: tuple[TraceEntry, ...] = ()
    opened: tuple["Outcome", ...] = ()

    @model_serializer(mode="wrap")
    def _without_absent(self, handler: Any) -> dict[str, Any]:
        out: dict[str, Any] = handler(self)
        if self.reason is None:
            out.pop("reason", None)  # inside another model pydantic comes here twice
        if not self.opened:
            out.pop("opened", None)
        return out
