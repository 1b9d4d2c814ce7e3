"""The bodies of call-backs: what `telling` sends, and what the description of the API says of it."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from ..delivery.tasks import Kind
from ..model import Outcome

# states that somebody outside can do something with; what is only tried again is not among them
State = Literal["accepted", "delivered", "read", "rejected", "undeliverable", "expired", "cancelled", "dead"]
TOLD: tuple[State, ...] = get_args(State)
TASK_OPENED = "task.opened"


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Call(Body):
    """What all calls have."""

    id: str = Field(description="The same whenever this call is made again; `Qauly-Id` repeats it.")
    at: str = Field(description="When it happened, Almaty's time.", json_schema_extra={"format": "date-time"})


class OutcomeData(Body):
    """An outcome and its place in the feed."""

    position: int = Field(description="`GET /feed?after=` goes on behind it.")
    outcome: Outcome


class OutcomeCall(Call):
    """The law required something of an event."""

    type: str = Field(pattern=r"^outcome\.[a-z0-9_]+$", description="`outcome.` and the transition.")
    case: str
    data: OutcomeData


class StateData(Body):
    """What became of a message; without address and words."""

    notice: str | None = Field(description="Of which notice it is; null for a message to another system.")
    event: str = Field(description="The event that called for it.")
    kind: str = Field(description="For instance notice.initiate.")
    medium: Literal["sms", "egov", "email", "telegram", "system"]
    reference: str = Field(description="The message's own name, the same at the provider.")
    state: State


class NoticeCall(Call):
    """A notice to a person came further, or to an end."""

    type: str = Field(pattern=rf"^notice\.({'|'.join(TOLD)})$", description="`notice.` and the state.")
    case: str
    data: StateData


class MessageCall(Call):
    """A message to another system came further, or to an end."""

    type: str = Field(pattern=rf"^message\.({'|'.join(TOLD)})$", description="`message.` and the state.")
    case: str
    data: StateData


class TaskData(Body):
    """What a person must look at."""

    task: str = Field(description="Its id: `qauly task done` takes it.")
    kind: Kind
    subject: str
    reason: str


class TaskCall(Call):
    """Something that a person must decide has come up."""

    type: Literal["task.opened"]
    case: str | None = Field(description="null where it belongs to no case.")
    data: TaskData


CALLS: dict[str, type[Call]] = {
    "outcome": OutcomeCall,
    "notice": NoticeCall,
    "message": MessageCall,
    TASK_OPENED: TaskCall,
}


def model_of(kind: str) -> type[Call]:
    """The body of a type such as `notice.delivered`."""
    return CALLS.get(kind) or CALLS[kind.partition(".")[0]]
